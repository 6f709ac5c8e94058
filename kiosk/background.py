"""Do it elsewhere, come home: slow work on a thread of its own, its result on the GUI thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

T = TypeVar("T")


class Homecoming(QObject):
    """Carries calls to the thread it was made on, which is the GUI's. (Qt queues them by itself, because the thread differs; to
    say so with `Qt.QueuedConnection` would load all of Qt's enumerations, 11 ms before the first frame.)"""

    _called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._on_defect: Callable[[Exception], None] | None = None
        self._called.connect(self._run)

    def tell_defects(self, on_defect: Callable[[Exception], None]) -> None:
        """Who hears of an exception nobody expected in what was called here; before that, Qt prints it."""
        self._on_defect = on_defect

    def call(self, function: Callable[[], None]) -> None:
        """From any thread: run `function` on the GUI thread, soon, in order."""
        self._called.emit(function)

    @Slot(object)
    def _run(self, function: Callable[[], None]) -> None:
        try:
            function()
        except Exception as defect:
            if self._on_defect is None:
                raise
            self._on_defect(defect)


class Worker:
    """One thread that does one thing after another: a device's own, or one for calls to the centre.

    `on_defect` hears of the exceptions of work that has no `failed` of its own.
    """

    def __init__(self, name: str, home: Homecoming, on_defect: Callable[[BaseException], None]) -> None:
        self._home = home
        self._on_defect = on_defect
        self._errands: queue.SimpleQueue[list[Callable[[], None]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def do(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Run `work` on this thread; `then(result)` or `failed(error)` on the GUI thread."""
        self._errands.put([lambda: self._carry(work, then, failed)])

    def home(self, function: Callable[[], None]) -> None:
        """From within `work`: report on the way, on the GUI thread."""
        self._home.call(function)

    def stop(self, timeout: float = 2.0) -> None:
        """Finish what was begun, take nothing new. A call that does not end in time is left to the daemon thread's fate."""
        self._errands.put(None)
        self._thread.join(timeout)

    def _work(self) -> None:
        while self._next_errand_is_done():
            pass

    def _next_errand_is_done(self) -> bool:
        """False when there is none to come. In a function of its own: an errand holds a person's words or a paper, and nothing
        of it may stay behind while the next one is waited for."""
        errand = self._errands.get()
        if errand is not None:
            errand[0]()
            self._home.call(errand.clear)  # a page's object among it must go on the GUI thread (`kiosk.waste`)
        return errand is not None

    def _carry(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Exception], None] | None
    ) -> None:
        try:
            result = work()
        except Exception as error:
            if failed is None:
                self._on_defect(error)
            else:
                hear = failed
                self._home.call(lambda error=error: hear(error))  # type: ignore[misc]  # default binds the name `except` unsets
            return
        self._home.call(lambda: then(result))
