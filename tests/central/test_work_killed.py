"""Workers and whoever owes are killed at random while a fan-out of four departments runs: all end, none twice, each join once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from department import ANSWERS, CUTS, DROPS, FAILS, LATER, Department, open_department
from outbound_world import WorkerProcess, eventually, owing, states, working, write_plan

from central.centre import Centre
from central.outbound.owing import Owed, fan_out

FOUR = ("market", "tax", "police", "land")
ASKED_FIRST = ("police", "land")
"""Two that keep no keys: they must be asked before anything is sent again."""
JOINS = "results"
MOODS = [ANSWERS] * 8 + [CUTS, DROPS, FAILS, LATER]

OWING = """
import sys
from pathlib import Path
from central.opening import opened
from central.outbound.owing import Owed, fan_out
from central.settings import Settings
home, parents, systems = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
with opened(Settings(home=home)) as centre:
    for number in range(parents):
        branches = [Owed(f"p{number}-{name}", name, "branch", str(number), {"number": number}) for name in systems]
        then = Owed(f"p{number}-join", "results", "join", str(number), {"number": number})
        centre.database.write(lambda session: fan_out(session, f"p{number}", branches, then, centre.now()))
"""


@dataclass(frozen=True)
class Scale:
    parents: int
    workers: int
    kills: int
    between_kills: float
    patience: float


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_what_a_killed_worker_began_is_ended_once_by_the_next(central_home: Path) -> None:
    with _departments(central_home) as departments, owing(central_home) as centre:
        _owe_here(centre, 6)
        with working(central_home) as first:
            eventually(lambda: _effects(departments) > 8)
            first.kill()

            with working(central_home):
                eventually(lambda: states(centre) == {"done": 6 * 5})

        _all_arrived_once(departments, 6)


@pytest.mark.soak
def test_a_thousand_deliveries_outlive_their_workers(
    central_home: Path, record_property: pytest.RecordProperty
) -> None:
    figures = _killed_at_random(central_home, Scale(parents=250, workers=3, kills=12, between_kills=2.0, patience=900))

    for name, value in figures.items():
        record_property(name, value)


def _killed_at_random(home: Path, scale: Scale) -> dict[str, float]:
    with _departments(home) as departments, owing(home) as centre:
        began = time.monotonic()
        killed = _run(home, scale, lambda: states(centre).get("done", 0) == scale.parents * 5)
        seconds = time.monotonic() - began

        _all_arrived_once(departments, scale.parents)
        assert states(centre) == {"done": scale.parents * 5}
        return {"seconds": seconds, "killed": killed, "asked": sum(one.asked for one in departments.values())}


@contextmanager
def _departments(home: Path) -> Iterator[dict[str, Department]]:
    """Open, and in the centre's plan."""
    with ExitStack() as stack:
        departments = {
            name: stack.enter_context(open_department(MOODS, keeps_keys=name not in ASKED_FIRST))
            for name in (*FOUR, JOINS)
        }
        write_plan(home, departments)
        yield departments


class _Crew:
    """Workers, each started anew as soon as it has ended, as whatever watches over services does."""

    def __init__(self, home: Path, count: int) -> None:
        self._home = home
        self.workers = [WorkerProcess(home) for _ in range(count)]

    def replace(self, place: int) -> None:
        self.workers[place].kill()
        self.workers[place] = WorkerProcess(self._home)

    def watch(self) -> None:
        for place, worker in enumerate(self.workers):
            if worker.process.poll() is not None:
                self.replace(place)

    def kill(self) -> None:
        for worker in self.workers:
            worker.kill()


def _run(home: Path, scale: Scale, all_ended: Callable[[], bool]) -> int:
    """How many processes were killed. Kills some, at random, then lets the others end it."""
    chance = random.Random(11)
    with ExitStack() as stack:
        owing_process = _owe(home, scale.parents)
        crew = _Crew(home, scale.workers)
        stack.callback(crew.kill)
        crew.workers[0].ready()
        for _ in range(scale.kills):
            _watch_for(crew, scale.between_kills * chance.uniform(0.3, 1.7))
            victim = chance.randrange(scale.workers + 1)
            if victim == scale.workers:
                owing_process.kill()
                owing_process.wait()
                owing_process = _owe(home, scale.parents)
            else:
                crew.replace(victim)
        assert owing_process.wait(timeout=scale.patience) == 0
        eventually(lambda: (crew.watch(), all_ended())[1], scale.patience)
    return scale.kills


def _watch_for(crew: _Crew, seconds: float) -> None:
    until = time.monotonic() + seconds
    eventually(lambda: (crew.watch(), time.monotonic() >= until)[1])


def _owe(home: Path, parents: int) -> subprocess.Popen[bytes]:
    """What is owed already is not owed twice."""
    words = [sys.executable, "-c", OWING, str(home), str(parents), ",".join(FOUR)]
    return subprocess.Popen(["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *words])


def _owe_here(centre: Centre, parents: int) -> None:
    for number in range(parents):
        branches = [Owed(f"p{number}-{name}", name, "branch", str(number), {"number": number}) for name in FOUR]
        then = Owed(f"p{number}-join", JOINS, "join", str(number), {"number": number})
        with centre.database.writing() as session:
            fan_out(session, f"p{number}", branches, then, centre.now())


def _effects(departments: dict[str, Department]) -> int:
    return sum(len(one.effects) for one in departments.values())


def _all_arrived_once(departments: dict[str, Department], parents: int) -> None:
    for name in FOUR:
        assert departments[name].effects == {f"p{number}-{name}": 1 for number in range(parents)}, name
    assert departments[JOINS].effects == {f"p{number}-join": 1 for number in range(parents)}
