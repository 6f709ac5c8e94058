"""POST /v1/applications/progress, POST /v1/applications/mine."""

from fastapi import APIRouter

from app.contract.appeal import AppealQuery
from app.contract.application import ApplicationProgress, ApplicationsAsked, MyApplications
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.applications.filing import query_code_mark
from central.applications.progress import Asker, find_mine, find_progress
from central.query_windows import count_query

router = APIRouter(prefix=f"{API}/applications", route_class=StrictRoute)


@router.post("/progress")
def progress(query: AppealQuery, centre: TheCentre, terminal_id: TheTerminal) -> ApplicationProgress:
    centre.database.write(lambda session: count_query(session, terminal_id, centre.now()))
    with centre.database.reading() as session:
        return find_progress(session, Asker(centre, terminal_id), query_code_mark(centre, query.query_code))


@router.post("/mine")
def mine(asked: ApplicationsAsked, centre: TheCentre, terminal_id: TheTerminal) -> MyApplications:
    centre.database.write(lambda session: count_query(session, terminal_id, centre.now()))
    with centre.database.reading() as session:
        return find_mine(session, Asker(centre, terminal_id), asked)
