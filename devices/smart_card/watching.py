"""The thread that asks pcscd, again and again, which readers there are and what is in them."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from devices.smart_card import pcsc_lite
from devices.smart_card.pcsc_lite import (
    MOST_READERS,
    NOT_ALLOWED,
    NOTIFICATION,
    READER_GONE,
    UNAWARE,
    Context,
    PcscFailure,
    ReaderStatus,
)

LOOK: Final = 0.8
"""Seconds after which pcscd is asked anew although it told of no change: a frozen one is noticed by it."""
RETRY: Final = 0.25
"""Seconds between two attempts to reach pcscd."""
GRACE: Final = 1.0
"""Seconds given to a thread that was told to end; one that hangs in a frozen pcscd ends when that does."""

NO_PCSCD: Final = "no-pcscd"
NO_READER: Final = "no-reader"
PCSCD_FORBIDDEN: Final = "pcscd-forbidden"

_UNSEEN: Final[Mapping[str, int]] = {NOTIFICATION: UNAWARE}


class Watching:
    """Says `told(self, trouble, statuses)` after every look; `trouble` is empty while there is a reader to look at.

    It ends only by `end`: pcscd may stop and start, readers may come and go.
    """

    def __init__(self, name_part: str, told: Callable[["Watching", str, list[ReaderStatus]], None]) -> None:
        self._name_part = name_part
        self._told = told
        self._ending = threading.Event()
        self._line: Context | None = None
        self._thread = threading.Thread(target=self._watch, name="smart-card watch", daemon=True)
        self.last_word = time.monotonic()
        """When pcscd last said anything, or was found not to be there."""

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Within a moment, whatever pcscd does."""
        self._ending.set()
        # SCardCancel asks pcscd too, and a frozen one would keep whoever asks.
        cancelling = threading.Thread(target=self._cancel, name="smart-card cancel", daemon=True)
        cancelling.start()
        deadline = time.monotonic() + GRACE
        for thread in (self._thread, cancelling):
            thread.join(max(0.0, deadline - time.monotonic()))

    def _cancel(self) -> None:
        """A cancel that comes before the wait has begun is lost, so it is said until it is heard."""
        while self._thread.is_alive() and (line := self._line) is not None:
            pcsc_lite.cancel(line)
            self._thread.join(0.02)

    def _watch(self) -> None:
        while not self._ending.is_set():
            self._tell(self._follow(), [])
            self._ending.wait(RETRY)

    def _follow(self) -> str:
        """One life of pcscd. Returns what ended it."""
        try:
            with pcsc_lite.context() as self._line:
                known = _UNSEEN
                while not self._ending.is_set():
                    known = self._look(self._line, known)
        except PcscFailure as failure:
            return PCSCD_FORBIDDEN if failure.code in NOT_ALLOWED else NO_PCSCD
        finally:
            self._line = None
        return NO_PCSCD

    def _look(self, line: Context, known: Mapping[str, int]) -> Mapping[str, int]:
        """Wait until something is not as `known`, and tell of it. Returns what is known then."""
        names = [name for name in pcsc_lite.readers(line) if self._name_part in name][:MOST_READERS]
        if {*names, NOTIFICATION} != set(known):
            known = {NOTIFICATION: known[NOTIFICATION]} | dict.fromkeys(names, UNAWARE)
        if not names:
            self._tell(NO_READER, [])
        try:
            seen = pcsc_lite.await_change(line, known, LOOK)
        except PcscFailure as failure:
            # Gone between the two questions: the next look does not find it any more.
            if failure.code not in READER_GONE:
                raise
            return _UNSEEN
        self._hear(seen)
        return {status.reader: status.state for status in seen} or known

    def _hear(self, seen: list[ReaderStatus]) -> None:
        self.last_word = time.monotonic()
        usable = [status for status in seen if status.usable and status.reader != NOTIFICATION]
        if seen:
            self._tell("" if usable else NO_READER, usable)

    def _tell(self, trouble: str, statuses: list[ReaderStatus]) -> None:
        self.last_word = time.monotonic()
        self._told(self, trouble, statuses)
