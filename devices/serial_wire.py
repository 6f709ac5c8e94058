"""A serial port that may be unplugged at any moment: opened when it is needed, opened anew after a replug."""

import errno
import os
import select
import stat
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

import serial

from devices.errors import DeviceAbsent, DeviceError, DeviceSilent
from devices.ports import Subsystem, node_of
from devices.state import Condition

_REASONS = {
    errno.ENOENT: "port-missing",
    errno.ENODEV: "port-missing",
    errno.ENXIO: "port-missing",
    errno.EACCES: "port-forbidden",
    errno.EPERM: "port-forbidden",
    errno.EBUSY: "port-in-use",
    errno.EAGAIN: "port-in-use",
    errno.ENOTTY: "not-a-serial-port",
}


class Flow(StrEnum):
    """How the other end holds us back while it is busy: not at all, by the line CTS, or by the bytes XOFF and XON."""

    NONE = "none"
    HARDWARE = "hardware"
    SOFTWARE = "software"


class SerialWire:
    """Bytes over one serial port, 8N1, raw. One thread calls it; `wake` may come from any.

    `port` is named as `devices.ports` says; by USB id it is found anew at every opening, whatever number it has got.
    Every call may raise DeviceAbsent, whose first argument says why in a stable word: port-missing, port-forbidden,
    port-in-use (another program holds it), port-ambiguous, not-a-usb-id, not-a-serial-port, port-lost (it went away while
    open).
    """

    def __init__(
        self,
        port: str,
        baud_rate: int = 115_200,
        *,
        flow: Flow = Flow.NONE,
        find: Callable[[str], str] = lambda port: node_of(port, Subsystem.TTY),
    ) -> None:
        self._find = find
        self._flow = flow
        self._name = port
        self._path = port
        self._baud_rate = baud_rate
        self._port: serial.Serial | None = None
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def open(self) -> None:
        """See to it that the port is open, and that it is the one which is plugged in now."""
        if self._port is not None and not self._is_current(self._port):
            self._drop()
        if self._port is None:
            self._port = self._opened()

    def send(self, message: bytes, timeout: float = 1.0) -> None:
        """Write all of it within `timeout` seconds. Raises DeviceSilent where the other end has stopped taking bytes."""
        with self._translated():
            try:
                port = self._open_port()
                if port.write_timeout != timeout:
                    port.write_timeout = timeout
                port.write(message)
            except serial.SerialTimeoutException:
                raise DeviceSilent("takes-no-bytes") from None

    def receive(self, timeout: float) -> bytes:
        """What has arrived, waiting up to `timeout` seconds for the first byte; empty when nothing came or on `wake`."""
        with self._translated():
            descriptor = self._open_port().fileno()
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            poll.register(self._wake_read, select.POLLIN)
            ready = {which for which, _ in poll.poll(max(0.0, timeout) * 1000)}
            if self._wake_read in ready:
                os.read(self._wake_read, 64)
            return self._read_now(descriptor) if descriptor in ready else b""

    def discard_input(self) -> bytes:
        """Take out all that has arrived so far, and return it for whoever must know that there was something."""
        stale = b""
        while chunk := self.receive(0):
            stale = (stale + chunk)[-4096:]
        return stale

    def discard_output(self) -> None:
        """Take back what has not left yet: an end that holds us back must not get it when it comes to itself."""
        with suppress(DeviceError), self._translated():
            self._open_port().reset_output_buffer()

    def wake(self) -> None:
        """From any thread: end a `receive` that is under way, or the next one."""
        with suppress(OSError):
            os.write(self._wake_write, b"!")

    def close(self) -> None:
        """Let go of the port; the next `open` opens it again."""
        self._drop()

    def __del__(self) -> None:
        self._drop()
        for end in (self._wake_read, self._wake_write):
            os.close(end)

    def _opened(self) -> serial.Serial:
        self._path = self._find(self._name)
        try:
            # Looked at before it is opened: opening a pipe or a file as a port would change it.
            if not stat.S_ISCHR(os.stat(self._path).st_mode):
                raise DeviceAbsent("not-a-serial-port")
            return serial.Serial(
                self._path,
                self._baud_rate,
                write_timeout=1.0,
                exclusive=True,
                rtscts=self._flow is Flow.HARDWARE,
                xonxoff=self._flow is Flow.SOFTWARE,
            )
        except (OSError, ValueError, termios.error) as refused:
            reason = _reason(refused)
        raise DeviceAbsent(reason)

    def _is_current(self, port: serial.Serial) -> bool:
        """A replug makes a new device under the old name; a hang-up shows even where the name is the same."""
        try:
            ours, named = os.fstat(port.fileno()), os.stat(self._path)
            poll = select.poll()
            poll.register(port.fileno(), select.POLLIN)
            hung_up = any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
        except (OSError, ValueError):
            return False
        return not hung_up and (ours.st_rdev, ours.st_ino) == (named.st_rdev, named.st_ino)

    def _open_port(self) -> serial.Serial:
        if self._port is None:
            raise DeviceAbsent("port-lost")
        return self._port

    def _read_now(self, descriptor: int) -> bytes:
        try:
            chunk = os.read(descriptor, 4096)
        except BlockingIOError:
            return b""
        if not chunk:
            raise OSError(errno.EIO, "hung up")
        return chunk

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, termios.error):
            lost = True
        else:
            lost = False
        if lost:
            self._drop()
            raise DeviceAbsent("port-lost")

    def _drop(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            with suppress(OSError, termios.error):
                port.close()


def condition_of(error: DeviceError) -> Condition:
    """How a device on a serial port is, when asking it ended in `error`. One that another program uses is busy, not gone."""
    if isinstance(error, DeviceAbsent):
        return Condition.BUSY if error.args == ("port-in-use",) else Condition.ABSENT
    return Condition.NEEDS_STAFF


def _reason(refused: Exception) -> str:
    # Where a device refuses to be set up as a line, pyserial keeps the number only in what it was handling.
    for error in (refused, refused.__context__):
        number = getattr(error, "errno", None) or (error.args[0] if error is not None and error.args else None)
        if number in _REASONS:
            return _REASONS[number]
    return "port-lost"
