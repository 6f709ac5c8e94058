"""Before the door and after it: whatever the API answers, a refusal too, goes out with the centre's signature (app.contract.replies)."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.contract.replies import Asked, sign_reply
from app.contract.wire import API
from central.clock import Clock

NO_CONTENT_TYPE = "application/octet-stream"


class SignedReplies:
    """Holds an answer back until it is whole: what is signed is what goes out."""

    def __init__(self, app: ASGIApp, key: Ed25519PrivateKey, clock: Clock) -> None:
        self.app = app
        self.key = key
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self.app(scope, receive, send)
            return
        held = _Held()
        await self.app(scope, receive, held.take)
        if held.start is not None:
            self._sign(scope, held.start, bytes(held.body))
            await send(held.start)
            await send({"type": "http.response.body", "body": bytes(held.body)})

    def _sign(self, scope: Scope, start: Message, body: bytes) -> None:
        headers = MutableHeaders(raw=start["headers"])
        said = {"content-type": NO_CONTENT_TYPE, **headers}
        asked = Asked(scope["method"], _address(scope), Headers(scope=scope))
        sign_reply(self.key, status=start["status"], headers=said, body=body, asked=asked, now=self.clock())
        headers.update(said)
        start["headers"] = headers.raw


class _Held:
    """What the application says, until it has said it all."""

    def __init__(self) -> None:
        self.start: Message | None = None
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


def _address(scope: Scope) -> str:
    return str(Request(scope).url)
