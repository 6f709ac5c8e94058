"""The simulators' end of a serial line: a pty behind a name that stays the same over unplug and plug."""

import os
import select
import threading
import time
import tty
from contextlib import suppress
from pathlib import Path

BITS_PER_BYTE = 10
"""8N1: a start bit, eight of the byte, a stop bit."""


class PtyWire:
    """One end of a line; whoever opens `link` has the other. One thread reads it; the rest may be called from any.

    Paced, bytes take the time that they take at `baud_rate`; unpaced they are there at once.
    """

    def __init__(self, link: Path, *, baud_rate: int = 115_200, paced: bool = True) -> None:
        self.link = link
        self.paced = paced
        self._seconds_per_byte = BITS_PER_BYTE / baud_rate
        self._master = self._slave = -1
        self._turn = threading.Lock()
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    def plug(self) -> None:
        """Make the line, and its name; a name left by a killed predecessor is taken over."""
        with self._turn:
            if self.plugged:
                return
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self._name(os.ttyname(self._slave))
        self.wake()

    def unplug(self) -> None:
        """Hang up: whoever has the other end open finds it dead, and the name is gone."""
        with self._turn:
            self.link.unlink(missing_ok=True)
            # The slave is held open here so that a driver's leaving is not a hang-up for us; both go together.
            for end in (self._slave, self._master):
                if end >= 0:
                    os.close(end)
            self._master = self._slave = -1
        self.wake()

    def wake(self) -> None:
        """End a `read` that is under way, or the next one."""
        with suppress(OSError):
            os.write(self._wake_write, b"!")

    def read(self) -> bytes:
        """Wait for bytes from the other end. Empty on `wake`, and when the line was plugged or unplugged."""
        with self._turn:
            master = self._master
        ready: list[int] = []
        # Unplugged in this very moment, the descriptor is no longer ours to wait on.
        with suppress(OSError, ValueError):
            ready, _, _ = select.select([self._wake_read, *([master] if master >= 0 else [])], [], [])
        if self._wake_read in ready:
            os.read(self._wake_read, 64)
        received = self._taken(master) if master in ready else b""
        self._pass_time(len(received))
        return received

    def write(self, message: bytes) -> None:
        """Send, at the line's pace. What is sent into an unplugged line is lost."""
        started = time.monotonic()
        for at in range(0, len(message), 32):
            if self.paced:
                due = started + self._seconds_per_byte * (at + 32)
                time.sleep(max(0.0, due - time.monotonic()))
            if not self._put(message[at : at + 32]):
                return

    def _name(self, device: str) -> None:
        self.link.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.link.with_name(f".{self.link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(device)
        fresh.replace(self.link)

    def _taken(self, master: int) -> bytes:
        with self._turn, suppress(OSError):
            return os.read(master, 4096) if master == self._master else b""
        return b""

    def _put(self, piece: bytes) -> bool:
        """Write one piece; where nobody reads and the line's buffer is full, the bytes are lost, as on a real line."""
        with self._turn, suppress(OSError):
            return self.plugged and os.write(self._master, piece) == len(piece)
        return False

    def _pass_time(self, received: int) -> None:
        if self.paced:
            time.sleep(received * self._seconds_per_byte)
