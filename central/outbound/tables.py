"""THE CENTRE, OUTBOUND: its tables: what is to be sent, what waits for several of them, and what a person found out by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base

HELD: Final = "held"
"""It follows from others: a join that is not due."""
WAITING: Final = "waiting"
BY_HAND: Final = "by-hand"
"""Nobody knows whether it arrived, or its receiver will not have it: a person finds out."""
DONE: Final = "done"
CLOSED: Final = "closed"
"""A person has said what became of it."""
ENDED: Final = (DONE, CLOSED)


class FanOut(Base):
    """Several deliveries that together are one thing. When the last one has ended, `then_id` is released: once."""

    __tablename__ = "fan_outs"

    id: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    then_id: Mapped[str | None]
    joined_at: Mapped[datetime | None]


class Delivery(Base):
    """One thing owed to one system. Written in the transaction of what it follows from; `id` is the key that its receiver sees.

    `lap`: how often it was taken up; each lap is started once (`started_lap`). `sending_since` is written before anything leaves the
    house: where it still stands after a crash, the receiver may have had it. `unclear`: the same, known from an attempt that came back
    without an answer. `content` is emptied when it has ended; what was sent can be proved by its hash.
    """

    __tablename__ = "deliveries"

    id: Mapped[str] = mapped_column(primary_key=True)
    system: Mapped[str]
    topic: Mapped[str]
    subject: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str]
    state: Mapped[str]
    fan_out_id: Mapped[str | None] = mapped_column(ForeignKey("fan_outs.id"), index=True)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lap: Mapped[int] = mapped_column(default=1)
    started_lap: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    unknowns: Mapped[int] = mapped_column(default=0)
    unclear: Mapped[bool] = mapped_column(default=False)
    sending_since: Mapped[datetime | None]
    last_code: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"Delivery({self.id!r}, {self.system!r}, {self.state!r})"


_OPEN = Delivery.state == WAITING
Index("ix_deliveries_due_at", Delivery.due_at, sqlite_where=_OPEN, postgresql_where=_OPEN)
_LANE = Delivery.state == BY_HAND
Index("ix_deliveries_by_hand", Delivery.made_at, sqlite_where=_LANE, postgresql_where=_LANE)


class DeliveryFinding(Base):
    """What a named person found out about a delivery, and why they say so. Never changed."""

    __tablename__ = "delivery_findings"

    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str]
    found: Mapped[str]
    reason: Mapped[str]
    code: Mapped[str]
