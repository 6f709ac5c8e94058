"""THE CENTRE: what follows from a delivered item elsewhere, written in the transaction that took it (a transactional outbox).

Whoever carries it out hands the item's key on as the idempotency key: done twice, it is done once.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.effects import Follows


class FollowUp(Base):
    """`topic` says what is to be done, `subject` with which number of ours, `recipient` by whom. Never deleted."""

    __tablename__ = "follow_ups"

    item_key: Mapped[str] = mapped_column(ForeignKey("inbox.key"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    recipient: Mapped[str]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


_OWED = FollowUp.done_at.is_(None)
Index("ix_follow_ups_owed", FollowUp.made_at, sqlite_where=_OWED, postgresql_where=_OWED)


def note(session: Session, item_key: str, follows: Follows, now: datetime) -> None:
    session.add(
        FollowUp(
            item_key=item_key,
            topic=follows.topic,
            subject=follows.subject,
            recipient=follows.recipient,
            made_at=now,
            done_at=None,
        )
    )


def owed(session: Session) -> list[FollowUp]:
    """What is still to be done, oldest first."""
    return list(session.scalars(select(FollowUp).where(_OWED).order_by(FollowUp.made_at, FollowUp.item_key)))
