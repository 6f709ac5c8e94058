"""An item's versions: what counts on a day is what was published for it, and what is published never changes. On both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from central_world import START, CopiedHome, HandClock
from item_world import PEOPLE, TODAY, book_of, in_post, later, sample, three
from sqlalchemy import select, text, update

from app.contract.service_items import PublishedItem, ServiceItem, newest_in_force
from central.centre import Centre
from central.db.parameters import Parameter
from central.opening import opened
from central.service_items.frequent import AlreadyFrozen, freeze_frequent, frequent_list
from central.service_items.history import first_broken, history
from central.service_items.publishing import NOTICE_DAYS, broken_in_force, check_consistency, publish
from central.service_items.states import ChangeState, ItemsRefused, TextDamaged
from central.service_items.tables import ServiceItemText, ServiceItemVersion
from central.service_items.texts import written
from central.service_items.versions import (
    Book,
    all_in_force,
    item_at,
    item_in_version,
    newest_said,
    published_at,
    to_come,
)
from central.settings import Settings

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture(scope="module")
def one_clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="module")
def centre(copied_home: CopiedHome, one_clock: HandClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """One for all tests here: each works on items of its own."""
    with (
        copied_home(tmp_path_factory.mktemp("items") / "central") as home,
        opened(Settings(home=home, clock=one_clock)) as centre,
    ):
        yield centre


@pytest.fixture
def clock(one_clock: HandClock) -> Iterator[HandClock]:
    """Moved by the test, and put back."""
    yield one_clock
    one_clock.now = START


@pytest.fixture
def number(centre: Centre) -> int:
    """Of an item that no other test here has touched."""
    with centre.database.reading() as session:
        codes = session.scalars(select(ServiceItemVersion.catalog_code).distinct()).all()
    return len(codes) + 1


@pytest.fixture
def item(number: int) -> ServiceItem:
    return sample(number)


def published(centre: Centre, *items: ServiceItem) -> None:
    with book_of(centre) as book:
        book.propose(items)
        publish(book, in_post, [item.task_code for item in items])


def at(centre: Centre, task_code: str, day: date) -> int | None:
    with centre.database.reading() as session:
        found = item_at(session, task_code, day)
    return found.task_version if found else None


def states(centre: Centre, task_code: str) -> list[str]:
    with centre.database.reading() as session:
        return [event.state for event in history(session, task_code)]


def test_a_change_goes_from_state_to_state_and_each_is_on_record(centre: Centre, item: ServiceItem) -> None:
    published(centre, item)

    assert states(centre, item.task_code) == ["拟调整", "审核", "公示", "生效"]
    with centre.database.reading() as session:
        events = history(session, item.task_code)
        assert {(event.who, event.at) for event in events} == {("合成甲", START)}
        assert first_broken(centre.home.keyed_hash, events) is None
        assert item_at(session, item.task_code, TODAY) == item


def test_what_is_only_proposed_does_not_count(centre: Centre, item: ServiceItem) -> None:
    with book_of(centre) as book:
        book.propose([item])

    assert at(centre, item.task_code, TODAY) is None
    with centre.database.reading() as session:
        assert item in newest_said(session)


def test_a_planned_version_counts_from_its_day_on(centre: Centre, item: ServiceItem) -> None:
    published(centre, item)
    planned = later(item, plan_effective_date=NEXT_WEEK)
    published(centre, planned)

    assert at(centre, item.task_code, TODAY) == 1
    assert at(centre, item.task_code, NEXT_WEEK - timedelta(days=1)) == 1
    assert at(centre, item.task_code, NEXT_WEEK) == 2
    assert at(centre, item.task_code, TODAY - timedelta(days=1)) is None, "nothing takes effect in the past"
    with centre.database.reading() as session:
        assert [one.item for one in to_come(session, TODAY) if one.item.task_code == item.task_code] == [planned]


def test_what_is_cancelled_by_plan_ends_and_nothing_older_comes_back(centre: Centre, item: ServiceItem) -> None:
    published(centre, item)
    published(centre, later(item, plan_effective_date=TODAY, plan_cancel_date=NEXT_WEEK))

    assert at(centre, item.task_code, NEXT_WEEK - timedelta(days=1)) == 2
    assert at(centre, item.task_code, NEXT_WEEK) is None


def test_a_withdrawn_copy_ends_today_and_its_past_stays(centre: Centre, clock: HandClock, item: ServiceItem) -> None:
    published(centre, item)
    published(centre, later(item, plan_effective_date=NEXT_WEEK))
    clock.forward(days=2)

    with book_of(centre) as book:
        gone = book.withdraw(item.task_code, TODAY + timedelta(days=2), "法规废止（合成）")

    assert [row.task_version for row in gone] == [1, 2]
    assert at(centre, item.task_code, TODAY + timedelta(days=1)) == 1
    assert at(centre, item.task_code, TODAY + timedelta(days=2)) is None
    assert at(centre, item.task_code, NEXT_WEEK) is None
    with centre.database.reading() as session:
        assert item_in_version(session, item.task_code, 1) == item, "a running case keeps its version"
    assert states(centre, item.task_code)[-2:] == ["撤回", "撤回"]


def test_a_published_version_is_never_changed(centre: Centre, item: ServiceItem) -> None:
    published(centre, item)
    changed = ServiceItem.model_validate(item.model_dump() | {"link_way": "0769-99999999"})

    with book_of(centre) as book, pytest.raises(ItemsRefused) as refused:
        book.propose([changed])

    assert [one.code for one in refused.value.broken] == ["item-version"]
    with centre.database.reading() as session:
        assert item_at(session, item.task_code, TODAY) == item


@pytest.mark.parametrize("version", [1, 2])
def test_a_version_is_never_lower_and_never_takes_another_items_place(
    centre: Centre, version: int, item: ServiceItem, number: int
) -> None:
    published(centre, item)
    published(centre, later(later(item)))
    wrong = {1: later(item), 2: sample(number + 1).model_copy(update={"task_code": item.task_code, "task_version": 9})}

    with book_of(centre) as book, pytest.raises(ItemsRefused):
        book.propose([wrong[version]])


def test_two_changes_of_one_copy_are_not_open_at_once(centre: Centre, item: ServiceItem) -> None:
    with book_of(centre) as book:
        book.propose([item])
    with book_of(centre) as book, pytest.raises(ItemsRefused, match="reasons"):
        book.propose([later(item)])


def test_two_who_propose_the_same_at_once_leave_it_once(centre: Centre, number: int) -> None:
    items = three(number)

    def propose(who: str) -> int:
        return centre.database.write(
            lambda session: len(Book(session, centre.home.keyed_hash, who, centre.now()).propose(items))
        )

    with ThreadPoolExecutor(4) as four:
        new = list(four.map(propose, "甲乙丙丁"))

    assert sorted(new) == [0, 0, 0, 3]
    assert [states(centre, item.task_code) for item in items] == [["拟调整"]] * 3


def test_what_is_proposed_may_still_be_put_otherwise_and_the_same_is_nothing_new(
    centre: Centre, item: ServiceItem, number: int
) -> None:
    with book_of(centre) as book:
        assert len(book.propose([item])) == 1
        assert len(book.propose([item])) == 0
    with book_of(centre) as book:
        assert len(book.propose([sample(number, link_way="0769-1")])) == 1

    assert states(centre, item.task_code) == ["拟调整", "拟调整"]


def test_one_broken_rule_keeps_the_whole_round_back(centre: Centre, number: int) -> None:
    good, bad = sample(number), sample(number + 1, is_fee=True, responsibles=())
    with book_of(centre) as book:
        book.propose([good, bad])

    with book_of(centre) as book, pytest.raises(ItemsRefused) as refused:
        publish(book, in_post, [good.task_code, bad.task_code])

    assert [(one.about, one.code) for one in refused.value.broken] == [
        (bad.task_code, "fee-unfounded"),
        (bad.task_code, "no-responsible-person"),
    ]
    assert at(centre, good.task_code, TODAY) is None


def test_all_copies_may_change_their_way_together_and_none_alone(
    centre: Centre, item: ServiceItem, number: int
) -> None:
    copies = [item.model_copy(update={"flow_kind": ""}) for item in three(number)]
    published(centre, *copies)
    changed = [later(item, flow=item.flow[:-1]) for item in copies]

    with book_of(centre) as book:
        book.propose(changed)
        with pytest.raises(ItemsRefused) as refused:
            publish(book, in_post, [changed[0].task_code])
        publish(book, in_post, [one.task_code for one in changed])

    assert {one.code for one in refused.value.broken} == {"flow-differs"}
    assert [at(centre, item.task_code, TODAY) for item in copies] == [2, 2, 2]


@pytest.fixture
def five_days_of_notice(centre: Centre) -> Iterator[None]:
    notice = update(Parameter).where(Parameter.name == NOTICE_DAYS)
    with centre.database.writing() as session:
        session.execute(notice.values(value="5"))
    yield
    with centre.database.writing() as session:
        session.execute(notice.values(value="0"))


def test_a_change_waits_out_its_notice(
    centre: Centre, clock: HandClock, item: ServiceItem, five_days_of_notice: None
) -> None:
    rounds = []
    with book_of(centre) as book:
        book.propose([item])
    for days in (0, 4, 1):
        clock.forward(days=days)
        with book_of(centre) as book:
            rounds.append(publish(book, in_post, [item.task_code]))

    assert [len(one.effective) for one in rounds] == [0, 0, 1]
    assert [len(one.on_notice) for one in rounds] == [1, 1, 0]
    assert at(centre, item.task_code, TODAY + timedelta(days=5)) == 1


def test_what_is_in_force_and_has_lost_its_person_is_found(centre: Centre, item: ServiceItem) -> None:
    published(centre, item)

    with book_of(centre) as book:
        now = {one.code for one in broken_in_force(book, in_post) if one.about == item.task_code}
        later_on = {one.code for one in broken_in_force(book, lambda *_: False) if one.about == item.task_code}

    assert (now, later_on) == (set(), {"responsible-not-in-post"})


def test_states_are_not_jumped(centre: Centre, item: ServiceItem) -> None:
    with book_of(centre) as book:
        rows = book.propose([item])
        for state in (ChangeState.EFFECTIVE, ChangeState.SYNCED, ChangeState.NOTICE):
            with pytest.raises(ItemsRefused):
                book.move(rows, state)


def test_consistency_is_checked_when_all_levels_have_it(centre: Centre, number: int) -> None:
    city, town, village = three(number)
    published(centre, city, town, village.model_copy(update={"result_name": "别的"}))
    apart = synced_and_checked(centre, city.catalog_code)
    published(centre, later(village))
    together = synced_and_checked(centre, city.catalog_code)

    assert (apart, together) == ((0, 0), (3, 0))


def synced_and_checked(centre: Centre, catalog_code: str) -> tuple[int, int]:
    """As if the terminals' pack had been published with these copies."""
    with book_of(centre) as book:
        rows = [row for row in book.standing_at(ChangeState.EFFECTIVE) if row.catalog_code == catalog_code]
        book.move(rows, ChangeState.SYNCED)
        return check_consistency(book)


