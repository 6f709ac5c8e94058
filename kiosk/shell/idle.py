"""还在吗？: a visit nobody attends to is ended and wiped (K11, K19)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kiosk.qt import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent


@cache
def touches() -> frozenset[QEvent.Type]:
    """What a person does to a screen. Not asked for before the first page is up: to name one event loads all of Qt's."""
    from PySide6.QtCore import QEvent

    types = QEvent.Type
    return frozenset({types.TouchBegin, types.TouchUpdate, types.MouseButtonPress, types.MouseMove, types.KeyPress})


class IdleGuard(QObject):
    """Counts the seconds since the last touch. `warned` while the countdown shows; `expired` when it has run out.

    It counts only while `watching`: not on the attract page, and not while paper is coming out.
    """

    ticked = Signal()
    expired = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._idle = 0
        self._warn, self._wipe = 60, 80
        self._more = 0
        self._watching = False
        self._gone_limit = 0
        self._gone: int | None = None
        self._busy_with_you: Callable[[], bool] | None = None
        self._beat = QTimer(self)
        self._beat.setInterval(1000)
        self._beat.timeout.connect(self._each_second)
        self._beat.start()

    def set_limits(self, warn_seconds: int, wipe_seconds: int) -> None:
        self._warn, self._wipe = warn_seconds, wipe_seconds

    def give_time(self, seconds: int) -> None:
        """So much more than the limits say, as long as somebody waits for a person to come; 0: no more."""
        self._more = seconds

    @property
    def limits(self) -> tuple[int, int]:
        """Seconds without a touch until the question is asked, and until everything is wiped."""
        return self._warn + self._more, self._wipe + self._more

    def ask_who_has_gone(self, after_seconds: int) -> None:
        """How long a visitor may be out of the presence sensor's sight before the question is asked; 0: it is no matter."""
        self._gone_limit = after_seconds

    def somebody_stands_there(self, there: bool) -> None:
        """The presence sensor's word. It brings the question forward at most: who comes back finds everything as it was."""
        self._gone = None if there or not self._gone_limit else 0

    def wait_for(self, busy: Callable[[], bool] | None) -> None:
        """While `busy` says so, no second counts: whoever listens cannot answer yet."""
        self._busy_with_you = busy

    def ask_now(self) -> None:
        """Bring the question forward: what is on the page may not be the business of whoever stands there now."""
        self._idle = max(self._idle, self.limits[0])
        self.ticked.emit()

    def felt(self) -> None:
        """Somebody did something that no page heard of. It does not answer the question; that is for its buttons."""
        if self.seconds_left < 0:
            self._idle, self._gone = 0, None

    def watch(self, watching: bool) -> None:
        self._watching = watching
        self.touched()

    def touched(self) -> None:
        warned = self.seconds_left >= 0
        self._idle, self._gone = 0, None
        if warned:
            self.ticked.emit()

    @property
    def seconds_left(self) -> int:
        """Seconds until the wipe while the warning stands; -1 while there is nothing to warn of."""
        warn, wipe = self.limits
        return max(0, wipe - self._idle) if self._watching and self._idle >= warn else -1

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's name
        if event.type() in touches():
            self.felt()
        return False

    def _each_second(self) -> None:
        if not self._watching or (self._busy_with_you is not None and self._busy_with_you()):
            return
        self._idle += 1
        self._count_the_gone()
        warn, wipe = self.limits
        if self._idle >= wipe:
            self._watching = False
            self.expired.emit()
        elif self._idle >= warn:
            self.ticked.emit()

    def _count_the_gone(self) -> None:
        if self._gone is not None:
            self._gone += 1
            if self._gone >= self._gone_limit:
                self._idle, self._gone = max(self._idle, self.limits[0]), None
