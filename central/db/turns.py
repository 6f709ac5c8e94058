"""THE CENTRE: writers of one process take turns, first come, first served."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class TooLongAQueue(Exception):
    """Nobody's turn came within the time one waits."""


class Turns:
    """Where a database has one writer at a time and lets the others ask again and again, whoever asks at the right moment is next, and
    a visitor's short question may starve behind twenty terminals that bring a week's work. Here each waits for those before it only.
    """

    def __init__(self, patience_seconds: float) -> None:
        self._patience_seconds = patience_seconds
        self._door = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises TooLongAQueue."""
        self._wait()
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self) -> None:
        with self._door:
            if not self._taken:
                self._taken = True
                return
            mine = Event()
            self._waiting.append(mine)
        if not mine.wait(self._patience_seconds):
            self._leave(mine)

    def _leave(self, mine: Event) -> None:
        """The turn may have come in this very moment: then it is used."""
        with self._door:
            if mine.is_set():
                return
            self._waiting.remove(mine)
        raise TooLongAQueue

    def _pass_on(self) -> None:
        with self._door:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
