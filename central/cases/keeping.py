"""Writing a change down: the case by compare-and-set and its event, both in the caller's transaction or neither."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from central.cases.acting import Change
from central.cases.chain import head_of, mark_of
from central.cases.tables import Case, CaseEvent
from central.keyed_hash import KeyedHash
from central.refusals import Refused


def keep(session: Session, keyed_hash: KeyedHash, case: Case, change: Change, now: datetime) -> None:
    """Raises Refused where somebody else was first since this case was read."""
    values, event = _numbered(keyed_hash, case, change, now)
    unchanged = (Case.project_no == case.project_no) & (Case.revision == case.revision)
    moved = update(Case).where(unchanged).values(**values).returning(Case.revision)
    if session.execute(moved, execution_options={"synchronize_session": False}).first() is None:
        raise Refused(409, "case-moved-on")
    session.execute(insert(CaseEvent), [event])
    _as_kept(case, values)


def keep_all(session: Session, keyed_hash: KeyedHash, changes: Iterable[tuple[Case, Change]], now: datetime) -> int:
    """Many cases whose rows the caller holds, in two statements for each set of columns. How many."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    events = []
    for case, change in changes:
        values, event = _numbered(keyed_hash, case, change, now)
        by_columns.setdefault(tuple(sorted(values)), []).append({"held": case.project_no, **values})
        events.append(event)
    table = Case.__table__
    for rows in by_columns.values():
        held = update(table).where(table.c.project_no == bindparam("held"))  # type: ignore[arg-type]  # a mapped class's table
        session.connection().execute(held, rows)
    if events:
        session.connection().execute(insert(CaseEvent.__table__), events)  # type: ignore[arg-type]  # a mapped class's table
    return len(events)


def _numbered(
    keyed_hash: KeyedHash, case: Case, change: Change, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The centre's own time, never before what has happened already: a clock that was put back dates nothing back."""
    at = max(now, case.last_at)
    told, number = change.event, case.revision + 1
    event = {
        "project_no": case.project_no,
        "number": number,
        "event_name": told.event_name,
        "from_state": told.from_state,
        "to_state": told.to_state,
        "actor_id": told.actor.person_id,
        "actor_unit": told.actor.unit_id,
        "actor_role": str(told.role),
        "handle_explain": told.explain,
        "content": json.dumps(told.content, ensure_ascii=False, sort_keys=True),
        "terminal_submitted_at": told.sent_at,
        "center_received_at": at,
    }
    mark = mark_of(keyed_hash, event, case.head)
    head = head_of(keyed_hash, mark)
    return {**change.values, "revision": number, "head": head, "last_at": at}, event | {"mark": mark}


def _as_kept(case: Case, values: dict[str, Any]) -> None:
    """The case in hand is as the database has it, without being asked for again."""
    for name, value in values.items():
        set_committed_value(case, name, value)
