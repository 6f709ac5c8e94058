"""A receipt printer's socket for its plug: TCP, serial line, USB. The two last are ptys whose other end a driver opens."""

from __future__ import annotations

import functools
import os
import termios
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from devices.simulators.pty_wire import PtyWire
from devices.simulators.tcp_port import TcpPort

IFLAG, CFLAG = 0, 2
"""Where `tcgetattr` keeps them."""


class Line(Protocol):
    """One host at the other end; `recv` is empty when it, or the line, is gone."""

    def recv(self, most: int, /) -> bytes: ...


class Port(Protocol):
    """Where the printer is plugged in. Each line is served on a thread of its own."""

    number: int

    @property
    def open(self) -> bool: ...

    @property
    def outlives_power(self) -> bool:
        """Whether the host still has an open line when the printer is switched off."""
        ...

    def listen(self) -> None: ...

    def send(self, line: Line, octets: bytes) -> None: ...

    def holds_back(self) -> bool:
        """Whether the host keeps its bytes while the printer has no room for them."""
        ...

    def close(self) -> None: ...

    def release(self) -> None: ...


Outlet = Callable[[Callable[[Line], None]], Port]
"""Makes the port of a printer, given what serves a line."""


def tcp(number: int = 0) -> Outlet:
    """A port on 127.0.0.1; 0 is any."""
    return functools.partial(_NetworkPort, number=number)


def serial(link: Path, *, baud_rate: int = 9600, paced: bool = False) -> Outlet:
    """A serial line behind the name `link`; paced, its bytes take the time they take at `baud_rate`."""
    return functools.partial(_PtyPort, wire=PtyWire(link, baud_rate=baud_rate, paced=paced), usb=False)


def usb(link: Path) -> Outlet:
    """A raw character device behind the name `link`, as the kernel's printer class gives one."""
    return functools.partial(_PtyPort, wire=PtyWire(link, paced=False), usb=True)


class _NetworkPort:
    """TCP: a full printer leaves the bytes with the host, and a dead one breaks the line."""

    outlives_power = False

    def __init__(self, serve: Callable[[Line], None], number: int) -> None:
        self._tcp = TcpPort(serve, number)

    @property
    def number(self) -> int:
        return self._tcp.number

    @number.setter
    def number(self, number: int) -> None:
        self._tcp.number = number

    @property
    def open(self) -> bool:
        return self._tcp.open

    def listen(self) -> None:
        self._tcp.listen()

    def send(self, line: Line, octets: bytes) -> None:
        self._tcp.send(line, octets)  # type: ignore[arg-type]  # the lines it serves are its own sockets

    def holds_back(self) -> bool:
        return True

    def close(self) -> None:
        self._tcp.close()

    def release(self) -> None:
        self._tcp.release()


class _PtyPort:
    """One line, always the same, which is also its own `Line`."""

    number = 0

    def __init__(self, serve: Callable[[Line], None], wire: PtyWire, usb: bool) -> None:
        self._serve = serve
        self._wire = wire
        self._usb = usb
        self._settings = -1
        self._hearing: threading.Thread | None = None
        self.outlives_power = not usb

    @property
    def open(self) -> bool:
        return self._hearing is not None

    def listen(self) -> None:
        self._wire.plug()
        self._settings = os.open(self._wire.link, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        self._hearing = threading.Thread(target=self._serve, args=(self,), name="printer's line", daemon=True)
        self._hearing.start()

    def recv(self, _most: int = 4096) -> bytes:
        while self._wire.plugged:
            if octets := self._wire.read():
                return octets
        return b""

    def send(self, _line: Line, octets: bytes) -> None:
        self._wire.write(octets)

    def holds_back(self) -> bool:
        """On USB always; on a serial line where the host has switched on one of the two ways of being held back."""
        if self._usb:
            return True
        settings = termios.tcgetattr(self._settings)
        return bool(settings[IFLAG] & termios.IXON or settings[CFLAG] & termios.CRTSCTS)

    def close(self) -> None:
        hearing, self._hearing = self._hearing, None
        if hearing is None:
            return
        self._wire.unplug()
        hearing.join()
        os.close(self._settings)

    def release(self) -> None:
        self.close()
