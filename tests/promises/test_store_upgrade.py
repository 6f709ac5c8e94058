"""A terminal with a full queue is given the next version and killed at every statement of the change: all it owed arrives."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path

import pytest
from bench_drafts import draft_of
from bench_world import Forkery, wait_until, world
from conftest import Say
from road_in_process import now
from sqlalchemy import Connection
from store_surgery import is_sound, raw

from app import enrolment, migrations
from app.contract.jobs import SCHEMA_VERSION
from app.contract.sealing import aad_of, seal
from app.outbox import list_jobs
from app.outbox.store import Store

MADE_UP = (
    "ALTER TABLE job ADD COLUMN made_up TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE made_up (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "INSERT INTO made_up (name, value) SELECT key, state FROM job",
    "CREATE INDEX made_up_value ON made_up (value)",
    "UPDATE job SET made_up = state",
)
"""A step nobody has released: it shows the way of every later one, also while there is only one real one."""


def fill_as_of(version: int, home: Path, jobs: int) -> None:
    """A store as the program of that version left it, with so many jobs READY, by that version's own columns."""
    steps, migrations.STEPS = migrations.STEPS, migrations.STEPS[:version]
    try:
        Store(home).close()
    finally:
        migrations.STEPS = steps
    place = enrolment.load(home)
    with raw(home) as store:
        for number in range(jobs):
            _insert(store, place.sealing_public_key, number)
        store.execute("INSERT INTO memory (name, value) VALUES ('bench', 'kept')")


def _insert(store, sealing_key: bytes, number: int) -> None:
    draft, at = draft_of("T0001", number, now()), now()
    key, seq = f"00000000-0000-4000-8000-{number:012d}", number // 50 + 1
    sealed = seal(
        sealing_key, draft.payload.model_dump_json().encode(), aad_of(key, draft.aggregate, seq, SCHEMA_VERSION)
    )
    store.execute(
        "INSERT INTO aggregate (name, last_seq) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last_seq = excluded.last_seq",
        (draft.aggregate, seq),
    )
    store.execute(
        "INSERT INTO job (key, aggregate, seq, kind, schema_version, created_at, payload_sha256, sealed_payload, local_no, state,"
        " next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'READY', 0)",
        (
            key,
            draft.aggregate,
            seq,
            draft.kind.value,
            SCHEMA_VERSION,
            at.isoformat(timespec="milliseconds"),
            hashlib.sha256(sealed).hexdigest(),
            sealed,
            getattr(draft.payload, "local_no", ""),
        ),
    )


def grow_and_die(home: Path, steps: tuple[tuple[str, ...], ...], after: int) -> None:
    """A program that knows `steps` starts on the store and is killed before its statement number `after`."""
    child = os.fork()
    if child == 0:
        left = iter(range(after))

        class Dying:
            def __init__(self, connection: Connection) -> None:
                self.connection = connection

            def exec_driver_sql(self, statement: str) -> object:
                answer = self.connection.exec_driver_sql(statement)
                if statement != "PRAGMA user_version" and next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return answer

        grow = migrations.grow
        migrations.STEPS = steps
        migrations.grow = lambda connection: grow(Dying(connection))  # type: ignore[arg-type]  # only in a child about to die
        try:
            Store(home)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was to be killed"
    assert os.WTERMSIG(status) == signal.SIGKILL


def version_in(home: Path) -> int:
    with raw(home) as store:
        return int(store.execute("PRAGMA user_version").fetchone()[0])


def tables_in(home: Path) -> set[str]:
    with raw(home) as store:
        return {row[0] for row in store.execute("SELECT name FROM sqlite_master")}


@pytest.mark.parametrize("jobs", [30, pytest.param(1_000, marks=pytest.mark.soak)])
def test_upgrade_killed_at_every_statement_delivers_all_that_was_owed(
    tmp_path: Path, seeded: Path, say: Say, jobs: int
) -> None:
    steps = tuple(tuple(step) for step in migrations.STEPS)
    with world(tmp_path, seeded) as bench:
        terminal = bench.terminal("T0001", bench.centre.base)
        fill_as_of(1, terminal.home, jobs)
        before, kills = tables_in(terminal.home), 0

        # Each statement and each version number is one moment to die at; after the last one only the commit is left.
        for moment in range(sum(len(step) + 1 for step in steps[1:])):
            grow_and_die(terminal.home, steps, moment)
            kills += 1
            assert (version_in(terminal.home), tables_in(terminal.home)) == (1, before), "half-grown"
            assert is_sound(terminal.home)
        assert len(list_jobs_raw(terminal.home)) == jobs

        with Forkery(tmp_path / "terminals.log") as forkery:
            forkery.start(terminal)
            wait_until(bench.is_settled, 60, "all was delivered")
            terminal.kill()
        bench.centre.kill()
        assert version_in(terminal.home) == len(steps)
        verdict = bench.verdict()
        say(f"killed {kills} times; {verdict}")
        assert (verdict.unexpected, verdict.doubled, verdict.gaps, verdict.inversions, verdict.stuck) == (
            jobs,
            0,
            0,
            0,
            0,
        )


def test_step_of_another_day_killed_at_every_statement_leaves_the_store_whole(
    tmp_path: Path, seeded: Path, say: Say
) -> None:
    steps = tuple(tuple(step) for step in migrations.STEPS)
    with world(tmp_path, seeded) as bench:
        terminal = bench.terminal("T0001", bench.centre.base)
        fill_as_of(len(steps), terminal.home, 1_000)
        before = tables_in(terminal.home)

        for moment in range(len(MADE_UP) + 1):
            grow_and_die(terminal.home, (*steps, MADE_UP), moment)
            assert (version_in(terminal.home), tables_in(terminal.home)) == (len(steps), before), "half-grown"

        assert len(list_jobs(terminal.home)) == 1_000
        assert is_sound(terminal.home)


def list_jobs_raw(home: Path) -> list[str]:
    with raw(home) as store:
        return [row[0] for row in store.execute("SELECT key FROM job")]
