"""The outbox against a model of itself: whatever is filed, sent, answered, crashed, restored and purged, in any order."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import open_outbox
from filing_samples import NOW, rating
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.contract.jobs import ItemResult, ItemStatus
from app.outbox import Caps, JobState, LeasedJob, NoRoom, Outbox
from app.outbox.backoff import rest_seconds
from app.outbox.delivering import LEASE, MOST_PUT_OFF

AGGREGATES = st.sampled_from("abc")
MOST_JOBS = 5
CAPS = Caps(jobs=MOST_JOBS, age=timedelta(days=100_000), free_bytes=0)
ENDS = {
    ItemStatus.APPLIED: JobState.DONE,
    ItemStatus.DUPLICATE: JobState.DONE,
    ItemStatus.REJECTED: JobState.REJECTED,
    ItemStatus.MISMATCH: JobState.QUARANTINED,
}


@dataclass
class Modelled:
    key: str
    aggregate: str
    seq: int
    next_at: datetime
    state: JobState = JobState.READY
    attempts: int = 0
    put_off: int = 0
    acknowledged_at: datetime | None = None

    def end_lease(self, now: datetime) -> None:
        """A lease is over after a minute, or when the clock was set back behind it."""
        if self.state is JobState.SENDING and not timedelta() < self.next_at - now <= LEASE:
            self.state, self.next_at = JobState.READY, now

    def rested(self, now: datetime) -> bool:
        return self.state is JobState.READY and (self.next_at <= now or self.next_at > now + timedelta(seconds=300))


def _the_only(results: list[ItemResult], key: str) -> tuple[ItemStatus | None, int | None]:
    found = [result for result in results if result.key == key]
    return (found[0].status, found[0].expected_seq) if len(found) == 1 else (None, None)


class OutboxMachine(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="outbox-"))
        self.outbox: Outbox = open_outbox(self.home, caps=CAPS)
        self.now = NOW
        self.jobs: list[Modelled] = []
        self.leased: list[LeasedJob] = []
        self.epochs = 0
        self.centre_now = NOW
        self.given: Counter[str] = Counter()

    @rule(aggregates=st.lists(AGGREGATES, max_size=4))
    def file(self, aggregates: list[str]) -> None:
        filed = self.outbox.file([rating(aggregate) for aggregate in aggregates], self.now)

        for job in filed:
            self.given[job.aggregate] += 1
            assert job.seq == self.given[job.aggregate], (
                "a number that was given, also to a purged job, is never given again"
            )
            self.jobs.append(Modelled(job.key, job.aggregate, job.seq, self.now))

    @rule(limit=st.integers(1, 5))
    def lease(self, limit: int) -> None:
        for job in self.jobs:
            job.end_lease(self.now)
        free = [job for job in self.jobs if job.rested(self.now) and self._unblocked(job)][:limit]

        leased = self.outbox.lease(limit, self.now)

        assert [sent.item.key for sent in leased] == [job.key for job in free]
        for job, sent in zip(free, leased, strict=True):
            job.state, job.attempts, job.next_at = JobState.SENDING, job.attempts + 1, self.now + LEASE
            assert sent.attempt == job.attempts
        self.leased += leased

    def _unblocked(self, job: Modelled) -> bool:
        before = [other for other in self.jobs if other.aggregate == job.aggregate and other.seq < job.seq]
        return all(other.state is JobState.DONE or other.rested(self.now) for other in before)

    @precondition(lambda self: self.leased)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        statuses = [data.draw(st.sampled_from([None, *ItemStatus])) for _ in self.leased]
        expected = [data.draw(st.integers(1, 5) | st.none()) for _ in self.leased]
        results = [
            ItemResult(key=sent.item.key, payload_sha256=sent.item.payload_sha256, status=status, expected_seq=number)
            for sent, status, number in zip(self.leased, statuses, expected, strict=True)
            if status is not None
        ]

        self.outbox.settle(self.leased, results, self.now, at_centre=self.centre_now)

        for sent in self.leased:
            if self._is_under_way(sent):
                # Leased twice, and answered for twice: what is said twice is not believed.
                self._settle_model(self._job(sent), *_the_only(results, sent.item.key))
        self.leased = []

    def _settle_model(self, job: Modelled, status: ItemStatus | None, expected: int | None) -> None:
        if status in ENDS:
            job.state = ENDS[status]
            job.acknowledged_at = self.centre_now if job.state is JobState.DONE else None
            return
        if status is ItemStatus.GAP and expected is not None:
            kept = {other.seq for other in self.jobs if other.aggregate == job.aggregate}
            if set(range(expected, job.seq)) - kept:
                job.state = JobState.QUARANTINED
                return
            for other in self.jobs:
                lost = other.aggregate == job.aggregate and expected <= other.seq < job.seq
                if lost and other.state is JobState.DONE:
                    other.state, other.next_at, other.acknowledged_at = JobState.READY, self.now, None
        job.put_off += status is ItemStatus.RETRY
        if status is ItemStatus.RETRY and job.put_off >= MOST_PUT_OFF:
            job.state = JobState.QUARANTINED
            return
        job.state = JobState.READY
        job.next_at = self.now + timedelta(seconds=rest_seconds(job.attempts, 1.0))

    @precondition(lambda self: self.leased)
    @rule()
    def give_back(self) -> None:
        self.outbox.give_back(self.leased)

        for sent in self.leased:
            job = self._job(sent)
            if self._is_under_way(sent):
                job.state, job.attempts, job.next_at = JobState.READY, job.attempts - 1, job.next_at - LEASE
        self.leased = []

    @precondition(lambda self: self.leased)
    @rule()
    def crash_and_start_again(self) -> None:
        late, self.leased = self.leased, []
        self.outbox.close()

        self.outbox = open_outbox(self.home, caps=CAPS)
        self.outbox.settle(late, [], self.now)

        self.outbox.make_due(self.now)
        for job in self.jobs:
            if job.state in (JobState.SENDING, JobState.READY):
                job.state, job.next_at = JobState.READY, self.now

    @rule(seconds=st.sampled_from([0.5, 2, 10, 400, -3600, -400_000_000]))
    def time_passes(self, seconds: float) -> None:
        self.now = max(NOW - timedelta(days=20_000), self.now + timedelta(seconds=seconds))

    @rule()
    def wire_comes_back(self) -> None:
        self.outbox.make_due(self.now)

        for job in self.jobs:
            if job.state is JobState.READY:
                job.next_at = self.now

    @rule(restored=st.booleans())
    def centre_names_its_epoch(self, restored: bool) -> None:
        known = self.epochs > 0
        self.epochs += restored or not known

        offered = self.outbox.note_epoch(f"epoch-{self.epochs}", self.now)

        done = [job for job in self.jobs if job.state is JobState.DONE] if restored and known else []
        assert offered == len(done)
        for job in done:
            job.state, job.next_at, job.acknowledged_at = JobState.READY, self.now, None

    @rule(days=st.sampled_from([0, 1, 29, 31]))
    def time_passes_at_the_centre(self, days: int) -> None:
        self.centre_now += timedelta(days=days)

    @rule(behind=st.sampled_from([-40, 0, 1, 10]))
    def centre_tells_its_backup(self, behind: int) -> None:
        watermark = self.centre_now - timedelta(days=behind)

        purged = self.outbox.purge(watermark, self.centre_now)

        old = min(watermark, self.centre_now) - timedelta(days=30)
        gone = [job for job in self.jobs if job.acknowledged_at is not None and job.acknowledged_at < old]
        assert purged == len(gone)
        assert all(job.state is JobState.DONE for job in gone)
        self.jobs = [job for job in self.jobs if job not in gone]

    @precondition(lambda self: self.leased)
    @rule()
    def store_failed_and_the_lease_is_recalled(self) -> None:
        late, self.leased = self.leased, []

        under_way = [job for job in self.jobs if job.state is JobState.SENDING]
        assert self.outbox.recall(self.now) == len(under_way)
        assert {job.state for job in self.outbox.settle(late, [], self.now)} <= set(ENDS.values())

        for job in under_way:
            job.state, job.next_at = JobState.READY, self.now

    @rule()
    def door_is_asked(self) -> None:
        owed = [job for job in self.jobs if job.state is not JobState.DONE]

        room = self.outbox.room_left(self.now)

        assert room.load.jobs == len(owed)
        assert (room.closed_by is NoRoom.QUEUE_FULL) is (len(owed) >= MOST_JOBS)
        assert (room.load.bytes > 0) is bool(owed)

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def staff_requeue(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from(self.jobs))
        set_aside = job.state in (JobState.REJECTED, JobState.QUARANTINED)

        assert self.outbox.requeue(job.key, self.now) is set_aside

        if set_aside:
            job.state, job.next_at, job.put_off = JobState.READY, self.now, 0

    @invariant()
    def store_and_model_agree(self) -> None:
        stored = [(job.key, job.aggregate, job.seq, job.state, job.attempts) for job in self.outbox.jobs()]

        assert stored == [(job.key, job.aggregate, job.seq, job.state, job.attempts) for job in self.jobs]
        assert sum(self.outbox.counts().values()) == len(self.jobs)

    def _is_under_way(self, sent: LeasedJob) -> bool:
        """Not so where its lease was over meanwhile: then another attempt is, or none."""
        job = self._job(sent)
        return job.state is JobState.SENDING and job.attempts == sent.attempt

    def _job(self, sent: LeasedJob) -> Modelled:
        return next(job for job in self.jobs if job.key == sent.item.key)

    def teardown(self) -> None:
        if hasattr(self, "outbox"):
            self.outbox.close()
            shutil.rmtree(self.home)


TestOutboxMachine = OutboxMachine.TestCase
TestOutboxMachine.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.soak
class TestOutboxMachineAtLength(OutboxMachine.TestCase):
    """Of another chance every time; a failure says how to see it again."""

    settings = settings(
        max_examples=500, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
