"""The road to the centre: it heals by itself, believes only proofs, and never turns in circles."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filing_samples import CODE, appeal, rating
from loopback_centre import LoopbackCentre, Saying, enrolment, serving

from app.central import Accepted, Cause, Refused, Unreachable
from app.config import CentralServer
from app.contract.appeal import AppealQuery
from app.contract.jobs import Batch, BatchReceipt, ItemStatus
from app.contract.wire import Greeting
from app.fake_central import FakeCentral, altered, lost_reply, unanswered
from app.http_central import HttpCentral
from app.outbox import JobStanding, JobState, Outbox
from app.sync import Link, Sync

QUICK = 0.02
DEADLINE = 10.0


class Told:
    """Hears what the road says, and waits for it."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.settled: list[JobStanding] = []
        self._news = threading.Condition()

    def link(self, link: Link) -> None:
        with self._news:
            self.links.append(link)
            self._news.notify_all()

    def job(self, standing: JobStanding) -> None:
        with self._news:
            self.settled.append(standing)
            self._news.notify_all()

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Looks at every piece of news, and now and then besides. Fails after DEADLINE."""
        deadline = time.monotonic() + DEADLINE
        with self._news:
            while not true():
                assert time.monotonic() < deadline, (self.links, self.settled)
                self._news.wait(0.02)


@pytest.fixture
def fake() -> FakeCentral:
    return FakeCentral()


@pytest.fixture
def outbox(home: Path, fake: FakeCentral) -> Iterator[Outbox]:
    public = fake.sealing_public_key
    with Outbox(home, sealing_public_key=public, short_name="03", incarnation="i" * 32, share=lambda: 0.01) as opened:
        yield opened


@pytest.fixture
def told() -> Told:
    return Told()


Walking = Callable[..., Sync]


@pytest.fixture
def walking(outbox: Outbox, fake: FakeCentral, told: Told) -> Iterator[Walking]:
    """Starts a road, and ends it when the test is over."""
    started: list[Sync] = []

    def start(central: Any = fake, interval: float = QUICK) -> Sync:
        road = Sync(outbox, central, told.link, interval_seconds=interval)
        road.listen(on_settled=told.job)
        road.start()
        started.append(road)
        return road

    yield start
    for road in started:
        road.stop()


def now() -> datetime:
    return datetime.now(UTC)


def all_done(outbox: Outbox) -> bool:
    return {state for state, count in outbox.counts().items() if count} == {JobState.DONE}


def test_filed_jobs_arrive_once_and_the_centres_number_comes_back(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    walking()
    outbox.file([appeal(), rating()], now())

    told.wait_until(lambda: len(told.settled) == 2)

    assert len(fake.applied) == 2
    found = outbox.find_appeal(CODE)
    assert found is not None
    assert found.receipt.startswith("QG")
    assert (found.state, found.server_state) == (JobState.DONE, "已收件")
    assert found in told.settled


def test_the_link_is_told_once_for_each_change(fake: FakeCentral, told: Told, walking: Walking) -> None:
    road = walking()
    told.wait_until(lambda: road.link.online is True)

    fake.cut(Cause.TIMEOUT)
    told.wait_until(lambda: road.link.cause is Cause.TIMEOUT)
    fake.cut(Cause.NOT_OUR_CENTRE)
    told.wait_until(lambda: road.link.cause is Cause.NOT_OUR_CENTRE)
    fake.mend()
    told.wait_until(lambda: road.link.online is True)

    assert [(link.online, link.cause) for link in told.links] == [
        (True, None),
        (False, Cause.TIMEOUT),
        (False, Cause.NOT_OUR_CENTRE),
        (True, None),
    ]
    assert all(link.checked_at is not None for link in told.links)


def test_before_the_first_look_the_link_is_unknown(outbox: Outbox, fake: FakeCentral) -> None:
    assert Sync(outbox, fake).link == Link(online=None)


def test_a_job_waits_when_the_centre_is_unreachable_and_goes_by_itself_when_it_is_back(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    fake.cut()
    road = walking()
    outbox.file([appeal()], now())
    told.wait_until(lambda: road.link.online is False)
    assert [job.state for job in outbox.pending()] == [JobState.READY]

    fake.mend()

    told.wait_until(lambda: all_done(outbox))
    assert len(fake.applied) == 1


def test_the_wire_coming_back_ends_the_rest_of_a_job_that_could_have_slept_for_minutes(
    home: Path, fake: FakeCentral, told: Told
) -> None:
    public = fake.sealing_public_key
    with Outbox(home, sealing_public_key=public, short_name="03", share=lambda: 100.0) as sleepy:
        sleepy.file([rating()], now())
        fake.fault_next(lambda call: call(), unanswered(Cause.NO_CONNECTION), unanswered(Cause.NO_CONNECTION))
        road = Sync(sleepy, fake, told.link, interval_seconds=QUICK)
        road.start()

        told.wait_until(lambda: all_done(sleepy))
        road.stop()

    assert [link.cause for link in told.links] == [None, Cause.NO_CONNECTION, None]


def test_a_centre_that_greets_and_takes_nothing_rests_the_job_and_does_not_flicker(
    home: Path, fake: FakeCentral, told: Told
) -> None:
    with Outbox(home, sealing_public_key=fake.sealing_public_key, short_name="03", share=lambda: 100.0) as sleepy:
        sleepy.file([rating()], now())
        greetings: list[str] = []

        def greeted(call: Callable[[], Any]) -> Any:
            greetings.append("greeting")
            return call()

        fake.fault_next(greeted, unanswered(Cause.SERVER_ERROR), *[greeted] * 5)
        road = Sync(sleepy, fake, told.link, interval_seconds=QUICK)
        road.start()

        told.wait_until(lambda: len(greetings) == 6)
        road.stop()
        waiting = sleepy.pending()

    assert [(job.state, job.attempts) for job in waiting] == [(JobState.READY, 1)]
    assert [link.online for link in told.links] == [True]


def test_waking_delivers_long_before_the_next_greeting(outbox: Outbox, told: Told, walking: Walking) -> None:
    road = walking(interval=60.0)
    told.wait_until(lambda: road.link.online is True)
    outbox.file([rating()], now())
    began = time.monotonic()

    road.wake()

    told.wait_until(lambda: all_done(outbox))
    assert time.monotonic() - began < 2.0


def test_replies_lost_cut_and_changed_lose_nothing_and_double_nothing(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    filed = outbox.file([rating(f"visit:{number}") for number in range(120)], now())

    def without_every_other(receipt: BatchReceipt) -> BatchReceipt:
        return receipt.model_copy(update={"results": receipt.results[::2]})

    def with_foreign_hashes(receipt: BatchReceipt) -> BatchReceipt:
        wrong = tuple(result.model_copy(update={"payload_sha256": "0" * 64}) for result in receipt.results)
        return receipt.model_copy(update={"results": wrong})

    def for_other_keys(receipt: BatchReceipt) -> BatchReceipt:
        wrong = tuple(result.model_copy(update={"key": "somebody"}) for result in receipt.results)
        return receipt.model_copy(update={"results": wrong})

    as_it_is: Callable[[Callable[[], Any]], Any] = lambda call: call()  # noqa: E731  # the greeting between two faults
    for fault in (
        lost_reply,
        unanswered(Cause.SERVER_ERROR),
        altered(without_every_other),
        altered(with_foreign_hashes),
        altered(for_other_keys),
        altered(lambda receipt: receipt.model_copy(update={"results": ()})),
        altered(lambda receipt: receipt.model_copy(update={"results": receipt.results * 2})),
    ):
        fake.fault_next(as_it_is, fault)
    walking()

    told.wait_until(lambda: all_done(outbox))

    assert len(fake.applied) == len(filed) == 120
    assert len({standing.key for standing in told.settled}) == len(told.settled) == 120


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_batch_refused_for_one_item_is_halved_until_that_one_is_alone(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking, status: int
) -> None:
    class Choking(FakeCentral):
        """Chokes on a whole batch when one certain item is in it, as a stern gateway would."""

        def greet(self) -> Accepted[Greeting] | Refused | Unreachable:
            return fake.greet()

        def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
            if any(item.aggregate == "visit:13" for item in batch.items):
                return Refused("message-malformed", status=status)
            return fake.deliver(batch)

    outbox.file([rating(f"visit:{number}") for number in range(30)], now())
    walking(Choking())

    told.wait_until(lambda: outbox.counts()[JobState.DONE] == 29 and not outbox.counts()[JobState.SENDING])

    aside = [job for job in outbox.jobs() if job.state is JobState.QUARANTINED]
    assert [(job.aggregate, job.error_code) for job in aside] == [("visit:13", "message-malformed")]
    assert len(fake.applied) == 29


@pytest.mark.parametrize("jobs", [2, 30])
def test_a_centre_of_another_version_that_reads_no_batch_at_all_sets_nothing_aside(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking, jobs: int
) -> None:
    """When it was brought up to date all goes by itself: nobody has to send thirty jobs again by hand."""

    class Older(FakeCentral):
        reads = False

        def greet(self) -> Accepted[Greeting] | Refused | Unreachable:
            return fake.greet()

        def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
            return fake.deliver(batch) if self.reads else Refused("message-malformed", status=422)

    outbox.file([rating(f"visit:{number}") for number in range(jobs)], now())
    older = Older()
    road = walking(older)
    told.wait_until(lambda: max(job.attempts for job in outbox.jobs()) > 4)
    states, said = {job.state for job in outbox.jobs()}, road.link.refusal or "message-malformed"

    older.reads = True

    told.wait_until(lambda: all_done(outbox))
    assert states <= {JobState.READY, JobState.SENDING}
    assert said == "message-malformed", "the technician is told what is wrong"


def test_a_job_that_is_all_there_is_and_cannot_be_read_is_set_aside_at_the_third_try(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    class Older(FakeCentral):
        def greet(self) -> Accepted[Greeting] | Refused | Unreachable:
            return fake.greet()

        def deliver(self, _batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
            return Refused("message-malformed", status=422)

    outbox.file([rating()], now())
    walking(Older())

    told.wait_until(lambda: outbox.counts()[JobState.QUARANTINED] == 1)

    assert [(job.attempts, job.error_code) for job in outbox.jobs()] == [(3, "message-malformed")]


@pytest.mark.parametrize(("status", "counted"), [(401, 0), (403, 0), (409, 0), (429, 1), (408, 1)])
def test_a_terminal_kept_out_says_so_and_sets_nothing_aside(
    outbox: Outbox, told: Told, walking: Walking, fake: FakeCentral, status: int, counted: int
) -> None:
    outbox.file([rating()], now())
    fake.fault_next(lambda call: call(), lambda _: Refused("keep-out", status=status), unanswered(Cause.TIMEOUT))
    road = walking(interval=0.3)

    told.wait_until(lambda: road.link.refusal == "keep-out")

    waiting = outbox.pending()[0]
    assert road.link.online is True
    assert (waiting.state, waiting.attempts) == (JobState.READY, counted)
    told.wait_until(lambda: all_done(outbox))


def test_a_rejected_job_is_told_and_blocks_only_its_aggregate(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    def reject_first(receipt: BatchReceipt) -> BatchReceipt:
        first = receipt.results[0].model_copy(update={"status": ItemStatus.REJECTED, "code": "query-code-taken"})
        return receipt.model_copy(update={"results": (first, *receipt.results[1:])})

    outbox.file([rating("a"), rating("b")], now())
    fake.fault_next(lambda call: call(), altered(reject_first))
    walking()

    told.wait_until(lambda: len(told.settled) == 2)
    outbox.file([rating("a"), rating("b")], now())
    told.wait_until(lambda: len(told.settled) == 3)

    assert [(job.aggregate, job.state) for job in outbox.jobs()] == [
        ("a", JobState.REJECTED),
        ("b", JobState.DONE),
        ("a", JobState.READY),
        ("b", JobState.DONE),
    ]


def test_a_centre_restored_from_an_old_backup_is_given_what_it_lost(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    outbox.file([rating("a"), rating("b")], now())
    walking()
    told.wait_until(lambda: all_done(outbox))
    fake.back_up()
    outbox.file([rating("a"), rating("c")], now())
    told.wait_until(lambda: all_done(outbox) and len(fake.applied) == 4)

    fake.restore()
    assert len(fake.applied) == 2

    told.wait_until(lambda: len(fake.applied) == 4 and all_done(outbox))


def test_a_defect_on_the_way_ends_neither_the_road_nor_the_job(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    def defect(_: Callable[[], Any]) -> Any:
        raise RuntimeError("测试甲 441900200107100043")

    outbox.file([rating()], now())
    fake.fault_next(lambda call: call(), defect)
    walking()

    told.wait_until(lambda: all_done(outbox))


def test_a_centre_that_is_down_is_not_asked_in_circles(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    calls: list[float] = []

    class Counting(FakeCentral):
        def greet(self) -> Any:
            calls.append(time.monotonic())
            return Unreachable(Cause.NO_CONNECTION)

    outbox.file([rating(f"visit:{number}") for number in range(20)], now())
    road = walking(Counting(), interval=0.1)
    told.wait_until(lambda: len(calls) == 2)
    for _ in range(1_000):
        road.wake()

    told.wait_until(lambda: len(calls) == 6)

    assert calls[5] - calls[0] >= 5 * 0.09


def test_a_centre_that_always_says_gap_is_not_asked_in_circles(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    delivered: list[int] = []

    def gap(receipt: BatchReceipt) -> BatchReceipt:
        delivered.append(len(receipt.results))
        wrong = tuple(r.model_copy(update={"status": ItemStatus.GAP, "expected_seq": 1}) for r in receipt.results)
        return receipt.model_copy(update={"results": wrong})

    outbox.file([rating("a"), rating("a")], now())
    fake.fault_next(*[lambda call: call(), altered(gap)] * 4)
    walking()

    told.wait_until(lambda: all_done(outbox))
    assert len(delivered) <= 4


def test_stopping_ends_within_two_seconds_even_in_a_slow_call(outbox: Outbox, told: Told, walking: Walking) -> None:
    with Saying(b"", silent=True) as silent:
        slow = HttpCentral(CentralServer(url=silent.server.url, timeout_seconds=4.0), enrolment())
        road = walking(slow)
        told.wait_until(lambda: silent.heard == 1)
        began = time.monotonic()

        road.stop()

        assert time.monotonic() - began < 2.5
        outbox.close()
    assert told.links == []


def test_a_store_closed_under_it_ends_the_road(outbox: Outbox, told: Told, walking: Walking) -> None:
    road = walking()
    told.wait_until(lambda: road.link.online is True)

    outbox.close()

    told.wait_until(lambda: not road.is_walking)


def test_the_whole_road_over_real_http_and_back(
    outbox: Outbox, fake: FakeCentral, told: Told, walking: Walking
) -> None:
    place = enrolment()
    with serving(LoopbackCentre(fake, place.key.public_key())) as server:
        central = HttpCentral(server, place)
        fake.cut()
        road = walking(central)
        outbox.file([appeal()], now())
        told.wait_until(lambda: road.link.cause is Cause.NO_CONNECTION)

        fake.mend()
        told.wait_until(lambda: all_done(outbox))
        progress = central.appeal_progress(AppealQuery(query_code=CODE))
        road.stop()

    assert isinstance(progress, Accepted)
    assert progress.value.appeal_no == told.settled[0].receipt
    assert len(fake.applied) == 1
