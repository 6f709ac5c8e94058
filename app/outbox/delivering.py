"""Delivering: which jobs may go next, and what an answer makes of them. Every move is compare-and-set, inside the caller's
transaction: a late answer to an older attempt finds nothing to change.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, not_, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from app.contract.application import ATTACHMENT_MISSING
from app.contract.jobs import BatchItem, ItemResult, ItemStatus, JobKind
from app.instants import milliseconds, moment_of
from app.outbox.backoff import CAP_SECONDS, rest_seconds
from app.outbox.listing import JobStanding, ended
from app.outbox.states import JobState
from app.outbox.tables import job, memory

LEASE = timedelta(seconds=60)
"""As long as a call may take at most (`central.timeout_seconds`)."""
MOST_PUT_OFF = 20
"""After so many "retry" from the centre for one item it is set aside: the fault is the item's."""

_CAP_MILLISECONDS = int(CAP_SECONDS * 1_000)
_LEASE_MILLISECONDS = LEASE // timedelta(milliseconds=1)


@dataclass(frozen=True)
class LeasedJob:
    """A job on its way. `attempt` is what an answer must match."""

    item: BatchItem
    attempt: int


@dataclass(frozen=True)
class Carrier:
    """Moves jobs for one owner. `share` draws the random part of a rest, 0 to 1."""

    owner: str
    share: Callable[[], float]

    def lease(self, connection: Connection, limit: int, now: datetime) -> list[LeasedJob]:
        """Up to `limit` due jobs, oldest first, each with all before it in its aggregate DONE or in this lease.

        A lease that nobody came back from in time ends here: whoever had it is gone or hangs, and a late answer finds another attempt.
        """
        _make_ready(connection, self._overdue(now), now)
        rows = connection.execute(_due(milliseconds(now)).limit(limit)).all()
        readable, unreadable = _read(rows)
        _set_aside(connection, unreadable)
        taking = update(job).where(job.c.key.in_([sent.item.key for sent in readable]), job.c.state == JobState.READY)
        until = milliseconds(now + LEASE)
        connection.execute(
            taking.values(state=JobState.SENDING, lease_owner=self.owner, attempts=job.c.attempts + 1, next_at=until)
        )
        return readable

    def _overdue(self, now: datetime) -> ColumnElement[bool]:
        """By the clock that leased them; one that was set back meanwhile would have them wait for ever."""
        at, longest = milliseconds(now), milliseconds(now + LEASE)
        ended = or_(job.c.next_at <= at, job.c.next_at > longest)
        return and_(job.c.state == JobState.SENDING, job.c.lease_owner == self.owner, ended)

    def settle(
        self,
        connection: Connection,
        leased: Sequence[LeasedJob],
        results: Sequence[ItemResult],
        now: datetime,
        at_centre: datetime,
    ) -> list[JobStanding]:
        """Give each leased job what its result proves; one without a proof rests and comes again. Returns those that came to an end."""
        said = Counter(result.key for result in results)
        by_key = {result.key: result for result in results if said[result.key] == 1}
        for sent in leased:
            result = by_key.get(sent.item.key)
            if result is None or result.payload_sha256 != sent.item.payload_sha256:
                self._rest(connection, sent, now)
            else:
                self._settle_one(connection, sent, result, now, at_centre)
        return ended(connection, [sent.item.key for sent in leased])

    def _settle_one(
        self, connection: Connection, sent: LeasedJob, result: ItemResult, now: datetime, at_centre: datetime
    ) -> None:
        match result.status:
            case ItemStatus.APPLIED | ItemStatus.DUPLICATE:
                said = {"receipt": result.receipt, "server_state": result.state}
                self._move(connection, sent, JobState.DONE, acknowledged_at=milliseconds(at_centre), **said)
            case ItemStatus.REJECTED:
                self._move(connection, sent, JobState.REJECTED, error_code=result.code or "rejected")
            case ItemStatus.MISMATCH:
                self._move(connection, sent, JobState.QUARANTINED, error_code=result.code or "mismatch")
            case ItemStatus.GAP:
                self._fill_gap(connection, sent, result, now)
            case ItemStatus.RETRY if result.code == ATTACHMENT_MISSING:
                # It goes ahead of the job on the same road, and is no fault of either.
                self._rest(connection, sent, now)
            case ItemStatus.RETRY:
                self._put_off(connection, sent, result, now)

    def _fill_gap(self, connection: Connection, sent: LeasedJob, result: ItemResult, now: datetime) -> None:
        """What the centre lacks is offered again. Where this terminal keeps it no longer, a person must find out what happened."""
        expected = result.expected_seq
        if expected is not None and _is_lost(connection, sent.item, expected):
            self._move(connection, sent, JobState.QUARANTINED, error_code="gap-unfillable")
            return
        _offer_again_from(connection, sent.item, expected, now)
        self._rest(connection, sent, now)

    def _put_off(self, connection: Connection, sent: LeasedJob, result: ItemResult, now: datetime) -> None:
        times = connection.execute(select(job.c.put_off).where(job.c.key == sent.item.key)).scalar_one() + 1
        if times >= MOST_PUT_OFF:
            self._move(connection, sent, JobState.QUARANTINED, error_code=result.code or "put-off", put_off=times)
        else:
            self._rest(connection, sent, now, put_off=times)

    def _rest(self, connection: Connection, sent: LeasedJob, now: datetime, **values: Any) -> None:
        rest = timedelta(seconds=rest_seconds(sent.attempt, self.share()))
        self._move(connection, sent, JobState.READY, next_at=milliseconds(now + rest), **values)

    def give_back(self, connection: Connection, leased: Sequence[LeasedJob]) -> None:
        """As if never leased: the fault was not the job's, and no attempt counts."""
        for sent in leased:
            self._move(
                connection, sent, JobState.READY, attempts=sent.attempt - 1, next_at=job.c.next_at - _LEASE_MILLISECONDS
            )

    def _move(self, connection: Connection, sent: LeasedJob, state: JobState, **values: Any) -> None:
        mine = and_(
            job.c.key == sent.item.key,
            job.c.state == JobState.SENDING,
            job.c.lease_owner == self.owner,
            job.c.attempts == sent.attempt,
        )
        connection.execute(update(job).where(mine).values(state=state, lease_owner=None, **values))

    def recall(self, connection: Connection, now: datetime) -> int:
        """What this owner was sending when the store failed it becomes READY. To be called while no answer is awaited."""
        mine = and_(job.c.state == JobState.SENDING, job.c.lease_owner == self.owner)
        return _make_ready(connection, mine, now)

    def take_over(self, connection: Connection, now: datetime) -> int:
        """What a former owner was sending becomes READY: only one process owns the store, so that owner is gone."""
        orphans = and_(job.c.state == JobState.SENDING, job.c.lease_owner != self.owner)
        return _make_ready(connection, orphans, now)


