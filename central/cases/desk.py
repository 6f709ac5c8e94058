"""What staff, applicants and the centre itself do with a case: found, judged, kept, and told to its parent, in one transaction."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.cases import CaseParticulars, HandedInShown
from central.calendar.pack import current_calendar
from central.cases import engine, procedures
from central.cases.acting import Actor, Change, Wanted
from central.cases.exchange import particulars_of
from central.cases.joining import tell_parent
from central.cases.keeping import keep
from central.cases.procedure import Procedure
from central.cases.rules import Doers, may_open, may_see
from central.cases.tables import Case, CaseAttempt, CaseEvent
from central.centre import Centre
from central.refusals import Refused

ON_RECORD = frozenset({"material-not-listed", "second-person-needed", "special-procedure-not-listed", "case-of-others"})
"""Refusals that are written down: somebody tried what must be impossible."""


def find_case(session: Session, project_no: str, actor: Actor) -> Case:
    """A case that is none of theirs is as unknown as one that is not there. Raises Refused."""
    case = session.get(Case, project_no)
    if case is None or not may_see(case, actor):
        raise Refused(404, "case-unknown")
    return case


def particulars(session: Session, centre: Centre, project_no: str, actor: Actor) -> CaseParticulars:
    """Opened for whoever handles it. Whoever asks writes down that it was read, in the same transaction. Raises Refused."""
    case = find_case(session, project_no, actor)
    if not may_open(case, actor):
        raise Refused(403, "case-of-others")
    events = select(CaseEvent.content).where(CaseEvent.project_no == project_no).order_by(CaseEvent.number)
    told = [json.loads(content) for content in session.scalars(events)]
    handed_in = [each for one in told for each in one.get("handed_in", [])]
    return CaseParticulars(
        project_no=project_no,
        particulars=particulars_of(centre, case),
        situation=told[0].get("situation", {}),
        handed_in=tuple(HandedInShown(material=material, sha256=sha256) for material, sha256 in handed_in),
    )


def act(session: Session, centre: Centre, project_no: str, revision: int, wanted: Wanted, actor: Actor) -> Case:
    """Makes a transition of a case that still is as the actor saw it. Raises Refused."""
    now = centre.now()
    case, procedure = _as_seen(session, project_no, revision, actor)
    calendar = current_calendar(session, centre.home.path)
    change = engine.move(procedure, calendar, case, wanted, actor, _doers(session, case), now)
    return _kept(session, centre, case, change, now)


def transfer(
    session: Session, centre: Centre, project_no: str, revision: int, to: tuple[str, str], reason: str, actor: Actor
) -> Case:
    """Hands it to a unit and a person. Raises Refused."""
    now = centre.now()
    case, procedure = _as_seen(session, project_no, revision, actor)
    calendar = current_calendar(session, centre.home.path)
    change = engine.hand_over(procedure, calendar, case, to, reason, actor, now)
    return _kept(session, centre, case, change, now)


def ask_correction(
    session: Session, centre: Centre, project_no: str, revision: int, wanted: Wanted, actor: Actor
) -> Case:
    """`wanted` without its transition: which one it is, the procedure says. Raises Refused."""
    return _correct(session, centre, project_no, revision, wanted, actor, asking=True)


def answer_correction(
    session: Session, centre: Centre, project_no: str, revision: int, wanted: Wanted, actor: Actor
) -> Case:
    """Raises Refused."""
    return _correct(session, centre, project_no, revision, wanted, actor, asking=False)


def note_attempt(session: Session, project_no: str, wanted: str, actor: Actor, refused: Refused, now: datetime) -> None:
    """In a transaction of its own: the one in which it was tried is undone."""
    if session.get(Case, project_no) is None:
        return
    said = refused.refusal
    session.add(
        CaseAttempt(
            project_no=project_no,
            at=now,
            actor_id=actor.person_id,
            actor_unit=actor.unit_id,
            wanted=wanted,
            code=said.code,
            detail=said.detail,
        )
    )


def _correct(
    session: Session,
    centre: Centre,
    project_no: str,
    revision: int,
    wanted: Wanted,
    actor: Actor,
    *,
    asking: bool,
) -> Case:
    case = find_case(session, project_no, actor)
    names = procedures.of_a_case(session, case.procedure, case.procedure_version).correction
    if names is None:
        raise Refused(422, "case-step-unknown")
    step = replace(wanted, transition=names.ask if asking else names.answer)
    return act(session, centre, project_no, revision, step, actor)


def _as_seen(session: Session, project_no: str, revision: int, actor: Actor) -> tuple[Case, Procedure]:
    case = find_case(session, project_no, actor)
    if case.revision != revision:
        raise Refused(409, "case-moved-on")
    return case, procedures.of_a_case(session, case.procedure, case.procedure_version)


def _doers(session: Session, case: Case) -> Doers:
    def made(transitions: tuple[str, ...]) -> frozenset[str]:
        theirs = select(CaseEvent.actor_id).where(
            CaseEvent.project_no == case.project_no, CaseEvent.event_name.in_(transitions)
        )
        return frozenset(session.scalars(theirs))

    return made


def _kept(session: Session, centre: Centre, case: Case, change: Change, now: datetime) -> Case:
    had_ended = case.ended_at is not None
    keep(session, centre.home.keyed_hash, case, change, now)
    if case.parent_no and case.ended_at is not None and not had_ended:
        tell_parent(session, centre.home.keyed_hash, current_calendar(session, centre.home.path), case, now)
    return case
