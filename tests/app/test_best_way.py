"""最优办事途径: what is open and works now comes first, with its reasons; what is not known is never said to work."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from app.best_way import MOST_WAYS, STATE_HOLDS, Kind, Wanted, Way, Where, Why, best_ways
from app.contract.places import Place, PlaceKind
from central.packs.samples import sample_places

DONGGUAN = ZoneInfo("Asia/Shanghai")
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=DONGGUAN)
SUNDAY_NIGHT = datetime(2026, 11, 22, 22, tzinfo=DONGGUAN)
PLACES = tuple(sample_places())
WHERE = Where("寮步镇", 22.9, 113.7)
ITEM = "441900000072"


def ways(wanted: Wanted, now: datetime = MONDAY_TEN, heard: dict[str, datetime] | None = None) -> tuple[Way, ...]:
    return best_ways(wanted, PLACES, heard or {}, WHERE, now, this_terminal="S0001")


def windows(found: tuple[Way, ...]) -> list[Way]:
    return [way for way in found if way.kind is Kind.WINDOW]


def test_online_comes_before_this_terminal_and_this_before_the_window() -> None:
    found = ways(Wanted(ITEM, online=True, here=True))

    assert [way.kind for way in found][:2] == [Kind.ONLINE, Kind.HERE]
    assert found[0].why == (Why.AT_ONCE,)
    assert windows(found)


def test_service_that_is_down_here_is_not_offered_before_an_open_window() -> None:
    found = ways(Wanted(ITEM, here=False))

    [here] = [way for way in found if way.kind is Kind.HERE]
    assert found[0].kind is Kind.WINDOW
    assert found.index(here) > found.index(windows(found)[0])
    assert here.why == (Why.CLOSED_HERE,)


def test_terminal_not_heard_of_for_five_minutes_is_unknown_and_one_just_heard_of_works() -> None:
    lately = MONDAY_TEN - STATE_HOLDS
    found = best_ways(
        Wanted(ITEM), PLACES, {"S0002": lately, "S0003": lately - timedelta(seconds=1)}, WHERE, MONDAY_TEN
    )
    terminals = {way.place.terminal: way for way in found if way.kind is Kind.TERMINAL and way.place}

    assert terminals["S0002"].now
    assert Why.HEARD_OF in terminals["S0002"].why
    others = best_ways(Wanted(ITEM), PLACES, {"S0003": lately - timedelta(seconds=1)}, WHERE, MONDAY_TEN)
    assert not any(way.now for way in others if way.kind is Kind.TERMINAL)
    assert all(Why.STATE_UNKNOWN in way.why for way in others if way.kind is Kind.TERMINAL)


def test_time_told_by_a_clock_that_runs_ahead_is_not_believed() -> None:
    ahead = {"S0002": MONDAY_TEN + timedelta(minutes=1)}

    assert not any(way.now for way in ways(Wanted(ITEM), heard=ahead) if way.kind is Kind.TERMINAL)


def test_window_at_night_says_when_it_opens() -> None:
    found = windows(ways(Wanted(ITEM), SUNDAY_NIGHT))

    assert found[0].opens == datetime(2026, 11, 23, 9, tzinfo=DONGGUAN)
    assert Why.OPENS_LATER in found[0].why
    assert not found[0].now


def test_nearer_window_comes_first_and_distance_is_said_only_where_it_is_known() -> None:
    found = windows(ways(Wanted(ITEM)))
    lost = best_ways(Wanted(ITEM), PLACES, {}, Where("长安镇"), MONDAY_TEN)

    assert [way.minutes for way in found] == sorted(way.minutes for way in found)
    assert all(way.kilometres is not None and Why.DISTANCE in way.why for way in found)
    assert all(way.kilometres is None and Why.DISTANCE not in way.why for way in lost)
    assert windows(lost)[0].place is not None
    assert windows(lost)[0].place.town_name == "长安镇"


def test_place_that_does_not_do_the_item_is_no_way_to_it() -> None:
    [hall, *_] = PLACES
    other = hall.model_copy(update={"items": ("441900000001",)})

    assert best_ways(Wanted(ITEM), [other], {}, WHERE, MONDAY_TEN) == ()
    assert len(best_ways(Wanted("441900000001"), [other], {}, WHERE, MONDAY_TEN)) == 1


PLACE = st.sampled_from(PLACES)
NOW = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=DONGGUAN))  # noqa: DTZ001 - given its zone at once


@seed(8)
@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(PLACE, max_size=12, unique_by=lambda one: one.id),
    now=NOW,
    age=st.integers(-600, 600),
    online=st.booleans(),
    here=st.sampled_from((True, False, None)),
)
def test_for_any_places_and_moment_the_same_ways_in_any_order_and_nothing_that_is_shut_before_what_is_open(
    places: list[Place], now: datetime, age: int, online: bool, here: bool | None
) -> None:
    heard = {one.terminal: now - timedelta(seconds=age) for one in places if one.kind is PlaceKind.TERMINAL}
    wanted = Wanted(ITEM, online, here)

    found = best_ways(wanted, places, heard, WHERE, now)

    assert found == best_ways(wanted, places[::-1], heard, WHERE, now)
    assert [way.now for way in found] == sorted((way.now for way in found), reverse=True)
    assert len(found) <= MOST_WAYS
    assert all(way.why for way in found)
    assert all(way.opens is None or way.opens > now for way in found)
    if not 0 <= age <= STATE_HOLDS.total_seconds():
        assert not any(way.now for way in found if way.kind is Kind.TERMINAL)
