"""How a node is made ours alone: an input device by the kernel's grab, a tty by a lock and TIOCEXCL."""

import errno
import fcntl
import os
import stat
import struct
import termios
import tty
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Final, Protocol

from devices.errors import DeviceAbsent, NotGrabbed
from devices.evdev import InputEvent
from devices.evdev.codes import AXES, EV_ABS, EV_KEY, EV_LED, EV_SW, PRESSED
from devices.evdev.stream import EVENT, packed

QUESTION: Final = bytes(EVENT.size)
"""An event of zeros, written to a tty: whoever sends the events there answers it with how its switches and lamps are now, as an
input device answers EVIOCGSW."""

_INPUT_MAJOR = 13
_REASONS = {
    errno.EACCES: "port-forbidden",
    errno.EPERM: "port-forbidden",
    errno.EBUSY: "port-in-use",
    errno.EAGAIN: "port-in-use",
    errno.ENOENT: "port-missing",
    errno.ENODEV: "port-missing",
    errno.ENXIO: "port-missing",
}


class Claim(Protocol):
    """A descriptor that is ours alone. Every call may raise OSError."""

    descriptor: int

    def as_it_is(self, types: Collection[int], /) -> bytes | None:
        """None where the answer will arrive among the events."""

    def label(self) -> str: ...

    def release(self) -> None: ...


def claimed(path: str) -> Claim:
    """The node, open and ours. Raises DeviceAbsent, NotGrabbed."""
    try:
        found = os.stat(path)
        # Looked at before it is opened: opening a pipe or a file as a node would change it.
        if not stat.S_ISCHR(found.st_mode):
            raise DeviceAbsent("not-an-input-device")
        if os.major(found.st_rdev) == _INPUT_MAJOR:
            return GrabbedDevice(path)
        return LockedTty(path)
    except OSError as refused:
        reason = _REASONS.get(refused.errno or 0, "port-lost")
    raise DeviceAbsent(reason)


# --- an input device: linux/input.h ---------------------------------------------------------------------------------------------


def ioctl_read(number: int, length: int) -> int:
    return 2 << 30 | length << 16 | ord("E") << 8 | number


EVIOCGRAB: Final = 1 << 30 | 4 << 16 | ord("E") << 8 | 0x90
_NAME = 0x06
_STATES = {EV_KEY: 0x18, EV_LED: 0x19, EV_SW: 0x1B}
"""EVIOCGKEY, EVIOCGLED, EVIOCGSW: one bit a code."""
_HAS = 0x20
_AXIS = 0x40
_ABSINFO = struct.Struct("@6i")
_BYTES_OF_CODES = 0x300 // 8


class GrabbedDevice:
    def __init__(self, path: str) -> None:
        self.descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.ioctl(self.descriptor, EVIOCGRAB, 1)
        except OSError as refused:
            os.close(self.descriptor)
            if refused.errno != errno.EBUSY:
                raise NotGrabbed from None
            raise

    def as_it_is(self, types: Collection[int]) -> bytes:
        return b"".join(map(packed, self._events(types)))

    def label(self) -> str:
        name = fcntl.ioctl(self.descriptor, ioctl_read(_NAME, 256), bytes(256))
        return name.split(b"\0", 1)[0].decode("utf-8", "replace")

    def release(self) -> None:
        # Closing ends the grab; a device that was pulled out has none any more.
        os.close(self.descriptor)

    def _events(self, types: Collection[int]) -> Iterator[InputEvent]:
        for kind in types:
            there = self._bits(_HAS + kind)
            if kind == EV_ABS:
                yield from self._axes(there)
            else:
                on = self._bits(_STATES[kind])
                # Of keys only those that are down: of the others there are hundreds.
                told = on if kind == EV_KEY else there
                yield from (InputEvent(0.0, kind, code, PRESSED if code in on else 0) for code in sorted(told))

    def _axes(self, there: set[int]) -> Iterator[InputEvent]:
        for axis in there & set(AXES.values()):
            answer = fcntl.ioctl(self.descriptor, ioctl_read(_AXIS + axis, _ABSINFO.size), bytes(_ABSINFO.size))
            yield InputEvent(0.0, EV_ABS, axis, _ABSINFO.unpack(answer)[0])

    def _bits(self, number: int) -> set[int]:
        octets = fcntl.ioctl(self.descriptor, ioctl_read(number, _BYTES_OF_CODES), bytes(_BYTES_OF_CODES))
        return {8 * at + bit for at, octet in enumerate(octets) for bit in range(8) if octet >> bit & 1}


# --- a tty ----------------------------------------------------------------------------------------------------------------------


class LockedTty:
    def __init__(self, path: str) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            # What came before is thrown away: an input device too gives nothing from before it was opened. The lock tells
            # another process of ours; TIOCEXCL keeps strangers out, though not the administrator.
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            tty.setraw(self.descriptor, termios.TCSAFLUSH)
            fcntl.ioctl(self.descriptor, termios.TIOCEXCL)
        except (OSError, termios.error) as refused:
            os.close(self.descriptor)
            if isinstance(refused, BlockingIOError):
                raise
            raise NotGrabbed from None

    def as_it_is(self, _types: Collection[int]) -> None:
        os.write(self.descriptor, QUESTION)

    def label(self) -> str:
        return ""

    def release(self) -> None:
        with suppress(OSError):
            fcntl.ioctl(self.descriptor, termios.TIOCNXCL)
        os.close(self.descriptor)
