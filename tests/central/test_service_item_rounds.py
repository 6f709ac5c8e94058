"""A round of publication beside others' work: shown to all at once, gone on with when it was broken off. On both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from central_world import World
from item_world import TODAY, book_of, in_post, later, on_the_books, sample, three
from protocol_world import Road, road_to

from app.contract.packs import PackFile
from app.service_items import ItemsOnHand
from central.packs.publishing import Publisher
from central.reply_key import reply_key
from central.service_items.history import first_broken, history
from central.service_items.rounds import Done, Round
from central.service_items.states import ChangeState, ItemsRefused
from central.service_items.versions import item_at


@pytest.fixture(scope="module")
def world(shared_world: World) -> World:
    """One for all tests here: each works on items of its own."""
    return shared_world


@pytest.fixture(scope="module")
def road(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    with road_to(world, tmp_path_factory.mktemp("terminal") / "home") as road:
        yield road


SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Where the database is not what it is about."""


@dataclass(frozen=True)
class Disturbed(Publisher):
    """While the first files go to the disk, somebody else works."""

    meanwhile: list[object] = field(default_factory=list)

    def prepare(self, contents: Mapping[str, bytes]) -> tuple[PackFile, ...]:
        if self.meanwhile:
            work = self.meanwhile.pop()
            assert callable(work)
            work()
        return super().prepare(contents)


def round_of(world: World, publisher: Publisher | None = None) -> Round:
    home: Path = world.centre.home.path
    return Round(world.centre, publisher or Publisher(home, reply_key(home)), "合成甲", lambda _: in_post)


def propose(world: World, *items: object) -> None:
    with book_of(world.centre) as book:
        book.propose(items)  # type: ignore[arg-type]  # items, as sample makes them


def published(world: World, *items: object) -> Done:
    propose(world, *items)
    return round_of(world).publish()


def test_a_round_ends_with_every_copy_counted_synced_and_compared(world: World, road: Road) -> None:
    items = three(30)

    done = published(world, *items)

    with book_of(world.centre) as book:
        rows = book.held([item.task_code for item in items])
        for item in items:
            events = history(book.session, item.task_code)
            assert [event.state for event in events] == ["拟调整", "审核", "公示", "生效", "各级同步", "一致性校验"]
            assert first_broken(world.centre.home.keyed_hash, events) is None
    assert (done.effective, done.on_notice, done.alike) == (3, 0, 3)
    assert {(row.state, row.in_pack) for row in rows} == {(ChangeState.CONSISTENT, done.manifest.version)}
    road.errands.packs.bring_up_to_date(road.central)
    assert ItemsOnHand(road.errands.packs).copies_of(items[0].catalog_code, TODAY)[0] == items[0]


def test_a_broken_off_round_shows_nothing_and_is_gone_on_with(world: World) -> None:
    old = sample(31)
    published(world, old)
    new = later(old, link_way="0769-33333333")
    propose(world, new)
    broken_off = round_of(world)
    broken_off._move(broken_off._check(), ChangeState.PROPOSED, ChangeState.REVIEW)
    with world.centre.database.reading() as session:
        between = item_at(session, old.task_code, TODAY)

    done = round_of(world).publish()

    with world.centre.database.reading() as session:
        assert item_at(session, old.task_code, TODAY) == new
    assert between == old
    assert done.effective == 1


def test_who_withdraws_while_a_round_is_prepared_is_not_overruled(world: World, road: Road) -> None:
    stays, goes = sample(32), sample(33)
    published(world, goes)

    def withdraw() -> None:
        with book_of(world.centre, "合成乙") as book:
            book.withdraw(goes.task_code, TODAY, "合成")

    home = world.centre.home.path
    propose(world, stays)
    round_of(world, Disturbed(home, reply_key(home), [withdraw])).publish()

    road.errands.packs.bring_up_to_date(road.central)
    hand = ItemsOnHand(road.errands.packs)
    assert hand.find(stays.task_code, TODAY) == stays
    assert hand.find(goes.task_code, TODAY) is None


@SQLITE
def test_what_is_changed_while_a_round_is_prepared_waits_for_the_next(world: World) -> None:
    """Nobody has checked it: it is not published by a round that checked what it said before."""
    item = sample(34)
    propose(world, item)
    running = round_of(world)
    checked = running._check()
    changed = item.model_copy(update={"link_way": "0769-44444444"})
    propose(world, changed)

    running._move(checked, ChangeState.PROPOSED, ChangeState.REVIEW)

    with book_of(world.centre) as book:
        assert {row.state for row in book.held([item.task_code])} == {ChangeState.PROPOSED}
    assert round_of(world).publish().effective == 1
    with world.centre.database.reading() as session:
        assert item_at(session, item.task_code, TODAY) == changed


@SQLITE
def test_a_rule_that_is_broken_moves_nothing(world: World) -> None:
    good, bad = sample(35), sample(36, promise_day=90, anticipate_day=30)
    propose(world, good, bad)

    with pytest.raises(ItemsRefused) as refused:
        round_of(world).publish()

    assert {one.about for one in refused.value.broken} == {bad.task_code}
    with book_of(world.centre) as book:
        assert {row.state for row in book.held([good.task_code, bad.task_code])} == {ChangeState.PROPOSED}
        book.withdraw(bad.task_code, TODAY, "合成")


@SQLITE
def test_nothing_new_is_no_new_version_of_the_pack(world: World) -> None:
    on_the_books(world, sample(37))
    first = round_of(world).publish()

    assert round_of(world).publish().manifest.version == first.manifest.version
