"""What the tests of the centre share: a centre on a loopback port with a clock of its own, and a terminal that signs."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from fastapi import FastAPI
from sqlalchemy import func, select

from app.contract.credit import CreditReportOrder, SealedReport
from app.contract.jobs import SCHEMA_VERSION, BatchItem, BatchReceipt, ItemResult, JobKind
from app.contract.licence import CardHolder, LicenceGrant, LicenceVerification
from app.contract.sealing import aad_of, seal
from app.contract.signing import sign
from app.contract.wire import Message, Refusal
from central.api.app import app_for
from central.centre import Centre
from central.clock import day_of, years_before
from central.enrolment import enrol_terminal
from central.opening import open_centre
from central.papers.keys import SealMachine
from central.seeding.domains import DOMAINS
from central.seeding.holders import sample_card
from central.seeding.named import CLEAN_USCC
from central.settings import Settings

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning in Dongguan, a Monday."""

NewHome = Callable[[Path], AbstractContextManager[Path]]
"""Where a centre may be made: nothing in its folder but, on PostgreSQL, the name of an empty database, until the block is left."""

CopiedHome = Callable[[Path], AbstractContextManager[Path]]
"""A seeded centre at this path, keys and database, until the block is left."""

ALL_DOMAINS = tuple(domain.id for domain in DOMAINS)


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Answered:
    status: int
    media_type: str
    body: bytes
    retry_after: str = ""

    @property
    def code(self) -> str:
        """The refusal's code; empty where the centre agreed."""
        if self.media_type != "application/problem+json":
            return ""
        return Refusal.model_validate_json(self.body).code


@dataclass
class Terminal:
    """One enrolled terminal: it signs what it sends, with the centre's time."""

    url: str
    terminal_id: str
    key: Ed25519PrivateKey = field(repr=False)
    incarnation: str
    sealing_public_key: bytes = field(repr=False)
    clock: HandClock
    session: requests.Session = field(default_factory=requests.Session, repr=False)

    def prepare(self, method: str, path: str, body: bytes | None = None) -> requests.PreparedRequest:
        request = requests.Request(method, self.url + path, data=body, headers={"Content-Type": "application/json"})
        prepared = request.prepare()
        sign(prepared, key=self.key, terminal_id=self.terminal_id, now=self.clock())
        return prepared

    def send(self, prepared: requests.PreparedRequest) -> Answered:
        response = self.session.send(prepared, timeout=20)
        media_type = response.headers.get("Content-Type", "").partition(";")[0]
        return Answered(response.status_code, media_type, response.content, response.headers.get("Retry-After", ""))

    def get(self, path: str) -> Answered:
        return self.send(self.prepare("GET", path))

    def post(self, path: str, message: Message | dict[str, Any] | bytes) -> Answered:
        if isinstance(message, Message):
            body = message.model_dump_json().encode()
        else:
            body = message if isinstance(message, bytes) else json.dumps(message).encode()
        return self.send(self.prepare("POST", path, body))

    def offer(self, *items: BatchItem | dict[str, Any]) -> Answered:
        listed = [item.model_dump(mode="json") if isinstance(item, BatchItem) else item for item in items]
        path = f"/v1/terminals/{self.terminal_id}/batches"
        return self.post(path, {"incarnation": self.incarnation, "items": listed})

    def receipt(self, *items: BatchItem | dict[str, Any]) -> BatchReceipt:
        answered = self.offer(*items)
        assert answered.status == 200, answered
        return BatchReceipt.model_validate_json(answered.body)

    def deliver(self, *items: BatchItem | dict[str, Any]) -> tuple[ItemResult, ...]:
        return self.receipt(*items).results

    def item(
        self,
        kind: JobKind,
        payload: Message | bytes,
        *,
        aggregate: str,
        seq: int = 1,
        key: str = "",
        filed_no: int | None = None,
    ) -> BatchItem:
        """An item as a terminal files it: sealed to the centre, bound to its place."""
        key = key or secrets.token_hex(16)
        plain = payload if isinstance(payload, bytes) else payload.model_dump_json().encode()
        sealed = seal(self.sealing_public_key, plain, aad_of(key, aggregate, seq, SCHEMA_VERSION))
        return BatchItem.model_construct(
            key=key,
            aggregate=aggregate,
            seq=seq,
            kind=kind,
            schema_version=SCHEMA_VERSION,
            created_at=self.clock(),
            filed_no=filed_no,
            payload_sha256=hashlib.sha256(sealed).hexdigest(),
            sealed_payload=sealed,
        )


