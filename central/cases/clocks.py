"""The two clocks of a case, as a pure count of days.

The state clock begins anew in each state and with each assignee. The business clock begins the day after acceptance, stands still while
a listed special procedure goes on, and never begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.contract.calendar import (
    Due,
    WorkingCalendar,
    add_calendar_days,
    add_working_days,
    working_days_between,
)
from central.cases.procedure import Business, Procedure, State, StateClock, Unit

_DAY = timedelta(days=1)

Pause = tuple[date, date]
"""Began on, ended on: the days after the first, up to and with the second, do not count."""


@dataclass(frozen=True)
class Standing:
    """All that the clocks are counted from."""

    state: str
    clock_from: date
    special_days: int
    accepted_on: date | None
    promise_days: int
    promise_unit: Unit
    pauses: tuple[Pause, ...]
    state_escalation: int
    business_escalation: int


@dataclass(frozen=True)
class Reading:
    """What both clocks show. None where one does not run, or where it is not known how long a pause will last."""

    state_due: Due | None
    promise: Due | None
    next_due: date | None
    next_check: date | None


def read_clocks(procedure: Procedure, calendar: WorkingCalendar, now: Standing, kept: Due | None = None) -> Reading:
    """`kept`: what the business clock showed when it was over; it is not counted again."""
    state = procedure.state(now.state)
    state_due = _state_due(state, calendar, now)
    running = state.business is Business.RUNS and now.accepted_on is not None
    promise = _promise(calendar, now) if running else kept if state.business is Business.OVER else None
    live = [due.day for due in (state_due, promise if running else None) if due is not None]
    checks = list(_checks(procedure, state, calendar, now, state_due, promise if running else None))
    return Reading(state_due, promise, min(live, default=None), min(checks, default=None))


def escalation_day(calendar: WorkingCalendar, due: date, overdue_days: int) -> date:
    """The first day on which a limit is overdue by so many working days."""
    return add_working_days(calendar, due, overdue_days).day


def _state_due(state: State, calendar: WorkingCalendar, now: Standing) -> Due | None:
    clock = state.clock
    if clock is None:
        return None
    if clock.limit is None:
        return add_working_days(calendar, now.clock_from, now.special_days)
    return _after(calendar, now.clock_from, clock.limit.days, clock.limit.unit)


def _promise(calendar: WorkingCalendar, now: Standing) -> Due:
    """Paused days are added to the limit: what was not counted then is counted at its end."""
    assert now.accepted_on is not None  # noqa: S101 - the caller looked
    days, provisional = now.promise_days, False
    for began, ended in now.pauses:
        counted = working_days_between(calendar, began, ended)
        days += counted.days if now.promise_unit is Unit.WORKING else (ended - began).days
        provisional = provisional or counted.provisional
    due = _after(calendar, now.accepted_on, days, now.promise_unit)
    return Due(due.day, due.provisional or provisional)


def _after(calendar: WorkingCalendar, day: date, days: int, unit: Unit) -> Due:
    count = add_working_days if unit is Unit.WORKING else add_calendar_days
    return count(calendar, day, days)


def _checks(
    procedure: Procedure,
    state: State,
    calendar: WorkingCalendar,
    now: Standing,
    state_due: Due | None,
    promise: Due | None,
) -> Iterator[date]:
    """The days on which the nightly run has something to do."""
    if state_due is not None and state.clock is not None:
        yield from _state_checks(state.clock, calendar, state_due, now.state_escalation)
    ahead = procedure.business_escalate[now.business_escalation :]
    if promise is not None and ahead:
        yield escalation_day(calendar, promise.day, ahead[0].overdue_days)


def _state_checks(clock: StateClock, calendar: WorkingCalendar, due: Due, told: int) -> Iterator[date]:
    """Nobody's application lapses on a day that may still move: a provisional limit waits for its calendar."""
    if clock.on_expiry and not due.provisional and due.day < date.max:
        yield due.day + _DAY
    if told < len(clock.escalate):
        yield escalation_day(calendar, due.day, clock.escalate[told].overdue_days)
