"""A row that is inserted or held is there, whoever deletes it at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from central_world import World
from sqlalchemy import delete

from central.db.counters import Counter
from central.db.database import insert_or_hold

NAME, WRITERS, ROUNDS = "held-row", 4, 25


def test_a_row_is_held_although_others_delete_it_all_the_time(world: World) -> None:
    database = world.centre.database

    def holds_and_deletes(writer: int) -> list[int]:
        seen = []
        for _ in range(ROUNDS):
            with database.writing() as session:
                seen.append(insert_or_hold(session, Counter, name=NAME, last=writer).last)
            with database.writing() as session:
                session.execute(delete(Counter).where(Counter.name == NAME))
        return seen

    with ThreadPoolExecutor(WRITERS) as pool:
        seen = [last for found in pool.map(holds_and_deletes, range(WRITERS)) for last in found]

    assert len(seen) == WRITERS * ROUNDS
    assert set(seen) <= set(range(WRITERS))


def test_a_row_that_is_there_keeps_what_it_holds(world: World) -> None:
    database = world.centre.database
    with database.writing() as session:
        insert_or_hold(session, Counter, name=NAME, last=7)

    with database.writing() as session:
        found = insert_or_hold(session, Counter, name=NAME, last=0)
        found.last += 1

    with database.reading() as session:
        assert session.get_one(Counter, NAME).last == 8
