"""An application (申请) for a service item: what a terminal sends, and how its case stands.

It travels as a job (kind `application.file`, payload `ApplicationFiled`); what is handed in with it goes ahead as blobs, sealed to the
centre as the job is (`ATTACHMENT`), each named in the job by its hash.
POST /v1/applications/progress   AppealQuery → ApplicationProgress | Refusal (application-unknown, too-many-queries)
POST /v1/applications/mine       ApplicationsAsked → MyApplications | Refusal (grant-unknown, grant-expired, grant-other-service,
                                 too-many-queries): what was begun by this person or this enterprise, at any terminal
What a correction asks for is handed in by a job of its own (kind `application.correct`, payload `ApplicationCorrected`), which may be
filed while the wire is cut; what is handed in with it goes ahead as blobs, as with an application.

Why a job is rejected: service-item-unknown, service-item-not-in-force, service-answers-refused (situation), form-answers-refused,
material-not-listed (A3.3), material-twice, query-code-taken. Until a blob that it names is here it is answered `retry` with
`attachment-missing`: no fault of the job.

Why a correction is rejected: application-unknown (also where its ticket is another's), case-step-not-now (nothing is asked for any
more), materials-missing (not all that was asked for), material-not-listed, material-twice.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, JsonValue

from app.contract.appeal import AppealStep, EnterpriseEvidence
from app.contract.blobs import SHA256
from app.contract.licence import CardHolder
from app.contract.prefill import PrefilledAnswer
from app.contract.service_situations import Id
from app.contract.wire import Message

ATTACHMENT: Final = b"guanjia attachment 1"
"""What an attachment is sealed for (`app.contract.sealing`): it cannot be opened as anything else."""
ATTACHMENT_MISSING: Final = "attachment-missing"
MOST_FILES: Final = 20
MOST_MATERIALS: Final = 50
MOST_ANSWERS: Final = 200
MOST_OF_MINE: Final = 20
PROGRESS_SERVICE: Final = "S004"
"""What a grant must be made for that shows an enterprise's own applications."""

Sha256 = Annotated[str, Field(pattern=SHA256)]
TaskCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{20,36}$")]
"""As in `app.contract.service_items`, which a terminal loads when it shows items, and not before its first page."""


class ApplicantKind(StrEnum):
    """As `app.contract.service_items.ServerType`."""

    PERSON = "自然人"
    ENTERPRISE = "企业法人"
    OTHER_BODY = "其他组织"


class HandedIn(Message):
    """One material of the item's list, by its id there, and the blobs it consists of."""

    material: Id
    blobs: tuple[Sha256, ...] = Field(min_length=1, max_length=MOST_FILES)


class CommitmentMade(Message):
    """告知承诺: which document was read and ticked clause by clause. `document_sha256`: `declared_services.document_hash` of it.

    `grant`: where it is signed, the licence that was held before the window for this application, and stood when it was filed.
    """

    id: Id
    version: int = Field(ge=1, le=1_000_000)
    clauses: tuple[Id, ...] = Field(min_length=1, max_length=30)
    document_sha256: Sha256
    grant: str = Field(default="", repr=False, max_length=200)
    at: datetime


class Applicant(Message):
    """In whose name. `number`: a credit code, or a person's number."""

    kind: ApplicantKind
    name: str = Field(min_length=1, max_length=200, repr=False)
    number: str = Field(min_length=1, max_length=40, repr=False)


