"""What people read is on the trail before they have it, and the trail shows whatever is done to it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from central_world import World
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session
from staff_world import CITY, OTHER_TOWN, TOWN, Console, code_of, little_work, newcomer, undone

from central.keyed_hash import KeyedHash
from central.organisations.people import posts_at
from central.organisations.roles import Reader, Role
from central.organisations.sign_in_tables import TrailEntry, TrailHead
from central.organisations.trail import NotForTheTrail, first_broken, note_reading


@pytest.fixture(autouse=True, scope="module")
def quick_hashes() -> Iterator[None]:
    with little_work():
        yield


def test_every_read_of_a_name_is_on_the_trail_with_who_when_which_and_why(shared_world: World) -> None:
    console = newcomer(shared_world).comes_in()

    console.get("people", unit=TOWN, why="handover")
    console.get("people/DG-T15-P01", why="contact")
    console.get(f"units/{TOWN}/responsible", why="contact")
    console.get("units", kind="town")
    console.get("people", unit=OTHER_TOWN, why="contact")

    found = [(row.what, row.subject_kind, row.subject_id, row.purpose, row.at) for row in _of(shared_world, console)]
    now = shared_world.clock()
    assert [row[:1] for row in found[:1]] == [("signed-in",)]
    assert found[1:] == [
        ("read", "people-of-unit", TOWN, "handover", now),
        ("read", "person", "DG-T15-P01", "contact", now),
        ("read", "responsible-people", TOWN, "contact", now),
    ]


def test_nothing_is_read_without_saying_why(shared_world: World) -> None:
    console = newcomer(shared_world).comes_in()

    answers = [console.get("people", unit=TOWN), console.get("people/DG-T15-P01", why="because")]

    assert [code_of(answer) for answer in answers] == ["message-malformed"] * 2


def test_what_is_undone_was_not_read(shared_world: World) -> None:
    reader, before = _reader(shared_world), _length(shared_world)

    with undone(shared_world) as session:
        note_reading(session, reader, "case", "B-1", "handling", shared_world.clock())

    assert _length(shared_world) == before
    with shared_world.centre.database.reading() as session:
        assert first_broken(session, shared_world.centre.home.keyed_hash) is None


@pytest.mark.parametrize(
    ("subject", "purpose"),
    [
        ("441900194802290012", "handling"),
        ("B-1", " "),
        ("B-1", "44190019850615003x"),
        ("44190019850615003x", "handling"),
    ],
)
def test_nothing_personal_and_nothing_without_a_purpose_gets_on_it(
    shared_world: World, subject: str, purpose: str
) -> None:
    reader = _reader(shared_world)

    with pytest.raises(NotForTheTrail), shared_world.centre.database.writing() as session:
        note_reading(session, reader, "case", subject, purpose, shared_world.clock())


def test_many_who_read_at_once_are_all_on_it_one_after_the_other(shared_world: World) -> None:
    reader, before = _reader(shared_world), _length(shared_world)

    def read(number: int) -> None:
        def work(session: Session) -> None:
            note_reading(session, reader, "case", f"B-{number}", "handling", shared_world.clock())

        shared_world.centre.database.write(work)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, range(40)))

    assert _length(shared_world) == before + 40
    with shared_world.centre.database.reading() as session:
        assert first_broken(session, shared_world.centre.home.keyed_hash) is None


@pytest.mark.parametrize(
    ("change", "shown_at"),
    [
        ("UPDATE staff_trail SET who = 'somebody else' WHERE number = 2", 2),
        ("UPDATE staff_trail SET purpose = 'contact' WHERE number = 2", 2),
        ("UPDATE staff_trail SET at = '2020-01-01 00:00:00+00:00' WHERE number = 1", 1),
        ("DELETE FROM staff_trail WHERE number = 2", 2),
        ("DELETE FROM staff_trail WHERE number = 3", 3),
        ("DELETE FROM staff_trail", 1),
        ("DELETE FROM staff_trail_head", 1),
        ("UPDATE staff_trail_head SET number = 2", 4),
        (
            "INSERT INTO staff_trail SELECT 4, at, who, what, subject_kind, subject_id, purpose, mark FROM staff_trail "
            "WHERE number = 3",
            4,
        ),
    ],
    ids=["who", "why", "when", "taken out", "cut off", "emptied", "without end", "another end", "added to"],
)
def test_trail_shows_what_was_done_to_it(shared_world: World, change: str, shown_at: int) -> None:
    _begin_anew(shared_world)
    reader = _reader(shared_world)
    with shared_world.centre.database.writing() as session:
        for number in range(3):
            note_reading(session, reader, "case", f"B-{number}", "handling", shared_world.clock())

    with shared_world.centre.database.writing() as session:
        whole = first_broken(session, shared_world.centre.home.keyed_hash)
        session.execute(text(change))
    with shared_world.centre.database.reading() as session:
        broken = first_broken(session, shared_world.centre.home.keyed_hash)
    _begin_anew(shared_world)

    assert (whole, broken) == (None, shown_at)


def test_end_that_was_made_without_the_key_is_shown(shared_world: World) -> None:
    _begin_anew(shared_world)
    reader = _reader(shared_world)
    with shared_world.centre.database.writing() as session:
        for number in range(2):
            note_reading(session, reader, "case", f"B-{number}", "handling", shared_world.clock())

    with shared_world.centre.database.writing() as session:
        session.execute(delete(TrailEntry).where(TrailEntry.number == 2))
        first, head = session.get_one(TrailEntry, 1), session.get_one(TrailHead, 1)
        head.number, head.mark = 1, first.mark
        head.seal = KeyedHash(b"another centre's key of 32 bytes").mark("staff-trail-end", "[1]")
    with shared_world.centre.database.reading() as session:
        broken = first_broken(session, shared_world.centre.home.keyed_hash)
    _begin_anew(shared_world)

    assert broken == 2


def test_administrator_lists_what_was_read_page_by_page_newest_first(shared_world: World) -> None:
    console = newcomer(shared_world).comes_in()
    for why in ("contact", "handover", "supervision"):
        console.get("people", unit=TOWN, why=why)
    chief = newcomer(shared_world, CITY, Role.ADMINISTRATOR, second_factor=True).comes_in()

    first = chief.get("trail", who=console.person, limit=2).json()
    rest = chief.get("trail", who=console.person, limit=2, after=first["after"]).json()

    entries = first["entries"] + rest["entries"]
    assert [entry["purpose"] for entry in entries] == ["supervision", "handover", "contact", "password"]
    assert rest["after"] == ""
    assert [row.subject_kind for row in _of(shared_world, chief)] == ["session", "trail", "trail"]


def test_towns_administrator_sees_what_the_towns_people_did_and_nothing_else(shared_world: World) -> None:
    here, there = newcomer(shared_world).comes_in(), newcomer(shared_world, OTHER_TOWN).comes_in()
    for console, unit in ((here, TOWN), (there, OTHER_TOWN)):
        console.get("people", unit=unit, why="contact")
    chief = newcomer(shared_world, TOWN, Role.ADMINISTRATOR, second_factor=True).comes_in()

    seen = {entry["who"] for entry in chief.get("trail", unit=TOWN, limit=200).json()["entries"]}

    assert here.person in seen
    assert there.person not in seen
    assert [code_of(chief.get("trail", **asked)) for asked in ({}, {"unit": OTHER_TOWN})] == ["unit-other"] * 2


def _reader(world: World) -> Reader:
    with world.centre.database.reading() as session:
        posts = tuple(posts_at(session, "DG-T15-P01", world.centre.today()))
    return Reader("DG-T15-P01", posts, 1, False, world.centre.home.keyed_hash)


def _of(world: World, console: Console) -> list[TrailEntry]:
    with world.centre.database.reading() as session:
        mine = select(TrailEntry).where(TrailEntry.who == console.person)
        return list(session.scalars(mine.order_by(TrailEntry.number)))


def _length(world: World) -> int:
    with world.centre.database.reading() as session:
        return session.scalar(select(func.count()).select_from(TrailEntry)) or 0


def _begin_anew(world: World) -> None:
    with world.centre.database.writing() as session:
        session.execute(delete(TrailEntry))
        session.execute(delete(TrailHead))
