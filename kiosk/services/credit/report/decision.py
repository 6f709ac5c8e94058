"""S901 信用报告（无违法违规证明版）: what is asked of the centre, and what the visitor takes home."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.contract.credit import CreditCatalogue, CreditReportOrder, SealedReport
from app.contract.jobs import JobKind, PrintOutcome
from kiosk.service import JobDraft


class Scope(StrEnum):
    ALL = "all"
    OWN = "own"


class PeriodChoice(StrEnum):
    ONE = "1"
    THREE = "3"
    FIVE = "5"
    OWN = "own"


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

    scope: Scope = Scope.ALL
    domains: frozenset[str] = frozenset()
    period_choice: PeriodChoice = PeriodChoice.THREE
    own_period: Period | None = None
    purpose: str = ""

    def chosen_domains(self, catalogue: CreditCatalogue) -> tuple[str, ...]:
        """In the catalogue's order, so that the same choice is the same order to the centre."""
        everything = self.scope is Scope.ALL
        return tuple(domain.id for domain in catalogue.domains if everything or domain.id in self.domains)

    def period(self, today: date) -> Period:
        if self.period_choice is PeriodChoice.OWN and self.own_period:
            return self.own_period
        years = 3 if self.period_choice is PeriodChoice.OWN else int(self.period_choice)
        return last_years(today, years)


def decide(answers: Answers, catalogue: CreditCatalogue, grant: str, today: date) -> CreditReportOrder:
    """One order with a key of its own: sent twice, it is still one report."""
    period = answers.period(today)
    return CreditReportOrder(
        key=secrets.token_hex(16),
        grant=grant,
        domains=answers.chosen_domains(catalogue),
        period_from=period.start,
        period_to=period.end,
        purpose=answers.purpose,
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
