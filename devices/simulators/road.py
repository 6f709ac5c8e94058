"""The road from the terminal to the centre, on loopback: whole, cut, slow, or with somebody else answering at the other end."""

import re
import select
import socket
import threading
from contextlib import suppress
from enum import StrEnum
from typing import Final

HOST: Final = "127.0.0.1"
_PORTAL_PAGE = (
    "<!doctype html><html lang=zh><meta charset=utf-8><title>上网认证</title>"
    "<h1>欢迎使用公共无线网络</h1><p>请先登录后再上网。Please sign in to use this network.</p></html>"
)


class RoadState(StrEnum):
    WHOLE = "whole"
    CUT = "cut"
    SLOW = "slow"
    ERROR = "error"
    HTML = "html"


_STRANGERS_ANSWERS = {
    RoadState.ERROR: ("500 Internal Server Error", "text/plain", "something broke"),
    RoadState.HTML: ("200 OK", "text/html; charset=utf-8", _PORTAL_PAGE),
}


class Road:
    """Forwards TCP from its own port to the centre's. `turn_to` changes its state at any time, for open connections too.

    Cut: connections are refused, and those under way are reset. Slow: every answer is held for `slow_seconds`.
    Error and html: the request goes nowhere, and a stranger answers it.
    """

    def __init__(self, centre_port: int, *, port: int = 0, slow_seconds: float = 10.0) -> None:
        self._centre_port = centre_port
        self._slow_seconds = slow_seconds
        self._changed = threading.Condition()
        self._state = RoadState.WHOLE
        self._door: socket.socket | None = None
        self._passing: dict[socket.socket, threading.Thread] = {}
        # Holds the number while the road is cut, so that the system gives it to nobody else.
        self._claim = socket.socket()
        self._claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._claim.bind((HOST, port))
        self.port: int = self._claim.getsockname()[1]

    @property
    def state(self) -> RoadState:
        return self._state

    def start(self) -> int:
        """Open the road. Returns its port."""
        self._open()
        return self.port

    def stop(self) -> None:
        """Close it for good."""
        self.turn_to(RoadState.CUT)
        self._claim.close()

    def turn_to(self, state: RoadState) -> None:
        """Change the road's state. Returns when the change holds: once cut, no byte passes any more."""
        with self._changed:
            self._state = state
            self._changed.notify_all()
        if state is RoadState.CUT:
            self._close()
        else:
            self._open()

    def _open(self) -> None:
        if self._door is None:
            self._door = socket.create_server((HOST, self.port))
            threading.Thread(target=self._let_in, args=(self._door,), name="road", daemon=True).start()

    def _close(self) -> None:
        door, self._door = self._door, None
        if door is not None:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()
        with self._changed:
            passing = dict(self._passing)
        for line, thread in passing.items():
            with suppress(OSError):
                line.shutdown(socket.SHUT_RD)
            thread.join(timeout=5)

    def _let_in(self, door: socket.socket) -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            carrier = threading.Thread(target=self._carry, args=(line,), name="road's traffic", daemon=True)
            with self._changed:
                self._passing[line] = carrier
            carrier.start()

    def _carry(self, line: socket.socket) -> None:
        crossing = _Crossing(line, self._centre_port)
        try:
            while self._pass_on(crossing):
                pass
        except OSError:
            _reset_on_close(line)
        finally:
            if self._is_cut():
                _reset_on_close(line)
            crossing.close()
            with self._changed:
                self._passing.pop(line, None)

    def _pass_on(self, crossing: "_Crossing") -> bool:
        """One piece, in the direction it was going. False when the connection has come to its end."""
        coming_from = crossing.wait()
        if self._is_cut():
            return False
        if self._state in _STRANGERS_ANSWERS:
            crossing.answer_as_stranger(*_STRANGERS_ANSWERS[self._state])
            return False
        if coming_from is crossing.line:
            return crossing.carry_request()
        if crossing.asked:
            self._hold_if_slow()
        return not self._is_cut() and crossing.carry_answer()

    def _is_cut(self) -> bool:
        return self._state is RoadState.CUT

    def _hold_if_slow(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._state is not RoadState.SLOW, self._slow_seconds)


class _Crossing:
    """One connection of the terminal's, and the one to the centre that goes with it once there is something to say."""

    def __init__(self, line: socket.socket, centre_port: int) -> None:
        self.line = line
        _hurry(line)
        self.asked = False
        """Whether a request has gone over and nothing of its answer has come back yet."""
        self._centre_port = centre_port
        self._centre: socket.socket | None = None

    def wait(self) -> socket.socket:
        """The side that has something to pass on."""
        ready, _, _ = select.select([self.line] if self._centre is None else [self.line, self._centre], [], [])
        side: socket.socket = self.line if self.line in ready else ready[0]
        return side

    def carry_request(self) -> bool:
        request = self.line.recv(65_536)
        if not request:
            return False
        if self._centre is None:
            self._centre = socket.create_connection((HOST, self._centre_port), timeout=10)
            _hurry(self._centre)
        self._centre.sendall(request)
        self.asked = True
        return True

    def carry_answer(self) -> bool:
        answer = self._centre.recv(65_536) if self._centre is not None else b""
        self.asked = False
        self.line.sendall(answer)
        return bool(answer)

    def answer_as_stranger(self, status: str, kind: str, words: str) -> None:
        """Hear the request to its end, as any server would, and answer it without having understood it."""
        self.line.settimeout(1.0)
        request = b""
        with suppress(TimeoutError):
            while not (self.asked or _is_whole(request)) and (more := self.line.recv(65_536)):
                request += more
        body = words.encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.line.sendall(head.encode() + body)

    def close(self) -> None:
        for end in (self.line, self._centre):
            if end is not None:
                end.close()


def _hurry(line: socket.socket) -> None:
    """Pass every piece on at once: Nagle's delay would hold the second piece of an answer back for 40 ms."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length:\s*([0-9]+)", head)
    return bool(end) and len(body) >= (int(length.group(1)) if length else 0)


def _reset_on_close(line: socket.socket) -> None:
    """A cut wire says no goodbye."""
    with suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
