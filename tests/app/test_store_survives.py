"""kill -9 in mid-filing and in mid-migration; and what a thief would find on the disk."""

from __future__ import annotations

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CENTRE_KEY, open_outbox
from filing_samples import CANARIES, CODE, NOW, appeal, rating
from sqlalchemy import Connection

import app.log
from app import migrations
from app.outbox import JobState, Outbox, list_jobs, tables
from app.outbox.store import Store

SEED = 20_261_123
KILLS = 20
HERE = Path(__file__).parent

FILER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from filing_samples import NOW, rating
from app.outbox import Outbox
outbox = Outbox(Path(sys.argv[1]), sealing_public_key=bytes.fromhex(sys.argv[2]), short_name="03")
print("open", flush=True)
while True:
    filed = outbox.file([rating("a"), rating("b")], NOW)
    print(*(job.key for job in filed), flush=True)
"""


def filer(home: Path) -> subprocess.Popen[str]:
    public = CENTRE_KEY.public_key().public_bytes_raw().hex()
    return subprocess.Popen(
        [sys.executable, "-c", FILER, str(home), public, str(HERE)], stdout=subprocess.PIPE, text=True
    )


def killed_after(process: subprocess.Popen[str], filings: int, moment: float) -> list[list[str]]:
    """Every filing it told of before it was killed, `moment` seconds after it told of the last one we waited for."""
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    told = [process.stdout.readline() for _ in range(filings)]
    deadline = time.perf_counter() + moment
    while time.perf_counter() < deadline:
        continue
    process.kill()
    told += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    return [line.split() for line in told if line.endswith("\n")]


def test_killed_in_mid_filing_twenty_times_nothing_told_is_lost_and_nothing_is_doubled(home: Path) -> None:
    dice = random.Random(SEED)
    told: list[list[str]] = []
    for _ in range(KILLS):
        told += killed_after(filer(home), dice.randrange(1, 4), dice.uniform(0, 0.004))

    with open_outbox(home) as outbox:
        stored = outbox.jobs()

    keys = [job.key for job in stored]
    assert len(keys) == len(set(keys))
    assert {key for pair in told for key in pair} <= set(keys), "a job that was told of is lost"
    assert len(keys) <= 2 * (len(told) + KILLS), "each kill may leave one filing that was not told of"
    for aggregate in ("a", "b"):
        assert [job.seq for job in stored if job.aggregate == aggregate] == list(range(1, len(keys) // 2 + 1))
    assert {job.state for job in stored} == {JobState.READY}


def test_the_list_can_be_read_after_a_kill_and_before_the_next_start(home: Path) -> None:
    told = killed_after(filer(home), 3, 0)

    listed = list_jobs(home)

    assert {key for pair in told for key in pair} <= {job.key for job in listed}


def test_a_migration_killed_at_any_statement_starts_again_from_nothing(home: Path) -> None:
    statements = [statement for step in migrations.STEPS for statement in step]

    for number in range(len(statements) + 1):
        _grow_and_die(home, number)

        assert list_jobs(home) == []

    with open_outbox(home) as outbox:
        outbox.file([rating()], NOW)
        assert len(outbox.jobs()) == 1


def _grow_and_die(home: Path, after: int) -> None:
    child = os.fork()
    if child == 0:
        survivors = iter(range(after))

        class DyingConnection:
            def __init__(self, connection: Connection) -> None:
                self.connection = connection

            def exec_driver_sql(self, statement: str) -> object:
                if not statement.startswith("PRAGMA user_version") and next(survivors, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return self.connection.exec_driver_sql(statement)

        grow = migrations.grow
        migrations.grow = lambda connection: grow(DyingConnection(connection)) or os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment,arg-type,func-returns-value]  # only here, in a child about to die
        Store(home)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_the_steps_build_the_tables_the_program_believes_in(home: Path) -> None:
    store = Store(home)

    with store.read() as connection:
        built = {
            table.name: [row.name for row in connection.exec_driver_sql(f"PRAGMA table_info({table.name})")]
            for table in tables.metadata.sorted_tables
        }
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()

    store.close()
    assert built == {table.name: table.columns.keys() for table in tables.metadata.sorted_tables}
    assert version == len(migrations.STEPS)


def bytes_on_disk(home: Path) -> Iterator[tuple[str, bytes]]:
    for path in home.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    app.log.set_up(file=tmp_path / "terminal.log", level=logging.DEBUG)
    yield tmp_path / "terminal.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = handlers, level


def test_a_thief_finds_no_planted_name_or_number_on_the_disk_nor_in_the_log(
    home: Path, outbox: Outbox, log_file: Path
) -> None:
    outbox.file([appeal()], NOW)
    outbox.settle(outbox.lease(1, NOW), (), NOW)
    found = outbox.find_appeal(CODE)
    assert found is not None
    app.log.get_logger("test").warning("planted", code=CODE, holder=CANARIES[0], outcome=CANARIES[1], count=1)

    names = dict(bytes_on_disk(home)) | {"log": log_file.read_bytes()}

    assert {"store.db", "store.db-wal", "log"} <= set(names)
    assert b'"planted"' in names["log"]
    for canary in CANARIES:
        for encoded in (canary.encode(), canary.encode("utf-16-le"), canary.encode("gb18030")):
            assert [name for name, content in names.items() if encoded in content] == []


def test_the_search_for_planted_names_would_find_one(home: Path) -> None:
    home.mkdir()
    (home / "careless.txt").write_text(CANARIES[0], encoding="utf-8")

    assert [name for name, content in bytes_on_disk(home) if CANARIES[0].encode() in content] == ["careless.txt"]
