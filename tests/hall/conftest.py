"""A whole hall: the centre and every device's other end as processes, the terminal in this one, and a visitor who touches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from scene import Scene, tidy

from devices.simulators.hall_client import HallClient
from kiosk.bootstrap import Hall, Look, build_hands, keep_qt_warnings
from kiosk.simulated_hall import SimulatedHall, simulated_hall
from kiosk.visitor import Visitor


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedHall]:
    with simulated_hall(tmp_path_factory.mktemp("hall"), enterprises=60) as hall:
        yield hall


@pytest.fixture
def scene(around: SimulatedHall, qapp: QGuiApplication) -> Iterator[Scene]:
    """A terminal that has just been switched on in a tidy hall, its centre in reach."""
    complaints: list[str] = []
    defects: list[BaseException] = []
    keep_qt_warnings(complaints)
    street = HallClient(around.control)
    tidy(street)
    hall = Hall(qapp, Look(full=False))
    visitor = Visitor(hall.window, hall.shell)
    hall.furnish(lambda home: build_hands(around.terminal_home, home, defects.append), defects.append)
    try:
        visitor.waits_for(lambda: hall.shell.ready_now or bool(defects), "the terminal")
        assert not defects
        visitor.waits_for(lambda: hall.shell.around.online is True, "the centre", 30.0)
        yield Scene(around, street, hall, visitor, complaints)
    finally:
        tidy(street)
        hall.close()
    assert [str(defect) for defect in defects] + complaints == []
