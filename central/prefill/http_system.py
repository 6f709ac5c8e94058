"""THE CENTRE, PREFILL: a system that speaks HTTP and JSON, the data brain (政务数据大脑) for one.

POST {url}   {asking, uscc, task_code, wanted: [{path, source, name, purpose}]}, header `Authorization: Bearer …`
             200 {known: [{path, value, dataset, as_of}]} · 404 it knows nothing of this enterprise · all else: no answer
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import Timer
from time import monotonic
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from app.contract.prefill import MOST_FIELDS, Path, Value
from app.contract.wire import IsoDate, Message
from central.prefill.plan import SystemPlan
from central.prefill.systems import Answer, Known, NotAnswered, Question, TooLate

MOST_ANSWER_BYTES: Final = 262_144


class KnownField(Message):
    path: Path
    value: Value = Field(repr=False)
    dataset: str = Field(min_length=1, max_length=100)
    as_of: IsoDate


class KnownFields(Message):
    known: Annotated[tuple[KnownField, ...], Field(max_length=MOST_FIELDS)]


class HttpSystem:
    """See `System`. Raises OSError for a token that cannot be read."""

    def __init__(self, plan: SystemPlan) -> None:
        self._place = urlsplit(plan.url)
        self._token = plan.token_file.read_text("utf-8").strip() if plan.token_file else ""

    def look_up(self, question: Question, until: float) -> Answer:
        status, content = self._ask(question, until)
        if status == 404:
            return {}
        if status != 200:
            raise NotAnswered
        try:
            said = KnownFields.model_validate_json(content, strict=True)
        except ValidationError:
            raise NotAnswered from None
        wanted = {one.path for one in question.wanted}
        # What nobody asked for is not looked at, whoever offers it.
        return {one.path: Known(one.value, one.dataset, one.as_of) for one in said.known if one.path in wanted}

    def _ask(self, question: Question, until: float) -> tuple[int, bytes]:
        """Status and body. Raises NotAnswered, TooLate."""
        left = until - monotonic()
        if left <= 0:
            raise TooLate
        kind = HTTPSConnection if self._place.scheme == "https" else HTTPConnection
        connection = kind(self._place.hostname or "", self._place.port, timeout=left)
        # A time-out counts from each byte to the next; who dribbles is hung up on.
        hanging_up = Timer(left, _hang_up, [connection])
        hanging_up.daemon = True
        try:
            hanging_up.start()
            connection.request("POST", self._place.path or "/", _body(question), self._headers())
            response = connection.getresponse()
            content = response.read(MOST_ANSWER_BYTES + 1)
        except (OSError, HTTPException) as broken:
            raise TooLate if isinstance(broken, TimeoutError) or monotonic() >= until else NotAnswered from None
        finally:
            hanging_up.cancel()
            connection.close()
        if monotonic() >= until:
            raise TooLate
        if len(content) > MOST_ANSWER_BYTES:
            raise NotAnswered
        return response.status, content

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "Content-Type": "application/json", "Connection": "close"}
        return headers | ({"Authorization": f"Bearer {self._token}"} if self._token else {})


def _hang_up(connection: HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(SHUT_RDWR)
        except OSError:
            return


def _body(question: Question) -> bytes:
    wanted = [
        {"path": one.path, "source": one.source, "name": one.name, "purpose": one.purpose} for one in question.wanted
    ]
    said = {"asking": question.asking, "uscc": question.uscc, "task_code": question.task_code, "wanted": wanted}
    return json.dumps(said, ensure_ascii=False).encode()
