"""The windows' half of the help desk: a page that any browser opens, and the few questions it asks.

GET  /window                           the page; GET /window/page.js its script
GET  /window/calls                     Calls: what stands, and which call-backs are owed
POST /window/calls/{id}/acknowledge    Badge → Calls | 409 help-ended, help-taken
POST /window/calls/{id}/close          Closing → Calls | 409 help-ended
POST /window/callbacks/{number}/phone  Badge → Phone; on record
POST /window/callbacks/{number}/done   Badge → Calls

All but the page want `Authorization: Bearer KEY`, the window's own; a window sees its own hall and no other. A key is a person's: it
lets in while they hold their post there (401 window-post-ended), and acts under their badge alone (403 badge-other).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Path
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.contract.help import BADGE, CALL_ID, STAFF_WORDS, HelpState, HelpWord
from app.contract.wire import Message
from central.api.asking import StrictRoute, TheCentre
from central.clock import day_of
from central.helpdesk import callbacks, tickets
from central.helpdesk.tables import HelpCallback, HelpTicket, HelpWindow
from central.helpdesk.windows import check_badge, window_of
from central.refusals import Refused
from central.terminals import Terminal
from resources import path

router = APIRouter(prefix="/window", route_class=StrictRoute)

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
SILENT_SECONDS = 10
"""A terminal that has not asked for so long may have lost its wire: the window says so."""
_BEARER = "Bearer "


class Badge(Message):
    badge: str = Field(pattern=BADGE)


class Closing(Badge):
    word: HelpWord


class Call(Message):
    """`waited` is in whole seconds. `silent`: nothing has been heard of its terminal for a while."""

    id: str
    terminal: str
    page: str
    service: str
    language: str
    mode: str
    state: HelpState
    received_at: datetime
    waited: int
    late: bool
    silent: bool
    badge: str


class Owed(Message):
    number: str
    local_no: str
    terminal: str
    phone_masked: str
    service: str
    language: str
    received_at: datetime


class Calls(Message):
    window: str
    site: str
    at: datetime
    calls: tuple[Call, ...]
    callbacks: tuple[Owed, ...]


class Phone(Message):
    phone: str = Field(repr=False)


def _window(centre: TheCentre, authorization: Annotated[str, Header(max_length=200)] = "") -> HelpWindow:
    """Whose key was shown. Raises Refused."""
    if authorization.startswith(_BEARER):
        with centre.database.reading() as session:
            known = window_of(session, centre.home.keyed_hash, authorization.removeprefix(_BEARER), centre.today())
        if known is not None:
            return known
    raise Refused(401, "window-unknown")


TheWindow = Annotated[HelpWindow, Depends(_window)]
CallId = Annotated[str, Path(pattern=CALL_ID)]
Number = Annotated[str, Path(pattern=r"^HD\d{12,20}$")]


@router.get("", response_class=HTMLResponse)
def page() -> HTMLResponse:
    return HTMLResponse(path("window", "window.html").read_text("utf-8"), headers=HEADERS)


@router.get("/page.js")
def script() -> Response:
    words = path("window", "window.js").read_text("utf-8")
    return Response(words, media_type="text/javascript; charset=utf-8", headers=HEADERS)


@router.get("/calls")
def calls(centre: TheCentre, window: TheWindow) -> Calls:
    with centre.database.reading() as session:
        return _calls(session, window, centre.now())


@router.post("/calls/{call_id}/acknowledge")
def acknowledge(call_id: CallId, seen: Badge, centre: TheCentre, window: TheWindow) -> Calls:
    now = centre.now()

    def work(session: Session) -> Calls:
        check_badge(session, window, seen.badge)
        tickets.acknowledge(session, window.site, call_id, seen.badge, now)
        return _calls(session, window, now)

    return centre.database.write(work)


@router.post("/calls/{call_id}/close")
def close(call_id: CallId, closing: Closing, centre: TheCentre, window: TheWindow) -> Calls:
    now = centre.now()
    if closing.word not in STAFF_WORDS:
        raise Refused(422, "message-malformed")

    def work(session: Session) -> Calls:
        check_badge(session, window, closing.badge)
        tickets.close(session, window.site, call_id, closing.badge, closing.word, now)
        return _calls(session, window, now)

    return centre.database.write(work)


@router.post("/callbacks/{number}/phone")
def phone(number: Number, asking: Badge, centre: TheCentre, window: TheWindow) -> Phone:
    now = centre.now()

    def work(session: Session) -> Phone:
        check_badge(session, window, asking.badge)
        return Phone(phone=callbacks.look_up_phone(session, centre, window, number, asking.badge, now))

    return centre.database.write(work)


@router.post("/callbacks/{number}/done")
def done(number: Number, said: Badge, centre: TheCentre, window: TheWindow) -> Calls:
    now = centre.now()

    def work(session: Session) -> Calls:
        check_badge(session, window, said.badge)
        callbacks.done(session, window, number, said.badge, now)
        return _calls(session, window, now)

    return centre.database.write(work)


def _calls(session: Session, window: HelpWindow, now: datetime) -> Calls:
    limit = tickets.answer_seconds(session, day_of(now))
    standing = tickets.standing_tickets(session, window.site, now)
    return Calls(
        window=window.name,
        site=window.site,
        at=now,
        calls=tuple(_call(ticket, terminal, limit, now) for ticket, terminal in standing),
        callbacks=tuple(_owed(row) for row in callbacks.owed_callbacks(session, window.site)),
    )


def _call(ticket: HelpTicket, terminal: Terminal, limit: int, now: datetime) -> Call:
    waited = int((now - ticket.received_at).total_seconds())
    seen = ticket.acknowledged_at is not None
    return Call(
        id=ticket.id,
        terminal=terminal.terminal_id,
        page=ticket.page,
        service=ticket.service,
        language=ticket.language,
        mode=ticket.mode,
        state=HelpState.ACKNOWLEDGED if seen else HelpState.OPEN,
        received_at=ticket.received_at,
        waited=waited,
        late=not seen and waited >= limit,
        silent=(now - ticket.heard_at).total_seconds() >= SILENT_SECONDS,
        badge=ticket.acknowledged_by,
    )


def _owed(row: HelpCallback) -> Owed:
    return Owed(
        number=row.number,
        local_no=row.local_no,
        terminal=row.terminal_id,
        phone_masked=row.phone_masked,
        service=row.service,
        language=row.language,
        received_at=row.received_at,
    )
