"""A receipt printer's TCP port: python-escpos carries the bytes, the system's errors end here."""

from __future__ import annotations

import contextlib
import math
import select
import socket
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from devices.errors import DeviceAbsent, DeviceSilent

if TYPE_CHECKING:
    from devices.receipt_printer.escpos_network import Network

RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
"""SO_LINGER for no time at all: what the printer has not taken yet is forgotten, not delivered after we have hung up."""


class TcpWire:
    """A printer at host and port, raw (usually 9100). Connects for each conversation: such printers serve one host at a time.

    `connect_timeout` in seconds.
    """

    stays_open: ClassVar[bool] = False
    octets_per_second = math.inf

    def __init__(self, host: str, port: int = 9100, *, connect_timeout: float = 1.5) -> None:
        self._address = (host, port)
        self._connect_timeout = connect_timeout
        self._socket: socket.socket | None = None
        self._network: Network | None = None

    def open(self) -> None:
        """Raises DeviceAbsent where nobody answers at the port."""
        if self._socket is not None:
            return
        try:
            self._socket = socket.create_connection(self._address, self._connect_timeout)
        except OSError as error:
            raise DeviceAbsent from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._carrier().device = self._socket

    def send(self, octets: bytes, timeout: float) -> None:
        with self._translated() as line:
            line.settimeout(timeout)
            self._carrier()._raw(octets)

    def receive(self, timeout: float) -> bytes:
        with self._translated() as line:
            poll = select.poll()
            poll.register(line, select.POLLIN)
            if not poll.poll(max(0.0, timeout) * 1000):
                return b""
            octets = bytes(self._carrier()._read())
        if not octets:
            raise DeviceAbsent("port-lost")
        return octets

    def abandon(self) -> None:
        if self._socket is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.close()

    def close(self) -> None:
        line, self._socket = self._socket, None
        if line is not None:
            line.close()

    def _carrier(self) -> Network:
        # Its own open() forgets to close its socket when nobody answers, so it is given one that is open already.
        if self._network is None:
            from devices.receipt_printer.escpos_network import Network

            self._network = Network(*self._address)
        return self._network

    @contextlib.contextmanager
    def _translated(self) -> Iterator[socket.socket]:
        if self._socket is None:
            raise DeviceAbsent("port-lost")
        try:
            yield self._socket
        except TimeoutError as error:
            raise DeviceSilent("takes-no-bytes") from error
        except OSError as error:
            raise DeviceAbsent("port-lost") from error