class ApplicationFiled(Message):
    """`task_version` is what the visitor saw: the case keeps it. `situation` and `answers` are to that version's questions and form.

    `query_code`: 12 random digits, minted before filing, printed on the receipt: it opens the progress page. `local_no` is the
    terminal's own number; the case's number comes with its ack.
    """

    query_code: str = Field(pattern=r"^\d{12}$", repr=False)
    local_no: str = Field(max_length=40)
    task_code: TaskCode
    task_version: int = Field(ge=1, le=1_000_000)
    situation: dict[Id, Id] = Field(default_factory=dict, max_length=50)
    answers: dict[str, JsonValue] = Field(default_factory=dict, max_length=MOST_ANSWERS, repr=False)
    prefilled: tuple[PrefilledAnswer, ...] = Field(default=(), max_length=MOST_ANSWERS, repr=False)
    """What others had said of the form's fields; the visitor's own answers stand in `answers`, whatever these say."""
    materials: tuple[HandedIn, ...] = Field(default=(), max_length=MOST_MATERIALS)
    applicant: Applicant
    evidence: EnterpriseEvidence = EnterpriseEvidence.STATED
    holder: CardHolder | None = Field(default=None, repr=False)
    """Whose card was read; nobody's where the service asks for none (N0)."""
    phone: str = Field(max_length=40, repr=False)
    terminal_submitted_at: datetime
    consents: tuple[Id, ...] = Field(default=(), max_length=10)
    """What was agreed to, by its id in the declared service."""
    commitment: CommitmentMade | None = None


class StateWords(Message):
    zh: str
    en: str


class Branch(Message):
    """One department's part of one thing (一件事). `mandatory`: without it the whole is not done. `promise_date`: as of the whole."""

    project_no: str
    task_name: str
    org_name: str
    mandatory: bool
    state: str
    words: StateWords
    accepted_on: date | None = None
    promise_date: date | None = None
    provisional: bool = False
    asked_for: tuple[str, ...] = ()
    ended_at: datetime | None = None
    outcome: str = ""


class ApplicationProgress(Message):
    """How the case stands. `state` is the procedure's own name for it, `words` what people read: 已收件 until somebody has accepted it.

    `due` is by when the state's own limit ends (an answer to what was handed in, a correction), `promise_date` by when the whole is
    done; `provisional`: one of them is 暂定 until the holidays are arranged. `asked_for`: materials still to be brought.
    """

    project_no: str
    task_name: str
    state: str
    words: StateWords
    org_name: str
    terminal_submitted_at: datetime | None
    center_received_at: datetime
    accepted_on: date | None
    due: date | None
    promise_date: date | None
    provisional: bool
    asked_for: tuple[str, ...]
    steps: tuple[AppealStep, ...]
    handled_by: str = ""
    """The body that has it now, which need not be the one that the item names."""
    asked_why: str = ""
    """What is wrong with what was handed in, in the words of whoever asked for the correction."""
    ticket: str = Field(default="", repr=False)
    """Lets this terminal hand in what is asked for; nothing where nothing is."""
    ended_at: datetime | None = None
    outcome: str = ""
    """granted | refused | withdrawn, once it is decided."""
    outcome_why: str = ""
    """Of a refusal, the reason that it must give."""
    result_name: str = ""
    english: str = ""
    """What the item is called in English; empty where nobody has said."""
    bring_to: str = ""
    """Where papers are handed in and the result is fetched, and by which telephone one asks."""
    phone: str = ""

    branches: tuple[Branch, ...] = ()
    """Of one thing (一件事), each department's part, in the order in which they were opened."""


class ApplicationsAsked(Message):
    """Whose card was read; with a grant (made for S004) what its enterprise has begun, without what this person has."""

    holder: CardHolder = Field(repr=False)
    grant: str = Field(default="", repr=False, max_length=200)


class MyApplications(Message):
    """The newest first; `older` are there besides."""

    applications: tuple[ApplicationProgress, ...] = Field(repr=False)
    older: int = 0


class BroughtMaterial(Message):
    """One material that was asked for, by its name there, and the blobs it consists of."""

    material: str = Field(min_length=1, max_length=200)
    blobs: tuple[Sha256, ...] = Field(min_length=1, max_length=MOST_FILES)


class ApplicationCorrected(Message):
    """All that a correction asks for, at once. `ticket`: what the centre gave this terminal with the progress."""

    project_no: str = Field(pattern=r"^BJ\d{14,20}$")
    ticket: str = Field(min_length=1, max_length=200, repr=False)
    materials: tuple[BroughtMaterial, ...] = Field(min_length=1, max_length=MOST_MATERIALS)
    terminal_submitted_at: datetime
