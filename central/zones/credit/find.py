"""What the sources say about one enterprise: rows picked by the rules, turned into facts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.db.parameters import parameter
from central.zones.credit import rules
from central.zones.credit.facts import DomainFact, EnforcementFact, Findings, JudgmentFact, ListingFact, PenaltyFact
from central.zones.credit.rules import Period, ShowRepaired
from central.zones.credit.tables import (
    Domain,
    Enforcement,
    Judgment,
    Penalty,
    PublicationRule,
    Repair,
    SeriousListing,
)

SHOW_REPAIRED = "credit.show-repaired"

Fact = TypeVar("Fact", PenaltyFact, EnforcementFact, ListingFact, JudgmentFact)


@dataclass(frozen=True)
class Question:
    """`today` is the day in Dongguan on which it is asked: it decides what is over and what is stale."""

    uscc: str
    domains: tuple[str, ...]
    period: Period
    today: date


def find(session: Session, question: Question) -> Findings:
    """Everything the report will say about records. Raises ParameterMissing."""
    show = ShowRepaired(parameter(session, SHOW_REPAIRED, question.today).value)
    penalties = _penalties(session, question, show)
    enforcements = _enforcements(session, question)
    listings = _listings(session, question, show)
    judgments = _judgments(session, question)
    counted = Counter(fact.domain for facts in (penalties, enforcements, listings, judgments) for fact in facts)
    repaired = Counter(fact.domain for fact in penalties if fact.repaired_on)
    return Findings(
        domains=tuple(_domain_fact(row, counted, repaired, question) for row in _chosen(session, question.domains)),
        penalties=penalties,
        enforcements=enforcements,
        listings=listings,
        judgments=judgments,
    )


def all_domains(session: Session) -> Sequence[Domain]:
    return session.scalars(select(Domain).order_by(Domain.position)).all()


def publication_rules(session: Session) -> Sequence[PublicationRule]:
    return session.scalars(select(PublicationRule)).all()


def _chosen(session: Session, ids: tuple[str, ...]) -> list[Domain]:
    return [domain for domain in all_domains(session) if domain.id in ids]


def _domain_fact(row: Domain, counted: Counter[str], repaired: Counter[str], question: Question) -> DomainFact:
    records = counted[row.id]
    return DomainFact(
        domain=row.id,
        name=row.name,
        source_org=row.source_org,
        as_of=row.as_of,
        outcome=rules.outcome(row.as_of, row.fresh_days, records, question.today),
        records=records,
        repaired=repaired[row.id],
    )


def _penalties(session: Session, question: Question, show: ShowRepaired) -> tuple[PenaltyFact, ...]:
    in_force = publication_rules(session)
    rows = session.execute(
        select(Penalty, Repair.repaired_on)
        .outerjoin(Repair, Repair.penalty_id == Penalty.id)
        .where(Penalty.uscc == question.uscc, Penalty.domain.in_(question.domains))
        .order_by(Penalty.decided_on, Penalty.id)
    )
    found = (_penalty_fact(row, repaired_on, in_force, question, show) for row, repaired_on in rows)
    return tuple(fact for fact in found if fact)


def _penalty_fact(
    row: Penalty, repaired_on: date | None, in_force: Sequence[PublicationRule], question: Question, show: ShowRepaired
) -> PenaltyFact | None:
    rule = rules.rule_for(in_force, row.severity, row.decided_on)
    shown = rules.shows_penalty(rule, row.decided_on, question.period, question.today)
    if rule is None or not shown or not rules.shows_ended(repaired_on, question.today, show):
        return None
    return PenaltyFact(
        domain=row.domain,
        doc_no=row.doc_no,
        act_type=row.act_type,
        facts=row.facts,
        basis=row.basis,
        kind=row.kind,
        content=row.content,
        amount=row.amount,
        decided_on=row.decided_on,
        authority=row.authority,
        severity=row.severity,
        published_until=rules.published_until(rule, row.decided_on),
        repairable_from=rules.repairable_from(rule, row.decided_on),
        performed=row.performed,
        repaired_on=repaired_on if repaired_on and repaired_on <= question.today else None,
    )


def _enforcements(session: Session, question: Question) -> tuple[EnforcementFact, ...]:
    rows = session.scalars(
        select(Enforcement)
        .where(
            Enforcement.uscc == question.uscc,
            Enforcement.domain.in_(question.domains),
            Enforcement.decided_on.between(question.period.start, question.period.end),
        )
        .order_by(Enforcement.decided_on, Enforcement.id)
    )
    return tuple(_fact(EnforcementFact, row) for row in rows)


def _listings(session: Session, question: Question, show: ShowRepaired) -> tuple[ListingFact, ...]:
    rows = session.scalars(
        select(SeriousListing)
        .where(SeriousListing.uscc == question.uscc, SeriousListing.domain.in_(question.domains))
        .order_by(SeriousListing.listed_on, SeriousListing.id)
    )
    return tuple(
        _fact(ListingFact, row)
        for row in rows
        if rules.shows_listing(row.listed_on, row.removed_on, question.period)
        and rules.shows_ended(row.removed_on, question.today, show)
    )


def _judgments(session: Session, question: Question) -> tuple[JudgmentFact, ...]:
    rows = session.scalars(
        select(Judgment)
        .where(
            Judgment.uscc == question.uscc,
            Judgment.domain.in_(question.domains),
            Judgment.judged_on.between(question.period.start, question.period.end),
        )
        .order_by(Judgment.judged_on, Judgment.id)
    )
    return tuple(_fact(JudgmentFact, row) for row in rows)


def _fact(shape: type[Fact], row: object) -> Fact:
    """A row's columns of the same names."""
    return shape(**{name: getattr(row, name) for name in shape.model_fields})
