"""One thing of four departments (一件事), many at once; whoever opens, handles or carries them is killed at random: all end, none twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from department import ANSWERS, CUTS, DROPS, FAILS, LATER, Department, open_department
from outbound_world import WorkerProcess, eventually, owing, states, write_plan
from sqlalchemy import func, select

from central.cases.chain import check_cases
from central.cases.tables import Case, CaseEvent
from central.centre import Centre

FOUR = ("market", "tax", "police", "land")
ASKED_FIRST = ("police", "land")
"""Two whose systems keep no keys: they must be asked before anything is sent again."""
PATIENT = {"look_seconds": 0.1, "silent_seconds": 15.0, "lost_seconds": 30.0}
"""A worker that waits for a busy machine is not taken for dead."""
JOINS = "results"
MOODS = [ANSWERS] * 8 + [CUTS, DROPS, FAILS, LATER]
EACH = tuple((name,) for name in FOUR)
WAY = ["open", "accept", "review", "approve", "make-certificate", "deliver-certificate"]
DIES_WITH_US = ("/usr/bin/setpriv", "--pdeathsig", "KILL", "--")


@dataclass(frozen=True)
class Scale:
    """`clerks`: a process each, and for which units. `kills`: who, one after the other. `workers`: processes that carry word of it to
    the departments' own systems; none in the short form."""

    themes: int
    clerks: tuple[tuple[str, ...], ...]
    workers: int
    kills: tuple[str, ...]
    between_kills: float
    patience: float


SHORT = Scale(
    themes=3, clerks=(FOUR, FOUR), workers=0, kills=("opener", "clerk", "clerk"), between_kills=0.1, patience=60
)
WHOLE = Scale(
    themes=int(os.environ.get("THEMES", "1000")),
    clerks=EACH,
    workers=2,
    kills=("clerk", "opener", "clerk", "worker") * 15,
    between_kills=2.0,
    patience=3_000,
)


