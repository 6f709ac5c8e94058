"""Delivering: order, rests, proofs. Each answer of the centre moves a job where the picture in `states` says, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import open_outbox
from filing_samples import NOW, after, appeal, rating

from app.contract.jobs import ItemResult, ItemStatus
from app.outbox import JobState, LeasedJob, Outbox
from app.outbox.backoff import rest_seconds
from app.outbox.delivering import LEASE, MOST_PUT_OFF
from app.outbox.store import Store


def answer(sent: LeasedJob, status: ItemStatus, **said: object) -> ItemResult:
    return ItemResult.model_validate(
        {"key": sent.item.key, "payload_sha256": sent.item.payload_sha256, "status": status, **said}
    )


def states(outbox: Outbox) -> list[JobState]:
    return [job.state for job in outbox.jobs()]


def names(leased: list[LeasedJob]) -> list[tuple[str, int]]:
    return [(sent.item.aggregate, sent.item.seq) for sent in leased]


def test_leases_go_oldest_first_and_never_twice(outbox: Outbox) -> None:
    outbox.file([rating(f"visit:{number}") for number in range(5)], NOW)

    first, second, third = outbox.lease(3, NOW), outbox.lease(3, NOW), outbox.lease(3, NOW)

    assert names(first) == [("visit:0", 1), ("visit:1", 1), ("visit:2", 1)]
    assert names(second) == [("visit:3", 1), ("visit:4", 1)]
    assert third == []


def test_an_aggregate_goes_in_order_and_holds_nobody_else_back(outbox: Outbox) -> None:
    outbox.file([rating("a"), rating("a"), rating("b")], NOW)
    first = outbox.lease(1, NOW)

    meanwhile = outbox.lease(50, NOW)

    assert names(first) == [("a", 1)]
    assert names(meanwhile) == [("b", 1)]


@pytest.mark.parametrize("status", [ItemStatus.APPLIED, ItemStatus.DUPLICATE])
def test_a_proven_job_is_done_and_keeps_the_centres_number(outbox: Outbox, status: ItemStatus) -> None:
    outbox.file([appeal()], NOW)
    leased = outbox.lease(1, NOW)

    ended = outbox.settle(leased, [answer(leased[0], status, receipt="QG1", state="已收件")], NOW)

    assert [(job.state, job.receipt, job.server_state) for job in ended] == [(JobState.DONE, "QG1", "已收件")]
    assert outbox.pending() == []
    assert outbox.counts()[JobState.DONE] == 1


@pytest.mark.parametrize(
    ("status", "code", "state", "kept"),
    [
        (ItemStatus.REJECTED, "query-code-taken", JobState.REJECTED, "query-code-taken"),
        (ItemStatus.REJECTED, "", JobState.REJECTED, "rejected"),
        (ItemStatus.MISMATCH, "", JobState.QUARANTINED, "mismatch"),
    ],
)
def test_a_job_set_aside_holds_its_own_aggregate_alone(
    outbox: Outbox, status: ItemStatus, code: str, state: JobState, kept: str
) -> None:
    outbox.file([rating("a"), rating("a"), rating("b")], NOW)
    leased = outbox.lease(1, NOW)

    ended = outbox.settle(leased, [answer(leased[0], status, code=code)], NOW)

    assert [(job.state, job.error_code) for job in ended] == [(state, kept)]
    assert names(outbox.lease(50, after(10_000))) == [("b", 1)]


def test_staff_send_a_job_set_aside_again(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)
    leased = outbox.lease(1, NOW)
    outbox.settle(leased, [answer(leased[0], ItemStatus.REJECTED, code="x")], NOW)

    assert outbox.requeue(leased[0].item.key, NOW)

    assert not outbox.requeue(leased[0].item.key, NOW), "it is set aside no more"
    assert outbox.jobs()[0].error_code == ""
    assert names(outbox.lease(1, NOW)) == [("a", 1)]


@pytest.mark.parametrize(
    "unproven",
    ["nothing", "another key", "another hash", "said twice", "said twice, differently"],
)
def test_a_job_without_proof_rests_and_comes_again(outbox: Outbox, unproven: str) -> None:
    outbox.file([rating("a")], NOW)
    leased = outbox.lease(1, NOW)
    applied, rejected = answer(leased[0], ItemStatus.APPLIED), answer(leased[0], ItemStatus.REJECTED)
    results = {
        "nothing": [],
        "another key": [applied.model_copy(update={"key": "other"})],
        "another hash": [applied.model_copy(update={"payload_sha256": "0" * 64})],
        "said twice": [applied, applied],
        "said twice, differently": [applied, rejected],
    }[unproven]

    ended = outbox.settle(leased, results, NOW)

    assert ended == []
    assert outbox.jobs()[0].next_at == after(2)
    assert (outbox.lease(1, after(1.9)), names(outbox.lease(1, after(2)))) == ([], [("a", 1)])


def test_rests_double_up_to_five_minutes_and_are_drawn_at_random() -> None:
    longest = [rest_seconds(attempts, 1.0) for attempts in range(1, 12)]

    assert longest == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert rest_seconds(10**6, 0.5) == 150
    assert rest_seconds(5, 0.0) == 0


def test_the_wire_coming_back_ends_every_rest(outbox: Outbox) -> None:
    outbox.file([rating("a"), rating("b")], NOW)
    outbox.settle(outbox.lease(50, NOW), (), NOW)
    assert outbox.next_due(NOW) == after(2)

    outbox.make_due(after(1))

    assert names(outbox.lease(50, after(1))) == [("a", 1), ("b", 1)]


@pytest.mark.parametrize("jump", [timedelta(days=-3650), timedelta(days=-1), timedelta(days=3650)])
def test_no_job_waits_for_a_clock_that_was_set(outbox: Outbox, jump: timedelta) -> None:
    outbox.file([rating("a")], NOW)
    outbox.settle(outbox.lease(1, NOW), (), NOW)

    later = NOW + jump

    due = outbox.next_due(later)
    assert due is not None
    assert due <= later + timedelta(seconds=300)
    assert names(outbox.lease(1, later)) == [("a", 1)]


def test_an_item_the_centre_puts_off_for_ever_is_set_aside(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)

    for attempt in range(MOST_PUT_OFF):
        assert states(outbox) == [JobState.READY]
        leased = outbox.lease(1, after(attempt * 400))
        outbox.settle(leased, [answer(leased[0], ItemStatus.RETRY, code="centre-error")], after(attempt * 400))

    assert states(outbox) == [JobState.QUARANTINED]
    assert outbox.jobs()[0].error_code == "centre-error"


def test_a_wire_that_breaks_for_ever_sets_nothing_aside(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)

    for attempt in range(3 * MOST_PUT_OFF):
        outbox.settle(outbox.lease(1, after(attempt * 400)), (), after(attempt * 400))

    assert states(outbox) == [JobState.READY]
    assert outbox.jobs()[0].attempts == 3 * MOST_PUT_OFF


def test_a_lease_nobody_came_back_from_ends_after_a_minute(outbox: Outbox) -> None:
    """Whoever had it hangs: the terminal need not be started again for it."""
    outbox.file([rating("a"), rating("a")], NOW)
    (hung, _) = outbox.lease(5, NOW)

    too_early = outbox.lease(5, NOW + LEASE - timedelta(seconds=1))
    in_time = outbox.lease(5, NOW + LEASE)

    assert too_early == []
    assert [(sent.item.seq, sent.attempt) for sent in in_time] == [(1, 2), (2, 2)]
    late = ItemResult(key=hung.item.key, payload_sha256=hung.item.payload_sha256, status=ItemStatus.REJECTED)
    assert outbox.settle([hung], [late], NOW + LEASE) == [], "its answer comes too late to change anything"
    assert outbox.counts()[JobState.SENDING] == 2


def test_a_lease_ends_also_when_the_clock_was_set_back_behind_it(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)
    outbox.lease(1, NOW)

    again = outbox.lease(1, NOW - timedelta(days=3_650))

    assert [sent.attempt for sent in again] == [2]


def test_a_lease_given_back_may_be_taken_again_at_once(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)
    outbox.give_back(outbox.lease(1, NOW))

    assert len(outbox.lease(1, NOW)) == 1


def test_a_lease_given_back_counts_no_attempt(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)

    outbox.give_back(outbox.lease(1, NOW))

    assert (states(outbox), outbox.jobs()[0].attempts) == ([JobState.READY], 0)
    assert names(outbox.lease(1, NOW)) == [("a", 1)]


def test_a_late_answer_to_an_older_attempt_changes_nothing(outbox: Outbox) -> None:
    outbox.file([rating("a")], NOW)
    late = outbox.lease(1, NOW)
    outbox.settle(late, (), NOW)
    outbox.lease(1, after(2))

    outbox.settle(late, [answer(late[0], ItemStatus.REJECTED)], after(2))

    assert states(outbox) == [JobState.SENDING]


def test_a_gap_offers_again_what_the_centre_lost(outbox: Outbox) -> None:
    outbox.file([rating("a"), rating("a"), rating("a")], NOW)
    for _ in range(2):
        leased = outbox.lease(1, NOW)
        outbox.settle(leased, [answer(leased[0], ItemStatus.APPLIED)], NOW)
    third = outbox.lease(1, NOW)

    outbox.settle(third, [answer(third[0], ItemStatus.GAP, expected_seq=2)], NOW)

    assert states(outbox) == [JobState.DONE, JobState.READY, JobState.READY]
    assert names(outbox.lease(50, NOW)) == [("a", 2)], "the third one rests, the second goes at once"


@pytest.mark.parametrize("expected", [None, 3, 9, 0, -1])
def test_a_gap_that_makes_no_sense_only_rests(outbox: Outbox, expected: int | None) -> None:
    outbox.file([rating("a"), rating("a")], NOW)
    leased = outbox.lease(50, NOW)

    outbox.settle(leased, [answer(sent, ItemStatus.GAP, expected_seq=expected) for sent in leased], NOW)

    assert states(outbox) == [JobState.READY, JobState.READY]
    assert outbox.lease(50, NOW) == []


def test_a_restored_centre_is_offered_everything_again(outbox: Outbox) -> None:
    outbox.file([rating("a"), rating("b")], NOW)
    leased = outbox.lease(50, NOW)
    outbox.settle(leased, [answer(sent, ItemStatus.APPLIED) for sent in leased], NOW)
    assert outbox.note_epoch("one", NOW) == 0
    assert outbox.note_epoch("one", NOW) == 0

    assert outbox.note_epoch("two", NOW) == 2

    assert names(outbox.lease(50, NOW)) == [("a", 1), ("b", 1)]
    assert outbox.note_epoch("two", NOW) == 0


def test_what_a_dead_owner_was_sending_is_ready_for_the_next(home: Path) -> None:
    with open_outbox(home) as outbox:
        outbox.file([rating("a")], NOW)
        outbox.lease(1, NOW)

    with open_outbox(home) as again:
        assert states(again) == [JobState.READY]
        assert again.boot(NOW) == 0


def test_a_job_nobody_can_read_is_set_aside_and_blocks_nobody(home: Path) -> None:
    with open_outbox(home) as outbox:
        outbox.file([rating("a"), rating("b")], NOW)
    store = Store(home)
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE job SET kind = 'kind.of.tomorrow' WHERE aggregate = 'a'")
    store.close()

    with open_outbox(home) as again:
        leased = again.lease(50, NOW)

        assert names(leased) == [("b", 1)]
        assert states(again) == [JobState.QUARANTINED, JobState.SENDING]
        assert again.jobs()[0].kind == "kind.of.tomorrow"
