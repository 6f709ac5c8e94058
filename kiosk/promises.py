"""Jobs nobody waits for: filed on the store's thread, kept until the store takes them, and the road to the centre woken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.errors import StoreError
from app.log import get_logger

if TYPE_CHECKING:
    from app.outbox import Outbox
    from kiosk.background import Worker
    from kiosk.service import JobDraft

log = get_logger("promises")


class Promises:
    """GUI thread only. What a store does not take (its disk is full) stays here, in its order, and is offered to it again.

    Nothing personal may be filed here: it would outlive the visit in memory.
    """

    def __init__(self, outbox: Outbox, store: Worker, wake: Callable[[], None], now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._store = store
        self._wake = wake
        self._now = now
        self._untaken: list[tuple[tuple[JobDraft, ...], datetime]] = []

    def file(self, *drafts: JobDraft) -> None:
        self._untaken.append((drafts, self._now()))
        self.offer_again()

    def offer_again(self) -> None:
        waiting, self._untaken = self._untaken, []
        for drafts, at in waiting:
            self._offer(drafts, at)

    def _offer(self, drafts: tuple[JobDraft, ...], at: datetime) -> None:
        self._store.do(
            lambda: self._outbox.file(drafts, at),
            lambda _: self._wake(),
            lambda error: self._not_taken(drafts, at, error),
        )

    def _not_taken(self, drafts: tuple[JobDraft, ...], at: datetime, error: Exception) -> None:
        if not isinstance(error, StoreError):
            raise error
        log.error("not filed", code=error.code, count=len(drafts))
        self._untaken.append((drafts, at))
