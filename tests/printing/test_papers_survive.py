"""Papers under power cuts and a damaged line: none is lost, none comes out a second time unmarked, what nobody knows reaches a person.

The terminal is a process that is killed at random moments; between it and the printer is a line that breaks after a random byte;
the printer jams, runs empty, is switched off. What really came out is known from the printer's own side.
"""

import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devices.page_printer.ipp_printer import IppPagePrinter
from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter
from devices.simulators.ipp_printer import IppPrinter
from printing.ledger import Ledger, Stage
from printing.spooler import Spooler

TERMINAL = Path(__file__).with_name("torn_terminal.py")
AGAIN = "补打"


class BreakingLine:
    """A TCP line to the printer. Each connection may break after a random number of bytes, in whichever direction."""

    def __init__(self, port: int, chance: random.Random, breaking: float) -> None:
        self._printer, self._chance, self._breaking = port, chance, breaking
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._accept, name="breaking line", daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                host, _ = self._door.accept()
            except OSError:
                return
            allowed = self._chance.randrange(3_000) if self._chance.random() < self._breaking else None
            threading.Thread(target=self._carry, args=(host, allowed), name="breaking line", daemon=True).start()

    def _carry(self, host: socket.socket, allowed: int | None) -> None:
        with host, suppress(OSError), socket.create_connection(("127.0.0.1", self._printer), 1) as printer:
            ends = {host: printer, printer: host}
            while ready := select.select([host, printer], [], [], 5)[0]:
                for end in ready:
                    piece = end.recv(65_536)
                    if allowed is not None:
                        piece, allowed = piece[:allowed], allowed - len(piece)
                    if not piece:
                        return
                    ends[end].sendall(piece)


class SheetCounter:
    """What really came out, by the name of its job: read off the printer again and again, for it forgets when it is switched off."""

    def __init__(self, printer: IppPrinter) -> None:
        self._printer = printer
        self._kept: Counter[str] = Counter()
        self._jobs_kept: Counter[str] = Counter()

    def keep(self) -> None:
        """Before the printer is switched off."""
        for job in self._printer.look()["jobs"]:
            self._kept[job["name"]] += job["impressions"]
            self._jobs_kept[job["name"]] += job["impressions"] > 0

    def sheets(self) -> Counter[str]:
        self.keep()
        return self._kept

    def jobs_with_paper(self) -> Counter[str]:
        return self._jobs_kept


class Chaos:
    """Now and then something happens to the printer, and is put right a moment later."""

    def __init__(self, printer: IppPrinter, counter: SheetCounter, chance: random.Random, every: float) -> None:
        self._printer, self._counter, self._chance, self._every = printer, counter, chance, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="chaos", daemon=True)

    def __enter__(self) -> "Chaos":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._printer.direct({"do": "paper", "sheets": 1_000_000})
        for is_open in (True, False):
            self._printer.direct({"do": "cover", "open": is_open})

    def _work(self) -> None:
        while not self._over.wait(self._chance.uniform(0, 2 * self._every)):
            for direction in self._trouble():
                if direction["do"] == "unplug":
                    self._counter.keep()
                self._printer.direct(direction)
                self._over.wait(self._chance.uniform(0, self._every))

    def _trouble(self) -> list[dict[str, Any]]:
        return self._chance.choice(
            [
                [
                    {"do": "jam", "after": self._chance.randrange(3)},
                    {"do": "cover", "open": True},
                    {"do": "cover", "open": False},
                ],
                [{"do": "paper", "sheets": 0}, {"do": "paper", "sheets": 1_000_000}],
                [{"do": "cover", "open": True}, {"do": "cover", "open": False}],
                [{"do": "unplug"}, {"do": "plug"}],
            ]
        )


