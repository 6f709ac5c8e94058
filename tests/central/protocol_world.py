"""What the tests of the protocol share: a whole terminal's road (the product's own) to a running centre, and operators with keys."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from central_world import World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit import AuditLog
from app.central import Accepted
from app.config import CentralServer
from app.contract.jobs import Batch, BatchReceipt, JobKind, VisitRated
from app.contract.wire import OrderKind
from app.enrolment import Enrolment
from app.enrolment_by_code import enrol_by_code
from app.errands import Errands, errands_of
from app.http_central import HttpCentral
from app.outbox import Draft, Outbox
from central.invitations import invite
from central.operators import add_operator
from central.terminal_orders import draw_up, sign_order
from central.terminals import Terminal

SITE = "长安镇政务服务中心"


@dataclass(frozen=True)
class Rating:
    """A job of the smallest kind."""

    aggregate: str
    at: datetime
    kind: JobKind = JobKind.VISIT_RATED

    @property
    def payload(self) -> VisitRated:
        return VisitRated(token=self.aggregate, service="S101", stars=5, at=self.at)


@dataclass
class Road:
    """One terminal as it is in a hall, without its pages: its home, what it owes, and its own road to the centre."""

    home: Path
    place: Enrolment
    central: HttpCentral
    outbox: Outbox
    diary: AuditLog
    errands: Errands
    visits: str = field(default_factory=lambda: secrets.token_hex(4))
    """No two terminals have a visit in common, though they share a number one after the other."""

    def file(self, aggregate: str) -> None:
        draft: Draft = Rating(f"{self.visits}:{aggregate}", self.central.clock())
        self.outbox.file([draft], self.central.clock())

    def batch(self) -> Batch:
        """What is due, with what the diary says of itself."""
        items = tuple(sent.item for sent in self.outbox.lease(50, self.central.clock()))
        return Batch(incarnation=self.place.incarnation, items=items, audit=self.errands.diary_head())

    def deliver(self, aggregate: str) -> BatchReceipt:
        """One job through, and what came with its receipt taken to heart."""
        self.file(aggregate)
        answer = self.central.deliver(self.batch())
        assert isinstance(answer, Accepted), answer
        self.errands.received(answer.value)
        return answer.value

    def greet(self) -> None:
        """A round of the road without anything to deliver."""
        answer = self.central.greet()
        assert isinstance(answer, Accepted), answer
        self.errands.greeted(answer.value)
        self.errands.round_done()

    def note(self, count: int) -> None:
        for number in range(count):
            self.diary.append(actor="terminal", action="looked", object=f"part:{number}", at=datetime.now(UTC))


@contextmanager
def road_to(world: World, home: Path, terminal_id: str = "T0007", *, diary: bytes = b"") -> Iterator[Road]:
    """A terminal let in by a code, as a technician would; with a diary that it has written before, if given."""
    code = invite(world.centre, terminal_id, SITE)
    place, _ = enrol_by_code(home, world.url, code)
    if diary:
        (home / "audit.jsonl").write_bytes(diary)
    with walked(world, home, place) as road:
        yield road


@contextmanager
def walked(world: World, home: Path, place: Enrolment) -> Iterator[Road]:
    """The same home, as after a restart."""
    central = HttpCentral(CentralServer(url=world.url, timeout_seconds=20), place, clock=world.clock)
    opened = Outbox(home, sealing_public_key=place.sealing_public_key, short_name="07", incarnation=place.incarnation)
    with opened as outbox:
        diary = AuditLog(home / "audit.jsonl")
        try:
            yield Road(home, place, central, outbox, diary, errands_of(home, place, central, outbox, diary))
        finally:
            diary.close()


@dataclass
class Operator:
    """A person with a key, known to the centre."""

    world: World
    name: str = field(default_factory=lambda: f"工号{secrets.token_hex(3)}")
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)

    def __post_init__(self) -> None:
        with self.world.centre.database.writing() as session:
            add_operator(session, self.name, self.key.public_key().public_bytes_raw(), self.world.clock())

    def order(self, kind: OrderKind, terminal_id: str = "T0007", *, even_unsent: bool = False) -> str:
        """Draw up an order and sign it. Its id."""
        now = self.world.clock()
        with self.world.centre.database.writing() as session:
            terminal = session.get_one(Terminal, terminal_id)
            order = draw_up(session, terminal, kind, now, even_unsent=even_unsent)
            sign_order(session, order, self.name, self.key.sign(order.words()), now)
            return order.id
