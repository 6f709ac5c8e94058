"""POST /v1/appeals/progress."""

from fastapi import APIRouter

from app.contract.appeal import AppealProgress, AppealQuery
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.query_windows import count_query
from central.zones.appeals.filing import query_code_mark
from central.zones.appeals.progress import find_progress

router = APIRouter(prefix=API, route_class=StrictRoute)


@router.post("/appeals/progress")
def progress(query: AppealQuery, centre: TheCentre, terminal_id: TheTerminal) -> AppealProgress:
    centre.database.write(lambda session: count_query(session, terminal_id, centre.now()))
    with centre.database.reading() as session:
        return find_progress(session, query_code_mark(centre, query.query_code))
