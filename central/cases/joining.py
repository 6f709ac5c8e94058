"""Branches and their parent (一件事, 并联): each branch that ends tells it; the last one brings it to its own end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.calendar import WorkingCalendar
from central.cases import engine, procedures
from central.cases.acting import THE_CENTRE, Change, Occurred, Wanted
from central.cases.keeping import keep
from central.cases.procedure import Join, Outcome, Procedure, Role
from central.cases.tables import Case
from central.keyed_hash import KeyedHash

TOLD = "branch-ended"


def tell_parent(
    session: Session, keyed_hash: KeyedHash, calendar: WorkingCalendar, branch: Case, now: datetime
) -> None:
    """A branch has ended. Its parent's row is held first: of two that end at once, the second one sees the first."""
    parent = session.get_one(Case, branch.parent_no, with_for_update=True, populate_existing=True)
    procedure = procedures.of_a_case(session, parent.procedure, parent.procedure_version)
    if procedure.join is None:
        return
    keep(session, keyed_hash, parent, _told(procedure, calendar, parent, branch), now)
    branches = list(session.scalars(select(Case).where(Case.parent_no == parent.project_no)))
    for transition in _what_follows(procedure.join, branch, branches):
        _make(session, keyed_hash, procedure, calendar, parent, transition, now)


def branches_of(session: Session, project_no: str) -> tuple[str, ...]:
    return tuple(session.scalars(select(Case.project_no).where(Case.parent_no == project_no).order_by(Case.project_no)))


def _what_follows(join: Join, branch: Case, branches: list[Case]) -> list[str]:
    """A branch that need not be is told like the others, and keeps nobody from being done."""
    follows = []
    if branch.mandatory and branch.outcome != Outcome.GRANTED:
        follows.append(join.refused)
    if all(each.ended_at is not None for each in branches):
        all_granted = all(each.outcome == Outcome.GRANTED for each in branches if each.mandatory)
        follows.append(join.done if all_granted else join.over)
    return follows


def _make(
    session: Session,
    keyed_hash: KeyedHash,
    procedure: Procedure,
    calendar: WorkingCalendar,
    parent: Case,
    transition: str,
    now: datetime,
) -> None:
    """A parent that has left the road (withdrawn, not accepted yet) is told and no more."""
    if parent.state in procedure.transitions[transition].origins:
        wanted = Wanted(transition)
        change = engine.move(procedure, calendar, parent, wanted, THE_CENTRE, lambda _: frozenset(), now)
        keep(session, keyed_hash, parent, change, now)


def _told(procedure: Procedure, calendar: WorkingCalendar, parent: Case, branch: Case) -> Change:
    content = {"branch": branch.project_no, "outcome": branch.outcome, "state": branch.state}
    return engine.noted(
        procedure,
        calendar,
        parent,
        Occurred(TOLD, parent.state, parent.state, THE_CENTRE, Role.SYSTEM, content=content),
    )
