"""A worker as its operator knows it: begun, stopped, beside a server; what the clock begins; what is left when its own memory is gone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from department import REFUSES, open_department
from outbound_world import PATIENCE, eventually, found, owing, states, write_plan
from sqlalchemy import func, select

from central.centre import Centre
from central.outbound.owing import Owed, owe
from central.outbound.tables import Delivery
from central.work import presence
from central.work.forgetting import forget_workers
from central.work.tables import TimedRun
from central.work.tables import Worker as WorkerRow
from central.work.timed import run_once
from central.work.timetable import TIMETABLE, scheduled
from kiosk.command_line import main

IN_A_FILE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Whole processes, once: that they work on both databases, the killed ones show."""

CLOSE = ("close-delivery", "declined", "--found", "arrived", "--reason", "打电话问过", "--by", "工号0042")


@pytest.fixture
def centre(central_home: Path) -> Iterator[Centre]:
    with owing(central_home) as opened:
        yield opened


@IN_A_FILE
def test_worker_beside_a_server_delivers_what_it_finds_and_leaves_the_rest_to_a_person(
    central_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_department() as tax, open_department([REFUSES]) as land, owing(central_home) as centre:
        write_plan(central_home, {"tax": tax, "land": land})
        _owe(centre, "new", "tax")
        _owe(centre, "declined", "land")
        _owe(centre, "lost", "tax")
        _lose(centre, "lost")

        with _serving(central_home, "--with-work"):
            eventually(lambda: states(centre) == {"done": 2, "by-hand": 1})
        eventually(lambda: _workers_at_work(centre) == 0)
        assert main(["central", "deliveries", "--home", str(central_home), "--json"]) == 0
        listed = json.loads(capsys.readouterr().out)
        statuses = [main(["central", *CLOSE, "--home", str(central_home)]) for _ in range(2)]

        assert tax.effects == {"new": 1, "lost": 1}
        assert [one["key"] for one in listed] == ["declined"]
        assert (statuses, found(centre, "declined").state) == ([0, 1], "closed")


def test_server_and_terminal_begin_without_what_only_a_worker_needs() -> None:
    asked = "import sys, central.serve, central.command_line; print('dbos' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_every_work_of_the_timetable_has_its_own_name_and_a_time() -> None:
    from croniter import croniter

    assert len({one.name for one in TIMETABLE}) == len(TIMETABLE)
    assert all(croniter.is_valid(one.when) for one in TIMETABLE)


def test_what_the_clock_begins_is_done_once_for_each_moment(centre: Centre) -> None:
    began: list[str] = []
    work = scheduled("count", "0 3 * * *", lambda centre: began.append(centre.epoch))
    planned_at = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    run_once(centre, work, planned_at)
    run_once(centre, work, planned_at)

    run_once(centre, work, planned_at + timedelta(days=1))

    assert len(began) == 2
    with centre.database.reading() as session:
        assert {row.outcome for row in session.scalars(select(TimedRun))} == {"done"}


def test_what_the_clock_began_and_failed_may_be_done_again(centre: Centre) -> None:
    tries: list[int] = []

    def fail_once(_centre: Centre) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise LookupError("张合成")

    planned_at = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    work = scheduled("fail", "0 3 * * *", fail_once)
    run_once(centre, work, planned_at)

    run_once(centre, work, planned_at)

    assert len(tries) == 2


def test_silent_worker_is_declared_gone_once_and_hears_of_it(centre: Centre) -> None:
    now = centre.now()
    with centre.database.writing() as session:
        presence.come(session, "one", now)

    with centre.database.writing() as session:
        gone = presence.silent(session, timedelta(seconds=30), now + timedelta(minutes=1))
        presence.leave(session, gone, now)
    with centre.database.writing() as session:
        assert not presence.be_seen(session, "one", now)

    assert gone == ["one"]


def test_workers_of_long_ago_are_forgotten(centre: Centre) -> None:
    long_ago = centre.now() - timedelta(days=90)
    with centre.database.writing() as session:
        presence.come(session, "one", long_ago)
        presence.leave(session, ["one"], long_ago)
        presence.come(session, "two", long_ago)

    forget_workers(centre)

    with centre.database.reading() as session:
        assert list(session.scalars(select(WorkerRow.id))) == ["two"]


def _owe(centre: Centre, key: str, system: str) -> None:
    with centre.database.writing() as session:
        owe(session, Owed(key, system, "topic", "1"), centre.now())


def _lose(centre: Centre, key: str) -> None:
    """As a worker leaves it that has begun it and is gone, and its own memory with it."""
    with centre.database.writing() as session:
        row = session.get_one(Delivery, key)
        row.started_lap, row.started_at = 1, centre.now() - timedelta(minutes=10)


@contextmanager
def _serving(home: Path, *words: str) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "kiosk.command_line",
        "central",
        "serve",
        "--home",
        str(home),
        "--port",
        "0",
        *words,
    ]
    together = ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", *command]
    with subprocess.Popen(together, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert json.loads(server.stdout.readline())["port"]
        yield
        server.terminate()
        assert server.wait(PATIENCE) in (0, -signal.SIGTERM)


def _workers_at_work(centre: Centre) -> int:
    with centre.database.reading() as session:
        return session.scalar(select(func.count()).select_from(WorkerRow).where(WorkerRow.ended_at.is_(None))) or 0


TICKING = """
import sys, time
from pathlib import Path
from central.opening import opened
from central.settings import Settings
from central.work.timetable import scheduled
from central.work.worker import Worker
ticks = []
with opened(Settings(home=Path(sys.argv[1]))) as centre:
    worker = Worker(centre, (scheduled("tick", "* * * * * *", lambda centre: ticks.append(1)),))
    until = time.monotonic() + 60
    while len(ticks) < 3 and time.monotonic() < until:
        worker.look()
        time.sleep(0.1)
    worker.end()
"""


@pytest.mark.soak
def test_the_clock_begins_what_the_timetable_says(central_home: Path) -> None:
    subprocess.run([sys.executable, "-c", TICKING, str(central_home)], check=True, timeout=120)

    with owing(central_home) as centre, centre.database.reading() as session:
        moments = [row.planned_at for row in session.scalars(select(TimedRun)) if row.outcome == "done"]
    assert len(moments) == len(set(moments)) >= 3
