"""A TCP port on 127.0.0.1 that can be unplugged and plugged in again."""

import contextlib
import socket
import threading
from collections.abc import Callable


class Claim:
    """A port number kept from everybody else while the printer is unplugged: bound and not listened on, it refuses."""

    def __init__(self) -> None:
        self._holder: socket.socket | None = None

    def keep(self, number: int) -> None:
        self._holder = socket.socket()
        self._holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._holder.bind(("127.0.0.1", number))

    def release(self) -> None:
        if self._holder:
            self._holder.close()
        self._holder = None


class TcpPort:
    """Each connection is served by `serve(line)` on a thread of its own. A `number` of 0 is chosen once and kept."""

    def __init__(self, serve: Callable[[socket.socket], None], number: int = 0) -> None:
        self._serve = serve
        self._door: socket.socket | None = None
        self._lines: dict[socket.socket, threading.Thread] = {}
        self._listener: threading.Thread | None = None
        self._claim = Claim()
        self.number = number

    @property
    def open(self) -> bool:
        return self._door is not None

    def listen(self) -> None:
        self._claim.release()
        self._door = socket.create_server(("127.0.0.1", self.number))
        self.number = self._door.getsockname()[1]
        self._listener = threading.Thread(target=self._accept, args=(self._door,), name="port", daemon=True)
        self._listener.start()

    def send(self, line: socket.socket, octets: bytes) -> None:
        """To a host that may have hung up: then the bytes are lost, as on a real wire."""
        with contextlib.suppress(OSError):
            line.sendall(octets)

    def release(self) -> None:
        """Give up the number as well."""
        self.close()
        self._claim.release()

    def close(self) -> None:
        """Unplug: no new connection, and the old ones break; the number is kept."""
        door, self._door = self._door, None
        if door is None or self._listener is None:
            return
        _hang_up(door)
        self._listener.join()
        self._claim.keep(self.number)
        lines = dict(self._lines)
        for line, thread in lines.items():
            _hang_up(line)
            thread.join()

    def _accept(self, door: socket.socket) -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                break
            thread = threading.Thread(target=self._talk, args=(line,), name="port's line", daemon=True)
            self._lines[line] = thread
            thread.start()
        door.close()

    def _talk(self, line: socket.socket) -> None:
        try:
            with line, contextlib.suppress(OSError):
                self._serve(line)
        finally:
            self._lines.pop(line, None)


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
