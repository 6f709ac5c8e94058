"""Waste is looked for on the GUI thread only.

Python looks for it on whichever thread happens to make the next object. In the waste there are pages' objects, and one that goes takes
Qt's lock, then asks for Python's, while the GUI thread has Python's and waits for Qt's: the terminal stands still for ever.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 500
_OLDEST_FIRST: Final = (2, 1, 0)


class Waste(QObject):
    """Made and ended on the GUI thread. While it is there, nobody else looks."""

    def __init__(self) -> None:
        super().__init__()
        self._was_looked_for = gc.isenabled()
        gc.disable()
        self._beat = QTimer(self)
        self._beat.setInterval(EVERY_MS)
        self._beat.timeout.connect(look)

    def begin(self) -> None:
        self._beat.start()

    def end(self) -> None:
        """Python looks again as it did before."""
        self._beat.stop()
        if self._was_looked_for:
            gc.enable()


def look() -> None:
    """As far as Python itself would have gone by now."""
    for generation in _OLDEST_FIRST:
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
