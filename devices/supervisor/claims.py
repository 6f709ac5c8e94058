"""Who has a device for himself: one at a time, in words that the next one can be told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from devices.errors import DeviceClaimed


class Claim:
    """The right to one device. Not re-entrant: who has it and asks again waits for himself, and is told so."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._holder = ""

    @property
    def holder(self) -> str:
        """Who has it, or nothing."""
        return self._holder

    @contextmanager
    def held(self, by: str, timeout: float) -> Iterator[None]:
        """See `Supervision.claim`."""
        with self._free:
            if not self._free.wait_for(lambda: not self._holder, timeout):
                raise DeviceClaimed(self._holder)
            self._holder = by
        try:
            yield
        finally:
            with self._free:
                self._holder = ""
                self._free.notify()
