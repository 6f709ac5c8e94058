"""Keeping: how much this terminal may owe before it takes nothing new, and how long it keeps what the centre already has."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, and_, delete, func, not_, select, update
from sqlalchemy.dialects.sqlite import insert

from app.instants import milliseconds, moment_of
from app.outbox.states import JobState
from app.outbox.tables import job, memory

KEPT_AFTER_BACKUP = timedelta(days=30)
MOST_PURGED = 500
"""In one transaction: the store is not held up for it, and the next receipt brings the next ones."""
GRACE = 200
GRACE_BYTES = 64 * 2**20
GRACE_AGE = timedelta(hours=1)
"""How far beyond a cap is still filed: who came in before the door closed is let finish, and what nobody typed (that a report was
printed, that a visit took place) is still written down."""
LAST_SHARE = 10
"""The same for the disk: of the room that the door asks for, filing leaves at least this part."""
LONGEST_WAIT = timedelta(days=365)
"""A job that seems to have waited for longer beyond its cap was filed, or is looked at, by a clock that was set: nobody is turned away
for that."""

OWED = (JobState.READY, JobState.SENDING, JobState.REJECTED, JobState.QUARANTINED)
"""What takes room that only the centre can give back."""
ON_THEIR_WAY = (JobState.READY, JobState.SENDING)
_SET_ASIDE = (JobState.REJECTED, JobState.QUARANTINED)
_WATERMARK = "backed_up_until"


@dataclass(frozen=True)
class Caps:
    """Up to where this terminal takes new filings. The disk counts as too full below `free_bytes` or a tenth of it, whichever is
    less; `reserve_bytes` are kept back for finishing."""

    jobs: int = 5_000
    bytes: int = 4 * 2**30
    age: timedelta = timedelta(days=14)
    free_bytes: int = 500 * 2**20
    reserve_bytes: int = 0


USUAL_CAPS = Caps()


class NoRoom(StrEnum):
    """Why nothing new is taken, the worst first."""

    DISK_FULL = "disk-full"
    QUEUE_FULL = "queue-full"
    QUEUE_LARGE = "queue-large"
    QUEUE_OLD = "queue-old"


@dataclass(frozen=True)
class Load:
    """What is owed: how many jobs, how many bytes, when the oldest was filed that could go by itself (None when none waits),
    and how often the most stubborn of those has been tried."""

    jobs: int
    bytes: int
    oldest: datetime | None
    attempts: int


@dataclass(frozen=True)
class Room:
    """How much room there is. `closed_by` is None while new filings are taken."""

    load: Load
    free_bytes: int
    disk_bytes: int
    reserve_bytes: int
    closed_by: NoRoom | None


def load_of(connection: Connection) -> Load:
    """Counts, no contents. A job behind one that staff must decide on does not age: it waits for them, not for the wire."""
    held = job.alias("held")
    behind = select(held.c.id).where(held.c.aggregate == job.c.aggregate, held.c.state.in_(_SET_ASIDE)).exists()
    owed = select(func.count(), func.coalesce(func.sum(func.length(job.c.sealed_payload)), 0))
    count, size = connection.execute(owed.where(job.c.state.in_(OWED))).one()
    waiting = select(func.min(job.c.created_at), func.coalesce(func.max(job.c.attempts), 0)).where(
        job.c.state.in_(ON_THEIR_WAY), not_(behind)
    )
    oldest, attempts = connection.execute(waiting).one()
    return Load(count, size, None if oldest is None else datetime.fromisoformat(oldest), attempts)


def least_free(caps: Caps, disk_bytes: int) -> int:
    """Bytes that must be free for a new filing."""
    return min(caps.free_bytes, disk_bytes // 10)


def has_last_room(caps: Caps, home: Path, reserve_held: int) -> bool:
    """Whether a filing may still go to the disk: beside the reserve, and not to its last byte."""
    disk = shutil.disk_usage(home)
    return disk.free >= least_free(caps, disk.total) // LAST_SHARE and reserve_held >= caps.reserve_bytes


def room(load: Load, caps: Caps, home: Path, reserve_held: int, now: datetime) -> Room:
    """Whether there is room, measured at this moment."""
    disk = shutil.disk_usage(home)
    short = disk.free < least_free(caps, disk.total) or reserve_held < caps.reserve_bytes
    closed_by = NoRoom.DISK_FULL if short else _closed_by(load, caps, now)
    return Room(load, disk.free, disk.total, reserve_held, closed_by)


def _closed_by(load: Load, caps: Caps, now: datetime) -> NoRoom | None:
    if load.jobs >= caps.jobs:
        return NoRoom.QUEUE_FULL
    if load.bytes >= caps.bytes:
        return NoRoom.QUEUE_LARGE
    if load.oldest is not None and caps.age <= now - load.oldest < caps.age + LONGEST_WAIT:
        return NoRoom.QUEUE_OLD
    return None


def with_grace(caps: Caps) -> Caps:
    """Up to where a filing that was begun is still taken."""
    return replace(caps, jobs=caps.jobs + GRACE, bytes=caps.bytes + GRACE_BYTES, age=caps.age + GRACE_AGE)


@dataclass
class Headroom:
    """What was owed when it was last counted, and what was filed since. Counting reads every row, and most filings are far from a cap;
    where this says that one is passed, it is to be counted anew."""

    jobs: int
    bytes: int
    oldest: datetime | None

    @classmethod
    def of(cls, load: Load) -> Headroom:
        return cls(load.jobs, load.bytes, load.oldest)

    def filed(self, sealed: Sequence[int], now: datetime) -> None:
        self.jobs += len(sealed)
        self.bytes += sum(sealed)
        if sealed and (self.oldest is None or now < self.oldest):
            self.oldest = now

    def closed_by(self, caps: Caps, more: int, now: datetime, *, by_age: bool) -> NoRoom | None:
        """Which cap, grace and all, refuses `more` jobs. `by_age`: a visitor waits for them; what the terminal notes for itself is never
        too late."""
        last = Load(self.jobs + more - 1, self.bytes, self.oldest if by_age else None, 0)
        return _closed_by(last, with_grace(caps), now) if more else None


# ---- what the centre has ----


def purge(connection: Connection, backed_up_until: datetime, server_time: datetime) -> int:
    """Delete DONE jobs that have been in the centre's backup for 30 days; how many. Both moments are the centre's.

    The counters stay: a number that was given out is never given again. A row acknowledged before this was written down counts
    from now.
    """
    watermark = min(backed_up_until, server_time)
    _remember(connection, _WATERMARK, str(milliseconds(watermark)))
    undated = and_(job.c.state == JobState.DONE, job.c.acknowledged_at.is_(None))
    connection.execute(update(job).where(undated).values(acknowledged_at=milliseconds(server_time)))
    old = and_(job.c.state == JobState.DONE, job.c.acknowledged_at < milliseconds(watermark - KEPT_AFTER_BACKUP))
    chosen = select(job.c.id).where(old).order_by(job.c.id).limit(MOST_PURGED)
    return connection.execute(delete(job).where(job.c.id.in_(chosen))).rowcount


def watermark(connection: Connection) -> datetime | None:
    """Up to when the centre has everything in its backup, as it last said."""
    known = _recall(connection, _WATERMARK)
    return None if known is None else moment_of(int(known))


def _remember(connection: Connection, name: str, value: str) -> None:
    if _recall(connection, name) != value:
        statement = insert(memory).values(name=name, value=value)
        connection.execute(statement.on_conflict_do_update(index_elements=[memory.c.name], set_={"value": value}))


def _recall(connection: Connection, name: str) -> str | None:
    found = connection.execute(select(memory.c.value).where(memory.c.name == name)).scalar_one_or_none()
    return None if found is None else str(found)
