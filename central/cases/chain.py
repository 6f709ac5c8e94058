"""The chain of a case's events: each carries a mark over itself and what came before, under a key in the centre's home.

Whoever changes, dates back or takes out an event, or changes the case beside its events, without that key is found out. So is who takes
out the last events and puts the case back to where it was: the case holds the head of its chain, made from the last mark under the key,
and the head that belonged to an earlier event is nowhere to be copied from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.cases.tables import Case, CaseEvent
from central.keyed_hash import KeyedHash

BEGINNING = ""
BATCH = 500
_EVENT, _HEAD = "case-event", "case-head"


@dataclass(frozen=True)
class Broken:
    """`number` is the event's, 0 where it is the case itself that does not follow from its events."""

    project_no: str
    number: int
    why: str


def head_of(keyed_hash: KeyedHash, mark: str) -> str:
    """What the case holds after the event with this mark, and the next event's mark is over."""
    return keyed_hash.mark(_HEAD, mark)


def mark_of(keyed_hash: KeyedHash, event: dict[str, Any], before: str) -> str:
    """`event`: the row's columns but its mark. `before`: the head before it."""
    sent = event["terminal_submitted_at"]
    said = [
        before,
        event["project_no"],
        event["number"],
        event["event_name"],
        event["from_state"],
        event["to_state"],
        event["actor_id"],
        event["actor_unit"],
        event["actor_role"],
        event["handle_explain"],
        event["content"],
        _moment(sent) if sent else "",
        _moment(event["center_received_at"]),
    ]
    return keyed_hash.mark(_EVENT, json.dumps(said, ensure_ascii=False))


def _moment(at: datetime) -> str:
    """The same however it was handed in: the database keeps UTC."""
    return at.astimezone(UTC).isoformat()


def broken_in(keyed_hash: KeyedHash, case: Case | None, events: list[CaseEvent]) -> Broken | None:
    """The first thing about one case that does not follow; None while all holds."""
    before, last = BEGINNING, None
    for place, event in enumerate(events, start=1):
        if event.number != place:
            return Broken(event.project_no, place, "an event is missing")
        if event.mark != mark_of(keyed_hash, _columns(event), before):
            return Broken(event.project_no, place, "the event was changed")
        if last is not None and event.center_received_at < last.center_received_at:
            return Broken(event.project_no, place, "the event is dated before the one before it")
        before, last = head_of(keyed_hash, event.mark), event
    if case is None:
        return Broken(events[0].project_no, 0, "the case of these events is missing")
    return _broken_head(case, last, before)


def check_cases(session: Session, keyed_hash: KeyedHash) -> Iterator[Broken]:
    """Every case whose record does not hold, by number."""
    for project_no in _without_events(session):
        yield Broken(project_no, 0, "there are no events")
    after = ""
    while numbers := _next_numbers(session, after):
        known = {case.project_no: case for case in session.scalars(select(Case).where(Case.project_no.in_(numbers)))}
        told = select(CaseEvent).where(CaseEvent.project_no.in_(numbers))
        rows = session.scalars(told.order_by(CaseEvent.project_no, CaseEvent.number))
        for project_no, events in groupby(rows, lambda event: event.project_no):
            broken = broken_in(keyed_hash, known.get(project_no), list(events))
            if broken is not None:
                yield broken
        after = numbers[-1]


def _next_numbers(session: Session, after: str) -> list[str]:
    """Of whatever has events, also where its case is gone."""
    told = select(CaseEvent.project_no).where(CaseEvent.project_no > after).distinct()
    return list(session.scalars(told.order_by(CaseEvent.project_no).limit(BATCH)))


def _broken_head(case: Case, last: CaseEvent | None, head: str) -> Broken | None:
    if last is None or (case.revision, case.head) != (last.number, head):
        return Broken(case.project_no, 0, "the last events are missing")
    if (case.state, shown_clocks(case)) != (last.to_state, json.loads(last.content)["clocks"]):
        return Broken(case.project_no, 0, "the case does not stand as its last event says")
    return None


def shown_clocks(case: Case) -> dict[str, Any]:
    """How both clocks stand, as every event tells it."""
    return {
        "state_due": case.state_due.isoformat() if case.state_due else None,
        "state_due_provisional": case.state_due_provisional,
        "promise_date": case.promise_date.isoformat() if case.promise_date else None,
        "promise_provisional": case.promise_provisional,
        "accepted_on": case.accepted_on.isoformat() if case.accepted_on else None,
    }


def _columns(event: CaseEvent) -> dict[str, Any]:
    return {column.key: getattr(event, column.key) for column in CaseEvent.__table__.columns}


def _without_events(session: Session) -> Iterable[str]:
    absent = select(Case.project_no).outerjoin(
        CaseEvent, (CaseEvent.project_no == Case.project_no) & (CaseEvent.number == 1)
    )
    return session.scalars(absent.where(CaseEvent.number.is_(None)).order_by(Case.project_no)).all()
