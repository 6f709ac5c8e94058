"""What a technician may take off a store: a job's particulars without its payload, or sealed jobs that the centre alone can open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from app.contract.jobs import BatchItem
from app.instants import moment_of
from app.outbox.delivering import item_of
from app.outbox.keeping import OWED
from app.outbox.listing import JobStanding, find_by_key
from app.outbox.store import looking_at
from app.outbox.tables import job


@dataclass(frozen=True)
class JobParticulars:
    """All that is known of one job, its payload left out: of that only its hash and its size."""

    standing: JobStanding
    schema_version: int
    put_off: int
    acknowledged_at: datetime | None
    payload_sha256: str
    payload_bytes: int


def find_jobs(home: Path, key: str) -> list[JobParticulars]:
    """Jobs whose key begins with `key`, at most two: one is found, two are one too many. Raises as `list_jobs`."""
    with looking_at(home) as connection:
        if connection is None:
            return []
        alike = func.substr(job.c.key, 1, len(key)) == key
        keys = connection.execute(select(job.c.key).where(alike).order_by(job.c.id).limit(2)).scalars().all()
        return [_particulars(connection, str(found)) for found in keys]


def export_items(home: Path, *, everything: bool = False) -> tuple[list[BatchItem], int]:
    """Sealed jobs, oldest first, and how many rows could not be read. Without `everything` only what the centre has not taken.

    Changes nothing; the terminal may be running. Raises as `list_jobs`.
    """
    with looking_at(home) as connection:
        if connection is None:
            return [], 0
        wanted = select(job).order_by(job.c.id)
        rows = connection.execute(wanted if everything else wanted.where(job.c.state.in_(OWED))).all()
    items = [item for row in rows if (item := _item_or_none(row._mapping)) is not None]
    return items, len(rows) - len(items)


def _item_or_none(row: Any) -> BatchItem | None:
    try:
        return item_of(row)
    except ValueError:
        return None


def _particulars(connection: Connection, key: str) -> JobParticulars:
    standing = find_by_key(connection, key)
    assert standing is not None  # noqa: S101  # read in the same transaction
    more = select(
        job.c.schema_version,
        job.c.put_off,
        job.c.acknowledged_at,
        job.c.payload_sha256,
        func.length(job.c.sealed_payload).label("size"),
    )
    row = connection.execute(more.where(job.c.key == key)).one()
    taken = None if row.acknowledged_at is None else moment_of(row.acknowledged_at)
    return JobParticulars(standing, row.schema_version, row.put_off, taken, row.payload_sha256, row.size)
