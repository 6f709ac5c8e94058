"""The nightly clock run: what the day that has come makes of every case: accepted by silence, lapsed, told higher up; and, when a new
calendar has come, every clock counted again.

In slices, each its own transaction: killed anywhere, it goes on where it stood; run twice, the second run finds nothing to do; two at
once share the work. A case that somebody holds at this moment is left to the next run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.contract.calendar import WorkingCalendar
from central.calendar.pack import current_calendar
from central.cases import engine, procedures
from central.cases.acting import Change
from central.cases.joining import tell_parent
from central.cases.keeping import keep, keep_all
from central.cases.procedure import Procedure
from central.cases.tables import Case
from central.centre import Centre
from central.clock import day_of
from central.notices import Matter, tell

SLICE = 1_000


@dataclass(frozen=True)
class Ran:
    """How many steps were made, and how many due days a new calendar has moved."""

    steps: int = 0
    moved: int = 0


@dataclass(frozen=True)
class _Slice:
    """One transaction of a run."""

    session: Session
    centre: Centre
    calendar: WorkingCalendar
    now: datetime

    def procedure(self, case: Case) -> Procedure:
        return procedures.of_a_case(self.session, case.procedure, case.procedure_version)


def run_clocks(centre: Centre, *, slice_size: int = SLICE) -> Ran:
    """New calendar first: no case lapses on a day that has moved."""
    moved = recount_all(centre, slice_size=slice_size)
    steps = 0
    while done := centre.database.write(lambda session: _step(_slice(session, centre), slice_size)):
        steps += done
    return Ran(steps, moved)


def recount_all(centre: Centre, *, slice_size: int = SLICE) -> int:
    """Counts every clock that was read by another calendar again. How many due days moved; each is an event of its case, and an
    operator is told of them."""
    moved, after = 0, ""
    while True:
        work = partial(_recount_after, centre, slice_size, after)
        found, after = centre.database.write(work)
        moved += found
        if not after:
            return moved


def _recount_after(centre: Centre, size: int, after: str, session: Session) -> tuple[int, str]:
    return _recount(_slice(session, centre), size, after)


def _slice(session: Session, centre: Centre) -> _Slice:
    return _Slice(session, centre, current_calendar(session, centre.home.path), centre.now())


def _step(run: _Slice, size: int) -> int:
    """One step of each of so many cases that are due. How many they were; 0 where none is due any more."""
    today = day_of(run.now)
    due = select(Case).where(Case.next_check <= today).order_by(Case.next_check, Case.project_no).limit(size)
    cases = list(run.session.scalars(due.with_for_update(skip_locked=True)))
    alone: list[tuple[Case, Change]] = []
    many: list[tuple[Case, Change]] = []
    for case in cases:
        change = engine.by_the_clock(run.procedure(case), run.calendar, case, run.now)
        if change is None:
            _not_before(run, case, today + timedelta(days=1))
        else:
            (alone if case.parent_no else many).append((case, change))
    keep_all(run.session, run.centre.home.keyed_hash, many, run.now)
    for case, change in alone:
        _keep_branch(run, case, change)
    return len(cases)


def _keep_branch(run: _Slice, case: Case, change: Change) -> None:
    had_ended = case.ended_at is not None
    keep(run.session, run.centre.home.keyed_hash, case, change, run.now)
    if case.ended_at is not None and not had_ended:
        tell_parent(run.session, run.centre.home.keyed_hash, run.calendar, case, run.now)


def _recount(run: _Slice, size: int, after: str) -> tuple[int, str]:
    """Cases of another calendar's version, by number from `after` on."""
    counted_else = (Case.next_due.is_not(None), Case.calendar_version != run.calendar.version)
    rows = select(Case).where(*counted_else, Case.project_no > after).order_by(Case.project_no).limit(size)
    cases = list(run.session.scalars(rows.with_for_update(skip_locked=True)))
    changes = [(case, engine.recounted(run.procedure(case), run.calendar, case)) for case in cases]
    moved = [(case, change) for case, change in changes if change is not None]
    same = [case.project_no for case, change in changes if change is None]
    keep_all(run.session, run.centre.home.keyed_hash, moved, run.now)
    if same:
        known = update(Case).where(Case.project_no.in_(same)).values(calendar_version=run.calendar.version)
        run.session.execute(known, execution_options={"synchronize_session": False})
    days = sum(_day_moved(case, change) for case, change in moved)
    if days:
        tell(run.session, Matter.DUE_MOVED, "", f"calendar {run.calendar.version}", run.now)
    return days, cases[-1].project_no if cases else ""


def _day_moved(case: Case, change: Change) -> bool:
    """Not only its mark."""
    return any(getattr(case, name) != change.values[name] for name in ("state_due", "promise_date"))


def _not_before(run: _Slice, case: Case, day: date) -> None:
    later = update(Case).where(Case.project_no == case.project_no).values(next_check=day)
    run.session.execute(later, execution_options={"synchronize_session": False})
