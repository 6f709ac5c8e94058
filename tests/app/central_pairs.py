"""Three centres for one suite: the one in memory, the same over real HTTP, and the reference server's own application."""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from loopback_centre import LoopbackCentre, enrolment, serving
from sqlalchemy import select
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

from app.central import Accepted, Cause, Central
from app.config import CentralServer
from app.contract.prefill import Standing
from app.contract.service_forms import DIALECT
from app.contract.service_items import ServiceItem, UseLevel
from app.contract.signing import Outgoing
from app.enrolment import Enrolment
from app.fake_central import FakeCentral, Fault, ShownLicence, lost_reply
from app.fake_central.prefilling import KnownForm, KnownValue
from app.http_central import HttpCentral
from app.http_exchange import Exchange, Incoming
from central.api.app import app_for
from central.centre import Centre
from central.enrolment import granted_to, let_in
from central.inbox import InboxItem
from central.licences.tables import LicenceCode, LicenceHolder
from central.opening import open_centre
from central.seed import seed
from central.seeding.named import CLEAN_USCC, NAMED
from central.service_items.publishing import publish
from central.service_items.samples import sample_item
from central.service_items.versions import Book
from central.settings import Settings

KNOWN_NAME = next(one.entity_name for one in NAMED if one.uscc == CLEAN_USCC)
_SOURCES = {
    "entity_name": ("企业名称", "identify", "licence", "entity_name"),
    "uscc": ("统一社会信用代码", "identify", "licence", "uscc"),
    "earlier_no": ("上次办理的编号", "identify", "earlier-case", "project_no"),
    "agent_name": ("经办人姓名", "identify", "id-card", "name"),
    "phone": ("联系电话", "contact", "visitor", ""),
}
PREFILLED_FORM: dict[str, Any] = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "required": ["entity_name", "uscc"],
    "properties": {
        path: {"type": "string", "title": title, "x-purpose": purpose, "x-prefill": {"source": source, "field": name}}
        for path, (title, purpose, source, name) in _SOURCES.items()
    },
}
"""A form of which others know something. Nobody here serves earlier cases."""
START = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Behind(Protocol):
    """What a test may do to a centre behind the terminal's back."""

    server_epoch: str

    @property
    def sealing_public_key(self) -> bytes: ...

    @property
    def applied(self) -> tuple[object, ...]: ...

    def show_licence(self, code: str, licence: ShownLicence) -> None: ...

    def fault_next(self, *faults: Fault) -> None: ...

    def cut(self, cause: Cause = ...) -> None: ...

    def mend(self) -> None: ...


@dataclass
class Pair:
    """A centre as the terminal sees it, and what is behind it. `domains`: one with a fresh source, one without."""

    seen: Central
    behind: Behind
    clock: Clock
    incarnation: str = "i" * 32
    domains: tuple[str, str] = ("tax", "fire")
    purpose: str = "bidding"
    known_form: str = "11441900MB2C0000000PREFILL0"
    """The task code of an item with `PREFILLED_FORM`, of which others know the enterprise's name and code."""


@contextmanager
def in_memory() -> Iterator[Pair]:
    clock = Clock(datetime.now(UTC).replace(microsecond=0))
    fake = FakeCentral(clock=clock)
    _let_it_know(fake)
    yield Pair(fake, fake, clock)


@contextmanager
def over_http() -> Iterator[Pair]:
    clock = Clock(datetime.now(UTC).replace(microsecond=0))
    fake, place = FakeCentral(clock=clock), enrolment()
    _let_it_know(fake)
    with serving(LoopbackCentre(fake, place.key.public_key(), clock)) as server:
        yield Pair(HttpCentral(server, place, clock=clock), fake, clock)


@contextmanager
def of_the_reference(seeded: Path, home: Path) -> Iterator[Pair]:
    """The centre's own application, in this process; `seeded` is copied."""
    clock = Clock(START)
    centre = open_centre(Settings(home=Path(shutil.copytree(seeded, home)), clock=clock))
    place = _enrolled(centre)
    with asyncio.Runner() as runner:
        central = HttpCentral(CentralServer(url="http://centre.test"), place, clock=clock)
        wire = Wire(app_for(centre), runner)
        central._exchange = wire
        yield Pair(central, Reference(centre, wire), clock, place.incarnation, *_offered(central))
    centre.database.close()


def _let_it_know(fake: FakeCentral) -> None:
    as_of = date(2026, 11, 1)
    known = {"entity_name": KnownValue(KNOWN_NAME, as_of), "uscc": KnownValue(CLEAN_USCC, as_of)}
    silent = {"earlier-case": Standing.NOT_CONNECTED}
    fake.known_forms.forms[Pair.known_form] = KnownForm(PREFILLED_FORM, "PREFILL00000", known, silent)