def test_a_text_changed_in_the_table_is_not_believed(centre: Centre, item: ServiceItem) -> None:
    published(centre, item)
    own = ServiceItemText.content.contains(item.task_code)
    with centre.database.writing() as session:
        session.execute(update(ServiceItemText).where(own).values(content=ServiceItemText.content + " "))

    with centre.database.reading() as session, pytest.raises(TextDamaged):
        item_at(session, item.task_code, TODAY)

    with centre.database.writing() as session:
        session.execute(update(ServiceItemText).where(own).values(content=written(item)))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE service_item_events SET who = 'x' WHERE number = 2",
        "UPDATE service_item_events SET at = '2020-01-01 00:00:00+00:00' WHERE number = 4",
        "DELETE FROM service_item_events WHERE number = 3",
        "UPDATE service_item_events SET text_sha256 = 'x' WHERE number = 1",
    ],
)
def test_a_history_that_was_touched_shows_it(centre: Centre, tampering: str, item: ServiceItem) -> None:
    published(centre, item)
    with centre.database.writing() as session:
        session.execute(text(f"{tampering} AND task_code = :code"), {"code": item.task_code})

    with centre.database.reading() as session:
        assert first_broken(centre.home.keyed_hash, history(session, item.task_code)) is not None


def test_the_centre_and_a_terminal_mean_the_same_version_on_every_day(centre: Centre, item: ServiceItem) -> None:
    """The database's question and the terminal's own choice, on every day around everything that was planned."""
    plans = [(0, None), (3, 20), (9, None), (9, 12), (15, 16)]
    for number, (begins, ends) in enumerate(plans, start=1):
        days = {"plan_effective_date": TODAY + timedelta(days=begins)}
        if ends is not None:
            days["plan_cancel_date"] = TODAY + timedelta(days=ends)
        published(centre, later(item, task_version=number, **days))
    with centre.database.writing() as session:
        row = session.get_one(ServiceItemVersion, (item.task_code, 3))
        row.effective_to = row.effective_from
    with centre.database.reading() as session:
        standing = [*all_in_force(session, TODAY), *to_come(session, TODAY)]
        held: list[PublishedItem] = [one for one in standing if one.item.task_code == item.task_code]

        for offset in range(25):
            day = TODAY + timedelta(days=offset)
            assert newest_in_force(held, day) == published_at(session, item.task_code, day), day


def test_a_frozen_list_stays_as_it_was(centre: Centre) -> None:
    with centre.database.writing() as session:
        first = freeze_frequent(session, "2026-Q3", {"a": 5, "b": 9, "c": 9, "d": 0}, 3, START)
    with centre.database.writing() as session, pytest.raises(AlreadyFrozen):
        freeze_frequent(session, "2026-Q3", {"z": 1}, 3, START)
    with centre.database.reading() as session:
        assert (first, frequent_list(session, "2026-Q3")) == (["b", "c", "a"], ["b", "c", "a"])


def test_people_named_in_the_samples_are_ids_only() -> None:
    assert {one.owner_id for one in sample().responsibles} <= set(PEOPLE)
