"""What a route may ask for: the centre it runs in, and who is asking."""

import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from central.centre import Centre

NUL = b"\\u0000"
"""As JSON writes it; a bare one is no JSON at all."""


def _centre(request: Request) -> Centre:
    centre: Centre = request.app.state.centre
    return centre


def _terminal_id(request: Request) -> str:
    """Set by the door, so it is there whenever a route under /v1 runs."""
    terminal_id: str = request.state.terminal_id
    return terminal_id


TheCentre = Annotated[Centre, Depends(_centre)]
TheTerminal = Annotated[str, Depends(_terminal_id)]


class _StrictRequest(Request):
    """JSON as RFC 8259 means it: no NaN, no name twice, no depth without end (K16); and no NUL, which no text of ours needs."""

    async def json(self) -> Any:
        """Raises JSONDecodeError for whatever is wrong: that is what FastAPI answers 422 to."""
        try:
            return strict_json(await self.body())
        except (ValueError, RecursionError):
            raise json.JSONDecodeError("malformed", "", 0) from None


class StrictRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return strictly


def strict_json(body: bytes) -> Any:
    """Raises ValueError, RecursionError."""
    if NUL in body:
        raise ValueError("NUL")
    return json.loads(body.decode("utf-8"), object_pairs_hook=_no_name_twice, parse_constant=_no_constant)


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
