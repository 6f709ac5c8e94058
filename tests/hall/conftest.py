"""A whole hall: the centre and every device's other end as processes, the terminal in this one, and a visitor who touches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from scene import Scene, a_scene

from kiosk.simulated_hall import SimulatedHall, simulated_hall


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedHall]:
    with simulated_hall(tmp_path_factory.mktemp("hall"), enterprises=60) as hall:
        yield hall


@pytest.fixture
def scene(around: SimulatedHall, qapp: QGuiApplication) -> Iterator[Scene]:
    with a_scene(around, qapp) as scene:
        yield scene
