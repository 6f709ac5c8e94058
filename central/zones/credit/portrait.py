"""What the feeds say about one enterprise in the report's years: rows turned into facts, as of the day that asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.wire import Message
from central.db.base import Base
from central.zones.credit import portrait_facts as facts
from central.zones.credit import portrait_tables as tables
from central.zones.credit.find import Question
from central.zones.credit.portrait_facts import FIELD_OF, ClassFact, FeedFact, Portrait
from central.zones.credit.portrait_tables import Feed, RecordClass
from central.zones.credit.rules import is_stale

QUARTERS = 8
"""Of insured staff: two years, as many as are read off a chart without counting."""

NOT_PUBLIC = frozenset({"insured-staff", "financing"})
"""Feeds that only the enterprise itself may have looked up: they stand in the 东莞版 and nowhere else."""


class Reach(Enum):
    """Which of a feed's records a report of some years shows."""

    WITHIN = "those of its years"
    STANDING = "those of its years, and older ones that ended in them or have not ended"
    ALL = "all there are"


@dataclass(frozen=True)
class Kind:
    """One feed's records: their table and fact, the columns that say when each began and (where it can) ended.

    `settled`: whether the end is something that happens and is not known before; a term's end is known from the start.
    """

    feed: str
    table: type[Base]
    shape: type[Message]
    begun: str
    ended: str = ""
    reach: Reach = Reach.WITHIN
    settled: bool = False


KINDS = (
    Kind("permits", tables.Permit, facts.PermitFact, "granted_on", "valid_to", Reach.STANDING),
    Kind("inspections", tables.Inspection, facts.InspectionFact, "inspected_on"),
    Kind("anomalies", tables.Anomaly, facts.AnomalyFact, "listed_on", "removed_on", Reach.STANDING, settled=True),
    Kind("contracts", tables.Contract, facts.ContractFact, "signed_on", "performed_on", Reach.STANDING, settled=True),
    Kind("promises", tables.Promise, facts.PromiseFact, "made_on"),
    Kind("court-cases", tables.CourtCase, facts.CourtCaseFact, "filed_on", "closed_on", Reach.STANDING, settled=True),
    Kind("tax-grades", tables.TaxGrade, facts.TaxGradeFact, "graded_on"),
    Kind("insured-staff", tables.InsuredStaff, facts.InsuredStaffFact, "quarter_end"),
    Kind("financing", tables.Financing, facts.FinancingFact, "lent_on", "settled_on", Reach.STANDING, settled=True),
    Kind("honours", tables.Honour, facts.HonourFact, "granted_on", "valid_to", Reach.STANDING),
    Kind("intellectual-rights", tables.IntellectualRight, facts.IntellectualRightFact, "granted_on", reach=Reach.ALL),
)


def find_portrait(session: Session, question: Question, *, whole: bool) -> Portrait:
    """What a report says beyond violations; without `whole` only what is public. What is dated after the question's day is not
    known on that day."""
    edition, classes = classes_in_force(session, question.today)
    feeds = [row for row in session.scalars(select(Feed).order_by(Feed.position)) if whole or row.id not in NOT_PUBLIC]
    asked = {feed.id for feed in feeds}
    found: dict[str, tuple[Any, ...]] = {
        FIELD_OF[kind.feed]: tuple(_records(session, question, kind)) if kind.feed in asked else () for kind in KINDS
    }
    found["insured_staff"] = found["insured_staff"][-QUARTERS:]
    return Portrait(
        feeds=tuple(_feed_fact(row, question.today) for row in feeds), edition=edition, classes=classes, **found
    )


def classes_in_force(session: Session, today: date) -> tuple[str, tuple[ClassFact, ...]]:
    """The catalogue's edition of that day, and its classes; none before the first edition."""
    rows = session.scalars(select(RecordClass).where(RecordClass.effective_from <= today)).all()
    newest = max((row.effective_from for row in rows), default=None)
    listed = sorted((row for row in rows if row.effective_from == newest), key=lambda row: row.position)
    return listed[0].edition if listed else "", tuple(ClassFact(id=row.id, name=row.name) for row in listed)


def _feed_fact(row: Feed, today: date) -> FeedFact:
    fresh = row.as_of is not None and not is_stale(row.as_of, row.fresh_days, today)
    return FeedFact(id=row.id, name=row.name, source_org=row.source_org, as_of=row.as_of, fresh=fresh)


def _records(session: Session, question: Question, kind: Kind) -> Iterator[Message]:
    """Oldest first."""
    columns = kind.table.__table__.columns
    rows = session.scalars(
        select(kind.table)
        .where(columns["uscc"] == question.uscc, columns[kind.begun] <= question.today)
        .order_by(columns[kind.begun], *kind.table.__table__.primary_key)
    )
    return (_fact(kind, row, question.today) for row in rows if _counts(kind, row, question.period.start))


def _counts(kind: Kind, row: Base, start: date) -> bool:
    if kind.reach is Reach.ALL or getattr(row, kind.begun) >= start:
        return True
    end: date | None = getattr(row, kind.ended) if kind.reach is Reach.STANDING else date.min
    return end is None or end >= start


def _fact(kind: Kind, row: Base, today: date) -> Message:
    """A row's columns of the same names; what happened only after the day has not happened yet."""
    said = {name: getattr(row, name) for name in kind.shape.model_fields}
    if kind.settled and said[kind.ended] and said[kind.ended] > today:
        said[kind.ended] = None
        said |= {name: "" for name in said if name == "closed_how"}
    return kind.shape(**said)
