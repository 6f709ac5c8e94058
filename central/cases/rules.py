"""Whether somebody may do what they want: every reason why not, each with its code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from central.cases.acting import Actor, Wanted
from central.cases.procedure import Need, Procedure, Role, Transition
from central.cases.tables import Case
from central.clock import day_of
from central.refusals import Refused

EVERYWHERE = (Role.OFFICE.value, Role.SYSTEM.value)
"""Roles that oversee the cases of all units."""

Doers = Callable[[tuple[str, ...]], frozenset[str]]
"""Who made one of these transitions of the case in hand."""


def may_see(case: Case, actor: Actor) -> bool:
    """Their own, their unit's, one that their unit has had; those who oversee see all."""
    if actor.roles & set(EVERYWHERE) or actor.unit_id in json.loads(case.units):
        return True
    return Role.APPLICANT in actor.roles and actor.person_id == case.applicant_id


def may_open(case: Case, actor: Actor) -> bool:
    """Who applied is for staff of the unit that has the case now; a unit that handed it on knows no more than its list."""
    return bool(actor.roles & set(EVERYWHERE)) or (
        actor.unit_id == case.assignee_unit and bool(actor.roles & {Role.WINDOW, Role.HANDLER, Role.APPROVER})
    )


def role_of(case: Case, transition: Transition, actor: Actor) -> str:
    """In which role they may make it: as the applicant of this case, or as staff of the unit that has it. Raises Refused."""
    role = actor.acts_as(transition.by)
    if not role:
        raise Refused(403, "case-role-missing")
    if role == Role.APPLICANT:
        if actor.person_id != case.applicant_id:
            raise Refused(403, "case-of-others")
    elif role not in EVERYWHERE and actor.unit_id != case.assignee_unit:
        raise Refused(403, "case-of-others")
    return role


def possible(procedure: Procedure, case: Case, wanted: Wanted, now: datetime) -> Transition:
    """The transition, where there is one from here. Raises Refused."""
    transition = procedure.transitions.get(wanted.transition)
    if transition is None:
        raise Refused(422, "case-step-unknown")
    if case.state not in transition.origins:
        raise Refused(409, "case-step-not-now")
    if transition.once and case.correction_asked_at is not None:
        raise Refused(409, "correction-asked-already")
    if transition.before_due and case.state_due is not None and day_of(now) > case.state_due:
        raise Refused(409, "correction-too-late")
    return transition


def refuse_without_needs(case: Case, transition: Transition, wanted: Wanted) -> None:
    """Raises Refused."""
    for need in transition.needs:
        _CHECKS[need](case, wanted)


def refuse_the_doer(transition: Transition, actor: Actor, doers: Doers) -> None:
    """Second person: nobody confirms their own work. Raises Refused."""
    if transition.not_the_doer_of and actor.person_id in doers(transition.not_the_doer_of):
        raise Refused(403, "second-person-needed")


def _reason(_case: Case, wanted: Wanted) -> None:
    if not wanted.reason.strip():
        raise Refused(422, "reason-missing")


def _evidence(_case: Case, wanted: Wanted) -> None:
    if not any(each.strip() for each in wanted.evidence):
        raise Refused(422, "evidence-missing")


def _listed(case: Case, wanted: Wanted) -> None:
    """Nothing may be asked for that the item does not list (A3.3)."""
    if not wanted.materials:
        raise Refused(422, "materials-missing")
    if unlisted := sorted(set(wanted.materials) - set(json.loads(case.materials))):
        raise Refused(422, "material-not-listed", "; ".join(unlisted)[:200])


def _all_that_was_asked(case: Case, wanted: Wanted) -> None:
    if set(json.loads(case.correction_materials)) - set(wanted.materials):
        raise Refused(422, "materials-missing")
    _listed(case, wanted)


def _special(case: Case, wanted: Wanted) -> None:
    if wanted.special_procedure not in json.loads(case.special_procedures):
        raise Refused(422, "special-procedure-not-listed")


_CHECKS: Mapping[Need, Callable[[Case, Wanted], None]] = {
    Need.REASON: _reason,
    Need.EVIDENCE: _evidence,
    Need.MATERIALS: _listed,
    Need.ASKED_MATERIALS: _all_that_was_asked,
    Need.SPECIAL_PROCEDURE: _special,
}
