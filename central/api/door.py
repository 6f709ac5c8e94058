"""The door: every request passes here first. A body of bounded size, a signature for /v1, a sign-in for people, and never a stack trace."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from traceback import extract_tb

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.contract import papers
from app.contract.enrolment import ENROLMENTS
from app.contract.wire import API
from central.api.addresses import names_somebody
from central.api.limits import ADDRESS, PERSON, TERMINAL, Limits
from central.api.words import problem
from central.db.database import DatabaseAway
from central.organisations import doorkeeper
from central.organisations.roles import Reader
from central.refusals import Refused

MOST_BYTES = 2 * 1024 * 1024
BODY_SECONDS = 20.0
AWAY_SECONDS = 5
OPENAPI = f"{API}/openapi.json"
OF_ONE_TERMINAL = f"{API}/terminals/"
"""What lies under its id there is its own, whichever route is added."""
OPEN_PATHS = doorkeeper.OPEN | {f"{API}/greeting", OPENAPI, API + ENROLMENTS, API + papers.TRUST, API + papers.STATUSES}

Identify = Callable[[Request, bytes], str]
"""Whose request this is (a terminal's id). Raises Refused. Runs on a worker thread."""

AdmitStaff = Callable[[Request], Reader]
"""Which person's, under /v1/staff. Raises Refused. Runs on a worker thread."""

log = logging.getLogger("central.door")


class Door:
    def __init__(self, app: ASGIApp, identify: Identify, admit_staff: AdmitStaff, limits: Limits) -> None:
        self.app = app
        self.identify = identify
        self.admit_staff = admit_staff
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send)
        try:
            body = await _read(receive)
            await run_sync(self._admit, scope, body)
            await self.app(scope, _again(body, receive), answer.send)
        except Refused as refused:
            await answer.give(problem(refused), scope, receive)
        except DatabaseAway as away:
            log.warning("database away: %s", away)
            again = Refused(503, "database-away", retry_after=AWAY_SECONDS)
            await answer.give(problem(again), scope, receive)
        except Exception as defect:
            _record(defect)
            await answer.give(problem(Refused(500, "centre-error")), scope, receive)

    def _admit(self, scope: Scope, body: bytes) -> None:
        """On a worker thread. Raises Refused. What nobody has signed for is counted where it came from."""
        if names_somebody(scope):
            self.limits.take(ADDRESS, _address(scope))
            raise Refused(422, "message-malformed")
        path: str = scope["path"]
        if not path.startswith(API) or path in OPEN_PATHS:
            self.limits.take(ADDRESS, _address(scope))
            return
        try:
            kind, asker = self._identified(scope, body)
        except Refused:
            self.limits.take(ADDRESS, _address(scope))
            raise
        self.limits.take(kind, asker)

    def _identified(self, scope: Scope, body: bytes) -> tuple[str, str]:
        state, request = scope.setdefault("state", {}), Request(scope)
        if doorkeeper.comes_as_a_person(request):
            state["reader"] = reader = self.admit_staff(request)
            return PERSON, reader.person_id
        state["terminal_id"] = terminal_id = self.identify(request, body)
        if scope["path"].startswith(OF_ONE_TERMINAL) and scope["path"].split("/")[3] != terminal_id:
            raise Refused(403, "terminal-other")
        return TERMINAL, terminal_id


class _Answer:
    """What goes back. Once it has begun, nothing else can be said in its place."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = False

    async def send(self, message: Message) -> None:
        self._begun = True
        await self._send(message)

    async def give(self, response: Response, scope: Scope, receive: Receive) -> None:
        if not self._begun:
            await response(scope, receive, self._send)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


async def _read(receive: Receive) -> bytes:
    """The whole body. Raises Refused when it is too large or dribbles in."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > MOST_BYTES:
                    raise Refused(413, "message-too-large")
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise Refused(408, "message-incomplete") from None


def _again(body: bytes, receive: Receive) -> Receive:
    """The body, for the app to read it as if it came in just now."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _record(defect: Exception) -> None:
    """Where it happened, never its text: an exception's words may quote what a visitor wrote."""
    where = extract_tb(defect.__traceback__)[-1]
    log.error("request failed: %s in %s line %s", type(defect).__name__, where.name, where.lineno)