def publish_a_form(centre: Centre) -> None:
    """As its owner would: proposed, and published from today on."""
    item = sample_item(0, UseLevel.CITY, ("DG-P01",))
    own = {"task_code": Pair.known_form, "catalog_code": "PREFILL00000", "form": PREFILLED_FORM}
    said = {name: getattr(item, name) for name in ServiceItem.model_fields} | own
    with centre.database.writing() as session:
        book = Book(session, centre.home.keyed_hash, "test", centre.now())
        book.propose([ServiceItem.model_validate(said)])
        publish(book, lambda _person, _day: True)


def seeded_home(folder: Path) -> Path:
    seed(folder / "central", enterprises=20, clock=lambda: START, say=lambda _: None)
    return folder / "central"


class Wire(Exchange):
    """Into the application without a socket; it may be cut, and lose an answer that was given."""

    def __init__(self, app: ASGIApp, runner: asyncio.Runner) -> None:
        self._app, self._runner = app, runner
        self.is_cut = False
        self.answers_to_lose: deque[bool] = deque()

    def send(self, outgoing: Outgoing) -> Incoming:
        if self.is_cut:
            raise ConnectionRefusedError
        said = self._runner.run(self._ask(outgoing))
        if self.answers_to_lose and self.answers_to_lose.popleft():
            raise ConnectionResetError
        return said

    async def _ask(self, outgoing: Outgoing) -> Incoming:
        start: Message = {}
        body = bytearray()

        async def receive() -> Message:
            return {"type": "http.request", "body": outgoing.body, "more_body": False}

        async def send(message: Message) -> None:
            start.update(message if message["type"] == "http.response.start" else {})
            body.extend(message.get("body", b""))

        await self._app(_scope(outgoing), receive, send)
        return Incoming(start["status"], Headers(raw=start["headers"]), bytes(body))


def _scope(outgoing: Outgoing) -> Scope:
    """As a server would say it (ASGI 3, HTTP connection scope)."""
    parts = urlsplit(outgoing.url)
    named = {"host": parts.netloc, **{name.lower(): value for name, value in outgoing.headers.items()}}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": outgoing.method,
        "scheme": parts.scheme,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "client": ("127.0.0.1", 1),
        "server": (parts.hostname, 80),
    }


@dataclass
class Reference:
    centre: Centre
    wire: Wire
    server_epoch: str = field(init=False)

    def __post_init__(self) -> None:
        self.server_epoch = self.centre.epoch

    @property
    def sealing_public_key(self) -> bytes:
        return X25519PrivateKey.from_private_bytes(self.centre.home.sealing_key).public_key().public_bytes_raw()

    @property
    def applied(self) -> tuple[object, ...]:
        with self.centre.database.reading() as session:
            return tuple(session.scalars(select(InboxItem)))

    def show_licence(self, code: str, licence: ShownLicence) -> None:
        """As the outside licence system would have issued it. A code that is printed on paper is in no list of theirs."""
        marks, name = self.centre.marks, "测××"
        with self.centre.database.writing() as session:
            for number, role in licence.holders.items():
                holder = {"uscc": CLEAN_USCC, "holder_mark": marks.holder(number), "holder_masked": name}
                session.merge(LicenceHolder(**holder, holder_role=role.value))
            if not licence.permanent:
                mark = marks.holder(next(iter(licence.holders)))
                code_mark = marks.code(code)
                session.merge(
                    LicenceCode(code_mark=code_mark, uscc=CLEAN_USCC, holder_mark=mark, issued_at=licence.issued_at)
                )

    def fault_next(self, *faults: Fault) -> None:
        self.wire.answers_to_lose.extend(fault is lost_reply for fault in faults)

    def cut(self, cause: Cause = Cause.NO_CONNECTION) -> None:
        assert cause is Cause.NO_CONNECTION
        self.wire.is_cut = True

    def mend(self) -> None:
        self.wire.is_cut = False


def _enrolled(centre: Centre) -> Enrolment:
    key = Ed25519PrivateKey.generate()
    with centre.database.writing() as session:
        terminal = let_in(session, "T0003", "寮步镇政务服务中心", key.public_key().public_bytes_raw(), centre.now())
    given = granted_to(centre, terminal)
    return Enrolment(
        terminal_id=given.terminal_id,
        centre=given.centre,
        root_pem=given.root_pem.encode(),
        sealing_public_key=given.sealing_public_key,
        signing_public_key=given.signing_public_key,
        incarnation=given.incarnation,
        key=key,
    )


def _offered(central: HttpCentral) -> tuple[tuple[str, str], str]:
    answer = central.credit_catalogue()
    assert isinstance(answer, Accepted), answer
    sourced = next(domain.id for domain in answer.value.domains if domain.as_of is not None and not domain.stale)
    unsourced = next(domain.id for domain in answer.value.domains if domain.as_of is None or domain.stale)
    return (sourced, unsourced), answer.value.purposes[0].id
