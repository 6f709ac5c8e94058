"""The centre is away for a week while every hall goes on filing; then all terminals come back at once."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from bench_drafts import draft_of
from bench_world import Forkery, Terminal, World, prepare, world
from conftest import OnPostgres, Say
from road_in_process import file, now, opened

from app import config, enrolment
from app.central import Accepted
from app.http_central import HttpCentral

WEEK = timedelta(days=7)
DRAIN_SECONDS = 30 * 60


def fill(terminal: Terminal, jobs: int) -> None:
    """Filed evenly over the week that has passed; the terminal's journal says so, as if it had been told each time."""
    began = now() - WEEK
    with opened(terminal.home) as outbox, terminal.journal.open("a") as journal:
        for number in range(jobs):
            at = began + WEEK * number / jobs
            (key,) = file(outbox, [draft_of(terminal.terminal_id, number, at)], at)
            journal.write(f"I {number}\nT {number} {key}\n")


def visitors_wait(home: Path, terminals: list[Terminal], jobs: int, deadline: float) -> list[float]:
    """Seconds an ordinary question of a visitor's terminal takes, asked four times a second until every queue is empty."""
    central = HttpCentral(config.load(home / config.FILE).central, enrolment.load(home))
    waits = []
    while not all(terminal.told.ended == jobs for terminal in terminals):
        assert time.monotonic() < deadline, "not drained within half an hour"
        for _ in range(8):
            began = time.monotonic()
            for answer in (central.greet(), central.credit_catalogue()):
                assert isinstance(answer, Accepted), answer
            waits.append((time.monotonic() - began) / 2)
            time.sleep(0.25)
    return waits


def p95(values: Sequence[float]) -> float:
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def play(bench: World, forkery: Forkery, names: Sequence[str], jobs: int, asker: str, say: Say) -> tuple[float, float]:
    """All drained, nothing lost or doubled; seconds it took and what 95 of 100 of a visitor's questions waited at most."""
    terminals = [bench.terminal(name, bench.centre.base, timeout=30.0) for name in names]
    visitor = bench.terminal(asker, bench.centre.base, place=f"visitor-{asker}")
    bench.terminals.remove(visitor)
    for terminal in terminals:
        fill(terminal, jobs)
    began = time.monotonic()
    for terminal in terminals:
        forkery.start(terminal, interval=5.0)
    waits = visitors_wait(visitor.home, terminals, jobs, began + DRAIN_SECONDS)
    took = time.monotonic() - began
    for terminal in terminals:
        terminal.kill()
    bench.centre.kill()
    verdict = bench.verdict()
    batches = [each for terminal in terminals for each in terminal.told.batches]
    say(
        f"{len(names)} terminals, {len(names) * jobs} jobs drained in {took:.0f} s; a visitor's question: p95"
        f" {1_000 * p95(waits):.0f} ms of {len(waits)}; a batch: p95 {p95(batches)} ms of {len(batches)}; {verdict}"
    )
    assert verdict.breaches == {}, verdict
    assert verdict.told == len(names) * jobs
    return took, p95(waits)


def test_two_terminals_bring_what_they_filed_while_the_centre_was_away(tmp_path: Path, seeded: Path, say: Say) -> None:
    with world(tmp_path, seeded) as bench, Forkery(tmp_path / "terminals.log") as forkery:
        play(bench, forkery, ("T0001", "T0002"), 100, "T0002", say)


TWENTY = tuple(f"T{number:04d}" for number in range(1, 21))


@pytest.mark.soak
def test_twenty_terminals_bring_a_week_in_half_an_hour_and_visitors_do_not_wait(tmp_path: Path, say: Say) -> None:
    prepare(tmp_path / "seeded", (*TWENTY, "T0099"))
    with world(tmp_path, tmp_path / "seeded") as bench, Forkery(tmp_path / "terminals.log") as forkery:
        _, wait = play(bench, forkery, TWENTY, 2_100, "T0099", say)
    assert wait < 0.5


@pytest.mark.soak
def test_twenty_terminals_bring_a_week_to_postgresql(tmp_path: Path, on_postgres: OnPostgres, say: Say) -> None:
    database = on_postgres.cluster.url(on_postgres.cluster.create())
    prepare(tmp_path / "seeded", (*TWENTY, "T0099"), database=database)
    with (
        world(tmp_path, tmp_path / "seeded", database=database) as bench,
        Forkery(tmp_path / "terminals.log") as forkery,
    ):
        _, wait = play(bench, forkery, TWENTY, 2_100, "T0099", say)
    assert wait < 0.5
