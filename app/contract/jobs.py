"""What the terminal owes the centre, and how the centre answers, item by item.

POST /v1/terminals/{terminal_id}/batches   Batch → BatchReceipt
A 200 without a matching, well-formed BatchReceipt signed by the centre (`app.contract.replies`) carries no information. An item
moves to DONE only when key and payload hash match, the status is `applied` or `duplicate`, and the receipt's `server_epoch` is the
one the centre greeted with.

Refusal codes: incarnation-other (409: another installation of this terminal was enrolled since), terminal-forked (409: two stores
deliver for this terminal), terminal-other (403).
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Base64Bytes, Field

from app.contract.appeal import AppealFiled
from app.contract.application import ApplicationCorrected, ApplicationFiled
from app.contract.audit_heads import AuditHead, AuditWitness
from app.contract.help import CallbackAsked
from app.contract.knowledge_feedback import KnowledgeFeedback
from app.contract.plain_text import PlainText
from app.contract.prefill import PrefillContested
from app.contract.theme_application import ThemeFiled
from app.contract.wire import Message, TerminalOrder

SCHEMA_VERSION = 1
MAX_ITEMS = 50


class JobKind(StrEnum):
    APPEAL_FILED = "appeal.file"
    APPLICATION_FILED = "application.file"
    APPLICATION_CORRECTED = "application.correct"
    THEME_FILED = "theme.file"
    PRINT_OUTCOME = "print.outcome"
    VISIT_RATED = "visit.rating"
    VISIT_COUNTED = "visit.statistics"
    CALLBACK_ASKED = "help.callback"
    PREFILL_CONTESTED = "prefill.contest"
    KNOWLEDGE_FEEDBACK = "knowledge.feedback"


class PrintOutcome(Message):
    """What became of a report's paper. Nothing personal: the number alone."""

    report_no: str
    pages_asked: int
    pages_printed: int
    outcome: str
    """printed | partial | failed | unknown"""
    reason: str = ""
    copy_no: int = 1
    at: datetime


class VisitRated(Message):
    """One rating for one handling. `token` is opaque and used once. Who chose not to rate sends none.

    `staff_present`: given while staff were signed in at the terminal: it is kept, marked, and counted nowhere. `aspects`: what was
    ticked as wrong, `words`: what the visitor wrote; both are for whoever puts it right.
    """

    token: str = Field(repr=False)
    service: str
    stars: int = Field(ge=1, le=5)
    staff_present: bool = False
    at: datetime
    aspects: tuple[Annotated[PlainText, Field(max_length=40)], ...] = Field(default=(), max_length=10)
    words: PlainText = Field(default="", max_length=500, repr=False)


class VisitCounted(Message):
    """A visit as a figure: no person, no enterprise."""

    visit: str
    service: str
    mode: str
    language: str
    ended: str
    """done | cancelled | timeout | failed"""
    seconds: float
    at: datetime


JobPayload = (
    AppealFiled
    | ApplicationFiled
    | ApplicationCorrected
    | ThemeFiled
    | PrintOutcome
    | VisitRated
    | VisitCounted
    | CallbackAsked
    | PrefillContested
    | KnowledgeFeedback
)

PAYLOADS: dict[JobKind, type[Message]] = {
    JobKind.APPEAL_FILED: AppealFiled,
    JobKind.APPLICATION_FILED: ApplicationFiled,
    JobKind.APPLICATION_CORRECTED: ApplicationCorrected,
    JobKind.THEME_FILED: ThemeFiled,
    JobKind.PRINT_OUTCOME: PrintOutcome,
    JobKind.VISIT_RATED: VisitRated,
    JobKind.VISIT_COUNTED: VisitCounted,
    JobKind.CALLBACK_ASKED: CallbackAsked,
    JobKind.PREFILL_CONTESTED: PrefillContested,
    JobKind.KNOWLEDGE_FEEDBACK: KnowledgeFeedback,
}


class BatchItem(Message):
    """`seq` counts without gaps inside its aggregate from 1. `sealed_payload` opens with the centre's key only
    (see `app.contract.sealing`); `payload_sha256` is over the sealed bytes.

    `filed_no` is the terminal's own count of all it ever filed: two items that bear the same one were filed by two stores, one of
    them a copy. None from a terminal that does not count yet.
    """

    key: str
    aggregate: str
    seq: int = Field(ge=1)
    kind: JobKind
    schema_version: int
    created_at: datetime
    filed_no: int | None = Field(default=None, ge=1, le=2**31 - 1)
    payload_sha256: str
    sealed_payload: Base64Bytes = Field(repr=False)


class Batch(Message):
    """`audit` is how far the terminal's diary has come, for the centre to countersign."""

    incarnation: str
    items: tuple[BatchItem, ...] = Field(min_length=1, max_length=MAX_ITEMS)
    audit: AuditHead | None = None


class ItemStatus(StrEnum):
    APPLIED = "applied"
    DUPLICATE = "duplicate"
    MISMATCH = "mismatch"
    GAP = "gap"
    REJECTED = "rejected"
    RETRY = "retry"


class ItemResult(Message):
    """`receipt` is the centre's own number for the thing (the appeal's number, say); `state` its first state there."""

    key: str
    payload_sha256: str
    status: ItemStatus
    receipt: str = ""
    state: str = ""
    code: str = ""
    expected_seq: int | None = None


class BatchReceipt(Message):
    """`backed_up_until`: everything received before this moment is in the centre's backup (the watermark); None while there is
    no backup. `audit` is the centre's word on the diary; None where the batch brought no head."""

    server_epoch: str
    server_time: datetime
    results: tuple[ItemResult, ...]
    backed_up_until: datetime | None = None
    orders: tuple[TerminalOrder, ...] = ()
    audit: AuditWitness | None = None
