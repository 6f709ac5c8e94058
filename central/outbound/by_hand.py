"""THE CENTRE, OUTBOUND: the lane of what a person must find out: listed, closed by name and with a reason, never sent again by itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.outbound.attempts import end
from central.outbound.tables import BY_HAND, CLOSED, WAITING, Delivery, DeliveryFinding


class Finding(StrEnum):
    ARRIVED = "arrived"
    """The receiver has it."""
    GIVEN_UP = "given-up"
    """It does not, and shall not."""
    SEND_AGAIN = "send-again"
    """It does not, and whoever says so answers for that."""


class NotInTheLane(LookupError):
    """No delivery of this key waits for a person."""


def lane(session: Session, most: int = 200) -> list[Delivery]:
    """Oldest first."""
    waiting = select(Delivery).where(Delivery.state == BY_HAND).order_by(Delivery.made_at, Delivery.id)
    return list(session.scalars(waiting.limit(most)))


def close(session: Session, delivery_id: str, found: Finding, by: str, reason: str, now: datetime) -> None:
    """Raises NotInTheLane, ValueError (nobody's name, or no reason)."""
    if not by.strip() or not reason.strip():
        raise ValueError("who found it out, and how, is part of the finding")
    row = session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.state != BY_HAND:
        raise NotInTheLane(delivery_id)
    number = 1 + (
        session.scalar(select(func.max(DeliveryFinding.number)).where(DeliveryFinding.delivery_id == row.id)) or 0
    )
    told = {"found": found.value, "by": by.strip(), "reason": reason.strip(), "code": row.last_code}
    session.add(DeliveryFinding(delivery_id=row.id, number=number, at=now, **told))
    if found is Finding.SEND_AGAIN:
        # A receiver that can be asked is asked all the same, where it may have had it.
        row.state, row.unknowns, row.due_at = WAITING, 0, now
        row.lap += 1
    else:
        end(session, row, CLOSED, now)
