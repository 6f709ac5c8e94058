"""The state machine: from a case, a procedure and a wish to what changes. Nothing is read or written here.

The same functions serve one clerk at a window and the nightly run over a hundred thousand cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.contract.calendar import Due, WorkingCalendar
from central.cases.acting import THE_CENTRE, Actor, Change, Occurred, Wanted
from central.cases.clocks import Pause, Reading, Standing, escalation_day, read_clocks
from central.cases.procedure import Business, Need, Outcome, Procedure, Role, Transition, Unit
from central.cases.rules import Doers, possible, refuse_the_doer, refuse_without_needs, role_of
from central.cases.tables import Case
from central.clock import day_of
from central.refusals import Refused

TRANSFER, ESCALATE, RECOUNT = "transfer", "escalate", "due-moved"
MANY_TRANSFERS = 3


def move(
    procedure: Procedure,
    calendar: WorkingCalendar,
    case: Case,
    wanted: Wanted,
    actor: Actor,
    doers: Doers,
    now: datetime,
) -> Change:
    """The transition that is wanted. Raises Refused."""
    transition = possible(procedure, case, wanted, now)
    role = role_of(case, transition, actor)
    refuse_without_needs(case, transition, wanted)
    refuse_the_doer(transition, actor, doers)
    values = {
        "state": transition.to,
        "state_since": now,
        "clock_from": day_of(now),
        "state_escalation": 0,
        **_of_the_business(procedure, case, transition, actor, now),
        **_of_needs(case, transition, wanted, now),
        **_of_the_outcome(procedure, case, transition, now),
    }
    event = Occurred(
        wanted.transition, case.state, transition.to, actor, role, wanted.reason, _told(wanted), wanted.sent_at
    )
    return _counted(procedure, calendar, case, Change(values, event))


def hand_over(
    procedure: Procedure,
    calendar: WorkingCalendar,
    case: Case,
    to: tuple[str, str],
    reason: str,
    actor: Actor,
    now: datetime,
) -> Change:
    """To a unit and a person (who may be nobody yet). The state clock begins anew, unless its limit is the law's; the business clock
    does not. Raises Refused."""
    if not procedure.state(case.state).transferable:
        raise Refused(409, "case-step-not-now")
    role = _may_hand_over(procedure, case, actor)
    if to == (case.assignee_unit, case.assignee_person):
        raise Refused(422, "transfer-to-itself")
    if not reason.strip():
        raise Refused(422, "reason-missing")
    unit, person = to
    values = {
        "assignee_unit": unit,
        "assignee_person": person,
        **_of_the_new_assignee(procedure, case, now),
        **_of_the_units(case, unit),
    }
    told = {"from": [case.assignee_unit, case.assignee_person], "to": [unit, person]}
    event = Occurred(TRANSFER, case.state, case.state, actor, role, reason, told)
    return _counted(procedure, calendar, case, Change(values, event))


def by_the_clock(procedure: Procedure, calendar: WorkingCalendar, case: Case, now: datetime) -> Change | None:
    """What the day that has come makes of a case by itself: one step, the next one at the next asking; None where nothing is due."""
    today, state = day_of(now), procedure.state(case.state)
    clock = state.clock
    firm = case.state_due is not None and not case.state_due_provisional
    if clock and clock.on_expiry and firm and case.state_due and today > case.state_due:
        return move(procedure, calendar, case, Wanted(clock.on_expiry), THE_CENTRE, lambda _: frozenset(), now)
    if clock and case.state_due and case.state_escalation < len(clock.escalate):
        step = clock.escalate[case.state_escalation]
        if today >= escalation_day(calendar, case.state_due, step.overdue_days):
            return _escalated(procedure, calendar, case, "state", step.to)
    if (
        state.business is Business.RUNS
        and case.promise_date
        and case.business_escalation < len(procedure.business_escalate)
    ):
        step = procedure.business_escalate[case.business_escalation]
        if today >= escalation_day(calendar, case.promise_date, step.overdue_days):
            return _escalated(procedure, calendar, case, "business", step.to)
    return None


def recounted(procedure: Procedure, calendar: WorkingCalendar, case: Case) -> Change | None:
    """By a new calendar; None where both clocks show what they showed."""
    before = _shown(case.state_due, case.state_due_provisional, case.promise_date, case.promise_provisional)
    event = Occurred(RECOUNT, case.state, case.state, THE_CENTRE, Role.SYSTEM, content={"before": before})
    change = _counted(procedure, calendar, case, Change({}, event))
    return None if change.event.content["clocks"].items() >= before.items() else change


def noted(procedure: Procedure, calendar: WorkingCalendar, case: Case, event: Occurred) -> Change:
    """Something that is told of a case and moves nothing but what the day moves."""
    return _counted(procedure, calendar, case, Change({}, event))


def first_reading(procedure: Procedure, calendar: WorkingCalendar, standing: Standing) -> dict[str, Any]:
    """The columns of both clocks of a case that comes in."""
    return _columns(read_clocks(procedure, calendar, standing), calendar)


def _may_hand_over(procedure: Procedure, case: Case, actor: Actor) -> str:
    role = actor.acts_as(procedure.transfer_by)
    if not role:
        raise Refused(403, "case-role-missing")
    if role != Role.OFFICE and actor.unit_id != case.assignee_unit:
        raise Refused(403, "case-of-others")
    return role


def _escalated(procedure: Procedure, calendar: WorkingCalendar, case: Case, clock: str, to: str) -> Change:
    column = f"{clock}_escalation"
    level = getattr(case, column) + 1
    event = Occurred(
        ESCALATE, case.state, case.state, THE_CENTRE, Role.SYSTEM, content={"clock": clock, "level": level, "to": to}
    )
    return _counted(procedure, calendar, case, Change({column: level}, event))


def _of_the_business(
    procedure: Procedure, case: Case, transition: Transition, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Begins once; a pause is opened and closed; nothing else touches it."""
    before, after = procedure.state(case.state).business, procedure.state(transition.to).business
    values: dict[str, Any] = {}
    if after is Business.RUNS and case.accepted_on is None:
        values["accepted_on"] = day_of(case.state_since if transition.as_of == "state-entry" else now)
        values["handle_user_id"] = "" if actor is THE_CENTRE else actor.person_id
    if after is Business.PAUSED:
        values["paused_since"] = day_of(now)
    elif before is Business.PAUSED and case.paused_since is not None:
        pauses = [*json.loads(case.pauses), [case.paused_since.isoformat(), day_of(now).isoformat()]]
        values |= {"paused_since": None, "pauses": json.dumps(pauses), "special_procedure": "", "special_days": 0}
    return values


