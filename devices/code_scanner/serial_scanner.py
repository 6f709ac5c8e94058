"""A code scanner in CDC or RS-232 mode: what it types ends with CR, LF or both, or with 80 ms of silence."""

import hashlib
import secrets
import threading
import time
import unicodedata
from datetime import UTC, datetime
from typing import Final

from devices.code_scanner import Scan
from devices.errors import Cancelled, DeviceAbsent, DeviceError, ScanRefused, WaitExpired
from devices.serial_wire import SerialWire, condition_of
from devices.state import Condition, DeviceState

LONGEST_CODE: Final = 2_048
"""Bytes, terminator not counted."""
SAME_PRESENTATION: Final = 2.0
"""Seconds in which a scanner that repeats what still lies before its window is not heard again."""

_TERMINATORS = b"\r\n"
_SILENCE = 0.08


class SerialScanner:
    """A CodeScanner on a serial port. The port is opened by the first call and opened anew after a replug."""

    def __init__(self, port: str, *, baud_rate: int = 115_200) -> None:
        self._wire = SerialWire(port, baud_rate)
        self._turn = threading.Lock()
        self._cancelled = threading.Event()
        # Kept as a keyed hash: the code itself is the visitor's.
        self._key = secrets.token_bytes(16)
        self._last = b""
        self._last_at = float("-inf")

    def scan(self, timeout: float) -> Scan:
        """See CodeScanner."""
        with self._turn:
            self._cancelled.clear()
            self._wire.open()
            deadline = time.monotonic() + timeout
            pending = self._after_what_came_before(deadline)
            while True:
                frame, pending = self._next_frame(pending, deadline)
                if not self._is_repeated(frame):
                    return Scan(_text(frame))

    def state(self) -> DeviceState:
        """Ready when the port is there and opens: over CDC the port exists only while the scanner answers on its bus."""
        if not self._turn.acquire(blocking=False):
            return _state(Condition.BUSY)
        try:
            self._wire.open()
        except DeviceAbsent as absent:
            return _state(condition_of(absent), absent)
        finally:
            self._turn.release()
        return _state(Condition.READY)

    def cancel(self) -> None:
        """See CodeScanner."""
        self._cancelled.set()
        self._wire.wake()

    def close(self) -> None:
        """End what is under way and let go of the port."""
        self.cancel()
        with self._turn:
            self._wire.close()

    def _after_what_came_before(self, deadline: float) -> bytes:
        """Throw away what was scanned before the call, to its end: the tail of an old code must not pass for a new one."""
        stale = self._wire.discard_input()
        while stale and stale[-1] not in _TERMINATORS and time.monotonic() < deadline:
            stale = self._receive(_SILENCE)
            end = _end_of_frame(stale)
            if end is not None:
                return stale[end:]
        return b""

    def _next_frame(self, pending: bytes, deadline: float) -> tuple[bytes, bytes]:
        """One code, and what came behind it. Raises WaitExpired if none has begun by `deadline`, ScanRefused if over-long."""
        pending = pending.lstrip(_TERMINATORS)
        while (end := _end_of_frame(pending)) is None and len(pending) <= LONGEST_CODE:
            wait = _SILENCE if pending else deadline - time.monotonic()
            piece = self._receive(wait)
            if not piece and pending:
                return pending, b""
            if not piece and time.monotonic() >= deadline:
                raise WaitExpired
            pending = (pending + piece).lstrip(_TERMINATORS)
        if end is None or end > LONGEST_CODE:
            self._wait_for_end_of(pending)
            raise ScanRefused("too-long")
        return pending[:end], pending[end:]

    def _wait_for_end_of(self, frame: bytes) -> None:
        """Let an over-long code finish, so that its tail is not the next code."""
        patience = time.monotonic() + SAME_PRESENTATION
        while frame and _end_of_frame(frame) is None and time.monotonic() < patience:
            frame = self._receive(_SILENCE)

    def _receive(self, timeout: float) -> bytes:
        piece = self._wire.receive(timeout)
        if self._cancelled.is_set():
            raise Cancelled
        return piece

    def _is_repeated(self, frame: bytes) -> bool:
        """Whether this is the code returned last, still before the window. If not, it is remembered as the last."""
        mark = hashlib.blake2b(frame, key=self._key).digest()
        now = time.monotonic()
        if mark == self._last and now - self._last_at < SAME_PRESENTATION:
            return True
        self._last, self._last_at = mark, now
        return False


def _end_of_frame(received: bytes) -> int | None:
    ends = [at for at in (received.find(b"\r"), received.find(b"\n")) if at >= 0]
    return min(ends, default=None)


def _text(frame: bytes) -> str:
    """Printable text, UTF-8 or else GB18030. Raises ScanRefused; what was scanned is not in the exception."""
    if any(byte < 0x20 for byte in frame):
        raise ScanRefused("control-bytes")
    for encoding in ("utf-8", "gb18030"):
        # Replaced and looked for, not caught: the decoder's own exception would carry the code along.
        text = frame.decode(encoding, errors="replace")
        if "\ufffd" not in text:
            break
    if "\ufffd" in text or not text.strip() or not all(map(_is_printable, text)):
        raise ScanRefused("not-text")
    return text


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _state(condition: Condition, error: DeviceError | None = None) -> DeviceState:
    reasons, detail = ((error.code,), str(error)) if error else ((), "")
    return DeviceState("code-scanner", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
