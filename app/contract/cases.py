"""Cases (办件) on the wire: how one stands, what staff may ask of it.

GET  /v1/cases?state=&flagged=&after=&limit=      CasePage, by number
GET  /v1/cases/due?until=YYYY-MM-DD&after=&limit= CasePage, the nearest due day first
GET  /v1/cases/{project_no}                       CaseShown
GET  /v1/cases/{project_no}/particulars?why=      CaseParticulars, on the trail before it is shown
POST /v1/cases/{project_no}/transitions           StepAsked → CaseShown
POST /v1/cases/{project_no}/transfers             TransferAsked → CaseShown
POST /v1/cases/{project_no}/correction            CorrectionAsked → CaseShown
POST /v1/cases/{project_no}/correction/answer     CorrectionAnswered → CaseShown

Every POST carries `Idempotency-Key`: asked again with the same key and the same words, it is answered the same and done once. Every
POST says the `revision` it has seen: where the case has moved on since, nothing is done (409 case-moved-on).

Refusal codes: actor-unknown (401), case-role-missing, case-of-others, second-person-needed (403), case-unknown (404), case-moved-on,
case-step-not-now, correction-asked-already, correction-too-late (409), case-step-unknown, reason-missing, evidence-missing,
materials-missing, material-not-listed, special-procedure-not-listed, transfer-to-itself, idempotency-key-missing,
idempotency-key-reused (422).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from app.contract.appeal import EnterpriseEvidence
from app.contract.application import CommitmentMade
from app.contract.plain_text import PlainText
from app.contract.prefill import PrefilledAnswer
from app.contract.wire import Message

PROJECT_NO = r"^BJ\d{14,20}$"
NAME = r"^[a-z][a-z0-9-]{0,39}$"
IDEMPOTENCY_KEY = r"^[A-Za-z0-9_.:-]{16,80}$"
MOST_PAGE = 200
MOST_LISTED = 50

Listed = Annotated[tuple[Annotated[PlainText, Field(min_length=1, max_length=200)], ...], Field(max_length=MOST_LISTED)]
Explained = Annotated[PlainText, Field(max_length=2_000)]
Id = Annotated[PlainText, Field(max_length=64)]


class Particulars(Message):
    """Who applies and how to reach them. Kept sealed; opened for the exchange and for whoever handles the case, on record."""

    applyer_name: str = Field(repr=False)
    applyer_type: str
    applyer_page_type: str
    applyer_page_code: str = Field(repr=False)
    legal: str = Field(default="", repr=False)
    contact_name: str = Field(default="", repr=False)
    contact_type: str = ""
    contact_code: str = Field(default="", repr=False)
    contact_mobile: str = Field(default="", repr=False)
    answers: dict[str, JsonValue] = Field(default_factory=dict, repr=False)
    """To the item's form."""
    prefilled: tuple[PrefilledAnswer, ...] = Field(default=(), repr=False)
    """What others had said of its fields, beside the answers."""
    consents: tuple[str, ...] = ()
    commitment: CommitmentMade | None = None
    """告知承诺, as it was made at the terminal."""
    evidence: EnterpriseEvidence | None = None
    """Of an enterprise that came by way of a terminal: whether its licence was shown there, or its code only keyed in, which is then to be
    checked."""


class CaseReason(StrEnum):
    """For what somebody looks at who applied."""

    HANDLING = "handling"
    CONTACT = "contact"
    SUPERVISION = "supervision"


class HandedInShown(Message):
    material: str
    sha256: str


class CaseParticulars(Message):
    """Whole names and numbers, what was answered, and what was handed in: for the unit that has the case now, and who oversees all."""

    project_no: str
    particulars: Particulars
    situation: dict[str, str]
    handed_in: tuple[HandedInShown, ...]


class CaseWords(Message):
    zh: str
    en: str


class CaseClock(Message):
    """`provisional`: 暂定, until the State Council has arranged the days it ends in. `due` is empty while the clock stands still."""

    due: date | None
    provisional: bool


class CaseRow(Message):
    project_no: str
    project_name: str
    task_code: str
    task_version: str
    task_name: str
    applyer_name: str
    state: str
    words: CaseWords
    revision: int
    assignee_unit: str
    assignee_person: str
    transfers: int
    flagged: bool
    """Handed to and fro, or handed on three times and more: perhaps nobody wants it (推诿候选)."""
    state_clock: CaseClock
    business_clock: CaseClock
    next_due: date | None
    parent_no: str | None


class CaseStep(Message):
    """One event. `clocks` as they stood after it."""

    number: int
    event_name: str
    words: CaseWords
    from_state: str
    to_state: str
    actor_id: str
    actor_unit: str
    actor_role: str
    handle_explain: str
    state_due: date | None
    promise_date: date | None
    terminal_submitted_at: datetime | None
    center_received_at: datetime


class CaseMessageShown(Message):
    """One of the five messages to the provincial exchange, and its receipt (获取成功回执) where it has given one."""

    kind: str
    batch: str
    state: str
    receipt: str
    received_at: datetime | None


class CaseShown(CaseRow):
    procedure: str
    procedure_version: int
    terminal_submitted_at: datetime | None
    center_received_at: datetime
    accepted_on: date | None
    ended_at: datetime | None
    outcome: str
    correction_materials: tuple[str, ...]
    possible: tuple[str, ...]
    """Transitions that lead on from here, whoever may make them."""
    branches: tuple[str, ...]
    steps: tuple[CaseStep, ...]
    exchange: tuple[CaseMessageShown, ...] = ()


class CasePage(Message):
    """`next`: the cursor of the page after this one; empty at the end."""

    cases: tuple[CaseRow, ...]
    next: str = ""


class StepAsked(Message):
    transition: str = Field(pattern=NAME)
    revision: int = Field(ge=1, le=2**31 - 1)
    reason: Explained = ""
    evidence: Listed = ()
    materials: Listed = ()
    special_procedure: Id = ""


class TransferAsked(Message):
    """`person_id` empty: to the unit, which sees itself who takes it."""

    revision: int = Field(ge=1, le=2**31 - 1)
    unit_id: Annotated[Id, Field(min_length=1)]
    person_id: Id = ""
    reason: Explained


class CorrectionAsked(Message):
    revision: int = Field(ge=1, le=2**31 - 1)
    materials: Listed
    reason: Explained


class CorrectionAnswered(Message):
    revision: int = Field(ge=1, le=2**31 - 1)
    materials: Listed
    evidence: Listed = ()
