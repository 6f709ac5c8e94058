"""A terminal without a screen, made to be killed: run by `bench_world`, never imported by it.

    python terminal_program.py [--mutant NAME]

It waits on stdin for orders, a JSON line each, and forks one terminal for each, because a fork starts in milliseconds what a new
process would load in a second. It says {"child": pid}. The terminal is the product's own: enrolment, outbox, road and HTTP as
`kiosk` puts them together. What it tells goes to a journal outside of its home, one appended line each:

    I number        about to file this one           L 0|1    the link is down, up
    T number key    it is filed, says the outbox      E name   the outbox would not, and why
    D key state     the road says this one has ended  B milliseconds  a batch and its answer took so long
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import select
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import mutants
from bench_drafts import draft_of

from app import config, enrolment
from app.central import Accepted, Refused, Unreachable
from app.contract.jobs import Batch, BatchReceipt
from app.errors import StoreError
from app.http_central import HttpCentral
from app.outbox import Outbox, open_outbox
from app.sync import Sync

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Order:
    """File numbers below `until`, `pace` seconds apart on average, while no more than `most_owed` wait; walk unless told not to."""

    home: Path
    journal: Path
    until: int = 0
    pace: float = 0.0
    most_owed: int = 1_000
    interval: float = 0.05
    walks: bool = True
    seed: int = 0


class Journal:
    """Lines appended in one write each: a kill leaves a line out, it never tears one."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(self, *words: object) -> None:
        os.write(self._handle, (" ".join(map(str, words)) + "\n").encode())


def next_number(journal: Path) -> int:
    lines = journal.read_text("ascii").splitlines() if journal.exists() else []
    return max((int(line.split()[1]) + 1 for line in lines if line.startswith("I ")), default=0)


def timed(central: type[HttpCentral], journal: Journal) -> type[HttpCentral]:
    class Timed(central):  # type: ignore[misc,valid-type]  # honest or mutated
        def deliver(self, batch: Batch) -> Accepted[BatchReceipt] | Refused | Unreachable:
            began = monotonic()
            answer = super().deliver(batch)
            if isinstance(answer, Accepted):
                journal.tell("B", round(1_000 * (monotonic() - began)))
            return answer

    return Timed


def work(order: Order) -> None:
    first, journal = next_number(order.journal), Journal(order.journal)
    settings = config.load(order.home / config.FILE)
    place = enrolment.load(order.home)
    outbox = open_outbox(order.home, place, settings)
    central = timed(mutants.central_class(HttpCentral), journal)(settings.central, place)
    road = Sync(outbox, central, interval_seconds=order.interval)
    owed = threading.Semaphore(order.most_owed)
    road.listen(
        on_link=lambda link: journal.tell("L", int(bool(link.online))),
        on_settled=lambda job: (journal.tell("D", job.key, job.state.value), owed.release()),
    )
    if order.walks:
        road.start()
    for number in range(first, order.until):
        owed.acquire()
        _file(outbox, journal, settings.terminal_id, number)
        road.wake()
        # Not time.sleep: it fails where libfaketime turns the clock.
        select.select([], [], [], order.pace * random.Random(order.seed + number).expovariate(1))
    threading.Event().wait()


def _file(outbox: Outbox, journal: Journal, terminal: str, number: int) -> None:
    now = datetime.now(UTC)
    draft = draft_of(terminal, number, now)
    journal.tell("I", number)
    if mutants.tells_before_commit():
        journal.tell("T", number, "untold")
        select.select([], [], [], 0.02)
    try:
        filed = outbox.file([draft], now)
    except StoreError as refused:
        journal.tell("E", refused.code)
        return
    if not mutants.tells_before_commit():
        journal.tell("T", number, filed[0].key)


def orders() -> Iterator[Order]:
    for line in sys.stdin:
        said = json.loads(line)
        yield Order(**(said | {"home": Path(said["home"]), "journal": Path(said["journal"])}))


def fork(order: Order) -> int:
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        work(order)
    except BaseException as error:
        Journal(order.journal).tell("E", getattr(error, "code", type(error).__name__))
        traceback.print_exc()
    os._exit(1)


if __name__ == "__main__":
    mutants.mutate_terminal(sys.argv[2] if sys.argv[1:2] == ["--mutant"] else "")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for order in orders():
        sys.stdout.write(json.dumps({"child": fork(order)}) + "\n")
        sys.stdout.flush()
