"""Fingers while the voice is on: the first tap speaks, the second on the same control acts; a finger that is drawn along explores."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QMouseEvent, QTouchEvent

from kiosk.voice.wording import CONTROLS

if TYPE_CHECKING:
    from PySide6.QtQuick import QQuickItem

    from kiosk.voice.page import PageReader, Seen

_DOWN = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.MouseButtonDblClick})
_MOVED = frozenset({QEvent.Type.MouseMove, QEvent.Type.TouchUpdate})
_UP = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd})
_GONE = frozenset({QEvent.Type.TouchCancel})


class Fingers:
    """Decides of each touch whether the page gets it. `speak` is told what lies under the finger; GUI thread."""

    def __init__(self, reader: PageReader, speak: Callable[[Seen], None]) -> None:
        self._reader = reader
        self._speak = speak
        self.forget()

    def forget(self) -> None:
        """Another page is up: nothing has been heard of it."""
        self._armed: QQuickItem | None = None
        self._under: QQuickItem | None = None
        self._heard: QQuickItem | None = None
        self._down_now = self._acts = False

    def takes(self, event: QEvent) -> bool:
        """Whether the event ends here. What is no touch does not."""
        kind = event.type()
        if kind in _DOWN:
            return self._down(_spot(event))
        if kind in _MOVED:
            return self._moved(_spot(event))
        if kind in _UP:
            return self._up()
        if kind in _GONE:
            self._under, self._acts, self._down_now = None, False, False
        return False

    def _down(self, spot: QPointF) -> bool:
        self._down_now = True
        seen = self._reader.at(spot)
        self._acts = seen is not None and self._armed is not None and seen.item == self._armed
        if self._acts:
            return False
        self._armed = None
        self._hear(seen)
        return True

    def _moved(self, spot: QPointF) -> bool:
        if self._acts or not self._down_now:
            return False
        seen = self._reader.at(spot)
        if seen is not None and seen.item != self._heard:
            self._hear(seen)
        return True

    def _up(self) -> bool:
        was_down, self._down_now = self._down_now, False
        if self._acts or not was_down:
            self._acts = False
            return False
        self._armed, self._under = self._under, None
        return True

    def _hear(self, seen: Seen | None) -> None:
        """Only a control can be chosen by the next tap."""
        self._heard = seen.item if seen is not None else None
        self._under = self._heard if seen is not None and seen.thing.role in CONTROLS else None
        if seen is not None:
            self._speak(seen)


def _spot(event: QEvent) -> QPointF:
    if isinstance(event, QTouchEvent):
        return event.points()[0].position() if event.points() else QPointF()
    return event.position() if isinstance(event, QMouseEvent) else QPointF()