class Terminal:
    def __init__(self, ledger: Path, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", str(TERMINAL), str(ledger), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._said()["ready"]

    def run(self, first: int, last: int, killed_after: float) -> tuple[int, list[dict[str, Any]]]:
        """Print from paper `first` on; the power goes after so many seconds. Returns the next paper, and what was said."""
        self._tell(f"start {first} {last}")
        said, cut = [], None
        while not (line := self._said()).get("ended"):
            said.append(line)
            if "child" in line:
                cut = threading.Timer(killed_after, _kill, (line["child"],))
                cut.start()
        if cut is not None:
            cut.cancel()
        done = [line["next"] for line in said if "next" in line]
        return (done[-1] if done else first), said

    def close(self) -> None:
        self._tell("stop")
        self._process.wait(10)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            stream.close()

    def _tell(self, words: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(words + "\n")

    def _said(self) -> dict[str, Any]:
        """A line that a child was killed in the middle of is no line."""
        assert self._process.stdout
        while line := self._process.stdout.readline():
            start = line.rfind('{"')
            with suppress(ValueError):
                told: dict[str, Any] = json.loads(line[start:])
                return told
        raise AssertionError("the terminal itself has died")


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


@contextmanager
def damaged_hall(folder: Path, chance: random.Random) -> Iterator[tuple[Terminal, SheetCounter, Chaos, int]]:
    printer = IppPrinter(folder / "printed", seconds_per_page=0.004)
    port = printer.start()
    printer.direct({"do": "paper", "sheets": 1_000_000})
    line, counter = BreakingLine(port, chance, breaking=0.03), SheetCounter(printer)
    terminal = Terminal(folder / "papers.db", line.port)
    try:
        yield terminal, counter, Chaos(printer, counter, chance, every=0.25), port
    finally:
        terminal.close()
        line.close()
        printer.stop()


def play(folder: Path, papers: int, seed: int) -> dict[str, int]:
    """Print `papers` papers through all of it, and hold the ledger against what came out. Returns how often what happened."""
    chance = random.Random(seed)
    with damaged_hall(folder, chance) as (terminal, counter, chaos, port):
        first, cuts = 0, 0
        with chaos:
            while first < papers:
                first, _ = terminal.run(first, papers, killed_after=chance.expovariate(1 / 0.5))
                cuts += 1
        rows = settle_what_is_open(folder / "papers.db", port)
        sheets, jobs = counter.sheets(), counter.jobs_with_paper()
    stages = Counter(row.stage for row in rows.values())
    for index in range(papers):
        number = f"P{index:05d}"
        assert (number, 1) in rows, f"{number} was lost"
        assert jobs[number] <= 1, f"{number} came out unmarked {jobs[number]} times"
    for (number, copy_no), row in rows.items():
        out = sheets[number if copy_no == 1 else f"{number} {AGAIN}"]
        if row.stage is Stage.OUT:
            assert out >= row.pages, f"{number} is said to be out, and {out} sheets of {row.pages} are"
        if row.stage is Stage.FAILED:
            assert out == 0, f"{number} is said to have failed clean, and {out} sheets are out"
    return {"cuts": cuts, **{stage.value: count for stage, count in stages.items()}}


def settle_what_is_open(path: Path, port: int) -> dict[tuple[str, int], Any]:
    """The last start of all: whatever is still open is asked about, and all that nobody knows is found by a person."""
    ledger = Ledger(path, lambda: datetime.now(UTC))
    printer = IppPagePrinter(f"ipp://127.0.0.1:{port}/ipp/print", between_looks=0.01)
    spooler = Spooler(printer, EscPosTcpPrinter("127.0.0.1", 9), ledger, terminal="03", now=lambda: datetime.now(UTC))
    deadline = time.monotonic() + 10
    while ledger.under_way() and time.monotonic() < deadline:
        spooler.recover()
    assert ledger.under_way() == (), "a copy stays open for ever"
    rows = {(row.number, row.copy_no): row for row in ledger._read("", ())}
    unknown = {key for key, row in rows.items() if row.stage in (Stage.UNKNOWN, Stage.PARTIAL)}
    assert {(row.number, row.copy_no) for row in ledger.for_a_person()} == unknown
    ledger.close()
    return rows


def test_papers_survive_power_cuts_and_a_breaking_line(tmp_path: Path) -> None:
    happened = play(tmp_path, 120, seed=7)

    assert happened["cuts"] > 3
    assert happened["out"] > 10


@pytest.mark.soak
def test_twenty_thousand_papers_survive_power_cuts_and_a_breaking_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    happened = play(tmp_path, 20_000, seed=11)

    with capsys.disabled():
        sys.stdout.write(f"\n20,000 papers: {happened}\n")
    assert happened["cuts"] > 300
    assert happened["unknown"] > 100
