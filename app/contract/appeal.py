"""The enterprise's appeal (诉求): what a terminal sends, and how it stands.

The appeal itself travels as a job (kind `appeal.file`, payload `AppealFiled`, aggregate `appeal:<query_code>`).
POST /v1/appeals/progress   AppealQuery → AppealProgress | Refusal (appeal-unknown, too-many-queries)
"""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from app.contract.licence import CardHolder
from app.contract.plain_text import PlainText
from app.contract.wire import Message


class Topic(StrEnum):
    LAND = "用地用房"
    LABOUR = "用工"
    FINANCE = "融资"
    TAX = "税费"
    APPROVAL = "审批"
    UTILITIES = "用水用电用气"
    ENVIRONMENT = "环保"
    LOGISTICS = "物流"
    IP = "知识产权"
    POLICY = "政策兑现"
    OTHER = "其他"


class EnterpriseEvidence(StrEnum):
    """How the terminal knows the enterprise: the centre's grant, or only what the visitor keyed in while the wire was cut."""

    GRANT = "grant"
    STATED = "stated"


MOST_WORDS = 500
"""Characters a visitor may write in their own words."""
LONGEST_PLACE = 120


class AppealFiled(Message):
    """`query_code`: 12 random digits, minted in the filing transaction, printed on the receipt: it opens the progress page.

    `local_no` is the terminal's own number (暂存号, e.g. `T03-1123-017`); the centre's number comes with its ack.
    `words` is what the visitor wrote of their own accord, `place` where it happened; both may be empty.
    """

    query_code: str = Field(pattern=r"^\d{12}$", repr=False)
    local_no: str
    uscc: str
    entity_name: str = ""
    evidence: EnterpriseEvidence
    grant: str = Field(default="", repr=False)
    holder: CardHolder = Field(repr=False)
    topic: Topic
    matters: tuple[str, ...]
    headcount: int | None = None
    words: PlainText = Field(default="", max_length=MOST_WORDS, repr=False)
    place: PlainText = Field(default="", max_length=LONGEST_PLACE, repr=False)
    phone: str = Field(repr=False)
    terminal_submitted_at: datetime


class AppealState(StrEnum):
    """The first states of the procedure (models 2.1); the centre alone moves them."""

    RECEIVED = "已收件"
    ASSIGNED = "已分派"
    CONTACTED = "已联系"
    IN_HAND = "办理中"
    CLOSED = "办结"


class AppealQuery(Message):
    query_code: str = Field(pattern=r"^\d{12}$", repr=False)


class AppealStep(Message):
    """`english`: the same words for a visitor who reads English; empty where a clerk has written only Chinese."""

    at: datetime
    text: str
    english: str = ""


class AppealProgress(Message):
    """`contact_due_provisional`: the holidays up to that day are not arranged yet, or nobody has confirmed the limit itself."""

    appeal_no: str
    state: AppealState
    topic: Topic
    lead_unit: str
    received_at: datetime
    contact_due: datetime
    contact_due_provisional: bool = False
    steps: tuple[AppealStep, ...]
