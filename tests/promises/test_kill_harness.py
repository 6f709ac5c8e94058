"""Terminals and the centre killed at random moments, with a wire between them that damages more than half of what it carries."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from bench_world import Forkery, Terminal, World, world
from conftest import OnPostgres, Say
from damaging_proxy import DamagingProxy, at_random
from promise_oracle import Verdict

from app.outbox import JobState


@dataclass(frozen=True)
class Plan:
    """`jobs` filed over `kills` lives of the terminal; `centre_kills` deaths of the centre among them, evenly spread. What has not moved
    for `patience` seconds over a sound wire is stuck."""

    jobs: int
    kills: int
    centre_kills: int
    life: float = 0.35
    deadline: float = 90.0
    patience: float = 30.0


def play(folder: Path, seeded: Path, plan: Plan, chance: random.Random, **broken: str) -> tuple[Verdict, str]:
    """The whole story and its verdict; a terminal or a centre with a `mutant` in it, if one is named. Bounded by the deadline."""
    centre_mutant = broken.get("centre", "")
    with (
        world(folder, seeded, database=broken.get("database", ""), mutant=centre_mutant) as bench,
        DamagingProxy(bench.centre.port, at_random(chance)) as wire,
        Forkery(folder / "terminals.log", broken.get("terminal", "")) as forkery,
    ):
        terminal = bench.terminal("T0001", wire.url)
        _file_and_kill(bench, wire, forkery, terminal, plan, chance)
        damaged, carried = wire.damaged, wire.requests
        wire.mend()
        _drain(bench, forkery, terminal, plan)
        terminal.kill()
        bench.centre.kill()
        said = f"{carried} requests, {damaged} damaged: { {str(what): count for what, count in wire.done.items()} }"
        assert damaged * 2 >= carried, said
        assert wire.trapped == 0, "somebody followed a redirect"
        return bench.verdict(), said


def _file_and_kill(
    bench: World, wire: DamagingProxy, forkery: Forkery, terminal: Terminal, plan: Plan, chance: random.Random
) -> None:
    """Each life files its share of the jobs, and is cut while it begins, while it files, or while a request is on its way."""
    deadline = time.monotonic() + plan.deadline
    deaths_of_the_centre = {plan.kills * (turn + 1) // (plan.centre_kills + 1) for turn in range(plan.centre_kills)}
    share = plan.jobs / plan.kills
    for life in range(plan.kills):
        forkery.start(terminal, until=round(share * (life + 1)), pace=plan.life / share, seed=chance.randrange(2**32))
        _live_a_while(wire, terminal, plan, chance)
        if life in deaths_of_the_centre:
            bench.centre.kill()
            time.sleep(chance.uniform(0, plan.life))
            terminal.kill()
            bench.centre.start()
        terminal.kill()
        assert time.monotonic() < deadline, f"only {life} of {plan.kills} lives within {plan.deadline} s"


def _live_a_while(wire: DamagingProxy, terminal: Terminal, plan: Plan, chance: random.Random) -> None:
    """By what the terminal does and not by the clock alone: on a busy machine a life by the clock ends before it has begun."""
    written, carried = terminal.size_told, wire.batches
    more, batches = chance.randrange(1, 400), chance.randrange(1, 3)
    match chance.choice(("begin", "file", "file", "deliver", "deliver")):
        case "file":
            _until(lambda: terminal.size_told >= written + more, 20 * plan.life)
        case "deliver":
            _until(lambda: wire.batches >= carried + batches, 20 * plan.life)
    time.sleep(chance.choice((0.0, 0.002, 0.01, 0.05)) * chance.random())


def _until(true: Callable[[], bool], seconds: float) -> None:
    """Or as long as that: a life in which it does not come about is cut all the same."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.001)


def _drain(bench: World, forkery: Forkery, terminal: Terminal, plan: Plan) -> None:
    """The last life files what is left and is not killed; a job that then stays is stuck, which the verdict counts."""
    forkery.start(terminal, until=plan.jobs)
    deadline, moved_at, before = time.monotonic() + plan.deadline, time.monotonic(), (0, 0)
    while time.monotonic() < min(deadline, moved_at + plan.patience):
        ended = sum(job.state not in (JobState.READY, JobState.SENDING) for job in terminal.jobs)
        tried = len(terminal.told.tried)
        if (ended, tried) != before:
            before, moved_at = (ended, tried), time.monotonic()
        if tried >= plan.jobs and bench.is_settled():
            return
        time.sleep(0.1)


SHORT = Plan(jobs=300, kills=25, centre_kills=1, life=0.2)
WHOLE = Plan(jobs=10_000, kills=500, centre_kills=5, life=0.3, deadline=5_400.0, patience=120.0)


def test_what_was_told_arrives_once_and_in_order_through_kills_and_a_damaged_wire(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    verdict, said = play(tmp_path, seeded, SHORT, chance)

    say(verdict, said)
    assert verdict.breaches == {}, (verdict, said)
    assert verdict.told + verdict.untold >= 270, verdict


def test_what_was_told_arrives_once_and_in_order_on_postgresql(
    tmp_path: Path, on_postgres: OnPostgres, chance: random.Random, say: Say
) -> None:
    plan = replace(SHORT, jobs=120, kills=10)

    verdict, said = play(tmp_path, on_postgres.seeded, plan, chance, database=on_postgres.database())

    say(verdict, said)
    assert verdict.breaches == {}, (verdict, said)
    assert verdict.told + verdict.untold >= 108, verdict


@pytest.mark.soak
def test_ten_thousand_jobs_arrive_through_five_hundred_kills(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    verdict, said = play(tmp_path, seeded, WHOLE, chance)

    say(verdict, said)
    assert verdict.breaches == {}, (verdict, said)
    assert verdict.told + verdict.untold >= 9_500, verdict


@pytest.mark.soak
def test_ten_thousand_jobs_arrive_through_five_hundred_kills_on_postgresql(
    tmp_path: Path, on_postgres: OnPostgres, chance: random.Random, say: Say
) -> None:
    verdict, said = play(tmp_path, on_postgres.seeded, WHOLE, chance, database=on_postgres.database())

    say(verdict, said)
    assert verdict.breaches == {}, (verdict, said)
    assert verdict.told + verdict.untold >= 9_500, verdict
