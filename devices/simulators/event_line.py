"""An input device's other end: the kernel's event structs, written to whoever holds its line for himself.

There is no input device without its hardware, so a line stands for one: it carries the same 24-byte structs. An event of zeros
from the host asks how switches and lamps are now, as an ioctl would.
"""

import struct
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from devices.simulators.noise import Noise
from devices.simulators.pty_wire import PtyWire

EV_SYN, EV_KEY, EV_ABS, EV_SW, EV_LED = 0x00, 0x01, 0x03, 0x05, 0x11
UP, DOWN, AGAIN = 0, 1, 2

Event = tuple[int, int, int]
"""Type, code and value."""

_STRUCT = struct.Struct("@llHHi")
_QUESTION = bytes(_STRUCT.size)
_LOOKED_EVERY = 0.5


class EventLine:
    """`now` gives the events that say how the device is; `link` is the line's name."""

    def __init__(self, link: Path, now: Callable[[], list[Event]]) -> None:
        self.wire = PtyWire(link, paced=False)
        self.noise = Noise()
        self._now = now
        self._running = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._running = True
        self.wire.plug()
        self._thread = threading.Thread(target=self._answer, name="input device", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._running = False
        self.wire.unplug()
        if self._thread is not None:
            self._thread.join()

    def send(self, *reports: Iterable[Event]) -> None:
        """Each report with its SYN_REPORT. What nobody holds the line for is heard by nobody, as with a real device; a host that has
        it and takes nothing in loses what no longer fits."""
        if not self.wire.is_held():
            return
        for report in reports:
            seconds, microseconds = divmod(int(time.time() * 1_000_000), 1_000_000)
            events = (*report, (EV_SYN, 0, 0))
            message = b"".join(_STRUCT.pack(seconds, microseconds, *event) for event in events)
            if not all(self.wire.push(piece) for piece in self.noise.damage(message)):
                return

    def _answer(self) -> None:
        while self._running:
            if _QUESTION in self.wire.read(_LOOKED_EVERY):
                self.send(self._now())
            self.wire.is_held()
