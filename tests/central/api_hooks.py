"""Loaded by schemathesis: it signs as a terminal does (RFC 9421), and brings a person's and a window's keys where these are asked for."""

from __future__ import annotations

import os
from datetime import datetime

import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests import PreparedRequest
from requests.auth import AuthBase

from app.contract.signing import sign


class Terminal(AuthBase):
    """At the centre's time, which stands still while it is tried."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(os.environ["API_TERMINAL_KEY"]))
        self.now = datetime.fromisoformat(os.environ["API_NOW"])

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        sign(request, key=self.key, terminal_id=os.environ["API_TERMINAL"], now=self.now)
        return request


class Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Leaving(AuthBase):
    """Whoever signs out comes back in first, or nobody would be in for the rest."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        said = {"badge": os.environ["API_BADGE"], "password": os.environ["API_PASSWORD"], "code": ""}
        answer = requests.post(f"{os.environ['API_URL']}/v1/staff/sign-in", json=said, timeout=60)
        return Bearer(answer.json()["token"])(request)


BY_PEOPLE = r"^/v1/(staff|cases)"
SIGN_OUT = "/v1/staff/sign-out"

schemathesis.auth.set_from_requests(Terminal()).apply_to(path_regex=r"^/v1/(?!staff|cases)")
schemathesis.auth.set_from_requests(Bearer(os.environ["API_TOKEN"])).apply_to(path_regex=BY_PEOPLE).skip_for(
    path=SIGN_OUT
)
schemathesis.auth.set_from_requests(Leaving()).apply_to(path=SIGN_OUT)
schemathesis.auth.set_from_requests(Bearer(os.environ["API_WINDOW"])).apply_to(path_regex=r"^/window/ca")


@schemathesis.serializer("application/timestamp-query")
def as_bytes(_context: object, value: object) -> bytes:
    """Whatever it makes up goes as it is: what a time stamp's query is, no schema says."""
    return value if isinstance(value, bytes) else str(value).encode()
