"""What this terminal owes, as rows a technician may read: nothing in them is personal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Row, Select, func, select

from app.instants import moment_of
from app.outbox.states import JobState
from app.outbox.store import looking_at
from app.outbox.tables import job


@dataclass(frozen=True)
class JobStanding:
    """One job and how far it got. `receipt` is the centre's own number, `server_state` the state it first had there."""

    key: str
    kind: str
    aggregate: str
    seq: int
    state: JobState
    attempts: int
    next_at: datetime
    local_no: str
    receipt: str
    server_state: str
    error_code: str
    created_at: datetime

    @property
    def set_aside(self) -> bool:
        """It does not go on by itself: staff must act."""
        return self.state in (JobState.REJECTED, JobState.QUARANTINED)


_SHOWN = (
    job.c.key,
    job.c.kind,
    job.c.aggregate,
    job.c.seq,
    job.c.state,
    job.c.attempts,
    job.c.next_at,
    job.c.local_no,
    job.c.receipt,
    job.c.server_state,
    job.c.error_code,
    job.c.created_at,
)


def list_jobs(home: Path) -> list[JobStanding]:
    """Every job of the store at `home`, oldest first, also while a terminal runs on it; none when there is no store yet.

    Changes nothing. Raises StoreUnreadable, StoreTooNew or StoreFailed.
    """
    with looking_at(home) as connection:
        return [] if connection is None else owed(connection)


def owed(connection: Connection, *, settled: bool = True) -> list[JobStanding]:
    """Jobs in the order they were filed; without the DONE ones unless `settled`."""
    wanted = select(*_SHOWN).order_by(job.c.id)
    return _rows(connection, wanted if settled else wanted.where(job.c.state != JobState.DONE))


def ended(connection: Connection, keys: Collection[str]) -> list[JobStanding]:
    """Those of `keys` that the centre has answered for, one way or the other, in the order they were filed."""
    under_way = (JobState.READY, JobState.SENDING)
    answered = select(*_SHOWN).where(job.c.key.in_(keys), job.c.state.not_in(under_way))
    return _rows(connection, answered.order_by(job.c.id))


def find_by_query_tag(connection: Connection, tag: str) -> JobStanding | None:
    """The newest appeal filed under this tag."""
    found = _rows(connection, select(*_SHOWN).where(job.c.query_tag == tag).order_by(job.c.id.desc()).limit(1))
    return found[0] if found else None


def find_by_key(connection: Connection, key: str) -> JobStanding | None:
    """The job of this key."""
    found = _rows(connection, select(*_SHOWN).where(job.c.key == key))
    return found[0] if found else None


def set_aside(connection: Connection, limit: int) -> list[JobStanding]:
    """What staff must decide on, oldest first."""
    aside = job.c.state.in_((JobState.REJECTED, JobState.QUARANTINED))
    return _rows(connection, select(*_SHOWN).where(aside).order_by(job.c.id).limit(limit))


def latest(connection: Connection, kind: str, limit: int) -> list[JobStanding]:
    """The last jobs of a kind, newest first."""
    return _rows(connection, select(*_SHOWN).where(job.c.kind == kind).order_by(job.c.id.desc()).limit(limit))


def count_by_state(connection: Connection) -> dict[JobState, int]:
    """How many jobs stand in each state; every state is named."""
    found = connection.execute(select(job.c.state, func.count()).group_by(job.c.state)).all()
    return dict.fromkeys(JobState, 0) | {JobState(state): count for state, count in found}


def _rows(connection: Connection, wanted: Select[*tuple[object, ...]]) -> list[JobStanding]:
    return [_standing(row) for row in connection.execute(wanted).all()]


def _standing(row: Row[*tuple[object, ...]]) -> JobStanding:
    written = row._mapping
    return JobStanding(
        key=written["key"],
        kind=written["kind"],
        aggregate=written["aggregate"],
        seq=written["seq"],
        state=JobState(written["state"]),
        attempts=written["attempts"],
        next_at=moment_of(written["next_at"]),
        local_no=written["local_no"],
        receipt=written["receipt"],
        server_state=written["server_state"],
        error_code=written["error_code"],
        created_at=datetime.fromisoformat(written["created_at"]),
    )
