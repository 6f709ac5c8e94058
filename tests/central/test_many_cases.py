"""Many open cases: the list of what is due soon is a look into an index, and the night over all of them ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
from case_world import OFFICE, Cases, cases_at
from central_world import START
from many_cases import fill
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from central.cases.acting import Actor
from central.cases.nightly import Ran, run_clocks
from central.cases.seeing import Wish, due_rows, due_soon
from central.clock import day_of

TODAY = day_of(START)
SOON = TODAY + timedelta(days=7)
UNITS_OWN = Actor("P-1", "U-001", frozenset({"handler"}))


@pytest.fixture
def cases(central_home: Path) -> Iterator[Cases]:
    with cases_at(central_home) as cases:
        yield cases


def _after_a_night_nothing_is_left(cases: Cases, count: int, slice_size: int) -> Ran:
    fill(cases.centre, count, TODAY, days_back=25)

    ran = run_clocks(cases.centre, slice_size=slice_size)

    assert run_clocks(cases.centre, slice_size=slice_size) == Ran()
    assert cases.broken() == []
    return ran


def test_night_over_many_cases_leaves_a_record_that_holds(cases: Cases) -> None:
    assert _after_a_night_nothing_is_left(cases, 600, slice_size=128).steps > 20


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_night_over_100_000_open_cases_takes_no_minute(cases: Cases) -> None:
    """The bench is benchmarks/due_soon.py; here it is that nothing is left, and roughly how long it takes."""
    fill(cases.centre, 100_000, TODAY, days_back=25)
    began = perf_counter()

    ran = run_clocks(cases.centre)

    print(f"{cases.centre.database.kind}: {ran.steps} steps in {perf_counter() - began:.1f} s")  # noqa: T201 - a figure
    assert run_clocks(cases.centre) == Ran()
    assert cases.broken() == []


@pytest.mark.parametrize("actor", [OFFICE, UNITS_OWN])
def test_due_list_is_a_look_into_an_index(cases: Cases, actor: Actor) -> None:
    fill(cases.centre, 1_000, TODAY, days_back=25)
    words = {"postgresql": ("EXPLAIN", postgresql.dialect()), "sqlite": ("EXPLAIN QUERY PLAN", sqlite.dialect())}
    explain, dialect = words[cases.centre.database.kind]
    asked = due_rows(actor, SOON, Wish(limit=20)).compile(dialect=dialect, compile_kwargs={"literal_binds": True})

    with cases.centre.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        plan = "\n".join(str(row) for row in connection.execute(text(f"{explain} {asked}")))

    assert "ix_cases" in plan
    assert "Seq Scan" not in plan
    assert "SCAN cases" not in plan
    # The few rows of one unit may be sorted in the hand; everybody's may not.
    assert actor is UNITS_OWN or "Sort" not in plan
    assert actor is UNITS_OWN or "TEMP B-TREE" not in plan


def test_due_list_goes_through_every_case_once_and_in_order(cases: Cases) -> None:
    fill(cases.centre, 300, TODAY, days_back=25)
    found, after = [], ""

    with cases.centre.database.reading() as session:
        while True:
            page = due_soon(session, OFFICE, SOON, Wish(after=after, limit=37))
            found += [(row.next_due, row.project_no) for row in page.cases]
            after = page.next
            if not after:
                break
        due = session.execute(text("SELECT count(*) FROM cases WHERE next_due <= '2026-11-30'")).scalar_one()

    assert len(found) == len(set(found)) == due
    assert found == sorted(found)
