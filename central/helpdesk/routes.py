"""The terminals' half of the help desk (app.contract.help)."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.contract.help import CALL_ID, HelpAsked, HelpEnded, HelpStanding
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre
from central.api.routes import Itself
from central.helpdesk import tickets
from central.refusals import Refused
from central.storable import storable

router = APIRouter(prefix=f"{API}/terminals/{{terminal_id}}/help", route_class=StrictRoute)

CallId = Annotated[str, Path(pattern=CALL_ID)]


@router.post("")
def ask(terminal_id: Itself, asked: HelpAsked, centre: TheCentre) -> HelpStanding:
    if not storable(asked):
        raise Refused(422, "message-malformed")
    now = centre.now()
    return centre.database.write(
        lambda session: tickets.standing_of(session, tickets.take(session, terminal_id, asked, now), now)
    )


@router.get("/{call_id}")
def how_it_stands(terminal_id: Itself, call_id: CallId, centre: TheCentre) -> HelpStanding:
    now = centre.now()
    return centre.database.write(
        lambda session: tickets.standing_of(session, tickets.hear_of(session, terminal_id, call_id, now), now)
    )


@router.post("/{call_id}/end")
def end(terminal_id: Itself, call_id: CallId, ended: HelpEnded, centre: TheCentre) -> HelpStanding:
    now = centre.now()
    return centre.database.write(
        lambda session: tickets.standing_of(session, tickets.end(session, terminal_id, call_id, ended.word, now), now)
    )
