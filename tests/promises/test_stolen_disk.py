"""The terminal is stolen, switched off in the middle of its work: of two hundred visitors there is not one on its disk."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bench_world import HERE, dies_with_us
from conftest import Say
from planted import COUNT, found_in, person

from app import config
from app.outbox import list_jobs
from devices.simulators.escpos_printer import EscPosPrinter
from devices.simulators.ipp_printer import IppPrinter


@pytest.mark.parametrize("visitors", [20, pytest.param(COUNT, marks=pytest.mark.soak)])
def test_stolen_disk_names_nobody(tmp_path: Path, seeded: Path, chance: random.Random, say: Say, visitors: int) -> None:
    home, temporary = Path(shutil.copytree(seeded / "T0001", tmp_path / "home")), tmp_path / "tmp"
    temporary.mkdir()
    config.write_default(home / config.FILE, terminal_id="T0001", short_name="01")
    pages, slips = (
        IppPrinter(tmp_path / "sheets", seconds_per_page=0.0),
        EscPosPrinter(tmp_path / "slips", millimetres_per_second=100_000.0),
    )
    ports = [str(pages.start()), str(slips.start())]
    pages.direct({"do": "paper", "sheets": 10_000})
    visitor, kills = 0, 0
    while visitor < visitors:
        process = subprocess.Popen(
            dies_with_us(
                sys.executable, str(HERE / "stolen_program.py"), str(home), *ports, str(visitor), str(visitors)
            ),
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"TMPDIR": str(temporary), "HOME": str(tmp_path)},
        )
        assert process.stdout is not None
        stop_after = visitor + chance.randrange(10, 40)
        for line in process.stdout:
            if line == "all\n":
                visitor = visitors
            elif line.startswith("visitor"):
                visitor = int(line.split()[1]) + 1
                if visitor >= stop_after:
                    break
        process.kill()
        process.stdout.close()
        process.wait(10)
        kills += 1
        assert kills < 40, "it does not get on"
    pages.stop()
    slips.stop()

    found = found_in([home, temporary])

    names = {path.name for path in home.iterdir()}
    say(
        f"{visitors} visitors, {kills} kills, {len(found)} found in {len(names)} files and {len(list(temporary.rglob('*')))} temporary ones"
    )
    assert found == []
    assert {"store.db", "terminal.log", "audit.jsonl", "papers.db"} <= names, "there was something to look through"
    assert len(list_jobs(home)) >= visitors


def test_search_finds_whoever_is_written_down_anywhere(tmp_path: Path) -> None:
    (tmp_path / "careless.log").write_bytes(b"{" + person(17).name.encode() + b"}")
    (tmp_path / "careless.spool").write_bytes(b"\x1b@" + person(18).name.encode("gb18030"))

    found = {path.rsplit("/", 1)[1] for path, _ in found_in([tmp_path])}

    assert found == {"careless.log", "careless.spool"}
