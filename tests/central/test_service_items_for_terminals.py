"""Items from the centre that publishes them to the terminal that offers them, with the wire and without. On both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from central_world import World
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from item_world import TODAY, book_of, later, on_the_books, sample, three
from protocol_world import Road, road_to

from app.contract.packs import PackFile, PackManifest, SignedManifest
from app.contract.service_items import ItemPage, MaterialList, PublishedItem, ServiceItem
from app.contract.service_pack import BUCKETS, PACK, PackUnreadable, laid_out, read_items
from app.contract.service_unification import FiveUnified, UnificationPage
from app.service_items import ItemsOnHand
from central.packs.publishing import Publisher
from central.reply_key import reply_key
from central.service_items.history import first_broken, history
from central.service_items.samples import sample_items, sample_themes
from central.service_items.themes import propose_themes, publish_themes
from central.service_items.to_terminals import publish_pack
from central.service_items.versions import all_in_force


@pytest.fixture(scope="module")
def world(shared_world: World) -> World:
    """One for all tests here: each works on items of its own."""
    return shared_world


@pytest.fixture(scope="module")
def road(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    with road_to(world, tmp_path_factory.mktemp("terminal") / "home") as road:
        yield road


@pytest.fixture(scope="module")
def hand(road: Road) -> ItemsOnHand:
    return ItemsOnHand(road.errands.packs)


def to_terminals(world: World) -> int:
    home = world.centre.home.path
    with book_of(world.centre) as book:
        return publish_pack(book, Publisher(home, reply_key(home))).version


def names(items: tuple[ServiceItem, ...]) -> list[tuple[str, int]]:
    return [(item.task_code, item.task_version) for item in items]


def versions(items: tuple[ServiceItem, ...], *of: ServiceItem) -> list[int]:
    """Of these copies, those that are among `items`, by version."""
    codes = {item.task_code for item in of}
    return [item.task_version for item in items if item.task_code in codes]


def test_a_terminal_offers_what_is_in_force_and_meant_for_it(world: World, road: Road, hand: ItemsOnHand) -> None:
    offered, not_offered = sample(1), sample(82)
    on_the_books(world, offered, not_offered)
    to_terminals(world)
    before = hand.find(offered.task_code, TODAY)

    road.errands.packs.bring_up_to_date(road.central)

    assert before is None
    assert (offered.is_service_terminals, not_offered.is_service_terminals) == (True, False)
    assert versions(hand.offered(TODAY), offered, not_offered) == [1]
    assert hand.find(not_offered.task_code, TODAY) == not_offered
    assert {offered.task_code, not_offered.task_code} <= {one.item.task_code for one in hand.in_force(TODAY)}
    assert hand.offered(TODAY - timedelta(days=1)) == ()


def test_without_the_wire_a_planned_change_comes_on_its_day(world: World, road: Road, hand: ItemsOnHand) -> None:
    item = sample(2)
    on_the_books(world, item)
    on_the_books(world, later(item, plan_effective_date=TODAY + timedelta(days=3)))
    to_terminals(world)
    road.errands.packs.bring_up_to_date(road.central)

    found = [versions(hand.offered(TODAY + timedelta(days=days)), item) for days in (0, 2, 3, 7)]

    assert found == [[1], [1], [2], [2]]


def test_a_withdrawal_shows_at_the_next_pull(world: World, road: Road, hand: ItemsOnHand) -> None:
    item = sample(3)
    on_the_books(world, item)
    to_terminals(world)
    road.errands.packs.bring_up_to_date(road.central)
    with book_of(world.centre) as book:
        book.withdraw(item.task_code, TODAY, "合成")
    to_terminals(world)
    before_the_pull = versions(hand.offered(TODAY), item)

    road.errands.packs.bring_up_to_date(road.central)

    assert before_the_pull == [1]
    assert versions(hand.offered(TODAY), item) == []
    assert hand.find(item.task_code, TODAY) is None


def test_one_item_is_looked_up_without_reading_the_rest_and_is_known_to_be_gone(
    world: World, road: Road, hand: ItemsOnHand
) -> None:
    city, town, _ = copies = three(61)
    never = sample(62)
    on_the_books(world, *copies)
    to_terminals(world)
    road.errands.packs.bring_up_to_date(road.central)
    looked_up = ItemsOnHand(road.errands.packs)
    before = looked_up.copies_of(city.catalog_code, TODAY)
    with book_of(world.centre) as book:
        for item in copies:
            book.withdraw(item.task_code, TODAY, "合成")
    to_terminals(world)

    road.errands.packs.bring_up_to_date(road.central)

    assert before[:2] == (city, town)
    assert looked_up.copies_of(city.catalog_code, TODAY) == ()
    assert looked_up.is_gone(city.catalog_code, TODAY)
    assert not looked_up.is_gone(never.catalog_code, TODAY)
    assert hand.find(city.task_code, TODAY) is None


def test_a_terminal_of_a_town_offers_the_citys_copies_and_its_own_towns(
    world: World, road: Road, hand: ItemsOnHand
) -> None:
    city, town, village = three(4)
    elsewhere = sample(5, 1)
    on_the_books(world, city, town, village, elsewhere)
    to_terminals(world)
    road.errands.packs.bring_up_to_date(road.central)

    offered = hand.offered(TODAY, town_code=town.town_code)

    assert {city.task_code, town.task_code, village.task_code} <= {item.task_code for item in offered}
    assert versions(offered, elsewhere) == []


def test_only_files_that_changed_are_fetched(world: World, road: Road, hand: ItemsOnHand) -> None:
    items = [sample(number) for number in range(10, 20)]
    on_the_books(world, *items)
    to_terminals(world)
    road.errands.packs.bring_up_to_date(road.central)
    first = {file.sha256 for file in _files(road)}
    on_the_books(world, later(items[0], link_way="0769-22222222"))
    to_terminals(world)

    road.errands.packs.bring_up_to_date(road.central)

    assert len({file.sha256 for file in _files(road)} - first) == 1
    assert versions(hand.offered(TODAY), items[0]) == [2]


def test_nothing_new_is_no_new_version_and_what_is_out_is_marked_so(world: World) -> None:
    item = sample(6)
    on_the_books(world, item)

    first, again = to_terminals(world), to_terminals(world)

    assert first == again
    with world.centre.database.reading() as session:
        events = history(session, item.task_code)
    assert (events[-1].state, events[-1].words) == ("各级同步", f"{PACK} {first}")
    assert first_broken(world.centre.home.keyed_hash, events) is None


def test_themes_come_along(world: World, road: Road, hand: ItemsOnHand) -> None:
    theme = next(sample_themes(1, 18))
    joined = [sample(number, 2) for number in (0, 7, 14)]
    on_the_books(world, *joined)
    with book_of(world.centre) as book:
        propose_themes(book, [theme])
        publish_themes(book, [one.item for one in all_in_force(book.session, TODAY)], TODAY)
    to_terminals(world)

    road.errands.packs.bring_up_to_date(road.central)

    assert hand.themes(TODAY) == (theme,)
    assert hand.themes(TODAY - timedelta(days=1)) == ()
    with book_of(world.centre) as book:
        book.withdraw(joined[0].task_code, TODAY, "合成")
    to_terminals(world)
    road.errands.packs.bring_up_to_date(road.central)
    assert hand.themes(TODAY) == (), "what it joins is no longer handled"


def test_files_are_the_same_whatever_the_order_and_read_as_they_were() -> None:
    items = [PublishedItem(effective_from=TODAY, item=item) for item in sample_items(["p"], 20)]

    files = laid_out(items)

    assert files == laid_out(reversed(items))
    assert len(files) <= min(BUCKETS, 20)
    read = [one for content in files.values() for one in read_items(content)]
    assert sorted(read, key=lambda one: one.item.task_code) == sorted(items, key=lambda one: one.item.task_code)


@pytest.mark.parametrize("cut", [slice(0), slice(1), slice(-1), slice(5, None)])
def test_a_file_that_cannot_be_read_says_so(cut: slice) -> None:
    (whole,) = laid_out([PublishedItem(effective_from=TODAY, item=sample())]).values()

    with pytest.raises(PackUnreadable):
        list(read_items(whole[cut]))


def test_lists_come_by_pages(world: World) -> None:
    items = [item for number in range(31, 36) for item in three(number)]
    on_the_books(world, *items)

    found: list[str] = []
    after, pages = "", 0
    while pages == 0 or after:
        answered = world.terminal.get(f"/v1/service-items?limit=20&after={after}")
        page = ItemPage.model_validate_json(answered.body)
        found += [line.task_code for line in page.items]
        after, pages = page.next, pages + 1

    assert found == sorted(set(found)), "each once, in order"
    assert {item.task_code for item in items} <= set(found)
    assert pages == -(-len(found) // 20)
    villages = ItemPage.model_validate_json(world.terminal.get("/v1/service-items?level=村").body)
    assert {line.use_level for line in villages.items} == {"村"}


def test_one_item_is_shown_as_it_counts_on_a_day(world: World) -> None:
    item = sample(36)
    on_the_books(world, item)
    path = f"/v1/service-items/{item.task_code}"

    today = PublishedItem.model_validate_json(world.terminal.get(path).body)
    before = world.terminal.get(f"{path}?day={TODAY - timedelta(days=1)}")

    assert today.item == item
    assert (before.status, before.code) == (404, "service-item-unknown")


def test_the_same_answers_give_the_same_list_and_wrong_ones_are_refused_in_words(world: World) -> None:
    item = sample(42)
    on_the_books(world, item)
    path = f"/v1/service-items/{item.task_code}/materials"
    first, turned = {"who": "agent", "large": "no"}, {"large": "no", "who": "agent"}

    lists = [world.terminal.post(path, {"answers": answers}) for answers in (first, turned)]
    wrong = world.terminal.post(path, {"answers": {"who": "agent"}})

    assert lists[0].body == lists[1].body
    asked = MaterialList.model_validate_json(lists[0].body)
    assert "authority" in {one.id for one in asked.materials}
    assert "photos" not in {one.id for one in asked.materials}
    assert (wrong.status, wrong.code) == (422, "service-answers-refused")
    assert "300 平方米" in json.loads(wrong.body)["detail"]


def test_copies_are_compared_page_by_page_and_one_by_one(world: World) -> None:
    first, *rest = three(37)
    on_the_books(world, first, *(item.model_copy(update={"result_name": "别的"}) for item in rest), *three(38))

    found: list[FiveUnified] = []
    after, pages = "", 0
    while pages == 0 or after:
        answered = world.terminal.get(f"/v1/service-items/compare?limit=5&after={after}")
        page = UnificationPage.model_validate_json(answered.body)
        found += page.items
        after, pages = page.next, pages + 1
    by_code = {each.catalog_code: each for each in found}
    one = FiveUnified.model_validate_json(world.terminal.get(f"/v1/service-items/compare/{first.catalog_code}").body)

    assert len(by_code) == len(found), "each once"
    assert [by_code[sample(number).catalog_code].unified for number in (37, 38)] == [False, True]
    assert one == by_code[first.catalog_code]
    assert [difference.field for difference in one.differences] == ["result_name", "result_name"]
    assert world.terminal.get("/v1/service-items/compare/000000000000").code == "service-item-unknown"


@seed(20261123)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["answers", "day", "who", "large", "x"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_whatever_is_answered_is_refused_in_our_words(shared_world: World, body: Any) -> None:
    answered = shared_world.terminal.post(
        f"/v1/service-items/{sample(80).task_code}/materials", json.dumps(body).encode()
    )

    assert answered.status in (404, 422)
    assert answered.code in ("message-malformed", "service-answers-refused", "service-item-unknown")


@pytest.mark.parametrize(
    "path",
    ["?limit=0", "?limit=1000", "?day=yesterday", "?day=0001-01-01", "?after=a%00", "?level=省", "/x", "/compare/x"],
)
def test_what_is_not_asked_rightly_is_refused(shared_world: World, path: str) -> None:
    answered = shared_world.terminal.get(f"/v1/service-items{path}")

    assert (answered.status, answered.code) == (422, "message-malformed")


def test_nobody_asks_unsigned(shared_world: World) -> None:
    assert requests.get(f"{shared_world.url}/v1/service-items", timeout=20).status_code == 401


def _files(road: Road) -> tuple[PackFile, ...]:
    folder = road.home / "packs" / PACK / "current"
    signed = SignedManifest.model_validate_json((folder / "manifest.json").read_bytes())
    return PackManifest.model_validate_json(signed.manifest).files
