"""What the benchmarks that need a terminal share: a real one off-screen in its simulated hall, and a watch on its frames."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from devices.simulators.hall_client import HallClient
from kiosk.bootstrap import Hall, Look, build_hands, new_application
from kiosk.hands import Hands
from kiosk.simulated_hall import SimulatedHall, simulated_hall
from kiosk.visitor import Visitor

CARD = "zhang"
USCC = "91441900MA0TE5T16P"
"""The sample enterprise whose legal representative the sample card is."""
ENTERPRISES = 200

FRAME_MS = 5_000
FINGER_PX = 60


@dataclass
class Terminal:
    """A terminal whose centre answers; a visitor at its screen, and stage directions for the devices' other ends."""

    hall: Hall
    hands: Hands
    street: HallClient
    visitor: Visitor

    @property
    def window(self) -> QQuickWindow:
        return self.visitor.window

    def milliseconds_to_page(self, page: str, act: Callable[[], object]) -> float:
        """From `act` to the first frame of `page`, which shows it through a veil that lifts."""
        return milliseconds_to_frame(self.window, act, lambda: self.hall.shell.page_name == page)

    def tap(self, name: str, turn: int = 0) -> Callable[[], None]:
        """A tap on the control, ready to be done. Odd turns fall beside the even ones: the pages take two quick taps on one spot
        for one."""
        return tap(self.window, self.visitor.finds(name) + QPoint(FINGER_PX if turn % 2 else 0, 0))

    def comes_to_card(self) -> None:
        self.visitor.sees("Attract")
        self.visitor.taps("start")
        self.visitor.sees("Home")
        self.visitor.taps("zone.credit")
        self.visitor.sees("Zone")
        self.visitor.taps("service.S901")
        self.visitor.sees("Version")
        self.visitor.taps("version.no-violations")
        self.visitor.sees("IdCard")

    def comes_to_scope(self) -> None:
        self.comes_to_card()
        self.street.direct(do="place-card", card=CARD)
        self.visitor.sees("LicenceCode")
        self.street.direct(do="take-card")
        self.street.direct(do="phone-code", holder=CARD, uscc=USCC, age=0)
        self.visitor.sees("Consent")
        self.visitor.taps("primary")
        self.visitor.sees("Scope")


def milliseconds_to_frame(window: QQuickWindow, act: Callable[[], object], shown: Callable[[], bool]) -> float:
    """From `act` to the first frame that is out while `shown()` holds. Qt's own loop runs meanwhile, as in the hall.

    Raises RuntimeError where no such frame comes.
    """
    began: list[float] = []
    drawn: list[float] = []
    loop = QEventLoop()

    def begin() -> None:
        began.append(perf_counter())
        act()

    def look() -> None:
        if began and not drawn and shown():
            drawn.append(perf_counter())
            loop.quit()

    window.frameSwapped.connect(look)
    QTimer.singleShot(0, loop, begin)
    QTimer.singleShot(FRAME_MS, loop, loop.quit)
    loop.exec()
    window.frameSwapped.disconnect(look)
    if not drawn:
        raise RuntimeError("no frame came that shows it")
    return (drawn[0] - began[0]) * 1_000


def tap(window: QQuickWindow, spot: QPoint) -> Callable[[], None]:
    return lambda: QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def press(window: QQuickWindow, spot: QPoint) -> Callable[[], None]:
    return lambda: QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def release_elsewhere(window: QQuickWindow) -> None:
    """The finger slides off before it is lifted: that is no tap."""
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(2, 2))


def as_it_is(hands: Hands) -> Hands:
    return hands


@contextmanager
def terminal(fit: Callable[[Hands], Hands] = as_it_is) -> Iterator[Terminal]:
    """Switched on, its centre in reach. `fit` may put a watch between the terminal and what it works with.

    Raises what went wrong behind the screen; GaveUp; HallFailed.
    """
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    with (
        tempfile.TemporaryDirectory(prefix="guanjia-") as var,
        simulated_hall(Path(var), enterprises=ENTERPRISES) as around,
    ):
        yield from switched_on(around, fit)


def switched_on(around: SimulatedHall, fit: Callable[[Hands], Hands]) -> Iterator[Terminal]:
    defects: list[BaseException] = []
    hall = Hall(new_application(), Look(full=False))
    try:
        visitor = Visitor(hall.window, hall.shell)
        hall.furnish(lambda home: fit(build_hands(around.terminal_home, home, defects.append)), defects.append)
        visitor.waits_for(lambda: bool(defects) or hall.shell.ready_now, "the terminal")
        visitor.waits_for(lambda: bool(defects) or hall.shell.around.online is True, "the centre")
        if hall.hands is not None:
            yield Terminal(hall, hall.hands, HallClient(around.control), visitor)
    finally:
        hall.close()
    if defects:
        raise defects[0]
