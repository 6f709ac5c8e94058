"""Each item once, in order, on its own: what the centre takes of what terminals deliver."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from central_world import START, World, running
from sqlalchemy import func, select

from app.contract.jobs import ItemStatus, JobKind, VisitCounted, VisitRated
from central.inbox import Aggregate, InboxItem
from central.visits import Rating, VisitFigure


def test_item_takes_effect_and_gets_a_number(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_RATED, rating(), aggregate="visit:1")

    (result,) = world.terminal.deliver(item)

    assert (result.key, result.payload_sha256) == (item.key, item.payload_sha256)
    assert (result.status, result.receipt, result.state) == (ItemStatus.APPLIED, "PJ20261123-0001", "已评价")
    assert _count(world, Rating) == 1


def test_item_delivered_again_has_no_second_effect_and_the_same_receipt(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1")
    (first,) = world.terminal.deliver(item)

    (second,) = world.terminal.deliver(item)

    assert (second.status, second.receipt, second.state) == (ItemStatus.DUPLICATE, first.receipt, first.state)
    assert _count(world, VisitFigure) == 1


def test_item_twice_in_one_batch_is_taken_once(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1")

    results = world.terminal.deliver(item, item)

    assert [result.status for result in results] == [ItemStatus.APPLIED, ItemStatus.DUPLICATE]


def test_key_never_ages(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1")
    world.terminal.deliver(item)
    world.clock.forward(days=3_650)

    (result,) = world.terminal.deliver(item)

    assert result.status is ItemStatus.DUPLICATE


def test_same_key_with_other_bytes_is_a_mismatch(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1")
    world.terminal.deliver(item)
    other = world.terminal.item(JobKind.VISIT_COUNTED, figure(seconds=9), aggregate="visit:1", key=item.key)

    (result,) = world.terminal.deliver(other)

    assert (result.status, result.receipt) == (ItemStatus.MISMATCH, "")
    assert _count(world, VisitFigure) == 1


def test_anothers_key_is_a_mismatch_that_tells_nothing(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1")
    world.terminal.deliver(item)
    other = world.enrol("T0004")

    (result,) = other.deliver(item)

    assert (result.status, result.receipt, result.state) == (ItemStatus.MISMATCH, "", "")
    other.session.close()


def test_gap_names_the_number_that_is_missing(world: World) -> None:
    first, _, third = _aggregate_of_three(world)

    results = world.terminal.deliver(first, third)

    assert [result.status for result in results] == [ItemStatus.APPLIED, ItemStatus.GAP]
    assert results[1].expected_seq == 2


def test_gap_closes_when_the_missing_item_comes(world: World) -> None:
    first, second, third = _aggregate_of_three(world)
    world.terminal.deliver(first, third)

    results = world.terminal.deliver(second, third)

    assert [result.status for result in results] == [ItemStatus.APPLIED, ItemStatus.APPLIED]


def test_two_terminals_may_call_an_aggregate_the_same(world: World) -> None:
    other = world.enrol("T0004")

    results = [
        terminal.deliver(terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1"))[0].status
        for terminal in (world.terminal, other)
    ]

    assert results == [ItemStatus.APPLIED, ItemStatus.APPLIED]
    other.session.close()


def test_one_bad_item_never_blocks_another(world: World) -> None:
    good = [world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate=f"visit:{n}") for n in range(3)]
    bad: list[dict[str, Any]] = [{}, {"key": 7, "kind": []}, good[0].model_dump(mode="json") | {"kind": "teapot"}]

    results = world.terminal.deliver(good[0], bad[0], good[1], bad[1], bad[2], good[2])

    assert [result.status for result in results] == [
        ItemStatus.APPLIED,
        ItemStatus.REJECTED,
        ItemStatus.APPLIED,
        ItemStatus.REJECTED,
        ItemStatus.REJECTED,
        ItemStatus.APPLIED,
    ]
    assert [result.code for result in results if result.code] == ["kind-unknown", "kind-unknown", "kind-unknown"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema_version": 2}, "schema-version-unknown"),
        ({"payload_sha256": "0" * 64}, "payload-hash-wrong"),
        ({"aggregate": "visit:other"}, "sealed-broken"),
        ({"seq": 0}, "item-malformed"),
        ({"key": ""}, "item-malformed"),
        ({"key": "k" * 201}, "item-malformed"),
        ({"created_at": "2026-11-23T10:00:00"}, "item-malformed"),
        ({"sealed_payload": 7}, "item-malformed"),
        ({"sealed_payload": ""}, "payload-hash-wrong"),
        ({"more": 1}, "item-malformed"),
    ],
)
def test_item_that_cannot_be_taken_is_rejected_with_its_reason(
    shared_world: World, changes: dict[str, Any], code: str
) -> None:
    item = shared_world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate=secrets.token_hex(8))

    (result,) = shared_world.terminal.deliver(item.model_dump(mode="json") | changes)

    assert (result.status, result.code) == (ItemStatus.REJECTED, code)


@pytest.mark.parametrize(
    "plain",
    [
        b"not json",
        b"{}",
        b'{"token":"t","service":"S901","stars":6,"at":"2026-11-23T10:00:00Z"}',
        b'{"token":"t","service":"S901","stars":5,"at":"2026-11-23T10:00:00"}',
        b'{"token":"t\\u0000","service":"S901","stars":5,"at":"2026-11-23T10:00:00Z"}',
    ],
)
def test_payload_that_cannot_be_read_is_rejected(shared_world: World, plain: bytes) -> None:
    item = shared_world.terminal.item(JobKind.VISIT_RATED, plain, aggregate=secrets.token_hex(8))

    (result,) = shared_world.terminal.deliver(item)

    assert (result.status, result.code) == (ItemStatus.REJECTED, "payload-malformed")


def test_rejected_item_leaves_no_trace_and_its_place_free(world: World) -> None:
    broken = world.terminal.item(JobKind.VISIT_RATED, b"not json", aggregate="visit:1")
    world.terminal.deliver(broken)

    (result,) = world.terminal.deliver(world.terminal.item(JobKind.VISIT_RATED, rating(), aggregate="visit:1"))

    assert result.status is ItemStatus.APPLIED
    assert _count(world, InboxItem) == 1


def test_handling_is_rated_once(world: World) -> None:
    once = rating()
    world.terminal.deliver(world.terminal.item(JobKind.VISIT_RATED, once, aggregate="visit:1"))

    (result,) = world.terminal.deliver(world.terminal.item(JobKind.VISIT_RATED, once, aggregate="visit:2"))

    assert (result.status, result.code) == (ItemStatus.REJECTED, "rating-token-used")


def test_defect_of_ours_asks_for_another_try_and_spares_the_others(world: World) -> None:
    # The ratings' table goes away: a defect that the item cannot help.
    with world.centre.database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE ratings")
    hurt = world.terminal.item(JobKind.VISIT_RATED, rating(), aggregate="visit:1")
    fine = world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:2")

    results = world.terminal.deliver(hurt, fine)

    assert [(result.status, result.code) for result in results] == [
        (ItemStatus.RETRY, "centre-error"),
        (ItemStatus.APPLIED, ""),
    ]


def test_item_sent_six_times_at_once_takes_effect_once(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_RATED, rating(), aggregate="visit:1")

    with ThreadPoolExecutor(6) as roads:
        results = list(roads.map(lambda _: world.terminal.deliver(item)[0], range(6)))

    assert sorted(result.status for result in results) == [ItemStatus.APPLIED] + [ItemStatus.DUPLICATE] * 5
    assert len({result.receipt for result in results}) == 1
    assert _count(world, Rating) == 1


def test_what_was_taken_is_there_after_a_restart(world: World) -> None:
    item = world.terminal.item(JobKind.VISIT_RATED, rating(), aggregate="visit:1")
    world.terminal.deliver(item)

    with running(world.centre.settings.home) as restarted:
        world.terminal.url = restarted.url
        with restarted.centre.database.reading() as session:
            kept = session.get(InboxItem, item.key)

    assert kept is not None
    assert kept.payload_sha256 == item.payload_sha256


def test_terminal_delivers_in_its_own_name_only(world: World) -> None:
    answered = world.terminal.post("/v1/terminals/T0004/batches", {"incarnation": "x", "items": [{}]})

    assert (answered.status, answered.code) == (403, "terminal-other")


def test_installation_that_is_not_the_enrolled_one_delivers_nothing(world: World) -> None:
    answered = world.terminal.post("/v1/terminals/T0003/batches", {"incarnation": "copied", "items": [{}]})

    assert (answered.status, answered.code) == (409, "incarnation-other")


@pytest.mark.parametrize("count", [0, 51])
def test_batch_holds_one_to_fifty_items(shared_world: World, count: int) -> None:
    terminal = shared_world.terminal
    batch = {"incarnation": terminal.incarnation, "items": [{}] * count}

    assert terminal.post("/v1/terminals/T0003/batches", batch).code == "message-malformed"


def test_aggregates_name_is_not_kept(world: World) -> None:
    world.terminal.deliver(world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="appeal:314159265358"))

    with world.centre.database.reading() as session:
        marks = session.scalars(select(Aggregate.aggregate_mark)).all()

    assert len(marks) == 1
    assert "314159265358" not in marks[0]


def rating(at: datetime = START) -> VisitRated:
    return VisitRated(token=secrets.token_hex(8), service="S901", stars=5, at=at)


def figure(seconds: float = 61.5) -> VisitCounted:
    at = START + timedelta(seconds=seconds)
    return VisitCounted(visit="v1", service="S901", mode="self", language="zh", ended="done", seconds=seconds, at=at)


def _aggregate_of_three(world: World) -> list[Any]:
    return [world.terminal.item(JobKind.VISIT_COUNTED, figure(), aggregate="visit:1", seq=seq) for seq in (1, 2, 3)]


def _count(world: World, table: type) -> int:
    with world.centre.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
