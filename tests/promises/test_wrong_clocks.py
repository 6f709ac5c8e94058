"""The terminal's clock stands at 1970, ten years off, jumps: jobs go on being filed, and each arrives once and in order."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from pathlib import Path

import pytest
from bench_world import Forkery, wait_until, world
from clocks import FAKETIME, faked, to_1970, turn
from conftest import Say
from damaging_proxy import Damage, DamagingProxy, Fault, Request

YEAR = timedelta(days=365)
DAY = timedelta(days=1)

pytestmark = pytest.mark.skipif(not FAKETIME, reason="libfaketime is missing: scripts/set-up development")


def play(folder: Path, seeded: Path, jobs: int, jumps: int, chance: random.Random, say: Say) -> None:
    clock = folder / "clock"
    with (
        world(folder, seeded) as bench,
        DamagingProxy(bench.centre.port, lose_a_third(chance)) as wire,
        Forkery(folder / "terminals.log", environment=faked(clock, to_1970())) as forkery,
    ):
        terminal = bench.terminal("T0001", wire.url)
        places = [to_1970(), -10 * YEAR, 10 * YEAR, timedelta(), DAY, -DAY, timedelta(minutes=6), timedelta(minutes=-6)]
        for jump in range(jumps):
            turn(clock, places[jump] if jump < len(places) else chance.choice(places))
            said = terminal.size_told
            forkery.start(terminal, until=round(jobs * (jump + 1) / jumps), pace=0.2 * jumps / jobs)
            wait_until(lambda before=said: terminal.size_told > before + 100, 60, "it files", every=0.01)
            # Within one life it jumps too, in the middle of whatever the terminal is doing.
            turn(clock, chance.choice(places))
            time.sleep(chance.uniform(0.1, 0.5))
            terminal.kill()
        wire.mend()
        forkery.start(terminal, until=jobs)
        wait_until(lambda: len(terminal.told.tried) == jobs and bench.is_settled(), 60, "all is settled")
        terminal.kill()
        bench.centre.kill()
        years = {job.created_at.year for job in terminal.jobs}
        say(bench.verdict(), f"filed in the years {sorted(years)}; {wire.requests} requests")
        assert bench.verdict().breaches == {}
        assert len(years) >= 3, "the clock was to be wrong"
        assert terminal.told.refused == ()


def lose_a_third(chance: random.Random):
    return lambda request: _lost(request, chance)


def _lost(request: Request, chance: random.Random) -> Fault:
    return Fault(Damage.DROP_REPLY if request.is_batch and chance.random() < 0.33 else Damage.NONE)


def test_jobs_filed_by_a_wrong_and_jumping_clock_arrive_once_and_in_order(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    play(tmp_path, seeded, 60, 6, chance, say)


@pytest.mark.soak
def test_a_thousand_jobs_filed_by_a_clock_that_jumps_twenty_times_arrive_once_and_in_order(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    play(tmp_path, seeded, 1_000, 20, chance, say)
