"""The visitor whom the terminal promised something and did not tell: it had died in between, and is back within three minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.errors import StoreError
from app.log import get_logger

if TYPE_CHECKING:
    from app.outbox import JobStanding
    from app.outbox import Untold as Filed
    from kiosk.hands import Hands

log = get_logger("untold")


class Untold:
    """Asks the store once, when the terminal has come up. `found(job)` hears of it on the GUI thread; `over()` when three minutes
    have passed since that job was filed: then somebody else may stand there."""

    def __init__(self, hands: Hands, found: Callable[[JobStanding], None], over: Callable[[], None]) -> None:
        self._hands = hands
        self._found = found
        self._end = QTimer()
        self._end.setSingleShot(True)
        self._end.timeout.connect(over)

    def ask(self) -> None:
        hands = self._hands
        hands.workers.store.do(lambda: hands.outbox.untold(hands.now()), self._answered, _told_of)

    def _answered(self, found: Filed | None) -> None:
        if found is None:
            return
        self._end.start(int(found.left.total_seconds() * 1_000))
        self._found(found.job)

    def is_told(self) -> None:
        """The visit came to its end, or the visitor has read it."""
        self._end.stop()
        self._hands.workers.store.do(self._hands.outbox.note_told, lambda _: None, _told_of)


def _told_of(error: Exception) -> None:
    """A store that cannot be asked or written now says so elsewhere; nobody waits here."""
    if not isinstance(error, StoreError):
        raise error
    log.error("untold not known", code=error.code)
