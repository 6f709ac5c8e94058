"""The ledger: a copy is known before its first byte leaves, goes only where it may go, and survives the plug being pulled."""

import itertools
import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from printing.ledger import (
    ENDED,
    CopiesUsedUp,
    CopyNotDue,
    Ledger,
    LedgerUnusable,
    NotItsTurn,
    Stage,
)

NUMBER = "DGXY20221123T00030002146"
SHA = "0" * 64


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2022, 11, 23, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "papers.db", Clock())


def begin(ledger: Ledger, copy_no: int = 1, number: str = NUMBER) -> None:
    ledger.begin(number, copy_no, pages=3, sha256=SHA, by="visitor")


def take(ledger: Ledger, *stages: Stage, copy_no: int = 1) -> None:
    for stage in stages:
        ledger.move(NUMBER, copy_no, stage, pages_out=3 if stage is Stage.OUT else 0)


def test_row_is_there_for_another_who_opens_the_file(tmp_path: Path) -> None:
    begin(Ledger(tmp_path / "papers.db", Clock()))

    (row,) = Ledger(tmp_path / "papers.db", Clock()).under_way()

    assert (row.number, row.copy_no, row.pages, row.stage, row.by) == (NUMBER, 1, 3, Stage.SEALED, "visitor")


def test_same_copy_is_not_begun_twice(ledger: Ledger) -> None:
    begin(ledger)

    with pytest.raises(CopyNotDue):
        begin(ledger)


def test_second_copy_follows_the_first_and_there_is_no_third(ledger: Ledger) -> None:
    with pytest.raises(CopyNotDue):
        begin(ledger, 2)
    begin(ledger, 1)
    begin(ledger, 2)

    with pytest.raises(CopiesUsedUp):
        begin(ledger, 3)


def test_copy_of_which_no_sheet_came_out_may_be_begun_again(ledger: Ledger) -> None:
    begin(ledger)
    take(ledger, Stage.SENT, Stage.FAILED)

    begin(ledger)

    (row,) = ledger.rows(NUMBER)
    assert row.stage is Stage.SEALED


@pytest.mark.parametrize("ending", [Stage.OUT, Stage.PARTIAL, Stage.UNKNOWN])
def test_copy_that_may_have_come_out_is_never_the_first_again(ledger: Ledger, ending: Stage) -> None:
    begin(ledger)
    take(ledger, Stage.SENT, ending)

    with pytest.raises(CopyNotDue):
        begin(ledger, 1)


WAYS = [
    (Stage.SENT, Stage.PRINTING, Stage.PRINTING, Stage.OUT, Stage.TAKEN),
    (Stage.SENT, Stage.OUT, Stage.LEFT, Stage.TAKEN),
    (Stage.SENT, Stage.PRINTING, Stage.UNKNOWN, Stage.SETTLED),
    (Stage.SENT, Stage.PRINTING, Stage.PARTIAL, Stage.SETTLED),
    (Stage.FAILED,),
]


@pytest.mark.parametrize("way", WAYS)
def test_copy_goes_the_ways_there_are(ledger: Ledger, way: tuple[Stage, ...]) -> None:
    begin(ledger)

    take(ledger, *way)

    assert ledger.rows(NUMBER)[0].stage is way[-1]


def test_copy_goes_no_other_way(ledger: Ledger) -> None:
    allowed = {("begun", way[0]) for way in WAYS} | {pair for way in WAYS for pair in itertools.pairwise(way)}
    allowed |= {(Stage.SENT, Stage.FAILED), (Stage.SENT, Stage.UNKNOWN), (Stage.SENT, Stage.PARTIAL)}
    allowed |= {(Stage.PRINTING, Stage.FAILED)}
    reached: dict[Stage | str, tuple[Stage, ...]] = {"begun": ()}
    for way in WAYS:
        for at, stage in enumerate(way):
            reached.setdefault(stage, way[: at + 1])

    for copies, (start, way) in enumerate(reached.items()):
        for target in Stage:
            if (start, target) in allowed:
                continue
            number = f"N{copies}-{target}"
            ledger.begin(number, 1, pages=3, sha256=SHA, by="visitor")
            for stage in way:
                ledger.move(number, 1, stage)
            with pytest.raises(NotItsTurn):
                ledger.move(number, 1, target)


def test_nobody_moves_a_copy_that_was_never_begun(ledger: Ledger) -> None:
    with pytest.raises(NotItsTurn):
        ledger.move(NUMBER, 1, Stage.SENT)


def test_sheets_seen_are_never_forgotten(ledger: Ledger) -> None:
    begin(ledger)
    ledger.move(NUMBER, 1, Stage.SENT)
    ledger.move(NUMBER, 1, Stage.PRINTING, pages_out=2)

    ledger.move(NUMBER, 1, Stage.UNKNOWN)

    assert ledger.rows(NUMBER)[0].pages_out == 2


def test_what_nobody_knows_waits_for_a_person_until_one_has_looked(ledger: Ledger) -> None:
    begin(ledger)
    take(ledger, Stage.SENT, Stage.UNKNOWN)
    assert [row.number for row in ledger.for_a_person()] == [NUMBER]

    ledger.settle(NUMBER, 1, by="staff-07", found="paper-destroyed")

    assert ledger.for_a_person() == ()
    assert ledger.rows(NUMBER)[0].reason == "paper-destroyed by staff-07"


def test_old_rows_go_and_what_waits_for_a_person_stays(tmp_path: Path) -> None:
    clock = Clock()
    ledger = Ledger(tmp_path / "papers.db", clock)
    for number, ending in (("A", Stage.OUT), ("B", Stage.UNKNOWN), ("C", Stage.FAILED)):
        begin(ledger, number=number)
        ledger.move(number, 1, Stage.SENT)
        ledger.move(number, 1, ending)
    begin(ledger, number="D")

    clock.time += timedelta(days=401)

    assert ledger.forget_old() == 2
    assert [ledger.rows(number) != () for number in "ABCD"] == [False, True, False, True]


def test_file_that_is_no_ledger_is_refused_by_its_kind(tmp_path: Path) -> None:
    (tmp_path / "papers.db").write_bytes(b"not a ledger, but long enough to be looked at" * 40)

    with pytest.raises(LedgerUnusable, match="DatabaseError"):
        Ledger(tmp_path / "papers.db", Clock())


def test_ended_stages_are_all_that_nothing_more_comes_out_of() -> None:
    assert set(Stage) - ENDED == {Stage.RENDERED, Stage.SEALED, Stage.SENT, Stage.PRINTING}


WRITER = """
import sys
from datetime import UTC, datetime
from printing.ledger import Ledger, Stage
ledger = Ledger(sys.argv[1], lambda: datetime.now(UTC))
for number in range(100_000):
    ledger.begin(str(number), 1, pages=1, sha256="0" * 64, by="visitor")
    ledger.move(str(number), 1, Stage.SENT)
    print(number, flush=True)
"""


def test_row_that_was_promised_outlives_a_killed_process(tmp_path: Path) -> None:
    path, chance = tmp_path / "papers.db", random.Random(3)

    for _ in range(5):
        path.unlink(missing_ok=True)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        promised = [int(writer.stdout.readline()) for _ in range(chance.randint(1, 60))]
        os.kill(writer.pid, signal.SIGKILL)
        promised += [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()

        ledger = Ledger(path, Clock())
        kept = {row.number: row.stage for row in ledger.under_way()}
        ledger.close()

        assert all(kept[str(number)] is Stage.SENT for number in promised)
