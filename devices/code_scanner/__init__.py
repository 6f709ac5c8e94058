"""The code scanner. A scan is a command with a time-out: what is shown outside it reaches nothing.

Drivers: `serial_scanner.py` (CDC-style serial), `evdev_scanner.py` (a keyboard wedge, grabbed). What both share is
`listening_scanner.py`; `framing.py` and `wedge.py` are pure functions of what came.
"""

from dataclasses import dataclass, field
from typing import Protocol

from devices.state import DeviceState

__all__ = ["CodeScanner", "Scan"]


@dataclass(frozen=True)
class Scan:
    """One code as shown to the window: printable text, at most 2,048 bytes, its terminator removed."""

    text: str = field(repr=False)


class CodeScanner(Protocol):
    """A scanner on a wire. Calls block; one thread of its own."""

    def scan(self, timeout: float) -> Scan:
        """Wait up to `timeout` seconds for one code. What was scanned before the call is thrown away.

        A code that a scanner repeats while it lies before the window is one scan, also over several calls; taken away for two
        seconds and shown again it is a new one. Raises WaitExpired, Cancelled, ScanRefused (control bytes, over 2,048 bytes,
        not UTF-8/GB18030 text), DeviceAbsent.
        """
        ...

    def state(self) -> DeviceState: ...

    def cancel(self) -> None:
        """From any thread: end a wait that is under way. It raises Cancelled there."""
        ...

    def close(self) -> None: ...
