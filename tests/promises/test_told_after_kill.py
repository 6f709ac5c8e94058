"""Killed between the promise and the page, again and again: each time the terminal knows whom it has not told, and nobody else."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest
from bench_world import Forkery, Terminal, wait_until
from conftest import Say
from road_in_process import now, opened

from app import config
from app.contract.jobs import JobKind
from app.outbox import JobStanding


def play(folder: Path, seeded: Path, times: int, chance: random.Random, say: Say) -> None:
    """`times` kills behind a commit. Some come before it: then there is nobody to tell."""
    home = Path(shutil.copytree(seeded / "T0001", folder / "T0001"))
    config.write_default(home / config.FILE, terminal_id="T0001", short_name="01")
    terminal = Terminal("T0001", home, folder / "journal")
    shown, unsaid, in_vain = 0, 0, 0
    with Forkery(folder / "terminals.log") as forkery:
        while shown < times:
            before = len(terminal.jobs)
            _files_one_and_is_killed(forkery, terminal, chance)
            filed = terminal.jobs[before:]
            told = _told_at_the_next_start(terminal)
            assert (told.key if told else None) == _waited_for(filed), "whom it tells is who was not told, or nobody"
            shown += told is not None
            unsaid += told is not None and told.key not in terminal.told.keys.values()
            in_vain += told is None
            assert in_vain < 20 * times, "it is always killed too early"
    say(f"{shown} of {times} told, {unsaid} of them filed and not yet said; {in_vain} kills with nobody to tell")


def _files_one_and_is_killed(forkery: Forkery, terminal: Terminal, chance: random.Random) -> None:
    number = max(terminal.told.tried, default=-1) + 1
    forkery.start(terminal, until=number + 1, walks=False)
    wait_until(lambda: number in terminal.told.tried, 60, "it is about to file", every=0.0005)
    if chance.random() < 0.9:
        log, written = terminal.home / "store.db-wal", _size(terminal.home / "store.db-wal")
        wait_until(lambda: _size(log) != written or number in terminal.told.keys, 60, "it files", every=0.0001)
    time.sleep(chance.uniform(0, 0.03))
    terminal.kill()


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def _told_at_the_next_start(terminal: Terminal) -> JobStanding | None:
    """As the first page asks; then the visitor has read it."""
    with opened(terminal.home) as outbox:
        found = outbox.untold(now())
        outbox.note_told()
        assert outbox.untold(now()) is None
    return found.job if found else None


def _waited_for(filed: list[JobStanding]) -> str | None:
    keys = [job.key for job in filed if job.kind == JobKind.APPEAL_FILED]
    return keys[-1] if keys else None


def test_whoever_was_filed_and_not_told_is_told_at_the_next_start(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    play(tmp_path, seeded, 15, chance, say)


@pytest.mark.soak
def test_two_hundred_of_two_hundred_are_told_at_the_next_start(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    play(tmp_path, seeded, 200, chance, say)
