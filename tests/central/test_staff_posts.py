"""Bodies, people and posts, by day: what was true on a day stays true of that day, and no day is nobody's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from central_world import START, World
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from staff_world import CITY, COORDINATION, DEPARTMENT, OTHER_TOWN, TOWN, undone

from central.enterprises import TOWNS
from central.organisations.people import (
    DEPUTY,
    PRINCIPAL,
    add_person,
    end_post,
    find_by_badge,
    make_responsible,
    posts_at,
    responsible,
    set_post,
)
from central.organisations.roles import Role
from central.organisations.tables import Person, Post, Unit
from central.organisations.units import (
    UnitKind,
    add_unit,
    end_unit,
    is_within,
    lead_unit,
    lead_units,
    member_units,
    name_on,
    path_up,
    rename,
)
from central.refusals import Refused
from central.seeding.organisations import GROUPS, ZONES, town_id

TODAY = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))


def test_the_plans_leads_and_members_are_there_for_every_zone(shared_world: World) -> None:
    with shared_world.centre.database.reading() as session:
        leads = {zone: [unit.id for unit in lead_units(session, zone, TODAY)] for zone in ZONES}
        members = {zone: [unit.id for unit in member_units(session, zone, TODAY)] for zone in ZONES}

    assert leads["A1"] == ["DG-GXJ"]
    assert leads["A5"] == ["DG-ZJJ", "DG-ZRJ"]
    assert leads["ALL"] == ["DG-XTB"]
    assert all(set(map(town_id, TOWNS)) <= set(found) for zone, found in members.items() if zone != "ALL")
    assert {"DG-RHZ", "DG-YBJ"} <= set(members["A7"])


def test_before_anybody_leads_that_is_said_and_not_made_up(shared_world: World) -> None:
    with shared_world.centre.database.reading() as session, pytest.raises(LookupError, match="A1"):
        lead_unit(session, "A1", date(2021, 12, 31))


def test_seed_has_33_towns_and_somebody_who_looks_made_up_for_every_body(shared_world: World) -> None:
    with shared_world.centre.database.reading() as session:
        kinds = {kind: count for kind, count in session.execute(select(Unit.kind, func.count()).group_by(Unit.kind))}
        names = set(session.scalars(select(Person.name)))
        bodies = session.scalars(select(Unit.id).where(Unit.kind != UnitKind.GROUP)).all()
        nobodys = [unit for unit in bodies if not responsible(session, unit, TODAY)]

    assert (kinds["town"], kinds["group"], kinds["village"]) == (33, len(GROUPS), 66)
    assert all(name.endswith("示例") for name in names)
    assert nobodys == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2022, 4, 20), "东莞银保监分局"),
        (date(2023, 7, 19), "东莞银保监分局"),
        (date(2023, 7, 20), "国家金融监督管理总局东莞监管分局"),
        (TODAY, "国家金融监督管理总局东莞监管分局"),
    ],
)
def test_renamed_body_is_called_what_it_was_called_that_day(shared_world: World, day: date, name: str) -> None:
    with shared_world.centre.database.reading() as session:
        assert name_on(session, session.get_one(Unit, "DG-YBJ"), day) == name


def test_one_day_has_one_name(shared_world: World) -> None:
    with undone(shared_world) as session:
        first = rename(session, DEPARTMENT, "市工信局（合成）", TODAY, "测试", verified=False)
        second = rename(session, DEPARTMENT, "别的名字", TODAY, "测试", verified=False)

        assert (first, second) == (True, False)
        assert name_on(session, session.get_one(Unit, DEPARTMENT), TODAY) == "市工信局（合成）"


def test_village_stands_under_its_town_and_that_under_the_city(shared_world: World) -> None:
    with shared_world.centre.database.reading() as session:
        path = path_up(session, f"{TOWN}-V01")
        elsewhere = is_within(session, f"{TOWN}-V01", OTHER_TOWN)

    assert (path, elsewhere) == ([f"{TOWN}-V01", TOWN, CITY], False)


def test_body_needs_one_above_it_and_an_id_of_its_own(shared_world: World) -> None:
    with undone(shared_world) as session:
        with pytest.raises(Refused, match="unit-unknown"):
            add_unit(session, _unit("DG-NEW", "DG-NOWHERE"))
        with pytest.raises(Refused, match="unit-taken"):
            add_unit(session, _unit(TOWN, CITY))


def test_post_is_held_from_its_first_day_to_its_last(shared_world: World) -> None:
    with undone(shared_world) as session:
        person = _person(session)
        _post(session, person, TOWN, Role.HANDLER, TODAY, TODAY + ONE_DAY)

        days = [TODAY + number * ONE_DAY for number in range(-1, 3)]
        assert [len(posts_at(session, person, day)) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (date(2026, 1, 1), date(2026, 1, 9), False),
        (date(2026, 1, 1), date(2026, 1, 10), True),
        (date(2026, 1, 15), date(2026, 1, 16), True),
        (date(2026, 1, 20), None, True),
        (date(2026, 1, 21), None, False),
        (date(2026, 1, 1), None, True),
    ],
)
def test_same_post_is_held_once_a_day(shared_world: World, first: date, last: date | None, refused: bool) -> None:
    with undone(shared_world) as session:
        person = _person(session)
        _post(session, person, TOWN, Role.HANDLER, date(2026, 1, 10), date(2026, 1, 20))

        if refused:
            with pytest.raises(Refused, match="post-held"):
                _post(session, person, TOWN, Role.HANDLER, first, last)
        else:
            _post(session, person, TOWN, Role.HANDLER, first, last)


def test_one_person_may_hold_posts_in_two_units_and_two_in_one(shared_world: World) -> None:
    with undone(shared_world) as session:
        person = _person(session)
        for unit, role in ((TOWN, Role.HANDLER), (OTHER_TOWN, Role.HANDLER), (TOWN, Role.APPROVER)):
            _post(session, person, unit, role, TODAY, None)

        assert len(posts_at(session, person, TODAY)) == 3


@pytest.mark.parametrize("handling", [Role.HANDLER, Role.APPROVER, Role.WINDOW_STAFF])
@pytest.mark.parametrize("overseeing_first", [True, False])
def test_whoever_oversees_cases_handles_none(shared_world: World, handling: Role, overseeing_first: bool) -> None:
    pairs = [(COORDINATION, Role.COORDINATION_OFFICE), (TOWN, handling)]
    (unit, role), other = pairs if overseeing_first else pairs[::-1]
    with undone(shared_world) as session:
        person = _person(session)
        _post(session, person, unit, role, TODAY, None)

        with pytest.raises(Refused, match="posts-apart"):
            _post(session, person, *other, TODAY, None)


def test_ended_post_stays_and_is_not_ended_twice(shared_world: World) -> None:
    with undone(shared_world) as session:
        person = _person(session)
        post = _post(session, person, TOWN, Role.HANDLER, TODAY - 9 * ONE_DAY, None)

        end_post(session, post.id, TODAY - ONE_DAY, "test", shared_world.clock())

        assert (posts_at(session, person, TODAY), len(posts_at(session, person, TODAY - ONE_DAY))) == ([], 1)
        with pytest.raises(Refused, match="post-ended"):
            end_post(session, post.id, TODAY, "test", shared_world.clock())


def test_post_outlasts_no_body(shared_world: World) -> None:
    with undone(shared_world) as session:
        add_unit(session, _unit("DG-NEW", CITY))
        end_unit(session, "DG-NEW", TODAY)

        with pytest.raises(Refused, match="unit-ended"):
            _post(session, _person(session), "DG-NEW", Role.HANDLER, TODAY, None)
        with pytest.raises(Refused, match="days-reversed"):
            _post(session, _person(session, "X-2"), "DG-NEW", Role.HANDLER, TODAY, TODAY - ONE_DAY)


def test_no_day_is_nobodys_when_one_follows_another(shared_world: World) -> None:
    with undone(shared_world) as session:
        before = [person.id for person in responsible(session, TOWN, TODAY)]
        person = _person(session)

        make_responsible(session, TOWN, PRINCIPAL, person, TODAY, "test", shared_world.clock())

        yesterday, today = (responsible(session, TOWN, day) for day in (TODAY - ONE_DAY, TODAY))
        assert [found.id for found in yesterday] == before
        assert [found.id for found in today] == [person, before[1]]


def test_who_answers_is_not_changed_backwards(shared_world: World) -> None:
    with undone(shared_world) as session:
        person = _person(session)
        make_responsible(session, TOWN, DEPUTY, person, TODAY, "test", shared_world.clock())

        with pytest.raises(Refused, match="responsible-later"):
            make_responsible(session, TOWN, DEPUTY, person, TODAY - ONE_DAY, "test", shared_world.clock())


def test_two_administrators_at_one_moment_set_one_post(world: World) -> None:
    with world.centre.database.writing() as session:
        person = _person(session)

    def appoint(_: int) -> str:
        try:
            world.centre.database.write(lambda session: _post(session, person, TOWN, Role.HANDLER, TODAY, None).id)
        except Refused as refused:
            return refused.refusal.code
        return ""

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(appoint, range(6)))

    assert answers == [""] + ["post-held"] * 5


@seed(20261123)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=6), day=DAYS)
def test_whatever_is_set_nobody_holds_one_post_twice_on_any_day(
    shared_world: World, spans: list[tuple[date, date | None]], day: date
) -> None:
    with undone(shared_world) as session:
        person, taken = _person(session), []
        for first, last in spans:
            met = any(first <= end and begin <= (last or date.max) for begin, end in taken)
            if met or (last is not None and last < first):
                with pytest.raises(Refused):
                    _post(session, person, TOWN, Role.HANDLER, first, last)
            else:
                _post(session, person, TOWN, Role.HANDLER, first, last)
                taken.append((first, last or date.max))

        held = sum(first <= day <= last for first, last in taken)
        assert len(posts_at(session, person, day)) == held <= 1


def test_nobody_is_here_under_two_people_with_one_badge(shared_world: World) -> None:
    with undone(shared_world) as session:
        _person(session)

        with pytest.raises(Refused, match="badge-taken"):
            _person(session)
        assert find_by_badge(session, "X-1") is not None


def _person(session: Session, badge: str = "X-1") -> str:
    return add_person(session, badge, "测试示例", "test", START).id


def _post(session: Session, person: str, unit: str, role: Role, first: date, last: date | None) -> Post:
    return set_post(session, person, unit, role, first, last, "test", START)


def _unit(unit_id: str, parent: str) -> Unit:
    return Unit(
        id=unit_id,
        code=f"441900-{unit_id}",
        name="新单位（合成）",
        kind=UnitKind.DEPARTMENT,
        parent_id=parent,
        valid_from=date(2022, 1, 1),
        valid_to=None,
    )
