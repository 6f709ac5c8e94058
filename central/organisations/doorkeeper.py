"""Whoever asks under /v1/staff has signed in, but for the sign-in itself: the door looks, before any route, so that none can forget."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import Request

from app.contract.wire import API
from central.centre import Centre
from central.organisations.roles import Reader
from central.organisations.sessions import reader_of
from central.refusals import Refused

STAFF = f"{API}/staff"
SIGN_IN, SIGN_OUT, ME, PASSWORD = f"{STAFF}/sign-in", f"{STAFF}/sign-out", f"{STAFF}/me", f"{STAFF}/password"
AWAY, BACK = f"{STAFF}/provider/away", f"{STAFF}/provider/back"
OPEN = frozenset({SIGN_IN, AWAY, BACK})
BEFORE_THE_CHANGE = frozenset({SIGN_OUT, ME, PASSWORD})
"""All that somebody may do whose password another person knows."""
BY_EITHER = (f"{API}/cases", f"{API}/service-items", f"{API}/entries", f"{API}/knowledge")
"""Terminals ask here by their signature, people by their sign-in."""
_BEARER = "Bearer "
_MOST_CHARACTERS = 200


class StaffDoorkeeper:
    """Callable for `Door`, on a worker thread: answers the reader. Raises Refused with status 401 or 403."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def __call__(self, request: Request) -> Reader:
        reader = reader_of(self._centre, token_of(request))
        if reader.must_change and request.scope["path"] not in BEFORE_THE_CHANGE:
            raise Refused(403, "password-must-change")
        return reader


def token_of(request: Request) -> str:
    """Raises Refused."""
    said = request.headers.get("authorization", "")
    if not said.startswith(_BEARER) or len(said) > _MOST_CHARACTERS:
        raise Refused(401, "sign-in-needed")
    return said.removeprefix(_BEARER)


def is_staffs(path: str) -> bool:
    return _is_under(path, STAFF)


def comes_as_a_person(request: Request) -> bool:
    """Whether it is a sign-in that must hold, and not a terminal's signature."""
    path = request.scope["path"]
    by_either = any(_is_under(path, place) for place in BY_EITHER)
    return is_staffs(path) or (by_either and request.headers.get("authorization", "").startswith(_BEARER))


def _is_under(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")


def _reader(request: Request) -> Reader:
    """Set by the door, so it is there whenever a route under /v1/staff runs."""
    reader: Reader = request.state.reader
    return reader


TheReader = Annotated[Reader, Depends(_reader)]
TheToken = Annotated[str, Depends(token_of)]

described = Depends(HTTPBearer(auto_error=False, description="The token from POST /v1/staff/sign-in"))
"""For the description of the routes only: the door has looked already."""
