"""A hundred thousand open cases, made at once: as `open_case` would have made them, chain and all, without its hundred thousand turns."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from case_world import ITEM, application
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.contract.calendar import WorkingCalendar
from central.calendar.pack import current_calendar
from central.cases import procedures
from central.cases.chain import BEGINNING, head_of, mark_of
from central.cases.clocks import Reading, Standing, read_clocks
from central.cases.opening import open_case
from central.cases.procedure import Procedure
from central.cases.tables import Case, CaseEvent
from central.centre import Centre
from central.clock import DONGGUAN

CHUNK = 5_000
UNITS = 400
STATES = ("RECEIVED", "ACCEPTED", "REVIEW", "REVIEW", "REVIEW", "SUPPLEMENT", "APPROVED", "CERT")


def fill(centre: Centre, count: int, today: date, *, days_back: int) -> None:
    """So many cases, received over the last `days_back` days by 400 units, in every state in which a clock runs."""
    with centre.database.writing() as session:
        sample = open_case(session, centre, application())
        template = {column.key: getattr(sample, column.key) for column in Case.__table__.columns}
        procedure = procedures.of_a_case(session, sample.procedure, sample.procedure_version)
        calendar = current_calendar(session, centre.home.path)
    known: dict[tuple[str, int], Reading] = {}
    for first in range(0, count, CHUNK):
        made = [
            _one(centre, template, procedure, calendar, known, number, today, days_back)
            for number in range(first, min(first + CHUNK, count))
        ]
        with centre.database.writing() as session:
            _insert(session, made)


def _insert(session: Session, made: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    session.execute(insert(Case), [case for case, _ in made])
    session.execute(insert(CaseEvent), [event for _, event in made])


def _one(
    centre: Centre,
    template: dict[str, Any],
    procedure: Procedure,
    calendar: WorkingCalendar,
    known: dict[tuple[str, int], Reading],
    number: int,
    today: date,
    days_back: int,
) -> tuple[dict[str, Any], dict[str, Any]]:
    state, back = STATES[number % len(STATES)], number % days_back
    day = today - timedelta(days=back)
    if (state, back) not in known:
        known[state, back] = read_clocks(procedure, calendar, _standing(state, day))
    reading, at = known[state, back], datetime.combine(day, time(9), DONGGUAN)
    clocks = _clocks(reading)
    case = template | {
        "project_no": f"BJ{day:%Y%m%d}{number + 100_000:07d}",
        "state": state,
        "assignee_unit": f"U-{number % UNITS:03d}",
        "units": json.dumps([f"U-{number % UNITS:03d}"]),
        "center_received_at": at,
        "state_since": at,
        "last_at": at,
        "clock_from": day,
        "accepted_on": day if procedure.state(state).business.value in ("runs", "over") else None,
        "next_due": reading.next_due,
        "next_check": reading.next_check,
        **clocks,
    }
    event = _event(case, at)
    event["mark"] = mark_of(centre.home.keyed_hash, event, BEGINNING)
    return case | {"revision": 1, "head": head_of(centre.home.keyed_hash, event["mark"])}, event


def _standing(state: str, day: date) -> Standing:
    return Standing(
        state=state,
        clock_from=day,
        special_days=0,
        accepted_on=day,
        promise_days=ITEM.promise_days,
        promise_unit=ITEM.promise_unit,
        pauses=(),
        state_escalation=0,
        business_escalation=0,
    )


def _clocks(reading: Reading) -> dict[str, Any]:
    due, promise = reading.state_due, reading.promise
    return {
        "state_due": due.day if due else None,
        "state_due_provisional": bool(due and due.provisional),
        "promise_date": promise.day if promise else None,
        "promise_provisional": bool(promise and promise.provisional),
    }


def _event(case: dict[str, Any], at: datetime) -> dict[str, Any]:
    names = ("state_due", "promise_date", "accepted_on")
    clocks = {name: case[name].isoformat() if case[name] else None for name in names}
    clocks |= {name: case[name] for name in ("state_due_provisional", "promise_provisional")}
    return {
        "project_no": case["project_no"],
        "number": 1,
        "event_name": "open",
        "from_state": "",
        "to_state": case["state"],
        "actor_id": "sample",
        "actor_unit": "",
        "actor_role": "applicant",
        "handle_explain": "",
        "content": json.dumps({"clocks": clocks}),
        "terminal_submitted_at": None,
        "center_received_at": at,
    }
