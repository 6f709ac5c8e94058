"""How an application stands, for whoever holds the code on its slip, or has shown that it is theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.contract.appeal import AppealStep
from app.contract.application import (
    MOST_OF_MINE,
    PROGRESS_SERVICE,
    ApplicationProgress,
    ApplicationsAsked,
    Branch,
    MyApplications,
    StateWords,
)
from central.applications.correcting import ticket_for
from central.applications.filing import case_of
from central.cases import procedures
from central.cases.procedure import Outcome, Procedure
from central.cases.tables import Case, CaseEvent
from central.cases.told import steps_of
from central.centre import Centre
from central.licences.grants import find_grant
from central.organisations.tables import Unit
from central.organisations.units import name_on
from central.refusals import Refused
from central.service_items.versions import item_in_version
from central.zones.appeals.tables import Appeal


@dataclass(frozen=True)
class Asker:
    """The centre, and the terminal that it answers."""

    centre: Centre
    terminal_id: str


def find_progress(session: Session, asker: Asker, query_mark: str) -> ApplicationProgress:
    """Raises Refused where no application has this code."""
    case = case_of(session, query_mark)
    if case is None:
        raise Refused(404, "application-unknown")
    return progress_of(session, asker, case)


def find_mine(session: Session, asker: Asker, asked: ApplicationsAsked) -> MyApplications:
    """What was begun in this name, at any terminal, the newest first: branches stand in their parent's own progress. Raises Refused."""
    person = asker.centre.marks.holder(asked.holder.number)
    theirs = Case.applicant_id == person
    if asked.grant:
        uscc = _granted(session, asker, asked, person)
        own = and_(theirs, Case.applyer_page_code == uscc)
        theirs = or_(Case.applicant_id == asker.centre.marks.holder(uscc), own)
    wanted = and_(theirs, Case.parent_no.is_(None))
    count = session.scalar(select(func.count()).select_from(Case).where(wanted)) or 0
    newest = select(Case).where(wanted).order_by(Case.center_received_at.desc(), Case.project_no.desc())
    cases = session.scalars(newest.limit(MOST_OF_MINE)).all()
    shown = tuple(progress_of(session, asker, case) for case in cases)
    return MyApplications(applications=shown, older=count - len(shown))


def progress_of(session: Session, asker: Asker, case: Case) -> ApplicationProgress:
    procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
    words = procedure.state(case.state).words
    correction = procedure.correction
    asked = correction is not None and correction.answer in procedure.leaving(case.state)
    item = item_in_version(session, case.task_code, int(case.task_version)) if case.task_version.isdecimal() else None
    return ApplicationProgress(
        project_no=_number(session, case),
        task_name=case.project_name,
        state=case.state,
        words=StateWords(zh=words.zh, en=words.en),
        org_name=case.org_name,
        terminal_submitted_at=case.terminal_submitted_at,
        center_received_at=case.center_received_at,
        accepted_on=case.accepted_on,
        due=case.state_due,
        promise_date=case.promise_date,
        provisional=case.state_due_provisional or case.promise_provisional,
        asked_for=tuple(json.loads(case.correction_materials)) if asked else (),
        steps=tuple(AppealStep(at=step.at, text=step.zh, english=step.en) for step in steps_of(session, case)),
        handled_by=_holding(session, asker.centre, case),
        asked_why=_said(session, case, (correction.ask,)) if asked and correction else "",
        ticket=ticket_for(asker.centre, case, asker.terminal_id) if asked else "",
        ended_at=case.ended_at,
        outcome=case.outcome,
        outcome_why=_said(session, case, _refusals(procedure)) if case.outcome == Outcome.REFUSED else "",
        result_name=item.result_name if item else "",
        english=item.english if item else "",
        bring_to=item.transact_addr if item else "",
        phone=item.link_way if item else "",
        branches=_branches(session, case),
    )


def _branches(session: Session, parent: Case) -> tuple[Branch, ...]:
    """In the order in which they were opened: their numbers'."""
    found = session.scalars(select(Case).where(Case.parent_no == parent.project_no).order_by(Case.project_no)).all()
    return tuple(_branch(session, case) for case in found)


def _branch(session: Session, case: Case) -> Branch:
    procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
    words = procedure.state(case.state).words
    correction = procedure.correction
    asked = correction is not None and correction.answer in procedure.leaving(case.state)
    return Branch(
        project_no=case.project_no,
        task_name=case.task_name,
        org_name=case.org_name,
        mandatory=case.mandatory,
        state=case.state,
        words=StateWords(zh=words.zh, en=words.en),
        accepted_on=case.accepted_on,
        promise_date=case.promise_date,
        provisional=case.promise_provisional,
        asked_for=tuple(json.loads(case.correction_materials)) if asked else (),
        ended_at=case.ended_at,
        outcome=case.outcome,
    )


def _granted(session: Session, asker: Asker, asked: ApplicationsAsked, person: str) -> str:
    """The enterprise. A grant is the holder's own: with another's card it is none. Raises Refused."""
    grant = find_grant(session, asker.centre.marks, asked.grant, asker.terminal_id)
    if grant is None or grant.holder_mark != person:
        raise Refused(403, "grant-unknown")
    if grant.expires_at <= asker.centre.now():
        raise Refused(403, "grant-expired")
    if grant.service != PROGRESS_SERVICE:
        raise Refused(403, "grant-other-service")
    return grant.uscc


def _number(session: Session, case: Case) -> str:
    """An appeal's slip bears the appeal's own."""
    return session.scalar(select(Appeal.appeal_no).where(Appeal.project_no == case.project_no)) or case.project_no


def _holding(session: Session, centre: Centre, case: Case) -> str:
    unit = session.get(Unit, case.assignee_unit)
    return name_on(session, unit, centre.today()) if unit else case.org_name


def _refusals(procedure: Procedure) -> tuple[str, ...]:
    """The transitions that say no, and must say why."""
    return tuple(
        name for name, each in procedure.transitions.items() if procedure.state(each.to).outcome is Outcome.REFUSED
    )


def _said(session: Session, case: Case, transitions: tuple[str, ...]) -> str:
    """What was written with the last of these: it was written for the applicant."""
    last = select(CaseEvent.handle_explain).where(
        CaseEvent.project_no == case.project_no, CaseEvent.event_name.in_(transitions)
    )
    return session.scalars(last.order_by(CaseEvent.number.desc()).limit(1)).first() or ""
