"""A TCP port on 127.0.0.1 that can be unplugged and plugged in again."""

import contextlib
import socket
import threading
from collections.abc import Callable


class TcpPort:
    """Each connection is served by `serve(line)` on a thread of its own. A `number` of 0 is chosen once and kept."""

    def __init__(self, serve: Callable[[socket.socket], None], number: int = 0) -> None:
        self._serve = serve
        self._door: socket.socket | None = None
        self._lines: dict[socket.socket, threading.Thread] = {}
        self._listener: threading.Thread | None = None
        self.number = number

    @property
    def open(self) -> bool:
        return self._door is not None

    def listen(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.number))
        self.number = self._door.getsockname()[1]
        self._listener = threading.Thread(target=self._accept, args=(self._door,), name="port", daemon=True)
        self._listener.start()

    def send(self, line: socket.socket, octets: bytes) -> None:
        """To a host that may have hung up: then the bytes are lost, as on a real wire."""
        with contextlib.suppress(OSError):
            line.sendall(octets)

    def close(self) -> None:
        """Unplug: no new connection, and the old ones break."""
        door, self._door = self._door, None
        if door is None or self._listener is None:
            return
        _hang_up(door)
        self._listener.join()
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