@dataclass
class World:
    """A running centre, its clock, and terminal T0003 at 寮步镇."""

    centre: Centre
    clock: HandClock
    url: str
    terminal: Terminal

    def enrol(self, terminal_id: str, site: str = "长安镇政务服务中心") -> Terminal:
        return _enrol(self.centre.settings, self.url, self.clock, terminal_id, site)

    @contextmanager
    def beside(self) -> Iterator[str]:
        """The address of a second centre on the same home and the same database, as a second process would be."""
        with _free_listener() as (listener, url):
            centre = open_centre(self.centre.settings)
            with _answering(centre, listener):
                yield url
            centre.database.close()

    def count(self, table: type) -> int:
        with self.centre.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def licence_code(self, uscc: str = CLEAN_USCC, card: str = "zhang", age_seconds: float = 0) -> str:
        """What the holder's phone shows, from the outside system's stand-in."""
        wish = {"holder_number": sample_card(card)["number"], "uscc": uscc, "age_seconds": age_seconds}
        answer = requests.post(f"{self.url}/licence-system/codes", json=wish, timeout=10)
        code: str = answer.json()["code"]
        return code

    def show_licence(
        self, code: str, card: str = "zhang", service: str = "S901", terminal: Terminal | None = None
    ) -> Answered:
        asked = LicenceVerification(code=code, service=service, holder=holder_of(card))
        return (terminal or self.terminal).post("/v1/licences/verify", asked)

    def grant(self, uscc: str = CLEAN_USCC, card: str = "zhang", service: str = "S901") -> str:
        answered = self.show_licence(self.licence_code(uscc, card), card, service)
        assert answered.status == 200, answered
        return LicenceGrant.model_validate_json(answered.body).grant

    def order(self, uscc: str = CLEAN_USCC, **changes: Any) -> CreditReportOrder:
        """All domains, three years, for financing, on a fresh grant; `changes` replace what they name."""
        today = day_of(self.clock())
        wanted = {
            "key": secrets.token_hex(16),
            "domains": ALL_DOMAINS,
            "period_from": years_before(today, 3) + timedelta(days=1),
            "period_to": today,
            "purpose": "finance",
        } | changes
        return CreditReportOrder(grant=wanted.pop("grant", None) or self.grant(uscc), **wanted)

    def report(self, uscc: str = CLEAN_USCC, **changes: Any) -> SealedReport:
        answered = self.terminal.post("/v1/credit/reports", self.order(uscc, **changes))
        assert answered.status == 200, answered
        return SealedReport.model_validate_json(answered.body)

    def verify_page(self, report_no: str, code: str) -> str:
        return requests.get(f"{self.url}/v/{report_no}", params={"c": code}, timeout=10).text


def holder_of(card: str) -> CardHolder:
    found = sample_card(card)
    return CardHolder(name=found["name"], number=found["number"])


def today_of(world: World) -> date:
    return day_of(world.clock())


@contextmanager
def running(
    home: Path,
    *,
    simulated_licence_system: bool = True,
    seal_machine: SealMachine | None = None,
    changed: Callable[[Centre], Centre] = lambda centre: centre,
    enrolled: Terminal | None = None,
) -> Iterator[World]:
    """The centre at `home` on a free loopback port until the block is left; `changed` may put something else into it.

    `enrolled` is the terminal where this centre knows it already.
    """
    clock = HandClock()
    settings = Settings(
        home=home, clock=clock, simulated_licence_system=simulated_licence_system, seal_machine=seal_machine
    )
    with _free_listener() as (listener, url):
        settings = replace(settings, public_url=url)
        centre = changed(open_centre(settings))
        with _answering(centre, listener):
            if enrolled is None:
                terminal = _enrol(settings, url, clock, "T0003", "寮步镇政务服务中心")
            else:
                terminal = replace(enrolled, url=url, clock=clock, session=requests.Session())
            with terminal.session:
                yield World(centre, clock, url, terminal)
        centre.database.close()


@contextmanager
def _free_listener() -> Iterator[tuple[socket.socket, str]]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


class _EndingAtOnce(uvicorn.Server):
    """uvicorn looks ten times a second whether it is to end, and then waits once more: a tenth of a second of every test."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    def end(self) -> None:
        """From another thread."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        if not await self.on_tick(0):
            await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.wait_for(self._wait_tasks_to_complete(), self.config.timeout_graceful_shutdown)
        for held in sockets or []:
            held.close()


@contextmanager
def serving_app(app: FastAPI) -> Iterator[str]:
    """The address of routes put together by the test."""
    with _free_listener() as (listener, url), _serving(app, listener):
        yield url


@contextmanager
def _answering(centre: Centre, listener: socket.socket) -> Iterator[None]:
    with _serving(app_for(centre), listener):
        yield


@contextmanager
def _serving(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2, lifespan="off")
    server = _EndingAtOnce(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    # The socket listens before the server does, so that the first request simply waits for it.
    listener.listen()
    thread.start()
    try:
        yield
    finally:
        server.end()
        thread.join(timeout=20)


def _enrol(settings: Settings, url: str, clock: HandClock, terminal_id: str, site: str) -> Terminal:
    key = Ed25519PrivateKey.generate()
    given = enrol_terminal(settings, terminal_id, site, key.public_key().public_bytes_raw())
    sealing_key = X25519PrivateKey.from_private_bytes((settings.home / "sealing.key").read_bytes()).public_key()
    return Terminal(url, terminal_id, key, given["incarnation"], sealing_key.public_bytes_raw(), clock)
