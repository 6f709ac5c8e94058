"""What scanners on any wire share: they are heard all the time, and believed only while a scan is under way."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from devices.code_scanner import Scan
from devices.code_scanner.framing import Frame, text_of
from devices.code_scanner.showings import Showings
from devices.errors import Cancelled, DeviceError, WaitExpired
from devices.listener import LONGEST_WAIT, Listener, Wire
from devices.state import Condition, DeviceState


class Reading(Protocol):
    """Makes frames of what comes from the wire; called on the listening thread."""

    def opened(self) -> None: ...

    def take(self, piece: bytes, now: float) -> list[Frame]: ...

    def patience(self, now: float) -> float | None: ...

    def forget(self) -> None: ...


class ListeningScanner:
    """A CodeScanner. From the first scan on the wire is heard all the time, so that it is known what lay before the window
    already; before it the wire is only held open."""

    def __init__(self, wire: Wire, reading: Reading, condition_of: Callable[[DeviceError], Condition]) -> None:
        self._reading = reading
        self._condition_of = condition_of
        self._listener = Listener(wire, self, "code scanner")
        self._showings = Showings()
        self._turn = threading.Lock()
        self._changed = threading.Condition()
        self._since: float | None = None
        self._frame: Frame | None = None
        self._trouble: DeviceError | None = None
        self._is_cancelled = False

    def scan(self, timeout: float) -> Scan:
        """See CodeScanner."""
        with self._turn:
            deadline = time.monotonic() + timeout
            self._frame = self._trouble = None
            self._is_cancelled = False
            self._listener.start()
            self._listener.catch_up()
            try:
                return Scan(text_of(self._next_frame(deadline)))
            finally:
                self._frame = None  # whose code it was is nothing to the next one

    def state(self) -> DeviceState:
        """Ready when the wire is there and ours: over USB it exists only while the scanner answers on its bus."""
        if self._turn.locked():
            return _state(Condition.BUSY)
        try:
            self._listener.catch_up()
        except DeviceError as error:
            return _state(self._condition_of(error), error)
        return _state(Condition.READY)

    def cancel(self) -> None:
        """See CodeScanner."""
        with self._changed:
            self._is_cancelled = True
            self._changed.notify_all()

    def close(self) -> None:
        """End what is under way and let go of the wire."""
        self.cancel()
        with self._turn:
            self._listener.close()

    def _next_frame(self, deadline: float) -> Frame:
        with self._changed:
            self._since = time.monotonic()
            try:
                self._changed.wait_for(self._is_over, max(0.0, deadline - time.monotonic()))
            finally:
                self._since = None
            if self._is_cancelled:
                raise Cancelled
            if self._frame is not None:
                return self._frame
            if self._trouble is not None:
                raise type(self._trouble)(*self._trouble.args)
            raise WaitExpired

    def _is_over(self) -> bool:
        return self._is_cancelled or self._frame is not None or self._trouble is not None

    # --- on the listening thread -----------------------------------------------------------------------------------------------

    def opened(self) -> None:
        self._trouble = None
        self._reading.opened()

    def heard(self, piece: bytes) -> None:
        now = time.monotonic()
        for frame in self._reading.take(piece, now):
            with self._changed:
                self._consider(frame, now)

    def lost(self, error: DeviceError) -> None:
        self._reading.forget()
        with self._changed:
            self._trouble = error
            self._changed.notify_all()

    def patience(self) -> float:
        patience = self._reading.patience(time.monotonic())
        return LONGEST_WAIT if patience is None else patience

    def _consider(self, frame: Frame, now: float) -> None:
        """Everything that is seen is remembered as seen; delivered is what began within a scan, once for each showing."""
        showing = self._showings.see(frame.raw, now)
        if self._since is None or frame.began < self._since or self._frame is not None or showing.is_delivered:
            return
        showing.is_delivered = True
        self._frame = frame
        self._changed.notify_all()


def _state(condition: Condition, error: DeviceError | None = None) -> DeviceState:
    reasons, detail = ((error.code,), str(error)) if error else ((), "")
    return DeviceState("code-scanner", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
