"""What the 东莞版 and the 标准版 say beyond violations, as values: each record, and whose data they are up to when."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.contract.wire import Message


class FeedFact(Message):
    """A kind of data and its source. `fresh`: its absence of records means there are none; else nothing is concluded from it."""

    id: str
    name: str
    source_org: str
    as_of: date | None
    fresh: bool


class PermitFact(Message):
    doc_no: str
    item: str
    granted_on: date
    valid_to: date | None
    authority: str


class InspectionFact(Message):
    item: str
    inspected_on: date
    result: str
    authority: str


class AnomalyFact(Message):
    reason: str
    listed_on: date
    removed_on: date | None
    authority: str


class ContractFact(Message):
    title: str
    buyer: str
    amount: Decimal
    signed_on: date
    due_on: date
    performed_on: date | None


class PromiseFact(Message):
    kind: str
    matter: str
    made_on: date
    accepted_by: str
    outcome: str


class CourtCaseFact(Message):
    case_no: str
    court: str
    amount: Decimal
    filed_on: date
    closed_on: date | None
    closed_how: str


class TaxGradeFact(Message):
    year: int
    grade: str
    graded_on: date


class InsuredStaffFact(Message):
    quarter_end: date
    people: int


class FinancingFact(Message):
    kind: str
    lender: str
    amount: Decimal
    lent_on: date
    due_on: date
    settled_on: date | None


class HonourFact(Message):
    title: str
    level: str
    granted_on: date
    valid_to: date | None
    authority: str


class IntellectualRightFact(Message):
    kind: str
    number: str
    title: str
    granted_on: date


class ClassFact(Message):
    """A class of the catalogue in force: its name as the catalogue has it."""

    id: str
    name: str


FIELD_OF = {
    "permits": "permits",
    "inspections": "inspections",
    "anomalies": "anomalies",
    "contracts": "contracts",
    "promises": "promises",
    "court-cases": "court_cases",
    "tax-grades": "tax_grades",
    "insured-staff": "insured_staff",
    "financing": "financings",
    "honours": "honours",
    "intellectual-rights": "intellectual_rights",
}
"""Where in a portrait the records of a feed stand."""


class Portrait(Message):
    """Every feed, and what the feeds say about one enterprise in the report's years. `edition`: of the catalogue of `classes`."""

    feeds: tuple[FeedFact, ...]
    edition: str
    classes: tuple[ClassFact, ...]
    permits: tuple[PermitFact, ...]
    inspections: tuple[InspectionFact, ...]
    anomalies: tuple[AnomalyFact, ...]
    contracts: tuple[ContractFact, ...]
    promises: tuple[PromiseFact, ...]
    court_cases: tuple[CourtCaseFact, ...]
    tax_grades: tuple[TaxGradeFact, ...]
    insured_staff: tuple[InsuredStaffFact, ...]
    financings: tuple[FinancingFact, ...]
    honours: tuple[HonourFact, ...]
    intellectual_rights: tuple[IntellectualRightFact, ...]

    def feed(self, feed_id: str) -> FeedFact:
        """Raises KeyError for a feed nobody has described."""
        for feed in self.feeds:
            if feed.id == feed_id:
                return feed
        raise KeyError(feed_id)

    def records(self, feed_id: str) -> Sequence[Any]:
        """A feed's records, oldest first; a feed whose records nobody keeps here has none."""
        found: Sequence[Any] = getattr(self, FIELD_OF[feed_id]) if feed_id in FIELD_OF else ()
        return found
