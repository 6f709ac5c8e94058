"""The plug is pulled at thousands of points: what was acknowledged is there, nothing is spoilt, and a weaker setting is caught."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import Say
from power_cuts import Call, Cut, cuts, lay_out, record
from store_surgery import is_sound

from app.errors import StoreError
from app.outbox import Outbox
from printing.ledger import Ledger, LedgerUnusable, Stage

HERE = Path(__file__).parent
JOBS, PAPERS = 120, 60
LIFE = [Stage.SEALED, Stage.SENT, Stage.PRINTING, Stage.OUT]

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: scripts/set-up development")


@dataclass
class Tally:
    """What became of the rebuilt disks. `worst`: the most acknowledged things lost on one of them."""

    states: int = 0
    lost: int = 0
    corrupt: int = 0
    worst: int = 0
    by_kept: Counter[float] = field(default_factory=Counter)

    def count(self, cut: Cut, missing: int | None) -> None:
        """`missing`: how much of what was told is not there; None: the file does not open, or is damaged."""
        self.states += 1
        self.corrupt += missing is None
        self.lost += bool(missing)
        self.worst = max(self.worst, missing or 0)
        if missing != 0:
            self.by_kept[cut.kept] += 1

    @property
    def breaches(self) -> tuple[int, int]:
        return self.lost, self.corrupt


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder that costs no disk: the disk under test is the rebuilt one."""
    place = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="guanjia-cuts-", dir=place) as folder:
        yield Path(folder)


def recorded(memory: Path, *words: str) -> list[Call]:
    folder = memory / "recorded"
    folder.mkdir(mode=0o700)
    target = folder if words[0] == "outbox" else folder / "papers.db"
    program = [sys.executable, str(HERE / "recorded_program.py"), words[0], str(target), *words[1:]]
    calls = record(program, folder, memory / "trace")
    (memory / "trace").unlink()
    shutil.rmtree(folder)
    return calls


def tally(
    calls: list[Call], states: int, chance: random.Random, memory: Path, missing: Callable[[Path, Cut], int | None]
) -> Tally:
    found = Tally()
    for cut in cuts(calls, states, chance):
        lay_out(cut, memory / "disk")
        found.count(cut, missing(memory / "disk", cut))
        shutil.rmtree(memory / "disk")
    return found


def missing_jobs(home: Path, cut: Cut) -> int | None:
    """As the terminal starts on that disk."""
    try:
        with Outbox(home, sealing_public_key=bytes([9, *bytes(31)]), short_name="03") as outbox:
            stored = {job.key for job in outbox.jobs()}
    except StoreError:
        return None
    return len(set(cut.said) - stored) if is_sound(home) else None


def missing_steps(folder: Path, cut: Cut) -> int | None:
    """Steps of papers that were told of and are not there. One step more may be: it was under way."""
    told = {number: LIFE.index(Stage(stage)) for number, stage in (words.split() for words in cut.said)}
    try:
        ledger = Ledger(folder / "papers.db", lambda: pytest.fail("nothing is written"))
        standing = {number: _place(ledger, number) for number in told}
        ledger.close()
    except (LedgerUnusable, ValueError):
        return None
    sound = is_sound_ledger(folder / "papers.db")
    return sum(max(0, told[number] - standing[number]) for number in told) if sound else None


def is_sound_ledger(path: Path) -> bool:
    store = sqlite3.connect(path)
    try:
        return store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False
    finally:
        store.close()


def _place(ledger: Ledger, number: str) -> int:
    rows = ledger.rows(number)
    return LIFE.index(rows[0].stage) if rows else -1


def test_no_power_cut_takes_back_a_job_that_was_acknowledged(memory: Path, chance: random.Random, say: Say) -> None:
    calls = recorded(memory, "outbox", str(JOBS))

    found = tally(calls, 600, chance, memory, missing_jobs)

    say(len(calls), found)
    assert found.breaches == (0, 0), found


def test_power_cuts_find_a_store_that_syncs_too_little(memory: Path, chance: random.Random, say: Say) -> None:
    calls = recorded(memory, "outbox", str(JOBS), "NORMAL")

    found = tally(calls, 200, chance, memory, missing_jobs)

    say(len(calls), found)
    assert found.lost > 20, found


def test_no_power_cut_takes_back_a_step_of_a_paper(memory: Path, chance: random.Random, say: Say) -> None:
    calls = recorded(memory, "ledger", str(PAPERS))

    found = tally(calls, 600, chance, memory, missing_steps)

    say(len(calls), found)
    assert found.breaches == (0, 0), found


def test_power_cuts_find_a_ledger_whose_deleted_journal_may_come_back(
    memory: Path, chance: random.Random, say: Say
) -> None:
    calls = recorded(memory, "ledger", str(PAPERS), "synchronous=FULL")

    found = tally(calls, 200, chance, memory, missing_steps)

    say(len(calls), found)
    assert found.lost > 10, found


@pytest.mark.soak
def test_six_thousand_power_cuts_take_back_no_job(memory: Path, chance: random.Random, say: Say) -> None:
    calls = recorded(memory, "outbox", "400")

    found = tally(calls, 6_000, chance, memory, missing_jobs)

    say(len(calls), found)
    assert found.breaches == (0, 0), found


@pytest.mark.soak
def test_six_thousand_power_cuts_take_back_no_step_of_a_paper(memory: Path, chance: random.Random, say: Say) -> None:
    calls = recorded(memory, "ledger", "400")

    found = tally(calls, 6_000, chance, memory, missing_steps)

    say(len(calls), found)
    assert found.breaches == (0, 0), found
