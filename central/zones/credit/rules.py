"""Which records a report shows, and when it draws no conclusion. Nothing here touches the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from app.contract.credit import DomainOutcome
from central.clock import months_after, years_before
from central.refusals import Refused


class Severity(StrEnum):
    MINOR = "轻微"
    GENERAL = "一般"
    SERIOUS = "严重"


class ShowRepaired(StrEnum):
    """Whether a repaired record stands in a report marked 已修复 (信用代证 2025) or not at all (the rule of 2026)."""

    LABEL = "label"
    HIDE = "hide"


class Rule(Protocol):
    """One row of the dated publication rules."""

    @property
    def effective_from(self) -> date: ...
    @property
    def severity(self) -> str: ...
    @property
    def published(self) -> bool: ...
    @property
    def min_months(self) -> int: ...
    @property
    def max_months(self) -> int: ...


@dataclass(frozen=True)
class Period:
    """Both days included."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def check_period(period: Period, today: date, max_years: int) -> None:
    """Raises Refused for a period that lies ahead, runs backwards, or is longer than `max_years` (both days counted)."""
    if period.start > period.end:
        raise Refused(422, "period-upside-down")
    if period.end > today:
        raise Refused(422, "period-in-future")
    if period.start <= years_before(period.end, max_years):
        raise Refused(422, "period-too-long")


def rule_for(rules: Sequence[Rule], severity: str, decided_on: date) -> Rule | None:
    """The rule for a class in the set that was in force on the day of the decision."""
    in_force = [rule for rule in rules if rule.severity == severity and rule.effective_from <= decided_on]
    return max(in_force, key=lambda rule: rule.effective_from, default=None)


def published_until(rule: Rule, decided_on: date) -> date:
    """The last day of publication unless it is repaired before (models 2.9)."""
    return months_after(decided_on, rule.max_months)


def repairable_from(rule: Rule, decided_on: date) -> date:
    """The first day on which the penalty's repair may be applied for: its shortest publication is over (models 2.9)."""
    return months_after(decided_on, rule.min_months)


def shows_penalty(rule: Rule | None, decided_on: date, period: Period, today: date) -> bool:
    """Decided within the period, of a class that is published, and its publication not over."""
    if rule is None or not rule.published:
        return False
    return period.holds(decided_on) and today <= published_until(rule, decided_on)


def shows_ended(ended_on: date | None, today: date, show: ShowRepaired) -> bool:
    """Whether a record that was repaired or removed by `today` still has its place."""
    return ended_on is None or ended_on > today or show is ShowRepaired.LABEL


def shows_listing(listed_on: date, removed_on: date | None, period: Period) -> bool:
    """On the list at any time within the period."""
    return listed_on <= period.end and (removed_on is None or removed_on >= period.start)


def is_stale(as_of: date | None, fresh_days: int, today: date) -> bool:
    """Whether the source has fallen behind. One that is not connected is not stale: it has never said anything."""
    return as_of is not None and as_of < today - timedelta(days=fresh_days)


def outcome(as_of: date | None, fresh_days: int, records: int, today: date) -> DomainOutcome:
    """No conclusion without fresh data, also where old data would have let us say 未发现."""
    if as_of is None or is_stale(as_of, fresh_days, today):
        return DomainOutcome.NO_CONCLUSION
    return DomainOutcome.RECORDS if records else DomainOutcome.CLEAN
