"""The first frame comes before the terminal: what it does not need is not loaded before it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.config import FILE, write_default

LATER = (
    "cryptography",
    "devices.supervisor",
    "kiosk.hands",
    "pydantic",
    "reportlab",
    "requests",
    "rich",
    "sqlalchemy",
    "structlog",
)


def test_the_first_frame_loads_neither_the_store_nor_the_devices(tmp_path: Path) -> None:
    write_default(tmp_path / FILE)
    guanjia = Path(sys.executable).with_name("guanjia")
    offscreen = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}

    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(guanjia), "kiosk", "--home", str(tmp_path), "--first-frame"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **offscreen},
        check=True,
    )

    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "first_frame" in done.stdout
    assert "kiosk.bootstrap" in loaded
    assert sorted(name for name in loaded if name in LATER) == []
