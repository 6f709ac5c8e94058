"""A receipt printer on USB: the kernel's printer-class node (/dev/usb/lp*), read as well as written."""

import errno
import math
import os
import select
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar, Final

from devices.errors import DeviceAbsent, DeviceSilent
from devices.ports import Subsystem, node_of

_REASONS: Final = {
    errno.ENOENT: "port-missing",
    errno.ENODEV: "port-missing",
    errno.ENXIO: "port-missing",
    errno.EACCES: "port-forbidden",
    errno.EPERM: "port-forbidden",
    errno.EBUSY: "port-in-use",
}
_GONE: Final = select.POLLHUP | select.POLLERR | select.POLLNVAL
EMPTY_PACKET_PAUSE: Final = 0.005


class UsbWire:
    """A printer named as `devices.ports` says: /dev/usb/lp0, or usb:VID:PID found anew at every opening.

    Opened for each conversation, since whoever has the node open keeps everybody else out, and since a replug makes a new one.
    Status is asked of the printer in its own words: the node's LPGETSTATUS tells what the kernel made of three old pins.
    Raises DeviceAbsent with port-missing, port-forbidden, port-in-use, port-ambiguous, not-a-printer-port or port-lost.
    """

    stays_open: ClassVar[bool] = False
    octets_per_second = math.inf

    def __init__(self, port: str) -> None:
        self._name = port
        self._node: int | None = None

    def open(self) -> None:
        if self._node is not None:
            return
        path = node_of(self._name, Subsystem.PRINTER)
        try:
            # Looked at before it is opened: opening a pipe would wait for its other end.
            if not stat.S_ISCHR(os.stat(path).st_mode):
                raise DeviceAbsent("not-a-printer-port")
            self._node = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as refused:
            raise DeviceAbsent(_REASONS.get(refused.errno or 0, "port-lost")) from refused

    def send(self, octets: bytes, timeout: float) -> None:
        """A printer that has taken nothing for `timeout` seconds is silent; one that takes little by little is not."""
        rest = memoryview(octets)
        while rest:
            with self._translated() as node:
                if not _waits(node, select.POLLOUT, timeout):
                    raise DeviceSilent("takes-no-bytes")
                with suppress(BlockingIOError):
                    rest = rest[os.write(node, rest) :]

    def receive(self, timeout: float) -> bytes:
        deadline = time.monotonic() + timeout
        while True:
            with self._translated() as node:
                if not _waits(node, select.POLLIN, max(0.0, deadline - time.monotonic())):
                    return b""
                with suppress(BlockingIOError):
                    if octets := os.read(node, 4096):
                        return octets
            # Some printers send empty packets between two answers.
            time.sleep(EMPTY_PACKET_PAUSE)

    def abandon(self) -> None:
        """Closing the node takes back the packets that the printer has not fetched."""
        self.close()

    def close(self) -> None:
        node, self._node = self._node, None
        if node is not None:
            with suppress(OSError):
                os.close(node)

    @contextmanager
    def _translated(self) -> Iterator[int]:
        if self._node is None:
            raise DeviceAbsent("port-lost")
        try:
            yield self._node
        except OSError as error:
            self.close()
            raise DeviceAbsent("port-lost") from error


def _waits(node: int, event: int, timeout: float) -> bool:
    """Whether `event` came in time. Raises OSError where the node has lost its printer."""
    poll = select.poll()
    poll.register(node, event)
    came = poll.poll(timeout * 1000)
    if any(what & _GONE for _, what in came):
        raise OSError(errno.ENODEV, "unplugged")
    return bool(came)
