"""The terminal where it should not be: behind a captive portal, twice on one store, without anybody's doing after the wire came back."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench_drafts import draft_of
from bench_world import Forkery, wait_until, world
from conftest import Say
from damaging_proxy import Damage, DamagingProxy, Fault
from road_in_process import file, now, opened, walking

from app.outbox import JobState, Outbox

JOBS = 60
PORTAL = (Damage.HTML, Damage.EMPTY_JSON, Damage.REDIRECT, Damage.BAD_GATEWAY)


def test_captive_portal_never_has_a_job_taken_for_done(tmp_path: Path, seeded: Path) -> None:
    with world(tmp_path, seeded) as bench, DamagingProxy(bench.centre.port) as wire:
        terminal = bench.terminal("T0001", wire.url)
        wire.plan = lambda request: Fault(PORTAL[request.number % len(PORTAL)])
        with opened(terminal.home) as outbox:
            file(outbox, [draft_of("T0001", number, now()) for number in range(JOBS)])
            with walking(terminal.home, outbox):
                wait_until(lambda: wire.requests >= 40, 60, "forty requests were answered by the portal")
                done_behind_the_portal = outbox.counts()[JobState.DONE]

                # It lets greetings through and answers in the place of everything else.
                wire.plan = lambda request: Fault(PORTAL[request.number % 4] if request.is_batch else Damage.NONE)
                portals = wire.damaged
                wait_until(lambda: _due(outbox) and wire.damaged >= portals + 8, 60, "batches met the portal")
                done_behind_half_a_portal = outbox.counts()[JobState.DONE]

                wire.mend()
                wait_until(
                    lambda: _due(outbox) and outbox.counts()[JobState.DONE] == JOBS,
                    60,
                    "all went through once the portal was gone",
                )
        assert (done_behind_the_portal, done_behind_half_a_portal, wire.trapped) == (0, 0, 0)
        bench.centre.kill()
        assert bench.verdict().doubled == 0


def _due(outbox: Outbox) -> bool:
    """Every rest is ended, so that batch after batch is sent."""
    outbox.make_due(now())
    return True


SECOND = """
import sys
from pathlib import Path
from app import config, enrolment
from app.errors import StoreOwned
from app.outbox import open_outbox
import os
home = Path(sys.argv[1])
place, settings = enrolment.load(home), config.load(home / config.FILE)
refused = 0
for _ in range(int(sys.argv[2])):
    child = os.fork()
    if child == 0:
        try:
            open_outbox(home, place, settings)
        except StoreOwned:
            os._exit(7)
        os._exit(0)
    refused += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
print(refused)
"""


def test_second_process_on_the_same_store_is_refused_a_hundred_times(tmp_path: Path, seeded: Path) -> None:
    with world(tmp_path, seeded) as bench, DamagingProxy(bench.centre.port) as wire:
        terminal = bench.terminal("T0001", wire.url)
        with Forkery(tmp_path / "terminals.log") as forkery:
            forkery.start(terminal, until=JOBS, pace=0.01)
            wait_until(lambda: terminal.told.keys, 60, "the first one files")

            asked = [sys.executable, "-c", SECOND, str(terminal.home), "100"]
            said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True).stdout

            wait_until(lambda: len(terminal.told.tried) == JOBS and bench.is_settled(), 60, "the first goes on")
            terminal.kill()
        bench.centre.kill()
        assert int(said) == 100
        assert bench.verdict().breaches == {}


def play_liveness(folder: Path, seeded: Path, times: int, interval: float) -> list[float]:
    """The wire comes back `times` times, each time after jobs have failed on it; nobody files anything meanwhile. Seconds each."""
    waits = []
    with world(folder, seeded) as bench, DamagingProxy(bench.centre.port) as wire:
        terminal = bench.terminal("T0001", wire.url)
        for turn in range(times):
            wire.close_door()
            with opened(terminal.home) as outbox:
                file(outbox, [draft_of("T0001", turn * 5 + each, now()) for each in range(5)])
            with Forkery(folder / "terminals.log") as forkery:
                links = len(terminal.told.links)
                forkery.start(terminal, interval=interval)
                wait_until(lambda seen=links: len(terminal.told.links) > seen, 60, "it has found the wire cut")
                began = time.monotonic()
                wire.open_door()
                wait_until(bench.is_settled, 60, f"the queue was emptied, turn {turn}")
                waits.append(time.monotonic() - began)
                terminal.kill()
        assert {job.state for job in terminal.jobs} == {JobState.DONE}
    return waits


def test_queue_empties_by_itself_when_the_wire_is_back(tmp_path: Path, seeded: Path, say: Say) -> None:
    waits = play_liveness(tmp_path, seeded, 4, 0.2)

    say(f"longest wait {max(waits):.1f} s")


@pytest.mark.soak
def test_queue_empties_by_itself_a_hundred_times_of_a_hundred(tmp_path: Path, seeded: Path, say: Say) -> None:
    waits = play_liveness(tmp_path, seeded, 100, 5.0)

    say(f"{len(waits)} of 100, longest wait {max(waits):.1f} s")
    assert len(waits) == 100
