"""The versions of the report: what each is called, what it asks for, which of them may be ordered on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.credit import CreditReportOrder, ReportVariant, VariantOffer
from central.clock import years_before
from central.db.parameters import parameter
from central.refusals import Refused
from central.zones.credit.find import Question, all_domains
from central.zones.credit.portrait_tables import OfferedVariant
from central.zones.credit.rules import Period, check_period

MAX_YEARS = "credit.report-max-years"


@dataclass(frozen=True)
class Variant:
    """`service`: what the grant must be for: who may fetch public records may not yet see what the enterprise owes.

    `years` names the dated parameter of the longest period. One that does not ask for a scope covers all there is, in those years.
    """

    id: ReportVariant
    name: str
    name_en: str
    service: str
    asks_scope: bool
    years: str
    template: str

    @property
    def has_portrait(self) -> bool:
        """Whether it says more than violations."""
        return not self.asks_scope

    @property
    def shows_all(self) -> bool:
        """Whether it says what is not public, too."""
        return self.id is ReportVariant.DONGGUAN


VARIANTS = {
    variant.id.value: variant
    for variant in (
        Variant(
            ReportVariant.NO_VIOLATIONS, "无违法违规证明版", "Proof of no violations", "S901", True, MAX_YEARS, "WFWG-2"
        ),
        Variant(
            ReportVariant.DONGGUAN, "东莞版", "Dongguan edition", "S902", False, "credit.report-years.dongguan", "DGB-1"
        ),
        Variant(
            ReportVariant.STANDARD, "标准版", "Standard edition", "S901", False, "credit.report-years.standard", "BZB-1"
        ),
    )
}


def offers(session: Session, today: date) -> tuple[VariantOffer, ...]:
    """What may be ordered today, in the order in which it is offered. Raises ParameterMissing."""
    return tuple(
        VariantOffer(
            id=variant.id,
            name=variant.name,
            name_en=variant.name_en,
            service=variant.service,
            asks_scope=variant.asks_scope,
            max_years=most_years(session, variant, today),
        )
        for variant in _offered(session, today)
    )


def variant_of(session: Session, order: CreditReportOrder, today: date) -> Variant:
    """Raises Refused for a version that is not offered on that day."""
    for variant in _offered(session, today):
        if variant.id == order.variant:
            return variant
    raise Refused(422, "variant-unknown")


def most_years(session: Session, variant: Variant, today: date) -> int:
    """The longest period this version may cover, by the rule in force. Raises ParameterMissing."""
    return int(parameter(session, variant.years, today).value)


def question_of(session: Session, order: CreditReportOrder, variant: Variant, uscc: str, today: date) -> Question:
    """What the sources are asked for this order. Raises Refused."""
    years = most_years(session, variant, today)
    known = tuple(domain.id for domain in all_domains(session))
    if not variant.asks_scope:
        if order.domains or order.period_from or order.period_to:
            raise Refused(422, "scope-not-asked")
        return Question(uscc, known, Period(years_before(today, years) + timedelta(days=1), today), today)
    if order.period_from is None or order.period_to is None:
        raise Refused(422, "period-missing")
    period = Period(order.period_from, order.period_to)
    check_period(period, today, years)
    _check_domains(order.domains, known)
    return Question(uscc, order.domains, period, today)


def _check_domains(chosen: tuple[str, ...], known: tuple[str, ...]) -> None:
    if not chosen:
        raise Refused(422, "domains-empty")
    if not set(chosen) <= set(known):
        raise Refused(422, "domains-unknown")


def _offered(session: Session, today: date) -> list[Variant]:
    """A version that a newer centre has offered and this program does not know is left out."""
    rows = session.scalars(select(OfferedVariant).order_by(OfferedVariant.position))
    return [VARIANTS[row.id] for row in rows if row.id in VARIANTS and _is_offered(row, today)]


def _is_offered(row: OfferedVariant, today: date) -> bool:
    return row.offered_from <= today and (row.offered_until is None or today <= row.offered_until)
