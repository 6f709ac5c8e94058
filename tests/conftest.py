"""What every test may ask for."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
# No test speaks to this machine's own pcscd: the reader on somebody's desk is none of the hall's. libpcsclite reads this once only.
os.environ["PCSCLITE_CSOCK_NAME"] = f"{tempfile.gettempdir()}/guanjia-pcscd-{os.getpid()}/run/pcscd.comm"

LONG_ROOMS = ("promises", "outside", "hall", "audit", "printing", "central")
"""Few tests to a file, and long ones: they begin first, or one worker is left alone with them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(Path(item.path).parent.name))


def _place(room: str) -> int:
    return LONG_ROOMS.index(room) if room in LONG_ROOMS else len(LONG_ROOMS)
