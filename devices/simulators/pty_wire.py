"""The simulators' end of a serial line: a pty behind a name that stays the same over unplug and plug."""

import fcntl
import os
import select
import termios
import threading
import time
import tty
from contextlib import suppress
from pathlib import Path

BITS_PER_BYTE = 10
"""8N1: a start bit, eight of the byte, a stop bit."""

_TIOCGEXCL = 0x8004_5440

_OUTPUT_SPEED = 5
"""Where `tcgetattr` keeps it."""


class PtyWire:
    """One end of a line; whoever opens `link` has the other. One thread reads it; the rest may be called from any.

    Paced, bytes take the time that they take at `baud_rate`, which may be changed at any time; unpaced they are there at
    once. A wire that heeds the rate hears nothing but noise from whoever has set the other end to another one.
    """

    def __init__(self, link: Path, *, baud_rate: int = 115_200, paced: bool = True, heeds_rate: bool = False) -> None:
        self.link = link
        self.paced = paced
        self.baud_rate = baud_rate
        self._heeds_rate = heeds_rate
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

    def read(self, timeout: float | None = None) -> bytes:
        """Wait for bytes from the other end. Empty on `wake`, when the line was plugged or unplugged, and after `timeout`."""
        with self._turn:
            master = self._master
        ready: list[int] = []
        # Unplugged in this very moment, the descriptor is no longer ours to wait on.
        with suppress(OSError, ValueError):
            ready, _, _ = select.select([self._wake_read, *([master] if master >= 0 else [])], [], [], timeout)
        if self._wake_read in ready:
            os.read(self._wake_read, 64)
        received = self._taken(master) if master in ready else b""
        self._pass_time(len(received))
        return received if self._is_at_our_rate() else bytes(len(received))

    def write(self, message: bytes) -> None:
        """Send, at the line's pace. What is sent into an unplugged line is lost."""
        started = time.monotonic()
        for at in range(0, len(message), 32):
            if self.paced:
                due = started + self._seconds_per_byte * min(at + 32, len(message))
                time.sleep(max(0.0, due - time.monotonic()))
            if not self._put(message[at : at + 32]):
                return

    def push(self, message: bytes, patience: float = 2.0) -> bool:
        """Send at once and whole, waiting for room as a bus does; lost is what finds no room for `patience` seconds, and False."""
        deadline = time.monotonic() + patience
        while message and time.monotonic() < deadline:
            sent = 0
            with self._turn, suppress(OSError):
                sent = os.write(self._master, message) if self.plugged else len(message)
            message = message[sent:]
            if not sent:
                time.sleep(0.001)
        return not message

    def is_held(self) -> bool:
        """Whether a host has the line for itself (TIOCEXCL). One that was killed holding it holds it no more."""
        with self._turn, suppress(OSError):
            if not self.plugged or not int.from_bytes(fcntl.ioctl(self._slave, _TIOCGEXCL, bytes(4)), "little"):
                return False
            # A host that holds the line has locked it too, and the lock dies with the host. On a real line closing it would
            # have been enough; this one stays open at our end.
            fcntl.flock(self._slave, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.ioctl(self._slave, termios.TIOCNXCL)
            fcntl.flock(self._slave, fcntl.LOCK_UN)
            return False
        return self.plugged

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

    @property
    def _seconds_per_byte(self) -> float:
        return BITS_PER_BYTE / self.baud_rate

    def _is_at_our_rate(self) -> bool:
        """A pty carries bytes at any setting of its ends, and keeps the setting: a real line at the wrong one carries noise."""
        if not self._heeds_rate:
            return True
        # Unplugged in this very moment, the descriptor is no longer ours to ask.
        with self._turn, suppress(OSError, ValueError, termios.error):
            theirs: int = termios.tcgetattr(self._slave)[_OUTPUT_SPEED]
            ours: int = getattr(termios, f"B{self.baud_rate}")
            return theirs == ours
        return False

    def _pass_time(self, received: int) -> None:
        if self.paced:
            time.sleep(received * self._seconds_per_byte)
