"""Telling: a visitor whose terminal died between the promise and the page is told their number when it is back (reliability A16)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.contract.jobs import JobKind
from app.outbox.listing import JobStanding, find_by_key
from app.outbox.tables import memory

TOLD_WITHIN = timedelta(minutes=3)
"""Later somebody else may stand there."""

WAITED_FOR = frozenset({JobKind.APPEAL_FILED})
"""Kinds whose filing a visitor waits for; the others are the terminal's own notes."""

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

_UNTOLD = "untold"


@dataclass(frozen=True)
class Uptime:
    """Where a machine stands in its life since it was switched on. Nobody can set it, and it counts while the machine sleeps.

    Minutes are counted by it and not by the clock: that was the centre's before the crash, and may be a dead battery's after it.
    """

    life: str
    seconds: float

    def since(self, earlier: Uptime) -> timedelta | None:
        """None where that was in another life."""
        same = self.life and self.life == earlier.life
        return timedelta(seconds=self.seconds - earlier.seconds) if same else None


Ticks = Callable[[], Uptime]


def uptime() -> Uptime:
    """This machine's."""
    try:
        life = BOOT_ID.read_text("ascii").strip()
    except OSError:
        life = ""
    return Uptime(life, time.clock_gettime(time.CLOCK_BOOTTIME))


@dataclass(frozen=True)
class Untold:
    """A job whose visitor may not have seen their number, and for how long they may still be told."""

    job: JobStanding
    left: timedelta


def note_untold(connection: Connection, key: str, at: Uptime) -> None:
    """In the filing's own transaction: this one is still to be told."""
    value = f"{key} {at.seconds:.3f} {at.life}"
    statement = insert(memory).values(name=_UNTOLD, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=[memory.c.name], set_={"value": value}))


def note_told(connection: Connection) -> None:
    """The visit came to its end, or its time is over."""
    connection.execute(delete(memory).where(memory.c.name == _UNTOLD))


def untold(connection: Connection, at: Uptime, now: datetime) -> Untold | None:
    """What was filed in a visit that found no end, if that is at most TOLD_WITHIN ago. Its number and kind may be shown, no more.

    Where the machine itself was off meanwhile, the clock says how long ago that is.
    """
    noted = connection.execute(select(memory.c.value).where(memory.c.name == _UNTOLD)).scalar_one_or_none()
    key, filed_at = _read(str(noted or ""))
    job = find_by_key(connection, key) if key else None
    if job is None:
        return None
    by_ticks = at.since(filed_at)
    passed = now - job.created_at if by_ticks is None else by_ticks
    return Untold(job, TOLD_WITHIN - passed) if timedelta() <= passed <= TOLD_WITHIN else None


def _read(noted: str) -> tuple[str, Uptime]:
    """The version before noted the key alone."""
    key, _, at = noted.partition(" ")
    seconds, _, life = at.partition(" ")
    return key, Uptime(life, float(seconds or 0))
