"""A visitor who touches the screen: finds a control as it is named, taps where it is drawn, waits for what it sees.

Used by the demo and by the tests, so that both walk in by the door everybody uses. No page is told that nobody is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.shell.shell import Shell

PATIENCE_SECONDS = 20.0
SETTLED_SECONDS = 0.25
"""A page has faded in and laid itself out."""
HAND_SECONDS = 0.6
KEY_SECONDS = 0.02


class GaveUp(Exception):
    """The visitor waited for something that did not come; the words say for what, and what was there instead."""


class Visitor:
    """GUI thread only; spins the event loop while it waits."""

    def __init__(self, window: QWindow, shell: Shell) -> None:
        """Raises TypeError for a hall that was made before this module was imported: its window came without QtQuick's Python."""
        if not isinstance(window, QQuickWindow):
            raise TypeError("import the visitor before the hall is made")
        self._window = window
        self._shell = shell
        self._tapped_at = 0.0

    def sees(self, page: str, patience: float = PATIENCE_SECONDS) -> None:
        """Wait until `page` (its file's name) is up and still."""
        self.waits_for(lambda: self._shell.page_name == page, f"page {page}", patience)
        self.lets_pass(SETTLED_SECONDS)

    @property
    def window(self) -> QQuickWindow:
        return self._window

    def taps(self, name: str, patience: float = PATIENCE_SECONDS) -> None:
        """Tap the middle of the control called `name` once it is there and can be seen.

        A hand that trembles taps twice; the pages take that as one. This hand waits until it is taken for a new one.
        """
        if not name.startswith("key."):
            self.lets_pass(max(0.0, self._tapped_at + HAND_SECONDS - time.monotonic()))
        middle = self.finds(name, patience)
        QTest.mouseClick(self._window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        self._tapped_at = time.monotonic()
        self.lets_pass(0.0)

    def finds(self, name: str, patience: float = PATIENCE_SECONDS) -> QPoint:
        """The middle of the control called `name`, in the window, once the control is there and can be seen. Raises GaveUp."""
        item = self.control(name, patience)
        return item.mapToScene(item.boundingRect().center()).toPoint()

    def control(self, name: str, patience: float = PATIENCE_SECONDS) -> QQuickItem:
        """The control itself, once it is there and can be seen: it lives no longer than its page. Raises GaveUp."""
        self.waits_for(lambda: self._find(name) is not None, f"control {name}", patience)
        item = self._find(name)
        if item is None:
            raise GaveUp(f"control {name} went away")
        return item

    def keys_in(self, characters: str) -> None:
        for character in characters:
            self.taps(f"key.{character}")
            self.lets_pass(KEY_SECONDS)

    def waits_for(self, seen: Callable[[], bool], what: str, patience: float = PATIENCE_SECONDS) -> None:
        """Raises GaveUp after `patience` seconds."""
        deadline = time.monotonic() + patience
        while not seen():
            if time.monotonic() > deadline:
                raise GaveUp(
                    f"waited {patience:.0f} s for {what}; on the screen: {self._shell.page_name} {self._shell.trouble_code}"
                )
            self._spin()

    def lets_pass(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        self._spin()
        while time.monotonic() < deadline:
            self._spin()

    def photographs(self, file: Path) -> None:
        if not self._window.grabWindow().save(str(file)):
            raise GaveUp(f"could not write {file.name}")

    def reads(self, name: str) -> str:
        """The words on (or the accessible name of) a control."""
        item = self._find(name)
        return str(item.property("text") or "") if item else ""

    def _spin(self) -> None:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        QTest.qWait(1)

    def _find(self, name: str) -> QQuickItem | None:
        found = (item for item in _drawn(self._window.contentItem()) if item.objectName() == name)
        return next((item for item in found if _answers(item)), None)


def _answers(item: QQuickItem) -> bool:
    """Whether a tap on it would be taken: a button that says 请稍等 is waited for."""
    return item.isEnabled() and item.width() > 0 and item.property("live") is not False


def _drawn(item: QQuickItem) -> Iterator[QQuickItem]:
    """Everything that is drawn now, Repeater delegates included: `findChild` does not see those."""
    for child in item.childItems():
        if child.isVisible():
            yield child
            yield from _drawn(child)
