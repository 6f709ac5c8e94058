"""One terminal too many, and a centre that has forgotten a day: two disks with one identity; a backup put back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bench_drafts import draft_of
from bench_world import Centre, Forkery, Terminal, guanjia, wait_until, world
from conftest import Say
from promise_oracle import read_effects
from road_in_process import file, now, opened

from app.outbox import JobState


@pytest.mark.parametrize("jobs", [25, pytest.param(1_000, marks=pytest.mark.soak)])
def test_centre_put_back_to_yesterday_gets_what_it_has_forgotten(
    tmp_path: Path, seeded: Path, say: Say, jobs: int
) -> None:
    """Two terminals, `jobs` each on the day before the backup and after it. Nobody at the terminals does anything."""
    patience = 60 + jobs / 2
    with world(tmp_path, seeded) as bench, Forkery(tmp_path / "terminals.log") as forkery:
        terminals = [bench.terminal(name, bench.centre.base) for name in ("T0001", "T0002")]

        def live_through_a_day(until: int) -> None:
            for terminal in terminals:
                forkery.start(terminal, until=until, interval=0.2)
            wait_until(lambda: all(len(each.told.keys) == until for each in terminals), patience, f"{until} are filed")
            wait_until(bench.is_settled, patience, f"{until} are in the centre")

        live_through_a_day(jobs)
        for terminal in terminals:
            terminal.kill()
        guanjia("central", "backup", *bench.centre.at, "--to", tmp_path / "backups")
        live_through_a_day(2 * jobs)

        bench.centre.kill()
        for left in bench.centre.home.glob("centre.db*"):
            left.unlink()
        label = next((tmp_path / "backups").glob("*.json"))
        guanjia("central", "restore", label, *bench.centre.at)
        forgotten = 4 * jobs - read_effects(bench.centre.url).count
        bench.centre.start()

        wait_until(lambda: read_effects(bench.centre.url).count == 4 * jobs, patience, "it has all of them again")
        wait_until(bench.is_settled, patience, "and the terminals know")
        for terminal in terminals:
            terminal.kill()
        bench.centre.kill()
        verdict = bench.verdict()
        say(f"{forgotten} forgotten; {verdict}")
        assert forgotten == 2 * jobs
        # What was taken again has a new number; the list at the terminal has learned it.
        assert verdict.breaches == {}, verdict


def clone(terminal: Terminal, folder: Path) -> Terminal:
    """A disk copied while the terminal stood still: key, enrolment, queue and all."""
    home = Path(shutil.copytree(terminal.home, folder / "clone"))
    journal = Path(shutil.copy(terminal.journal, folder / "clone.journal"))
    return Terminal(terminal.terminal_id, home, journal)


def play_clone(folder: Path, seeded: Path, forkery: Forkery) -> tuple[Terminal, Terminal, str, str]:
    """A hundred jobs, then a copy of the disk; both go on for thirty jobs each, and the first for ten more once they are found out.

    Both terminals, the centre's database, and what its operator is told."""
    with world(folder, seeded) as bench:
        first = bench.terminal("T0001", bench.centre.base)
        forkery.start(first, until=100)
        wait_until(lambda: len(first.told.keys) == 100 and bench.is_settled(), 60, "the first hundred")
        first.kill()
        second = clone(first, folder)
        with opened(first.home) as outbox:
            file(outbox, [draft_of("T0001", number, now()) for number in range(100, 130)])
        with opened(second.home) as outbox:
            file(outbox, [draft_of("T0001", number, now()) for number in range(200, 230)])
        forkery.start(first, until=0, interval=0.2)
        wait_until(bench.is_settled, 60, "the first delivers")
        forkery.start(second, until=0, interval=0.2)
        wait_until(lambda: _is_found_out(bench.centre), 60, "the second is found out")
        first.kill()
        with opened(first.home) as outbox:
            file(outbox, [draft_of("T0001", number, now()) for number in range(300, 310)])
        links = len(first.told.links)
        forkery.start(first, until=0, interval=0.2)
        # It says that the centre is there, and then that the centre keeps it out.
        wait_until(lambda: len(first.told.links) >= links + 2, 60, "the first has tried to deliver")
        first.kill()
        second.kill()
        told = guanjia("central", "status", *bench.centre.at, "--json")
        bench.centre.kill()
        return first, second, bench.centre.url, told


def _is_found_out(centre: Centre) -> bool:
    return "terminal-forked" in (centre.home / "centre.log").read_text()


def test_copied_disk_is_found_out_by_its_first_batch_and_nothing_is_lost_or_doubled(
    tmp_path: Path, seeded: Path, say: Say
) -> None:
    """What one disk filed is in the centre once, or still on that disk, sealed and not deleted; neither delivers any more."""
    with Forkery(tmp_path / "terminals.log") as forkery:
        first, second, url, told = play_clone(tmp_path, seeded, forkery)

    effects = read_effects(url)
    doubled = {name for name, receipts in effects.receipts.items() if len(receipts) > 1}
    kept_first = [job for job in first.jobs if job.state is not JobState.DONE]
    kept_second = [job for job in second.jobs if job.state is not JobState.DONE]
    say(f"kept back: {len(kept_first)} on the first disk, {len(kept_second)} on the second; {told}")
    assert doubled == set()
    assert effects.count == 130, "of the copy nothing was taken, of the first nothing after it"
    assert (len(first.jobs), len(kept_first)) == (140, 10)
    assert (len(second.jobs), len(kept_second)) == (130, 30)
    assert not any(job.set_aside for job in [*kept_first, *kept_second]), (
        "they wait; nobody has to touch them one by one"
    )
    assert "terminal-forked" in told
    assert "T0001" in told
