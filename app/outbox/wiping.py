"""Wiping: the centre orders that nothing of what was filed here stays on this disk."""

from sqlalchemy import Connection, delete, func, select

from app.outbox.states import JobState
from app.outbox.tables import job


def wipe(connection: Connection, *, even_unsent: bool) -> int | None:
    """Delete every job; how many. None, and nothing deleted, where the centre lacks some of them and that was not ordered.

    The counters stay: they name nobody, and a number that was given out is never given again.
    """
    unsent = connection.execute(select(func.count()).where(job.c.state != JobState.DONE)).scalar_one()
    if unsent and not even_unsent:
        return None
    return connection.execute(delete(job)).rowcount
