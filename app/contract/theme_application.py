"""One thing (一件事) applied for at once: what a terminal sends, and what becomes of it at the centre.

It travels as a job (kind `theme.file`, payload `ThemeFiled`); what is handed in with it goes ahead as blobs, as with an application.
A parent case is opened and a case for each step of the situation, in one transaction: all of it is taken, or none. The receipt names the
parent; its query code opens the progress of the whole (POST /v1/applications/progress), with a `Branch` for each step.

Why a job is rejected: theme-unknown, theme-not-in-force (also where one of its items is not), service-answers-refused,
form-answers-refused, material-not-listed, material-twice, query-code-taken. `retry` with `attachment-missing` as with an application.
"""

from datetime import datetime

from pydantic import Field, JsonValue

from app.contract.appeal import EnterpriseEvidence
from app.contract.application import MOST_ANSWERS, MOST_MATERIALS, Applicant, HandedIn
from app.contract.licence import CardHolder
from app.contract.prefill import PrefilledAnswer
from app.contract.service_situations import Id
from app.contract.wire import Message


class ThemeFiled(Message):
    """`theme_version` is what the visitor saw. `situation`: answers to the theme's questions; `answers`: to the joint form of the
    steps that the situation takes (`app.contract.service_themes.joint_form`); each branch is told only what its own form asks."""

    query_code: str = Field(pattern=r"^\d{12}$", repr=False)
    local_no: str = Field(max_length=40)
    theme_code: str = Field(pattern=r"^[0-9A-Z-]{3,30}$")
    theme_version: int = Field(ge=1, le=1_000_000)
    situation: dict[Id, Id] = Field(default_factory=dict, max_length=50)
    answers: dict[str, JsonValue] = Field(default_factory=dict, max_length=MOST_ANSWERS, repr=False)
    prefilled: tuple[PrefilledAnswer, ...] = Field(default=(), max_length=MOST_ANSWERS, repr=False)
    materials: tuple[HandedIn, ...] = Field(default=(), max_length=MOST_MATERIALS)
    applicant: Applicant
    evidence: EnterpriseEvidence = EnterpriseEvidence.STATED
    holder: CardHolder = Field(repr=False)
    phone: str = Field(max_length=40, repr=False)
    consents: tuple[Id, ...] = Field(default=(), max_length=10)
    terminal_submitted_at: datetime
