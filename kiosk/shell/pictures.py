"""Pictures of this visit's papers, for the preview. They live in memory and go with the visit."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.picture import Picture


class Pictures:
    """Usable from any thread: Qt may ask for them from its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pages: list[Picture] = []

    def hold(self, pages: list[Picture]) -> None:
        """Keep these pictures, in page order, instead of what was held before."""
        with self._lock:
            self._pages = list(pages)

    def find(self, page: int) -> Picture | None:
        """Counted from 0; None for what is not, or no longer, there."""
        with self._lock:
            return self._pages[page] if page < len(self._pages) else None

    @property
    def holds_anything(self) -> bool:
        return bool(self._pages)

    def wipe(self) -> None:
        with self._lock:
            self._pages = []
