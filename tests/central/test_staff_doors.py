"""Who may do what: every role at every door of the staff, in their own unit, in one below, in another, and in the whole city."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import requests
from central_world import World
from staff_world import BANK, CITY, COORDINATION, OTHER_TOWN, TOWN, Console, code_of, little_work, newcomer, somebody

from central.api.people_on_cases import UNIT_HEADER
from central.organisations.people import posts_at, set_post
from central.organisations.roles import Role
from central.organisations.units import UnitKind

VILLAGE = f"{TOWN}-V01"
PLACES = {"own": TOWN, "below": VILLAGE, "other": OTHER_TOWN, "city": CITY}
HOME = dict.fromkeys(Role, TOWN) | {Role.COORDINATION_OFFICE: COORDINATION, Role.BANK: BANK}
TODAY = "2026-11-23"
_numbers = count(1)

READS_PEOPLE = {
    Role.HANDLER: {"own"},
    Role.APPROVER: {"own"},
    Role.WINDOW_STAFF: {"own"},
    Role.OPERATOR: {"own"},
    Role.COORDINATION_OFFICE: {"own", "below", "other", "city"},
    Role.BANK: set(),
    Role.ADMINISTRATOR: {"own", "below"},
}


@pytest.fixture(autouse=True, scope="module")
def quick_hashes() -> Iterator[None]:
    with little_work():
        yield


@pytest.fixture(scope="module")
def consoles(shared_world: World) -> dict[Role, Console]:
    """One of each role, signed in."""
    return {
        role: newcomer(shared_world, HOME[role], role, second_factor=role is Role.ADMINISTRATOR).comes_in()
        for role in Role
    }


@pytest.mark.parametrize("role", Role)
def test_each_role_reads_who_it_may_and_nobody_else(consoles: dict[Role, Console], role: Role) -> None:
    console = consoles[role]
    doors = {
        "people": lambda place: console.get("people", unit=PLACES[place], why="contact"),
        "posts": lambda place: console.get("posts", unit=PLACES[place]),
    }

    through = {door: {place for place in PLACES if ask(place).status_code == 200} for door, ask in doors.items()}

    assert through == dict.fromkeys(doors, READS_PEOPLE[role])


@pytest.mark.parametrize("role", Role)
def test_all_see_the_bodies_and_who_answers_for_them(consoles: dict[Role, Console], role: Role) -> None:
    paths = ("units", f"units/{OTHER_TOWN}", "zones/A5", f"units/{OTHER_TOWN}/responsible?why=contact")

    assert [consoles[role].get(path).status_code for path in paths] == [200] * 4


@pytest.mark.parametrize("role", Role)
def test_posts_are_set_by_administrators_in_what_they_administer(consoles: dict[Role, Console], role: Role) -> None:
    console, person = consoles[role], somebody(consoles[role].world, _badge(), OTHER_TOWN, Role.HANDLER)
    reached = {"own", "below"} if role is Role.ADMINISTRATOR else set()

    through: dict[str, set[str]] = {}
    for place, unit in PLACES.items() if reached else (("own", TOWN), ("other", OTHER_TOWN)):
        post = {"unit": unit, "role": "handler", "first_day": TODAY}
        here = f"DG-T15-V0{1 if place == 'below' else 2}-P01" if place == "below" else f"{unit}-P01"
        for door, answer in (
            ("set", console.post(f"people/{person}/posts", post)),
            ("add", console.post("people", {"badge": _badge(), "name": "新人示例", "post": post})),
            ("answer", console.post(f"units/{unit}/responsible", {"person": here, "first_day": _later_day()})),
            ("end", console.post(f"posts/{_a_post(console.world, unit)}/end", {"last_day": TODAY})),
            ("close", console.post(f"people/{somebody(console.world, _badge(), unit, Role.HANDLER)}/close")),
            ("trail", console.get("trail", unit=unit)),
        ):
            assert answer.status_code in (200, 403), (door, place, answer.text)
            if answer.status_code == 200:
                through.setdefault(door, set()).add(place)

    assert through == (dict.fromkeys(("set", "add", "answer", "end", "close", "trail"), reached) if reached else {})


def test_what_reaches_beyond_a_town_is_given_by_who_administers_the_city(shared_world: World) -> None:
    town, city = (newcomer(shared_world, unit, Role.ADMINISTRATOR, second_factor=True) for unit in (TOWN, CITY))
    codes: dict[Role, tuple[str, str]] = {}

    for role in (Role.COORDINATION_OFFICE, Role.OPERATOR, Role.BANK, Role.ADMINISTRATOR):
        post = {"unit": TOWN, "role": role, "first_day": TODAY}
        person = somebody(shared_world, _badge(), BANK, Role.BANK)
        said = [code_of(one.post(f"people/{person}/posts", post)) for one in (_in(town), _in(city))]
        codes[role] = (said[0], said[1])

    beyond = dict.fromkeys((Role.COORDINATION_OFFICE, Role.OPERATOR, Role.BANK), ("unit-other", ""))
    assert codes == beyond | {Role.ADMINISTRATOR: ("", "post-held")}


def test_nobody_sets_a_post_for_themselves(consoles: dict[Role, Console]) -> None:
    console = consoles[Role.ADMINISTRATOR]

    answer = console.post(f"people/{console.person}/posts", {"unit": TOWN, "role": "approver", "first_day": TODAY})

    assert (answer.status_code, code_of(answer)) == (403, "own-post")


def test_administrator_without_a_second_factor_administers_nothing(shared_world: World) -> None:
    console = newcomer(shared_world, CITY, Role.ADMINISTRATOR).comes_in()
    person = somebody(shared_world, _badge(), TOWN, Role.HANDLER)

    answers = [
        console.post(f"people/{person}/posts", {"unit": TOWN, "role": "approver", "first_day": TODAY}),
        console.get("people", unit=TOWN, why="contact"),
        console.get("trail"),
        console.post(f"people/{person}/close"),
    ]

    assert [code_of(answer) for answer in answers] == ["second-factor-needed"] * 4


def test_whoever_has_posts_in_two_units_says_in_which_they_act_on_cases(shared_world: World) -> None:
    console = newcomer(shared_world)
    with shared_world.centre.database.writing() as session:
        days = (shared_world.centre.today(), None)
        set_post(session, console.person, OTHER_TOWN, Role.HANDLER, *days, "test", shared_world.clock())
    console.comes_in()

    codes = [code_of(_cases_as(console, unit)) for unit in ("", TOWN, OTHER_TOWN, CITY)]

    assert codes == ["unit-needed", "", "", "unit-other"]


def test_somebody_elses_colleague_is_as_unknown_as_nobody(consoles: dict[Role, Console]) -> None:
    console = consoles[Role.HANDLER]

    theirs, nobody = console.get("people/DG-T23-P01", why="contact"), console.get("people/nobody", why="contact")

    assert (theirs.status_code, theirs.content) == (nobody.status_code, nobody.content) == (404, nobody.content)


def test_whoever_left_is_seen_by_who_gives_posts_and_not_by_former_colleagues(
    consoles: dict[Role, Console], shared_world: World
) -> None:
    yesterday = shared_world.centre.today().replace(day=22)
    left = somebody(shared_world, _badge(), TOWN, Role.HANDLER, last=yesterday)

    seen = {role: console.get(f"people/{left}", why="contact").status_code for role, console in consoles.items()}

    assert {role for role, status in seen.items() if status == 200} == {Role.ADMINISTRATOR}


def test_pages_of_bodies_show_each_once_and_none_is_missing(consoles: dict[Role, Console]) -> None:
    found, after = [], ""
    while True:
        page = consoles[Role.HANDLER].get("units", kind=UnitKind.TOWN, limit=7, after=after).json()
        found += [unit["id"] for unit in page["units"]]
        after = page["after"]
        if not after:
            break

    assert len(found) == 33
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    "asked", [{"after": "%%%"}, {"after": "_w"}, {"limit": 0}, {"limit": 201}, {"day": "yesterday"}, {"kind": "hotel"}]
)
def test_page_that_cannot_be_is_refused(consoles: dict[Role, Console], asked: dict[str, Any]) -> None:
    answer = consoles[Role.HANDLER].get("units", **asked)

    assert (answer.status_code, code_of(answer)) == (422, "message-malformed")


def _cases_as(console: Console, unit: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {console.token}"} | ({UNIT_HEADER: unit} if unit else {})
    return requests.get(f"{console.world.url}/v1/cases", headers=headers, timeout=60)


def _in(console: Console) -> Console:
    if not console.token:
        console.comes_in()
    return console


def _badge() -> str:
    return f"D-{next(_numbers):04d}"


def _later_day() -> str:
    return f"{2027 + next(_numbers) // 300}-01-01"


def _a_post(world: World, unit: str) -> str:
    person = somebody(world, _badge(), unit, Role.HANDLER)
    with world.centre.database.reading() as session:
        return posts_at(session, person, world.centre.today())[0].id