def _of_needs(case: Case, transition: Transition, wanted: Wanted, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if Need.MATERIALS in transition.needs:
        asked = json.dumps(sorted(set(wanted.materials)), ensure_ascii=False)
        values |= {"correction_asked_at": now, "correction_materials": asked}
    if Need.SPECIAL_PROCEDURE in transition.needs:
        most = json.loads(case.special_procedures)[wanted.special_procedure]
        values |= {"special_procedure": wanted.special_procedure, "special_days": most}
    return values


def _of_the_outcome(procedure: Procedure, case: Case, transition: Transition, now: datetime) -> dict[str, Any]:
    state = procedure.state(transition.to)
    values: dict[str, Any] = {}
    if state.outcome is not Outcome.NONE:
        values["outcome"] = state.outcome.value
    if state.ends and case.ended_at is None:
        values["ended_at"] = now
    return values


def _of_the_new_assignee(procedure: Procedure, case: Case, now: datetime) -> dict[str, Any]:
    clock = procedure.state(case.state).clock
    if clock and clock.stays_with_transfer:
        return {}
    return {"clock_from": day_of(now), "state_escalation": 0}


def _of_the_units(case: Case, unit: str) -> dict[str, Any]:
    """A -> B -> A is a bounce. Another person of the same unit is no transfer."""
    if unit == case.assignee_unit:
        return {}
    path: list[str] = [*json.loads(case.units), unit]
    back_again = len(path) >= 3 and path[-1] == path[-3]
    return {
        "units": json.dumps(path, ensure_ascii=False),
        "transfers": case.transfers + 1,
        "bounced": case.bounced or back_again,
    }


def _told(wanted: Wanted) -> dict[str, Any]:
    said = {
        "evidence": list(wanted.evidence),
        "materials": list(wanted.materials),
        "special_procedure": wanted.special_procedure,
        "handed_in": [list(each) for each in wanted.handed_in],
    }
    return {name: value for name, value in said.items() if value}


def _counted(procedure: Procedure, calendar: WorkingCalendar, case: Case, change: Change) -> Change:
    """The change, with both clocks read after it."""
    after = _After(case, change.values)
    kept = Due(case.promise_date, case.promise_provisional) if case.promise_date else None
    values = change.values | _columns(read_clocks(procedure, calendar, after.standing(), kept), calendar)
    accepted: date | None = after["accepted_on"]
    clocks = _shown(
        values["state_due"], values["state_due_provisional"], values["promise_date"], values["promise_provisional"]
    )
    clocks["accepted_on"] = accepted.isoformat() if accepted else None
    return Change(values, replace(change.event, content=change.event.content | {"clocks": clocks}))


class _After:
    """A case as it will be."""

    def __init__(self, case: Case, values: dict[str, Any]) -> None:
        self._case, self._values = case, values

    def __getitem__(self, name: str) -> Any:
        return self._values[name] if name in self._values else getattr(self._case, name)

    def standing(self) -> Standing:
        return Standing(
            state=self["state"],
            clock_from=self["clock_from"],
            special_days=self["special_days"],
            accepted_on=self["accepted_on"],
            promise_days=self["promise_days"],
            promise_unit=Unit(self["promise_unit"]),
            pauses=_pauses(json.loads(self["pauses"])),
            state_escalation=self["state_escalation"],
            business_escalation=self["business_escalation"],
        )


def _pauses(said: Iterable[tuple[str, str]]) -> tuple[Pause, ...]:
    return tuple((date.fromisoformat(began), date.fromisoformat(ended)) for began, ended in said)


def _columns(reading: Reading, calendar: WorkingCalendar) -> dict[str, Any]:
    state_due, promise = reading.state_due, reading.promise
    return {
        "state_due": state_due.day if state_due else None,
        "state_due_provisional": bool(state_due and state_due.provisional),
        "promise_date": promise.day if promise else None,
        "promise_provisional": bool(promise and promise.provisional),
        "next_due": reading.next_due,
        "next_check": reading.next_check,
        "calendar_version": calendar.version,
    }


def _shown(state_due: date | None, state_open: bool, promise: date | None, promise_open: bool) -> dict[str, Any]:
    return {
        "state_due": state_due.isoformat() if state_due else None,
        "state_due_provisional": state_open,
        "promise_date": promise.isoformat() if promise else None,
        "promise_provisional": promise_open,
    }
