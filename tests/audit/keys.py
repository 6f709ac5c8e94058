"""The audit's fingers: the way of the keypad's keys through a page (on is Tab, back is Shift+Tab), and what shows on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit import pixels
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from audit.page import Page

MOST_STOPS = 120
STEPS_ASIDE = 3


class KeyWalk:
    """Walked once, on and back again; afterwards the focus is where it was and nothing shows of it."""

    def __init__(self, page: Page) -> None:
        self._window, self._taps = page.stage.window, page.stage.taps
        self._around = 4 * page.px_per_mm
        self.first = self._window.activeFocusItem()
        self.stops: list[QQuickItem] = []
        self.rings: list[float] = []
        """For each stop, how many pixels around it changed by 3 : 1 or more, over the pixels of an outline two pixels wide."""
        self._walk_on()
        self.back = self._walk_back()
        self._leave()
        self.aside = self._walk_aside()
        self._leave()

    def _walk_on(self) -> None:
        before = self._look()
        for _ in range(MOST_STOPS):
            stop = self._press(Qt.Key.Key_Tab)
            if stop is None or stop in self.stops:
                break
            now = self._look()
            self.stops.append(stop)
            self.rings.append(self._ring(stop, before, now))
            before = now
        self._begin_where_the_focus_was()

    def _begin_where_the_focus_was(self) -> None:
        if self.first in self.stops:
            at = self.stops.index(self.first)
            self.stops = self.stops[at:] + self.stops[:at]
            self.rings = self.rings[at:] + self.rings[:at]

    def _walk_back(self) -> list[QQuickItem]:
        """From the first stop, as far as there are stops."""
        found = []
        for _ in self.stops:
            stop = self._press(Qt.Key.Key_Backtab)
            if stop is None:
                break
            found.append(stop)
        return found

    def _walk_aside(self) -> list[QQuickItem | None]:
        """From the beginning by the right key, which leads to the bar and along it."""
        return [self._press(Qt.Key.Key_Right) for _ in range(STEPS_ASIDE)]

    def _press(self, key: Qt.Key) -> QQuickItem | None:
        held = Qt.KeyboardModifier.ShiftModifier if key is Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self._window, key, held)
        return self._window.activeFocusItem()

    def _look(self) -> QImage:
        QCoreApplication.processEvents()
        return self._window.grabWindow()

    def _ring(self, stop: QQuickItem, before: QImage, now: QImage) -> float:
        at = stop.mapRectToScene(QRectF(0, 0, stop.width(), stop.height()))
        around = at.adjusted(-self._around, -self._around, self._around, self._around)
        outline = 2 * 2 * (at.width() + at.height())
        return float((pixels.changes(before, now, around) >= 3).sum() / max(1.0, outline))

    def _leave(self) -> None:
        self._taps.setProperty("byKeys", False)
        if self.first is not None:
            self.first.forceActiveFocus()
        QCoreApplication.processEvents()
