"""THE CENTRE: what an operator must know and may have to act on: one row a matter, counted, open until somebody has seen to it."""

import logging
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.db.counters import next_number
from central.db.database import insert_unless_there

log = logging.getLogger("central.notices")


class Matter(StrEnum):
    """The words of it, and what to do, are in `central.operating_command_line`."""

    TERMINAL_FORKED = "terminal-forked"
    INCARNATION_OTHER = "incarnation-other"
    PAPER_UNKNOWN = "paper-unknown"
    DIARY_BROKEN = "diary-broken"
    DUE_MOVED = "due-moved"


class Notice(Base):
    """`about` names the thing (an installation, a paper's number), nobody."""

    __tablename__ = "notices"

    matter: Mapped[str] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str]


def tell(session: Session, matter: Matter, terminal_id: str, about: str, now: datetime) -> None:
    """Say it, or say it once more; what had been seen to and comes again is open again."""
    key = {"matter": matter, "terminal_id": terminal_id, "about": about}
    blank = {"times": 0, "closed_at": None, "closed_by": ""}
    if session.get(Notice, tuple(key.values())) is None:
        number = next_number(session, "notice")
        insert_unless_there(session, Notice, **key, **blank, number=number, first_at=now, last_at=now)
        log.error("%s: %s %s", matter, terminal_id, about)
    once_more = update(Notice).where(*(getattr(Notice, name) == value for name, value in key.items()))
    session.execute(once_more.values(times=Notice.times + 1, last_at=now, closed_at=None, closed_by=""))


def open_notices(session: Session) -> list[Notice]:
    """Oldest first."""
    return list(session.scalars(select(Notice).where(Notice.closed_at.is_(None)).order_by(Notice.number)))


def close_notice(session: Session, number: int, by: str, now: datetime) -> Notice | None:
    """None where no open notice has this number."""
    found = session.scalars(
        select(Notice).where(Notice.number == number, Notice.closed_at.is_(None)).with_for_update()
    ).one_or_none()
    if found is not None:
        found.closed_at, found.closed_by = now, by
    return found
