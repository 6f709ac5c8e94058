"""Declared services (A3.8): what a terminal must know of a service, beside its item, to take it on its generic pages.

The item (`catalog_code`, app.contract.service_items) says what is asked, with which materials, by whom it is decided and by when. What
is declared here is how a visitor is led through it: who must show what, which fields stand on a page together, what is committed to
and consented to, what comes next.

In a declared service's form, beside the vocabulary of app.contract.service_forms:
  x-english   English of the field's title
  x-options   {value: [Chinese, English]} of an `enum`, where the value itself is not what people read
  x-hint      [Chinese, English]: what to write here, in one line
  x-unit      [Chinese, English]: what a number is counted in
"""

import hashlib
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from app.contract.entries import Entry, UnitId
from app.contract.prefill import AgreedPurpose
from app.contract.service_items import CatalogCode
from app.contract.service_situations import Id, Line, Prose, When
from app.contract.wire import Message

PlanNumber = Annotated[str, Field(pattern=r"^S[0-9]{3}$")]
FieldPath = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,50}(/[A-Za-z0-9_-]{1,50}){0,3}$")]


class Identity(StrEnum):
    """Models 2.0.1; staff (N4) are no visitors: what needs them is declared nowhere."""

    N0 = "N0"
    N1 = "N1"
    N2 = "N2"
    N3 = "N3"


class Offline(StrEnum):
    """What is left of it when the wire is cut (`kiosk.service.OfflineClass`)."""

    O0 = "O0"
    O1 = "O1"
    O2 = "O2"
    O3 = "O3"


class Output(StrEnum):
    SCREEN = "屏"
    RECEIPT = "凭"
    PAPER = "A4"
    JOB = "队"


class Words(Message):
    """Both languages, or nothing."""

    zh: Prose = Field(min_length=1)
    en: Prose = Field(min_length=1)


class FormPage(Message):
    """One page: fields that belong together, in the order in which they are asked. `when`: in which situation it is shown at all.

    `required`: of a page with `when`, what must be answered where it is shown; the form itself cannot require it of everybody. What
    stands on a page that is not shown is not sent.
    """

    id: Id
    title: Words
    hint: Words | None = None
    fields: Annotated[tuple[FieldPath, ...], Field(min_length=1, max_length=6)]
    required: Annotated[tuple[FieldPath, ...], Field(max_length=6)] = ()
    when: When = ()


class Clause(Message):
    id: Id
    words: Words


class Commitment(Message):
    """告知承诺: every clause is read and ticked by itself. `not_for`: in which situation it may not be used; the material route is then
    taken. `signed`: with the electronic licence, over the document's hash (identity N3)."""

    id: Id
    version: int = Field(ge=1, le=1_000_000)
    title: Words
    consequence: Words
    """What follows where it is not kept."""
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1, max_length=30)]
    not_for: When = ()
    signed: bool = False


def document_hash(commitment: Commitment) -> str:
    """SHA-256 of the whole document as it was shown: whoever made it made this one and no other."""
    return hashlib.sha256(commitment.model_dump_json().encode()).hexdigest()


class Consent(Message):
    """One thing the visitor may agree to. Without a `required` one the service cannot be done, and says so before anything is asked."""

    id: Id
    words: Words
    purposes: Annotated[tuple[AgreedPurpose, ...], Field(max_length=len(AgreedPurpose))] = ()
    required: bool = False


class DeclaredService(Entry):
    """`id`: its number in the plan. `pages` name every field of the item's form once. `next_step`: what happens after it was received.

    `paper`: the template (pack `templates`) that is printed at the end, by its id. `phone`: whom to ring; empty: the hall's own number.
    """

    PACK: ClassVar[str] = "declared-services"
    BUCKETS: ClassVar[int] = 16

    id: PlanNumber
    zone: Annotated[str, Field(pattern=r"^(common|appeals|policies|items|licences|lowrisk|tax|finance|jobs|credit)$")]
    catalog_code: CatalogCode
    title: Words
    hint: Words
    identity: Identity
    offline: Offline
    outputs: Annotated[tuple[Output, ...], Field(min_length=1, max_length=len(Output))]
    pages: Annotated[tuple[FormPage, ...], Field(max_length=40)] = ()
    consents: Annotated[tuple[Consent, ...], Field(max_length=10)] = ()
    commitment: Commitment | None = None
    next_step: Words
    phone: Line = ""
    paper: str = Field(default="", pattern=r"^[a-z0-9-]{0,60}$")
    rated: bool = True
    owner_unit: UnitId
    verified: bool = False

    @model_validator(mode="after")
    def _asks_each_thing_once(self) -> Self:
        asked = [path for page in self.pages for path in page.fields]
        if len(set(asked)) != len(asked):
            raise ValueError("a field stands on two pages")
        if len({page.id for page in self.pages}) != len(self.pages):
            raise ValueError("two pages have one id")
        return self

    @model_validator(mode="after")
    def _signs_only_as_somebody(self) -> Self:
        if self.commitment is not None and self.commitment.signed and self.identity is not Identity.N3:
            raise ValueError("a commitment is signed with card and licence (N3)")
        return self
