"""Whatever comes in at the same moment, over several connections and into two centres on one database, takes effect once."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from central_world import START, Terminal, World, holder_of
from sqlalchemy import select

from app.contract.appeal import AppealFiled, EnterpriseEvidence, Topic
from app.contract.jobs import BatchItem, ItemResult, ItemStatus, JobKind, VisitCounted
from central import follow_ups
from central.follow_ups import FollowUp
from central.inbox import Aggregate, InboxItem
from central.seeding.named import CLEAN_USCC
from central.visits import VisitFigure
from central.zones.appeals.filing import HAND_OVER
from central.zones.appeals.tables import Appeal

ROADS = 6
ITEMS = 30


@pytest.mark.parametrize("seed", range(2))
def test_batches_that_overlap_are_taken_once(world: World, seed: int) -> None:
    items = [_visit(world.terminal, f"visit:{number}") for number in range(ITEMS)]

    with world.beside() as other:
        results = _deliver_all_ways(world, other, items, random.Random(seed))

    applied = Counter(result.key for result in results if result.status is ItemStatus.APPLIED)
    assert applied == Counter({item.key: 1 for item in items})
    assert {result.status for result in results} == {ItemStatus.APPLIED, ItemStatus.DUPLICATE}
    assert len({(result.key, result.receipt) for result in results}) == ITEMS
    assert world.count(VisitFigure) == world.count(InboxItem) == ITEMS


def test_aggregate_keeps_its_order_over_all_roads(world: World) -> None:
    items = [_visit(world.terminal, f"visit:{place % 3}", 1 + place // 3) for place in range(ITEMS)]
    chance = random.Random(7)

    with world.beside() as other:
        for _ in range(ITEMS):
            results = _deliver_all_ways(world, other, items, chance)
            if not any(result.status is ItemStatus.GAP for result in results):
                break

    with world.centre.database.reading() as session:
        taken = session.execute(
            select(InboxItem.aggregate_mark, InboxItem.seq).order_by(InboxItem.received_at, InboxItem.seq)
        ).all()
        last = session.scalars(select(Aggregate.last_seq)).all()
    assert sorted(taken) == sorted({(mark, seq) for mark, _ in taken for seq in range(1, 11)})
    assert list(last) == [10, 10, 10]
    assert world.count(VisitFigure) == ITEMS


def test_one_key_in_two_aggregates_at_once_is_taken_in_one(world: World) -> None:
    key = secrets.token_hex(16)
    pair = [
        world.terminal.item(JobKind.VISIT_COUNTED, _figure(), aggregate=f"visit:{n}", key=key, filed_no=n)
        for n in (1, 2)
    ]

    with ThreadPoolExecutor(ROADS) as roads:
        found = list(roads.map(lambda n: _road(world.terminal, world.url).deliver(pair[n % 2])[0].status, range(ROADS)))

    assert found.count(ItemStatus.APPLIED) == 1
    assert set(found) == {ItemStatus.APPLIED, ItemStatus.DUPLICATE, ItemStatus.MISMATCH}
    assert world.count(VisitFigure) == 1


@pytest.mark.parametrize("times", [10, pytest.param(200, marks=pytest.mark.soak)])
def test_same_appeal_at_two_terminals_at_once_is_flagged_every_time_and_never_refused(world: World, times: int) -> None:
    here, there = world.terminal, world.enrol("T0004")
    pairs = [(f"缺{number}人", here, there) for number in range(times)]

    with world.beside() as other, ThreadPoolExecutor(ROADS) as roads:
        sent = [
            roads.submit(_file, terminal, url, matter)
            for matter, first, second in pairs
            for terminal, url in ((first, world.url), (second, other))
        ]
        results = [one.result() for one in sent]

    assert {result.status for result in results} == {ItemStatus.APPLIED}
    by_text: dict[str, list[Appeal]] = {}
    for appeal in _appeals(world):
        by_text.setdefault(appeal.text_mark, []).append(appeal)
    assert len(by_text) == times
    for first, second in by_text.values():
        assert (first.repeats, second.repeats) == ("", first.appeal_no)
    there.session.close()


def test_same_appeal_of_one_day_is_flagged_however_late_the_other_terminal_comes(world: World) -> None:
    offline = world.enrol("T0004")
    _file(world.terminal, world.url, "缺60人")
    world.clock.forward(days=6)

    result = _file(offline, world.url, "缺60人")

    first, second = _appeals(world)
    assert (result.status, second.repeats) == (ItemStatus.APPLIED, first.appeal_no)
    offline.session.close()


def test_what_follows_from_an_appeal_is_written_down_with_it_once(world: World) -> None:
    item = world.terminal.item(JobKind.APPEAL_FILED, _appeal("缺60人"), aggregate="appeal:1")

    with ThreadPoolExecutor(ROADS) as roads:
        list(roads.map(lambda _: _road(world.terminal, world.url).deliver(item), range(ROADS)))

    with world.centre.database.reading() as session:
        (owed,) = follow_ups.owed(session)
    (appeal,) = _appeals(world)
    assert (owed.item_key, owed.topic, owed.subject, owed.recipient) == (
        item.key,
        HAND_OVER,
        appeal.appeal_no,
        appeal.lead_unit,
    )


def test_what_is_refused_leaves_nothing_that_follows(world: World) -> None:
    filed = _appeal("缺60人")
    world.terminal.deliver(world.terminal.item(JobKind.APPEAL_FILED, filed, aggregate="appeal:1"))

    (result,) = world.terminal.deliver(world.terminal.item(JobKind.APPEAL_FILED, filed, aggregate="appeal:2"))

    assert result.code == "query-code-taken"
    assert world.count(FollowUp) == 1


def _deliver_all_ways(world: World, other: str, items: list[BatchItem], chance: random.Random) -> list[ItemResult]:
    """Every item several times at once, in another order on each road, half of the roads into the other centre."""
    orders = [chance.sample(items, len(items)) for _ in range(ROADS)]
    urls = [world.url, other] * (ROADS // 2)
    with ThreadPoolExecutor(ROADS) as roads:
        answered = roads.map(lambda url, order: _road(world.terminal, url).deliver(*order), urls, orders)
        return [result for results in answered for result in results]


def _road(terminal: Terminal, url: str) -> Terminal:
    return replace(terminal, url=url, session=_Once())


class _Once(requests.Session):
    """A connection for one request."""

    def send(self, *arguments: object, **options: object) -> requests.Response:
        with self:
            return super().send(*arguments, **options)  # type: ignore[arg-type]


def _visit(terminal: Terminal, aggregate: str, seq: int = 1) -> BatchItem:
    return terminal.item(JobKind.VISIT_COUNTED, _figure(), aggregate=aggregate, seq=seq)


def _figure() -> VisitCounted:
    at = START + timedelta(minutes=1)
    return VisitCounted(visit="v1", service="S901", mode="self", language="zh", ended="done", seconds=9.5, at=at)


def _file(terminal: Terminal, url: str, matter: str) -> ItemResult:
    aggregate = f"appeal:{secrets.token_hex(6)}"
    road = _road(terminal, url)
    (result,) = road.deliver(road.item(JobKind.APPEAL_FILED, _appeal(matter), aggregate=aggregate))
    return result


def _appeal(matter: str) -> AppealFiled:
    return AppealFiled(
        query_code=f"{secrets.randbelow(10**12):012d}",
        local_no="T03-1123-017",
        uscc=CLEAN_USCC,
        evidence=EnterpriseEvidence.STATED,
        holder=holder_of("zhang"),
        topic=Topic.LABOUR,
        matters=(matter,),
        phone="13800000001",
        terminal_submitted_at=START,
    )


def _appeals(world: World) -> list[Appeal]:
    with world.centre.database.reading() as session:
        return list(session.scalars(select(Appeal).order_by(Appeal.received_at, Appeal.appeal_no)))
