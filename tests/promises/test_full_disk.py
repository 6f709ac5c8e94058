"""The disk is full, twenty times over: what was acknowledged is stored, nothing else is, and the queue still comes to its end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bench_world import HERE
from conftest import Say

from app import config

MEGABYTES = 160
MOUNT = f'mount -t tmpfs -o size={MEGABYTES}m none "$1" && cp -r "$2" "$1/home" && exec "$3" "$4" "$1/home" "$5"'


def may_mount() -> bool:
    return (
        subprocess.run(
            ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
        ).returncode
        == 0
    )


@pytest.mark.skipif(not may_mount(), reason="no right to a mount namespace of one's own (unshare -m)")
def test_full_disk_takes_nothing_back_and_lets_the_queue_finish(tmp_path: Path, seeded: Path, say: Say) -> None:
    home, disk = Path(shutil.copytree(seeded / "T0001", tmp_path / "home")), tmp_path / "disk"
    disk.mkdir()
    config.write_default(home / config.FILE, terminal_id="T0001", short_name="01")

    words = [str(disk), str(home), sys.executable, str(HERE / "filling_program.py"), "20"]
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", MOUNT, "sh", *words],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=os.environ,
    )

    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout)
    say(found)
    assert (found["lost"], found["unexpected"], found["sound"]) == (0, 0, True)
    assert found["refused_early"], "filing stops before the last byte, which belongs to what was filed before"
    assert found["acknowledged"] >= 100
    assert set(found["refusals"]) == {"store-full"}, "each time the disk was full, and nothing else was wrong"
    assert found["turns_drained"] == 20, "on a full disk the queue finishes"
    assert found["turns_closed"] == 20, "on a full disk the door says so before anybody types"