class Crew:
    """Everybody who works on the themes, each started anew when they have ended, as whatever watches over services does."""

    def __init__(self, home: Path, scale: Scale) -> None:
        self._home, self._scale = home, scale
        self._forkery = subprocess.Popen(
            [*DIES_WITH_US, sys.executable, str(Path(__file__).with_name("theme_program.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._clerks = [(units, self._clerk(units)) for units in scale.clerks]
        self._workers = [WorkerProcess(home) for _ in range(scale.workers)]
        self._opener = self._open()
        self.killed: Counter[str] = Counter()

    def kill_one(self, kind: str, chance: random.Random) -> None:
        self.killed[kind] += 1
        match kind:
            case "clerk":
                place = chance.randrange(len(self._clerks))
                units, child = self._clerks[place]
                _kill(child)
                self._clerks[place] = (units, self._clerk(units))
            case "opener":
                _kill(self._opener)
                self._opener = self._open()
            case "worker":
                place = chance.randrange(len(self._workers))
                self._workers[place].kill()
                self._workers[place] = WorkerProcess(self._home)

    def watch(self) -> None:
        """A worker that was declared gone ends by itself."""
        for place, worker in enumerate(self._workers):
            if worker.process.poll() is not None:
                worker.kill()
                self._workers[place] = WorkerProcess(self._home)

    def end(self) -> None:
        """With the forkery end all whom it has forked."""
        for worker in self._workers:
            worker.kill()
        self._forkery.kill()
        self._forkery.wait()
        for pipe in (self._forkery.stdin, self._forkery.stdout):
            assert pipe is not None
            pipe.close()
        for child in (self._opener, *(child for _, child in self._clerks)):
            eventually(lambda child=child: not _is_alive(child))  # type: ignore[misc]

    def _open(self) -> int:
        """What was opened already is not opened twice."""
        return self._fork({"open": self._scale.themes, "carried": bool(self._scale.workers)})

    def _clerk(self, units: tuple[str, ...]) -> int:
        return self._fork({"handle": units})

    def _fork(self, order: dict[str, object]) -> int:
        assert self._forkery.stdin is not None
        assert self._forkery.stdout is not None
        self._forkery.stdin.write(json.dumps({"home": str(self._home), **order}) + "\n")
        self._forkery.stdin.flush()
        said = self._forkery.stdout.readline()
        assert said, "the forkery has died"
        return int(json.loads(said)["child"])


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    eventually(lambda: not _is_alive(child))


def _is_alive(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True


def test_themes_end_once_whoever_is_killed(central_home: Path) -> None:
    _killed_at_random(central_home, SHORT)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_a_thousand_themes_end_once_whoever_is_killed(
    central_home: Path, record_property: pytest.RecordProperty, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = _killed_at_random(central_home, WHOLE)

    for name, value in figures.items():
        record_property(name, value)
    with capsys.disabled():
        sys.stdout.write(f"\n{figures}\n")


def _killed_at_random(home: Path, scale: Scale) -> dict[str, object]:
    with ExitStack() as stack:
        departments = {
            name: stack.enter_context(open_department(MOODS, keeps_keys=name not in ASKED_FIRST))
            for name in ((*FOUR, JOINS) if scale.workers else ())
        }
        write_plan(home, departments, PATIENT, timeout_seconds=10.0)
        centre = stack.enter_context(owing(home))
        began = time.monotonic()
        killed = _run(home, centre, scale)
        seconds = time.monotonic() - began

        _judge(centre, scale.themes)
        _judge_the_departments(departments, scale.themes)
        return {"themes": scale.themes, "seconds": round(seconds, 1), "killed": dict(killed), **_counted(centre)}


def _run(home: Path, centre: Centre, scale: Scale) -> Counter[str]:
    """Kills somebody at random, again and again, then lets the others end it."""
    chance, crew = random.Random(11), Crew(home, scale)
    try:
        for kind in scale.kills:
            until = time.monotonic() + scale.between_kills * chance.uniform(0.3, 1.7)
            eventually(lambda until=until: (crew.watch(), time.monotonic() >= until)[1])  # type: ignore[misc]
            crew.kill_one(kind, chance)
        eventually(lambda: (crew.watch(), _all_ended(centre, scale))[1], scale.patience)
        return crew.killed
    finally:
        crew.end()


def _all_ended(centre: Centre, scale: Scale) -> bool:
    with centre.database.reading() as session:
        done = session.scalar(select(func.count()).where(Case.parent_no.is_(None), Case.state == "DONE"))
    return done == scale.themes and (not scale.workers or states(centre) == {"done": scale.themes * 5})


def _judge(centre: Centre, themes: int) -> None:
    """Every theme once, with one branch at each department; each step of each made once; every record holds."""
    with centre.database.reading() as session:
        cases = list(session.scalars(select(Case)))
        events = defaultdict(list)
        for number, name in session.execute(
            select(CaseEvent.project_no, CaseEvent.event_name).order_by(CaseEvent.project_no, CaseEvent.number)
        ):
            events[number].append(name)
        assert list(check_cases(session, centre.home.keyed_hash)) == []
    parents = {case.project_no: case for case in cases if case.parent_no is None}
    assert Counter(parent.project_name for parent in parents.values()) == Counter(map(str, range(themes)))
    units: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        assert (case.state, case.ended_at is not None) == ("DONE", True)
        if case.parent_no is not None:
            units[case.parent_no].append(case.assignee_unit)
            assert events[case.project_no] == WAY
    assert {number: sorted(found) for number, found in units.items()} == dict.fromkeys(parents, sorted(FOUR))
    for number in parents:
        assert events[number] == ["open", "accept", *["branch-ended"] * 4, "branches-done"]


def _judge_the_departments(departments: dict[str, Department], themes: int) -> None:
    """What each department's own system was told, it was told once; and the lead of each theme once, when all had heard."""
    for name, department in departments.items():
        suffix = "join" if name == JOINS else name
        assert department.effects == {f"p{number}-{suffix}": 1 for number in range(themes)}, name


def _counted(centre: Centre) -> dict[str, object]:
    with centre.database.reading() as session:
        return {
            "cases": session.scalar(select(func.count()).select_from(Case)),
            "events": session.scalar(select(func.count()).select_from(CaseEvent)),
            "deliveries": states(centre),
        }
