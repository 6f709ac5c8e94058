"""THE CENTRE: what operators order terminals to do (app.contract.orders). Every order is signed; a wipe by two people.

The signatures are looked at each time an order is handed out, so that a row written into the database past everybody orders nothing.
"""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.contract.orders import OrderOutcome
from app.contract.wire import OrderKind, TerminalOrder
from central.db.base import Base
from central.db.counters import next_number
from central.operators import OperatorUnknown, has_signed
from central.refusals import Refused
from central.terminals import Terminal

SIGNATURES = {OrderKind.WIPE: 2}
"""How many people must have signed; one for every other kind."""


class OrderGiven(Base):
    """For one installation: whoever is enrolled in place of a stolen terminal is not wiped for it."""

    __tablename__ = "terminal_orders"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"), index=True)
    incarnation: Mapped[str]
    kind: Mapped[str]
    even_unsent: Mapped[bool]
    given_at: Mapped[datetime]
    reported_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    def words(self) -> bytes:
        """What is signed."""
        unsent = "even-unsent" if self.even_unsent else "all-received"
        said = ("guanjia order 1", self.id, self.terminal_id, self.incarnation, self.kind, unsent)
        return "\n".join((*said, self.given_at.isoformat())).encode()


class OrderSignature(Base):
    __tablename__ = "order_signatures"

    order_id: Mapped[str] = mapped_column(ForeignKey("terminal_orders.id"), primary_key=True)
    operator: Mapped[str] = mapped_column(ForeignKey("operators.name"), primary_key=True)
    signature: Mapped[bytes]
    signed_at: Mapped[datetime]


def draw_up(
    session: Session, terminal: Terminal, kind: OrderKind, now: datetime, *, even_unsent: bool = False
) -> OrderGiven:
    """An order that nobody has signed yet."""
    order = OrderGiven(
        id=secrets.token_hex(16),
        number=next_number(session, "terminal-order"),
        terminal_id=terminal.terminal_id,
        incarnation=terminal.incarnation,
        kind=kind.value,
        even_unsent=even_unsent,
        given_at=now.replace(microsecond=0),
        reported_at=None,
        outcome=None,
    )
    session.add(order)
    session.flush()
    return order


def sign_order(session: Session, order: OrderGiven, operator: str, signature: bytes, now: datetime) -> int:
    """How many people must still sign. Raises OperatorUnknown."""
    if not has_signed(session, operator, order.words(), signature, now):
        raise OperatorUnknown(operator)
    session.merge(OrderSignature(order_id=order.id, operator=operator, signature=signature, signed_at=now))
    session.flush()
    return max(0, _needed(order) - _signers(session, order))


def standing_orders(session: Session, terminal: Terminal) -> tuple[TerminalOrder, ...]:
    """What this terminal has not reported yet and enough people have signed, in the order in which it was given. One that lacks a
    signature holds back nothing."""
    waiting = select(OrderGiven).where(
        OrderGiven.terminal_id == terminal.terminal_id,
        OrderGiven.incarnation == terminal.incarnation,
        OrderGiven.reported_at.is_(None),
    )
    found = session.scalars(waiting.order_by(OrderGiven.number)).all()
    return tuple(_handed_out(order) for order in found if _signers(session, order) >= _needed(order))


def report(session: Session, terminal_id: str, order_id: str, outcome: OrderOutcome, now: datetime) -> None:
    """What a terminal says has become of an order. The first word counts. Raises Refused."""
    order = session.get(OrderGiven, order_id, with_for_update=True)
    if order is None or order.terminal_id != terminal_id:
        raise Refused(404, "order-unknown")
    if order.reported_at is None:
        order.reported_at, order.outcome = now, outcome.value


def _handed_out(order: OrderGiven) -> TerminalOrder:
    return TerminalOrder(
        id=order.id, kind=OrderKind(order.kind), ordered_at=order.given_at, even_unsent=order.even_unsent
    )


def _needed(order: OrderGiven) -> int:
    return SIGNATURES.get(OrderKind(order.kind), 1)


def _signers(session: Session, order: OrderGiven) -> int:
    signatures = session.scalars(select(OrderSignature).where(OrderSignature.order_id == order.id))
    words = order.words()
    return sum(has_signed(session, each.operator, words, each.signature, each.signed_at) for each in signatures)
