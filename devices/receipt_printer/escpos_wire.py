"""One TCP connection to an ESC/POS printer: python-escpos carries the bytes, its errors end here."""

import contextlib
import os
import shutil
import socket
import time
from collections.abc import Iterator

from escpos import capabilities
from escpos.exceptions import Error as EscPosError
from escpos.printer import Network

from devices.errors import DeviceAbsent, DeviceSilent, LineNoise
from devices.receipt_printer.status import STATUS_QUESTIONS, Look, is_status, take_reply

# python-escpos makes a folder in /tmp at every import, for a cache that no later run looks for; a terminal would fill its disk.
if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)

MOST_STRAYS = 64
"""Replies that answer nothing we asked, before we say that whatever is there does not speak ESC/POS."""


class Wire:
    """Open from construction to `close`; used by one thread. `timeout` (seconds) bounds connecting and each answer.

    Raises DeviceAbsent where nobody answers at the port or the connection breaks, DeviceSilent where no answer comes.
    """

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self._timeout = timeout
        self._received = bytearray()
        self._network = Network(host, port, timeout=timeout)
        with _translated():
            # Network.open() forgets to close its socket when nobody answers, so it is given one that is open already.
            self._network.device = socket.create_connection((host, port), timeout)
        self.strays: list[bytes] = []

    def write(self, octets: bytes, timeout: float | None = None) -> None:
        """Hand all octets to the printer; a printer that stops taking them is silent."""
        with _translated():
            self._network.device.settimeout(timeout or self._timeout)
            self._network._raw(octets)

    def look(self) -> Look:
        """Ask DLE EOT 1-4, one after the other, since the answers do not say which question they answer."""
        one, two, three, four = (self._status(question) for question in STATUS_QUESTIONS)
        return Look((one, two, three, four))

    def reply(self, timeout: float) -> bytes:
        """The next reply of any kind. Raises DeviceSilent where none is whole within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not (reply := take_reply(self._received)):
            self._read(deadline - time.monotonic())
        return reply

    def close(self) -> None:
        self._network.close()

    def _status(self, question: int) -> int:
        self.write(bytes((0x10, 0x04, question)))
        deadline = time.monotonic() + self._timeout
        while not is_status(reply := self.reply(deadline - time.monotonic())):
            self.strays.append(reply)
            if len(self.strays) > MOST_STRAYS:
                raise LineNoise("not ESC/POS")
        return reply[0]

    def _read(self, timeout: float) -> None:
        if timeout <= 0:
            raise DeviceSilent
        with _translated():
            self._network.device.settimeout(timeout)
            octets = self._network._read()
        if not octets:
            raise DeviceAbsent("the connection was closed")
        self._received += octets


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise DeviceSilent from error
    except (OSError, EscPosError) as error:
        raise DeviceAbsent from error
