"""What the tests of outbound work share: a centre that owes, workers as processes of their own, and departments to owe to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from department import Department
from sqlalchemy import func, select

from central.centre import Centre
from central.opening import open_centre
from central.outbound.plan import PLAN_FILE
from central.outbound.tables import Delivery
from central.settings import Settings

PATIENCE = 60.0
QUICK: Mapping[str, Any] = {
    "timeout_seconds": 0.5,
    "settle_seconds": 0.2,
    "backoff_seconds": 0.05,
    "most_unknown": 100,
    "at_once": 8,
}
PACES = {"look_seconds": 0.1, "silent_seconds": 2.0, "lost_seconds": 4.0}


def write_plan(
    home: Path, departments: Mapping[str, Department], paces: Mapping[str, float] = PACES, **changes: Any
) -> None:
    """Every department under its name, in a hurry; `changes` replace what they name."""
    systems = [
        {
            "name": name,
            "url": one.url,
            "kind": "idempotency-key" if one.keeps_keys else "query-first",
            **QUICK,
            **changes,
        }
        for name, one in departments.items()
    ]
    (home / PLAN_FILE).write_text(json.dumps({"systems": systems, "routes": {}, "paces": dict(paces)}), "utf-8")


@contextmanager
def owing(home: Path) -> Iterator[Centre]:
    """The centre at this home, to owe something in its name."""
    centre = open_centre(Settings(home=home))
    try:
        yield centre
    finally:
        centre.database.close()


class WorkerProcess:
    """`guanjia central work`, as an operator starts it."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "kiosk.command_line", "central", "work", "--home", str(home)]
        together = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *command]
        self.process = subprocess.Popen(together, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ready(self) -> str:
        """Its id, once it works."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self._words()
        worker: str = json.loads(line)["worker"]
        return worker

    def kill(self) -> None:
        self.process.kill()
        self._reap()

    def end(self) -> int:
        """As an operator stops it. Its status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self._reap()
        return status

    def _reap(self) -> None:
        self.process.wait()
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()

    def _words(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()


@contextmanager
def working(home: Path) -> Iterator[WorkerProcess]:
    worker = WorkerProcess(home)
    try:
        worker.ready()
        yield worker
    finally:
        if worker.process.poll() is None:
            worker.kill()


def eventually(true: Callable[[], bool], patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)


def states(centre: Centre) -> dict[str, int]:
    with centre.database.reading() as session:
        rows = session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
        return {state: count for state, count in rows}


def found(centre: Centre, key: str) -> Delivery:
    with centre.database.reading() as session:
        return session.get_one(Delivery, key)
