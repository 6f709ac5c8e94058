"""What is due soon among 100,000 open cases, on PostgreSQL: a unit's page, the coordination office's page, and the one after it.

Each is to be a look into an index, whatever else lies in the table: PostgreSQL's own plan is asked, and a plan that reads the table or
sorts it fails. Beside it, in turns, the smallest question there is (SELECT 1), so that the machine's own haste shows. Then the night
over all of them. Prints one JSON line, milliseconds and seconds.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from timing import median, p95, report

from central.cases.acting import Actor
from central.cases.nightly import run_clocks
from central.cases.seeing import Wish, due_rows, due_soon
from central.centre import Centre
from central.clock import day_of
from central.opening import open_centre
from central.seed import seed
from central.settings import Settings

CASES = 100_000
ROUNDS = 100
NIGHT_SECONDS = 60
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFFICE = Actor("office", "", frozenset({"coordination-office"}))


def actors() -> list[Actor]:
    return [OFFICE, *(Actor("someone", f"U-{number:03d}", frozenset({"handler"})) for number in range(0, 400, 40))]


def measure(centre: Centre) -> dict[str, float]:
    until = day_of(NOW) + timedelta(days=7)
    looked, plain = [], []
    with centre.database.reading() as session:
        for turn in range(ROUNDS):
            actor = actors()[turn % len(actors())]
            began = perf_counter()
            page = due_soon(session, actor, until, Wish())
            if page.next:
                due_soon(session, actor, until, Wish(after=page.next))
            looked.append(perf_counter() - began)
            began = perf_counter()
            session.execute(text("SELECT 1"))
            plain.append(perf_counter() - began)
    return {"p95_ms": 1_000 * p95(looked), "median_ms": 1_000 * median(looked), "select_1_ms": 1_000 * median(plain)}


def refuse_bad_plans(session: Session) -> None:
    """Raises RuntimeError for a plan that reads the table or sorts it."""
    until = day_of(NOW) + timedelta(days=7)
    for actor in actors()[:2]:
        asked = due_rows(actor, until, Wish())
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
        words = asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.execute(text(f"EXPLAIN {words}")).scalars())
        if "ix_cases" not in plan or "Seq Scan" in plan or "Sort" in plan:
            raise RuntimeError(f"not a look into the index:\n{plan}")


def main() -> int:
    # The tests' own way to a PostgreSQL and to many cases; on this disk it is to sync as it would in service.
    sys.path.append(str(Path("tests/central").resolve()))
    postgres, many = importlib.import_module("postgres_cluster"), importlib.import_module("many_cases")
    with tempfile.TemporaryDirectory(prefix="guanjia-") as folder, postgres.running_cluster({}) as cluster:
        url = cluster.url(cluster.create())
        home = Path(folder) / "centre"
        seed(home, enterprises=8, database_url=url, say=lambda _: None)
        centre = open_centre(Settings(home=home, database_url=url, clock=lambda: NOW))
        figures = whole(centre, many)
        centre.database.close()
    late = int(figures["nightly_seconds"] > NIGHT_SECONDS)
    return late | report("due-soon", "p95_ms", **figures, cases=CASES, rounds=ROUNDS, goal=20.0, limit=100.0)


def whole(centre: Centre, many: Any) -> dict[str, float]:
    many.fill(centre, CASES, day_of(NOW), days_back=25)
    with centre.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    with centre.database.reading() as session:
        refuse_bad_plans(session)
    measured = measure(centre)
    began = perf_counter()
    ran = run_clocks(centre)
    nightly = perf_counter() - began
    return measured | {"nightly_seconds": nightly, "nightly_steps": ran.steps}


if __name__ == "__main__":
    sys.exit(main())
