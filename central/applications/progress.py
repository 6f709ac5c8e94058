"""How an application stands, for whoever holds the code on its slip."""

import json

from sqlalchemy.orm import Session

from app.contract.appeal import AppealStep
from app.contract.application import ApplicationProgress, StateWords
from central.applications.filing import case_of
from central.cases import procedures
from central.cases.told import steps_of
from central.refusals import Refused


def find_progress(session: Session, query_mark: str) -> ApplicationProgress:
    """Raises Refused where no application has this code."""
    case = case_of(session, query_mark)
    if case is None:
        raise Refused(404, "application-unknown")
    procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
    words = procedure.state(case.state).words
    asked = procedure.correction is not None and procedure.correction.answer in procedure.leaving(case.state)
    return ApplicationProgress(
        project_no=case.project_no,
        task_name=case.task_name,
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
    )
