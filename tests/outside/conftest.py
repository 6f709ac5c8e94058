"""The rooms around the terminal, seen from outside: a hall whose devices are processes, and a desktop of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.simulated_hall import SimulatedHall, simulated_hall

for room in ("hall", "shell", ""):  # their scenes are walked here too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / room))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedHall]:
    with simulated_hall(tmp_path_factory.mktemp("outside"), enterprises=60) as hall:
        yield hall
