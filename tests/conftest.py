"""What every test may ask for."""

import gc
import os
import tempfile
from collections.abc import Iterator
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


@pytest.fixture(scope="module", autouse=True)
def _what_a_file_leaves_open_is_its_own() -> Iterator[None]:
    """A socket left open warns when Python finds it, which would otherwise be in whatever test runs by then, in another room."""
    yield
    gc.collect()
