"""S901 信用报告: what is asked of the centre, and what the visitor takes home."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.contract.credit import CreditCatalogue, CreditReportOrder, ReportVariant, SealedReport, VariantOffer
from app.contract.jobs import JobKind, PrintOutcome
from kiosk.service import JobDraft


class Scope(StrEnum):
    ALL = "all"
    OWN = "own"


OWN_PERIOD = "own"
"""Instead of a number of years: the visitor sets the dates."""
USUAL_YEARS = (1, 3)
FIRST_CHOICE = 3
"""What most offices ask for."""


@dataclass(frozen=True)
class Period:
    """Both days included."""

    start: date
    end: date


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def last_years(today: date, years: int) -> Period:
    """The `years` years that end today, today included."""
    return Period(years_before(today, years) + timedelta(days=1), today)


def offered_years(max_years: int) -> tuple[int, ...]:
    """The periods to choose from: the usual ones, and the longest there may be."""
    return (*(years for years in USUAL_YEARS if years < max_years), max_years)


def period_problem(period: Period, today: date, max_years: int) -> str | None:
    """The code of what is wrong with a period the visitor set, or None. The centre checks again."""
    if period.start > period.end:
        return "period-upside-down"
    if period.end > today:
        return "period-in-future"
    if period.start < last_years(period.end, max_years).start:
        return "period-too-long"
    return None


@dataclass
class Answers:
    """What the visitor has chosen so far. Defaults are what most offices ask for."""

    variant: str = ReportVariant.NO_VIOLATIONS.value
    scope: Scope = Scope.ALL
    domains: frozenset[str] = frozenset()
    period_choice: str = str(FIRST_CHOICE)
    """A number of years, or `own`."""
    own_period: Period | None = None
    purpose: str = ""

    def chosen_domains(self, catalogue: CreditCatalogue) -> tuple[str, ...]:
        """In the catalogue's order, so that the same choice is the same order to the centre."""
        everything = self.scope is Scope.ALL
        return tuple(domain.id for domain in catalogue.domains if everything or domain.id in self.domains)

    def period(self, today: date, offer: VariantOffer) -> Period:
        """Never longer than the version allows; a version that does not ask covers all it may."""
        if not offer.asks_scope:
            return last_years(today, offer.max_years)
        if self.period_choice == OWN_PERIOD:
            return self.own_period or last_years(today, min(FIRST_CHOICE, offer.max_years))
        return last_years(today, min(int(self.period_choice), offer.max_years))


def decide(
    answers: Answers, catalogue: CreditCatalogue, offer: VariantOffer, grant: str, today: date
) -> CreditReportOrder:
    """One order with a key of its own: sent twice, it is still one report. What the version does not ask is not said."""
    key, purpose = secrets.token_hex(16), answers.purpose
    if not offer.asks_scope:
        return CreditReportOrder(key=key, grant=grant, purpose=purpose, variant=offer.id)
    period = answers.period(today, offer)
    return CreditReportOrder(
        key=key,
        grant=grant,
        domains=answers.chosen_domains(catalogue),
        period_from=period.start,
        period_to=period.end,
        purpose=purpose,
        variant=offer.id,
    )


def owed_after_printing(
    report: SealedReport, outcome: str, printed: int, reason: str, copy_no: int, at: datetime
) -> JobDraft:
    """The centre is told what became of the paper, whatever became of it."""
    told = PrintOutcome(
        report_no=report.report_no,
        pages_asked=report.pages,
        pages_printed=printed,
        outcome=outcome,
        reason=reason,
        copy_no=copy_no,
        at=at,
    )
    return JobDraft(JobKind.PRINT_OUTCOME, f"report:{report.report_no}", told)
