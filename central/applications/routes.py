"""POST /v1/applications/progress."""

from fastapi import APIRouter

from app.contract.appeal import AppealQuery
from app.contract.application import ApplicationProgress
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.applications.filing import query_code_mark
from central.applications.progress import find_progress
from central.query_windows import count_query

router = APIRouter(prefix=API, route_class=StrictRoute)


@router.post("/applications/progress")
def progress(query: AppealQuery, centre: TheCentre, terminal_id: TheTerminal) -> ApplicationProgress:
    centre.database.write(lambda session: count_query(session, terminal_id, centre.now()))
    with centre.database.reading() as session:
        return find_progress(session, query_code_mark(centre, query.query_code))
