"""THE CENTRE: how often a terminal may try query codes: enough for a hall's queue, far too few to guess twelve digits."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.refusals import Refused

QUERY_WINDOW = timedelta(minutes=1)
MOST_QUERIES = 20
"""Per terminal and window, whatever the codes are to open."""


class QueryWindow(Base):
    """How often one terminal has asked for progress in the current minute."""

    __tablename__ = "appeal_query_windows"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"), primary_key=True)
    begun_at: Mapped[datetime]
    asked: Mapped[int]


def count_query(session: Session, terminal_id: str, now: datetime) -> None:
    """Raises Refused once a terminal has asked too often. To be called in a transaction that is committed either way."""
    window = session.get(QueryWindow, terminal_id, with_for_update=True)
    if window is None or not now - QUERY_WINDOW < window.begun_at <= now:
        session.merge(QueryWindow(terminal_id=terminal_id, begun_at=now, asked=1))
        return
    if window.asked >= MOST_QUERIES:
        raise Refused(429, "too-many-queries")
    window.asked += 1
