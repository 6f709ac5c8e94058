"""Telling: a visitor whose terminal died between the promise and the page is told their number when it is back (reliability A16)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.contract.jobs import JobKind
from app.outbox.listing import JobStanding, find_by_key
from app.outbox.tables import memory

TOLD_WITHIN = timedelta(minutes=3)
"""Later somebody else may stand there."""

WAITED_FOR = frozenset({JobKind.APPEAL_FILED})
"""Kinds whose filing a visitor waits for; the others are the terminal's own notes."""

_UNTOLD = "untold"


def note_untold(connection: Connection, key: str) -> None:
    """In the filing's own transaction: this one is still to be told."""
    statement = insert(memory).values(name=_UNTOLD, value=key)
    connection.execute(statement.on_conflict_do_update(index_elements=[memory.c.name], set_={"value": key}))


def note_told(connection: Connection) -> None:
    """The visit came to its end, or its time is over."""
    connection.execute(delete(memory).where(memory.c.name == _UNTOLD))


def untold(connection: Connection, now: datetime) -> JobStanding | None:
    """What was filed in a visit that found no end, if that is at most TOLD_WITHIN ago. Its number and kind may be shown, no more."""
    key = connection.execute(select(memory.c.value).where(memory.c.name == _UNTOLD)).scalar_one_or_none()
    standing = None if key is None else find_by_key(connection, str(key))
    if standing is None or not timedelta() <= now - standing.created_at <= TOLD_WITHIN:
        return None
    return standing
