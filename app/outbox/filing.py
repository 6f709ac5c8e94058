"""Filing: a draft becomes a job, inside the caller's transaction."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Column, Connection, Table, bindparam, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert

from app.contract.appeal import AppealFiled
from app.contract.application import ApplicationFiled
from app.contract.help import CallbackAsked
from app.contract.jobs import PAYLOADS, SCHEMA_VERSION, JobKind
from app.contract.sealing import aad_of, seal
from app.contract.wire import Message
from app.instants import iso, milliseconds
from app.outbox import tables
from app.outbox.names import Tagger, day_of, local_number
from app.outbox.states import JobState
from app.outbox.telling import WAITED_FOR, Ticks, note_untold, uptime

_NAMED = sqlite.dialect(paramstyle="named")


class Draft(Protocol):
    """What a service decided we will owe. An appeal, an application or a call-back whose `local_no` is empty gets the terminal's next."""

    @property
    def kind(self) -> JobKind: ...

    @property
    def aggregate(self) -> str: ...

    @property
    def payload(self) -> Message: ...


@dataclass(frozen=True)
class FiledJob:
    """A promise that is on the disk. `payload` is as it was sealed, local number included; it lives in memory only."""

    key: str
    kind: JobKind
    aggregate: str
    seq: int
    created_at: datetime
    local_no: str
    payload: Message = field(repr=False)
    sealed_bytes: int = 0


@dataclass(frozen=True)
class Clerk:
    """What filing needs to know of this terminal."""

    sealing_public_key: bytes = field(repr=False)
    short_name: str
    tagger: Tagger
    ticks: Ticks = uptime

    def file(self, connection: Connection, draft: Draft, now: datetime) -> FiledJob:
        """Number, seal and write down one draft. Raises TypeError when the payload is not of its kind (a defect)."""
        if not isinstance(draft.payload, PAYLOADS[draft.kind]):
            raise TypeError(f"a job of kind {draft.kind} cannot carry {type(draft.payload).__name__}")
        payload = self._numbered(connection, draft.payload, now)
        aggregate = self.tagger.without_digits(draft.aggregate)
        seq = _count_up(connection, tables.aggregate, tables.aggregate.c.name, tables.aggregate.c.last_seq, aggregate)
        job = FiledJob(str(uuid.uuid4()), draft.kind, aggregate, seq, now, getattr(payload, "local_no", ""), payload)
        row = self._row(job)
        connection.exec_driver_sql(_filing(tuple(row)), row)
        if job.kind in WAITED_FOR:
            note_untold(connection, job.key, self.ticks())
        return replace(job, sealed_bytes=len(row["sealed_payload"]))

    def _numbered(self, connection: Connection, payload: Message, now: datetime) -> Message:
        if not isinstance(payload, AppealFiled | ApplicationFiled | CallbackAsked) or payload.local_no:
            return payload
        counter, day = tables.day_counter, day_of(now)
        count = _count_up(connection, counter, counter.c.day, counter.c.last, day)
        return payload.model_copy(update={"local_no": local_number(self.short_name, day, count)})

    def _row(self, job: FiledJob) -> dict[str, Any]:
        plaintext = job.payload.model_dump_json().encode()
        aad = aad_of(job.key, job.aggregate, job.seq, SCHEMA_VERSION)
        sealed = seal(self.sealing_public_key, plaintext, aad)
        return {
            "key": job.key,
            "aggregate": job.aggregate,
            "seq": job.seq,
            "kind": job.kind.value,
            "schema_version": SCHEMA_VERSION,
            "created_at": iso(job.created_at),
            "payload_sha256": hashlib.sha256(sealed).hexdigest(),
            "sealed_payload": sealed,
            "local_no": job.local_no,
            "query_tag": self._query_tag(job.payload),
            "state": JobState.READY.value,
            "next_at": milliseconds(job.created_at),
        }

    def _query_tag(self, payload: Message) -> str | None:
        return self.tagger.tag(payload.query_code) if isinstance(payload, AppealFiled | ApplicationFiled) else None


def _count_up(connection: Connection, table: Table, name: Column[str], count: Column[int], of: str) -> int:
    """The next number of this counter, from 1, without gaps: a transaction that fails takes its number back."""
    return int(connection.exec_driver_sql(_counting_up(table, name, count), {"of": of}).scalar_one())


@cache
def _filing(columns: tuple[str, ...]) -> str:
    """Spelt out once, as the counting is: a visitor waits for each filing, and a statement takes longer to put together than to run."""
    return str(insert(tables.job).compile(dialect=_NAMED, column_keys=columns))


@cache
def _counting_up(table: Table, name: Column[str], count: Column[int]) -> str:
    statement = insert(table).values({name: bindparam("of"), count: text("1")})
    statement = statement.on_conflict_do_update(index_elements=[name], set_={count.name: count + text("1")})
    return str(statement.returning(count).compile(dialect=_NAMED))