def make_due(connection: Connection, now: datetime) -> int:
    """End every rest: the wire is back."""
    return _make_ready(connection, job.c.state == JobState.READY, now)


def requeue(connection: Connection, key: str, now: datetime) -> bool:
    """A person decided that a job set aside is to be tried again."""
    set_aside = and_(job.c.key == key, job.c.state.in_([JobState.REJECTED, JobState.QUARANTINED]))
    return _make_ready(connection, set_aside, now, put_off=0, error_code="") == 1


def note_epoch(connection: Connection, epoch: str, now: datetime) -> int:
    """Remember the centre's epoch. Where it changed, the centre was restored: everything DONE is offered again, how many."""
    known = connection.execute(select(memory.c.value).where(memory.c.name == "server_epoch")).scalar_one_or_none()
    if known is None:
        connection.execute(memory.insert().values(name="server_epoch", value=epoch))
    if known is None or known == epoch:
        return 0
    connection.execute(update(memory).where(memory.c.name == "server_epoch").values(value=epoch))
    return _make_ready(connection, job.c.state == JobState.DONE, now)


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """When the next resting job wants to go; None when nothing is READY."""
    found = connection.execute(select(func.min(job.c.next_at)).where(job.c.state == JobState.READY)).scalar_one()
    return None if found is None else min(moment_of(found), now + timedelta(seconds=CAP_SECONDS))


def _due(now: int) -> Select[Any]:
    earlier = job.alias("earlier")
    blocked = exists().where(
        earlier.c.aggregate == job.c.aggregate,
        earlier.c.seq < job.c.seq,
        earlier.c.state != JobState.DONE,
        not_(and_(earlier.c.state == JobState.READY, _rested(earlier.c.next_at, now))),
    )
    return (
        select(job).where(job.c.state == JobState.READY, _rested(job.c.next_at, now), not_(blocked)).order_by(job.c.id)
    )


def _rested(next_at: Any, now: int) -> ColumnElement[bool]:
    """A rest longer than the cap is none of ours: the clock was set back meanwhile, and nobody shall wait for it."""
    return or_(next_at <= now, next_at > now + _CAP_MILLISECONDS)


def _is_lost(connection: Connection, item: BatchItem, expected: int) -> bool:
    """Whether any job the centre asks for, from `expected` up to this one, was purged here."""
    asked = and_(job.c.aggregate == item.aggregate, job.c.seq >= expected, job.c.seq < item.seq)
    here = connection.execute(select(func.count()).where(asked)).scalar_one()
    return int(here) < item.seq - max(expected, 1)


def _offer_again_from(connection: Connection, item: BatchItem, expected: int | None, now: datetime) -> None:
    """The centre lacks what it had acknowledged (it was restored from a backup): the DONE jobs from there on go again."""
    if expected is not None:
        lacking = and_(
            job.c.aggregate == item.aggregate,
            job.c.seq >= expected,
            job.c.seq < item.seq,
            job.c.state == JobState.DONE,
        )
        _make_ready(connection, lacking, now)


def _make_ready(connection: Connection, which: ColumnElement[bool], now: datetime, **values: Any) -> int:
    ready = {
        "state": JobState.READY,
        "lease_owner": None,
        "next_at": milliseconds(now),
        "acknowledged_at": None,
    } | values
    return connection.execute(update(job).where(which).values(ready)).rowcount


def _read(rows: Sequence[Row[Any]]) -> tuple[list[LeasedJob], list[int]]:
    """Rows as items to send, and the ids of those that are none: written by another version, or damaged."""
    readable, unreadable = [], []
    for row in rows:
        written = row._mapping
        try:
            readable.append(LeasedJob(item_of(written), written["attempts"] + 1))
        except ValueError:
            unreadable.append(written["id"])
    return readable, unreadable


def _set_aside(connection: Connection, ids: Sequence[int]) -> None:
    broken = update(job).where(job.c.id.in_(ids), job.c.state == JobState.READY)
    connection.execute(broken.values(state=JobState.QUARANTINED, error_code="row-unreadable"))


def item_of(row: Any) -> BatchItem:
    return BatchItem(
        key=row["key"],
        aggregate=row["aggregate"],
        seq=row["seq"],
        kind=JobKind(row["kind"]),
        schema_version=row["schema_version"],
        created_at=datetime.fromisoformat(row["created_at"]),
        filed_no=row["id"],
        payload_sha256=row["payload_sha256"],
        # pydantic's Base64Bytes takes its encoded form in, as from the wire
        sealed_payload=base64.b64encode(row["sealed_payload"]),
    )
