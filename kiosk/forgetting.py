"""After goodbye nothing of a visitor is left in memory: what was let go of is collected, and what was freed is written over."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kiosk import freed_memory
from kiosk.qt import Signal

if TYPE_CHECKING:
    from kiosk.background import Worker
    from kiosk.hands import Workers
    from kiosk.shell.shell import Shell

AFTER_MS = 400
"""The goodbye, or the poster, is drawn first: nobody waits for this."""


class Forgetting(QObject):
    """Begins whenever the last page of a visit is up, and goes on a slice at a time. GUI thread only.

    Each thread that had somebody's words writes over what it keeps for itself; the page that is up stays quick.
    """

    forgotten = Signal()

    def __init__(self, shell: Shell, workers: Workers, collect_pages: Callable[[], None]) -> None:
        super().__init__()
        self._shell = shell
        self._workers = workers
        self._collect_pages = collect_pages
        self._turns = 0
        self._owed = False
        self._slices: Iterator[None] = iter(())
        self._beat = QTimer(self)
        self._beat.setSingleShot(True)
        self._beat.timeout.connect(self._go_on)
        freed_memory.fill_whatever_is_freed()
        shell.pageTurned.connect(self._page_turned)

    @property
    def under_way(self) -> bool:
        """Whether something may still be there."""
        return self._owed

    def end(self) -> None:
        """The engine is about to go: a page that is still turned while everything closes begins nothing more."""
        self._shell.pageTurned.disconnect(self._page_turned)
        self._turns += 1
        self._beat.stop()
        self._slices = iter(())

    def _page_turned(self) -> None:
        """A page of a visit may hold something; when the last one is up, it is time."""
        if self._shell.is_in_use:
            self._owed = True
            self._turns += 1
            self._beat.stop()
        elif self._owed:
            self._turns += 1
            self._slices = self._everything(self._turns)
            self._beat.start(AFTER_MS)

    def _go_on(self) -> None:
        if next(self._slices, self) is not self:
            self._beat.start(0)

    def _everything(self, mine: int) -> Iterator[None]:
        self._collect_pages()
        yield
        gc.collect()
        yield
        for size in freed_memory.small_sizes():
            freed_memory.write_over_small_objects(size)
            yield
        freed_memory.write_over_what_this_thread_keeps()
        yield
        self._ask_the_workers(mine)

    def _ask_the_workers(self, mine: int) -> None:
        """One after the other, as each comes to it; the last one gives back what nobody uses."""
        waited_for = set(self._workers.all())
        for worker in self._workers.all():
            worker.do(
                freed_memory.write_over_what_this_thread_keeps,
                lambda _, worker=worker: self._one_is_done(waited_for, worker, mine),  # type: ignore[misc]  # default binds the loop's name
            )

    def _one_is_done(self, waited_for: set[Worker], worker: Worker, mine: int) -> None:
        waited_for.discard(worker)
        if not waited_for and mine == self._turns:
            self._workers.maintenance.do(freed_memory.give_back, lambda _: self._done(mine))

    def _done(self, mine: int) -> None:
        if mine == self._turns and not self._shell.is_in_use:
            self._owed = False
            self.forgotten.emit()
