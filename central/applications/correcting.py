"""What a correction asked for comes in from a terminal: any terminal, by the ticket that it was given with the progress."""

from __future__ import annotations

import hmac

from sqlalchemy.orm import Session

from app.contract.application import ApplicationCorrected
from central.applications.filing import wait_for_attachments
from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.procedure import Role
from central.cases.tables import Case
from central.centre import Centre
from central.effects import EffectRefused, Receipt
from central.refusals import Refused


def ticket_for(centre: Centre, case: Case, terminal_id: str) -> str:
    """For this terminal and for what is asked for now: shown only to who has shown that the application is theirs."""
    asked_at = case.correction_asked_at.isoformat() if case.correction_asked_at else ""
    return centre.home.keyed_hash.mark("correction-ticket", f"{case.project_no} {asked_at} {terminal_id}")


def take_correction(session: Session, centre: Centre, corrected: ApplicationCorrected, terminal_id: str) -> Receipt:
    """In the applicant's name. Raises EffectRefused (app.contract.application), EffectDeferred while papers are on their way."""
    case = session.get(Case, corrected.project_no)
    if case is None or not hmac.compare_digest(ticket_for(centre, case, terminal_id), corrected.ticket):
        raise EffectRefused("application-unknown")
    handed_in = tuple((one.material, sha256) for one in corrected.materials for sha256 in one.blobs)
    named = [one.material for one in corrected.materials]
    if len(set(named)) != len(named):
        raise EffectRefused("material-twice")
    wait_for_attachments(session, centre, {sha256 for _, sha256 in handed_in})
    wanted = Wanted("", materials=tuple(named), sent_at=corrected.terminal_submitted_at, handed_in=tuple(handed_in))
    actor = Actor(case.applicant_id, "", frozenset({Role.APPLICANT.value}))
    try:
        desk.answer_correction(session, centre, case.project_no, case.revision, wanted, actor)
    except Refused as refused:
        raise EffectRefused(refused.refusal.code) from None
    return Receipt(case.project_no, "已收件")
