"""Numbers of the terminal's own papers: each drawn once, whoever draws, whatever happens to the plug."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from printing.ledger import Ledger, LedgerUnusable, Stage
from printing.spooler import FORM, SLIP, Fate, Recovered

ROOT = Path(__file__).resolve().parents[2]
SERIES = "F-03-20261123"
DRAWS_UNTIL_KILLED = (
    "import sys; from datetime import UTC, datetime; from printing.ledger import Ledger;"
    "ledger = Ledger(sys.argv[1], lambda: datetime.now(UTC));\n"
    "while True: print(ledger.draw('F-03-20261123'), flush=True)"
)


def now() -> datetime:
    return datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_numbers_follow_each_other_day_by_day(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "papers.db", now)

    drawn = [ledger.draw(SERIES), ledger.draw(SERIES), ledger.draw("F-03-20261124"), ledger.draw(SERIES)]

    assert drawn == ["F-03-20261123-0001", "F-03-20261123-0002", "F-03-20261124-0001", "F-03-20261123-0003"]


def test_number_once_drawn_is_not_drawn_by_the_next_start(tmp_path: Path) -> None:
    first = Ledger(tmp_path / "papers.db", now)
    first.draw(SERIES)
    first.close()

    assert Ledger(tmp_path / "papers.db", now).draw(SERIES) == "F-03-20261123-0002"


def test_many_who_draw_at_once_get_a_number_each(tmp_path: Path) -> None:
    ledgers = [Ledger(tmp_path / "papers.db", now) for _ in range(2)]

    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda turn: ledgers[turn % 2].draw(SERIES), range(60)))

    assert len(set(drawn)) == 60


def test_after_the_plug_was_pulled_no_number_comes_again(tmp_path: Path) -> None:
    seen: list[str] = []
    for _ in range(4):
        words = [sys.executable, "-c", DRAWS_UNTIL_KILLED, str(tmp_path / "papers.db")]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            seen += [process.stdout.readline().strip() for _ in range(5)]
            process.kill()
            seen += [line.strip() for line in process.stdout if line.endswith("\n")]

    assert len(seen) >= 20
    assert len(set(seen)) == len(seen)
    assert Ledger(tmp_path / "papers.db", now).draw(SERIES) not in seen


def test_more_than_a_day_ever_had_still_differ(tmp_path: Path) -> None:
    ledger = Ledger(":memory:", now)
    ledger._store.execute("INSERT INTO series VALUES (?, 9999)", (SERIES,))

    assert ledger.draw(SERIES) == "F-03-20261123-10000"


def test_ledger_without_room_draws_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "papers.db", now)
    ledger.close()

    with pytest.raises(LedgerUnusable):
        ledger.draw(SERIES)


@pytest.mark.parametrize(
    ("number", "known"), [(FORM + "03-20261123-0001", False), (SLIP + "T03-017", False), ("DGXY20261123", True)]
)
def test_centre_is_told_only_of_numbers_it_gave(number: str, known: bool) -> None:
    ledger = Ledger(":memory:", now)
    ledger.begin(number, 1, pages=1, sha256="0" * 64, by="visitor")
    ledger.move(number, 1, Stage.SENT)
    (row,) = ledger.under_way()

    assert Recovered(row, Fate.UNKNOWN, 0).is_known_to_the_centre is known


def test_open_rows_are_those_that_are_not_over(tmp_path: Path) -> None:
    ledger = Ledger(":memory:", now)
    ends = {
        Stage.OUT: (Stage.SENT, Stage.OUT),
        Stage.TAKEN: (Stage.SENT, Stage.OUT, Stage.TAKEN),
        Stage.LEFT: (Stage.SENT, Stage.OUT, Stage.LEFT),
        Stage.FAILED: (Stage.FAILED,),
        Stage.PARTIAL: (Stage.SENT, Stage.PARTIAL),
        Stage.UNKNOWN: (Stage.SENT, Stage.UNKNOWN),
        Stage.SETTLED: (Stage.SENT, Stage.UNKNOWN, Stage.SETTLED),
        Stage.PRINTING: (Stage.SENT, Stage.PRINTING),
        Stage.SEALED: (),
    }
    for end, way in ends.items():
        ledger.begin(f"N-{end}", 1, pages=1, sha256="0" * 64, by="visitor")
        for stage in way:
            ledger.move(f"N-{end}", 1, stage)

    assert {row.stage for row in ledger.open_rows()} == {
        Stage.LEFT, Stage.PARTIAL, Stage.UNKNOWN, Stage.PRINTING, Stage.SEALED,
    }  # fmt: skip
