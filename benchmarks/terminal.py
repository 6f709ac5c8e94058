"""What the benchmarks that need a whole hall share: a real terminal off-screen in its simulated hall, and a watch on its frames."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devices.simulators.hall_client import HallClient
    from kiosk.bootstrap import Hall
    from kiosk.hands import Hands
    from kiosk.visitor import Visitor

CARD = "zhang"
USCC = "91441900MA0TE5T16P"
"""The sample enterprise whose legal representative the sample card is."""
ENTERPRISES = 200
ASIDE_PX = 60
FRAME_MS = 5_000


@dataclass
class Terminal:
    """A terminal whose centre answers; a visitor at its screen, and stage directions for the devices' other ends."""

    hall: Hall
    hands: Hands
    street: HallClient
    visitor: Visitor

    def milliseconds_to_frame(self, act: Callable[[], object], shown: Callable[[], bool]) -> float:
        """From `act` to the first frame that is out while `shown()` holds and the page is not yet quite transparent.

        Qt's own loop runs meanwhile, as in the hall. Raises RuntimeError where there is no such frame.
        """
        from PySide6.QtCore import QEventLoop, QTimer

        drawn: list[float] = []
        loop = QEventLoop()

        def look() -> None:
            if not drawn and shown() and self.page_shows():
                drawn.append(perf_counter())
                loop.quit()

        watch = self.hall.window.frameSwapped.connect(look)
        began = perf_counter()
        QTimer.singleShot(0, act)
        QTimer.singleShot(FRAME_MS, loop.quit)
        loop.exec()
        self.hall.window.disconnect(watch)
        if not drawn:
            raise RuntimeError(f"no frame came; on the screen: {self.hall.shell.page_name}")
        return (drawn[0] - began) * 1_000

    def page_shows(self) -> bool:
        """A page that is turned to fades in: its first frames may show nothing of it."""
        stage = self.hall.window.contentItem().childItems()[0]
        return stage.opacity() > 0

    def tap(self, name: str, turn: int) -> Callable[[], None]:
        """A tap, ready to be done: now left, now right of the control's middle, because the pages take two quick taps on one spot
        for one."""
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest

        spot = self.visitor.finds(name) + QPoint(ASIDE_PX if turn % 2 else -ASIDE_PX, 0)
        return lambda: QTest.mouseClick(
            self.hall.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )

    def comes_to_card(self) -> None:
        self.visitor.sees("Attract")
        self.visitor.taps("start")
        self.visitor.sees("Home")
        self.visitor.taps("zone.credit")
        self.visitor.sees("IdCard")

    def comes_to_check(self) -> None:
        self.comes_to_card()
        self.street.direct(do="place-card", card=CARD)
        self.visitor.sees("LicenceCode")
        self.street.direct(do="take-card")
        self.street.direct(do="phone-code", holder=CARD, uscc=USCC, age=0)
        self.visitor.sees("Consent")
        self.visitor.taps("primary")
        self.visitor.sees("Scope")
        self.visitor.taps("primary")
        self.visitor.sees("PurposePage")
        self.visitor.taps(f"purpose.{self.purposes()[0]}")
        self.visitor.lets_pass(0.5)
        self.visitor.taps("primary")
        self.visitor.sees("Check")

    def purposes(self) -> list[str]:
        """What may be chosen on the page that is up."""
        flow = self.hall.shell.flow_now
        return [row["id"] for row in flow.property("purposes")] if flow else []


def as_they_are(hands: Hands) -> Hands:
    return hands


@contextmanager
def terminal(fit: Callable[[Hands], Hands] = as_they_are) -> Iterator[Terminal]:
    """Switched on, its centre in reach. `fit` may put a measuring part between the terminal and what it works with.

    Raises what went wrong behind the screen; GaveUp; HallFailed.
    """
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    from devices.simulators.hall_client import HallClient
    from kiosk.bootstrap import Hall, Look, build_hands, new_application
    from kiosk.simulated_hall import simulated_hall
    from kiosk.visitor import Visitor

    defects: list[BaseException] = []
    with (
        tempfile.TemporaryDirectory(prefix="guanjia-") as var,
        simulated_hall(Path(var), enterprises=ENTERPRISES) as around,
    ):
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
