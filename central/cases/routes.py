"""/v1/cases (app.contract.cases)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from app.contract.cases import (
    MOST_PAGE,
    PROJECT_NO,
    CasePage,
    CaseParticulars,
    CaseReason,
    CaseShown,
    CorrectionAnswered,
    CorrectionAsked,
    StepAsked,
    TransferAsked,
)
from app.contract.wire import API, IsoDate, Message
from central.api.asking import StrictRoute, TheCentre
from central.cases import desk, seeing
from central.cases.acting import Actor, Wanted
from central.cases.asking import TheActor, TheKey, TheTrail, once
from central.cases.tables import Case
from central.centre import Centre
from central.refusals import Refused
from central.storable import storable

router = APIRouter(prefix=f"{API}/cases", route_class=StrictRoute)

ProjectNo = Annotated[str, Path(pattern=PROJECT_NO)]
Cursor = Annotated[str, Query(max_length=200, pattern=r"^[A-Za-z0-9_=-]*$")]
Limit = Annotated[int, Query(ge=1, le=MOST_PAGE)]
StateName = Annotated[str, Query(max_length=40, pattern=r"^[A-Z_]*$")]

Work = Callable[[Session], Case]


@router.get("")
def cases(
    centre: TheCentre,
    actor: TheActor,
    state: StateName = "",
    flagged: bool = False,
    after: Cursor = "",
    limit: Limit = 50,
) -> CasePage:
    with centre.database.reading() as session:
        return seeing.page_of_cases(session, actor, seeing.Wish(state, flagged, after, limit))


@router.get("/due")
def due(centre: TheCentre, actor: TheActor, until: IsoDate, after: Cursor = "", limit: Limit = 50) -> CasePage:
    with centre.database.reading() as session:
        return seeing.due_soon(session, actor, until, seeing.Wish(after=after, limit=limit))


@router.get("/{project_no}")
def case(project_no: ProjectNo, centre: TheCentre, actor: TheActor) -> CaseShown:
    with centre.database.reading() as session:
        return seeing.shown(session, desk.find_case(session, project_no, actor))


@router.get("/{project_no}/particulars")
def particulars(
    project_no: ProjectNo, why: CaseReason, centre: TheCentre, actor: TheActor, trail: TheTrail
) -> CaseParticulars:
    """What is not on the trail was not read: both in one transaction, the trail last."""
    now = centre.now()

    def work(session: Session) -> CaseParticulars:
        found = desk.particulars(session, centre, project_no, actor)
        trail(session, project_no, why, now)
        return found

    return centre.database.write(work)


@router.post("/{project_no}/transitions")
def step(project_no: ProjectNo, asked: StepAsked, centre: TheCentre, actor: TheActor, key: TheKey) -> CaseShown:
    wanted = Wanted(asked.transition, asked.reason, asked.evidence, asked.materials, asked.special_procedure)

    def work(session: Session) -> Case:
        return desk.act(session, centre, project_no, asked.revision, wanted, actor)

    return _done(centre, actor, key, (f"{project_no}/transitions", asked), asked.transition, work)


@router.post("/{project_no}/transfers")
def transfer(project_no: ProjectNo, asked: TransferAsked, centre: TheCentre, actor: TheActor, key: TheKey) -> CaseShown:
    to = (asked.unit_id, asked.person_id)

    def work(session: Session) -> Case:
        return desk.transfer(session, centre, project_no, asked.revision, to, asked.reason, actor)

    return _done(centre, actor, key, (f"{project_no}/transfers", asked), "transfer", work)


@router.post("/{project_no}/correction")
def ask_correction(
    project_no: ProjectNo, asked: CorrectionAsked, centre: TheCentre, actor: TheActor, key: TheKey
) -> CaseShown:
    wanted = Wanted("", asked.reason, materials=asked.materials)

    def work(session: Session) -> Case:
        return desk.ask_correction(session, centre, project_no, asked.revision, wanted, actor)

    return _done(centre, actor, key, (f"{project_no}/correction", asked), "correction", work)


@router.post("/{project_no}/correction/answer")
def answer_correction(
    project_no: ProjectNo, said: CorrectionAnswered, centre: TheCentre, actor: TheActor, key: TheKey
) -> CaseShown:
    wanted = Wanted("", evidence=said.evidence, materials=said.materials)

    def work(session: Session) -> Case:
        return desk.answer_correction(session, centre, project_no, said.revision, wanted, actor)

    return _done(centre, actor, key, (f"{project_no}/correction/answer", said), "correction/answer", work)


def _done(centre: Centre, actor: Actor, key: str, asked: tuple[str, Message], named: str, work: Work) -> CaseShown:
    """Once, in one transaction; what may not be is on record. Raises Refused."""
    address, message = asked
    if not storable(message):
        raise Refused(422, "message-malformed")
    now, project_no = centre.now(), address.partition("/")[0]

    def carried_out(session: Session) -> CaseShown:
        return once(session, actor, key, asked, now, lambda: seeing.shown(session, work(session)))

    try:
        return centre.database.write(carried_out)
    except Refused as refused:
        if refused.refusal.code in desk.ON_RECORD:
            note = partial(
                desk.note_attempt, project_no=project_no, wanted=named, actor=actor, refused=refused, now=now
            )
            centre.database.write(note)
        raise
