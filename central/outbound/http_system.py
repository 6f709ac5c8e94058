"""THE CENTRE, OUTBOUND: a receiver that speaks HTTP and JSON.

POST {url}          {key, topic, subject, content}, header `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header)
                    2xx it has it, `reference` its number for it · 409, 425, 429, 503 later · 4xx never · all else: who knows
GET  {url}/{key}    2xx it has it · 404 it does not          (only where the plan says `query-first`)
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlsplit

from central.outbound.outcomes import Absent, Arrived, Declined, Found, NotTaken, Parcel, Sent, Unknown
from central.outbound.plan import SystemPlan

MOST_ANSWER_BYTES = 65_536
LONGEST_REFERENCE = 100
LATER: Final = frozenset({409, 425, 429, 503})
LONGEST_WAIT = 3_600.0


class NotReached(Exception):
    """Nothing has left the house."""


class NoAnswer(Exception):
    """It was sent, or part of it, and what became of it nobody said."""


class HttpSystem:
    """See `System`. A new connection each time: what a connection did before says nothing about this parcel."""

    def __init__(self, plan: SystemPlan) -> None:
        self._plan = plan
        self._place = urlsplit(plan.url)
        self._token = plan.token_file.read_text("utf-8").strip() if plan.token_file else ""

    def send(self, parcel: Parcel) -> Sent:
        try:
            status, answer, again_after = self._ask("POST", self._place.path or "/", parcel)
        except NotReached:
            return NotTaken("not-reached")
        except NoAnswer:
            return Unknown("no-answer")
        if 200 <= status < 300:
            return self._taken(answer)
        if status in LATER:
            return NotTaken(f"http-{status}", again_after)
        return Declined(f"http-{status}") if 400 <= status < 500 else Unknown(f"http-{status}")

    def find(self, parcel: Parcel) -> Found:
        try:
            path = f"{self._place.path.rstrip('/')}/{quote(parcel.key, safe='')}"
            status, answer, _ = self._ask("GET", path, None)
        except (NotReached, NoAnswer):
            return Unknown("not-told")
        if status == 404:
            return Absent()
        return Arrived(_reference(answer)) if 200 <= status < 300 else Unknown(f"http-{status}")

    def _said(self, parcel: Parcel) -> dict[str, Any]:
        """The body of a POST. The same at every attempt."""
        content = json.loads(parcel.content)
        return {"key": parcel.key, "topic": parcel.topic, "subject": parcel.subject, "content": content}

    def _taken(self, answer: bytes) -> Sent:
        """What a 2xx means."""
        return Arrived(_reference(answer))

    def _body(self, parcel: Parcel | None) -> bytes | None:
        if parcel is None:
            return None
        return json.dumps(self._said(parcel), ensure_ascii=False, sort_keys=True).encode()

    def _ask(self, method: str, path: str, parcel: Parcel | None) -> tuple[int, bytes, float]:
        """Status, body, and how long it asks us to wait. Raises NotReached, NoAnswer."""
        connection = self._connected()
        try:
            connection.request(method, path, self._body(parcel), self._headers(parcel))
            response = connection.getresponse()
            return response.status, self._read(response), _wait(response)
        except (OSError, HTTPException) as broken:
            raise NoAnswer from broken
        finally:
            connection.close()

    def _connected(self) -> HTTPConnection:
        kind = HTTPSConnection if self._place.scheme == "https" else HTTPConnection
        connection = kind(self._place.hostname or "", self._place.port, timeout=self._plan.timeout_seconds)
        try:
            connection.connect()
        except OSError as unreachable:
            raise NotReached from unreachable
        return connection

    def _read(self, response: HTTPResponse) -> bytes:
        """Raises NoAnswer where it dribbles in."""
        until = monotonic() + self._plan.timeout_seconds
        body = b""
        while part := response.read1(MOST_ANSWER_BYTES):
            body += part
            if len(body) > MOST_ANSWER_BYTES or monotonic() > until:
                raise NoAnswer
        return body

    def _headers(self, parcel: Parcel | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "Connection": "close"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if parcel is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": f'"{parcel.key}"'}
        return headers


def _reference(answer: bytes) -> str:
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    found = said.get("reference") if isinstance(said, dict) else None
    return found[:LONGEST_REFERENCE] if isinstance(found, str) else ""


def _wait(response: HTTPResponse) -> float:
    said = response.headers.get("Retry-After", "")
    return min(float(said), LONGEST_WAIT) if said.isdecimal() else 0.0
