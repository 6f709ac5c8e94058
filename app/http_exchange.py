"""One request and its answer over HTTP, within one deadline: finding the host, connecting, sending, the answer's head and body together.

No redirect is followed, no proxy of the environment asked, no cookie kept: where a citizen's request goes is ours to say.
"""

from __future__ import annotations

import io
import select
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from app.contract.signing import Outgoing
from app.dialling import Resolve, addresses_of, dial, left

MOST_BYTES = 16 * 1024 * 1024
"""An answer longer than this is not ours: a sealed report of 100 pages has a tenth of it."""

_CHUNK = 64 * 1024
_MOST_IDLE_SECONDS = 2.0


class TooLong(Exception):
    """The answer does not end."""


@dataclass(frozen=True)
class Incoming:
    """An answer as it came, its whole body read. `headers.items()` lists a header twice that came twice."""

    status: int
    headers: Any = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        said: str = self.headers.get("Content-Type", "")
        return said.partition(";")[0].strip().lower()


class Exchange:
    """Where one centre is. Threads may share it; each has a connection of its own."""

    def __init__(self, url: str, *, timeout_seconds: float, ca_file: str = "", resolve: Resolve = addresses_of) -> None:
        """`url` names scheme, host and port; `resolve` finds the host. Raises OSError or ssl.SSLError for a `ca_file` that cannot be
        used."""
        self._resolve = resolve
        self._parts = urlsplit(url)
        self._timeout = timeout_seconds
        self._trust = ssl.create_default_context(cafile=ca_file or None) if self._parts.scheme == "https" else None
        self._threads = threading.local()

    def send(self, outgoing: Outgoing) -> Incoming:
        """The answer. Raises TooLong; TimeoutError after `timeout_seconds`, however slowly the other side dribbles; ssl.SSLError,
        OSError and HTTPException for whatever else is wrong with the wire."""
        deadline = monotonic() + self._timeout
        connection = self._connection()
        try:
            connection.deadline = deadline
            _send(connection, outgoing)
            return _receive(connection)
        except BaseException:
            # Never again: what was raised may hold it in a circle, and the collector would hang up in no order.
            connection.close()
            del self._threads.connection
            raise
        finally:
            self._threads.used_at = monotonic()

    def _connection(self) -> _Connection:
        """This thread's connection; one that lay idle is given up, because the other side may be closing it just now, and
        whether a request sent into that moment was heard nobody can say."""
        mine = self._threads
        if not hasattr(mine, "connection"):
            mine.connection = self._connect()
        connection: _Connection = mine.connection
        if connection.sock and (monotonic() - mine.used_at > _MOST_IDLE_SECONDS or _has_ended(connection.sock)):
            connection.close()
        return connection

    def _connect(self) -> _Connection:
        host, port = self._parts.hostname or "", self._parts.port
        made = _Secured(host, port, context=self._trust) if self._trust else _Connection(host, port)
        made.resolve = self._resolve
        return made


class _Connection(HTTPConnection):
    """A connection whose every step takes no longer than what is left until `deadline`."""

    deadline = 0.0

    resolve: Resolve = staticmethod(addresses_of)
    _create_connection: Callable[..., socket.socket]

    def connect(self) -> None:
        # http.client gives every address of the host the whole time, and its name none at all.
        self._create_connection = lambda *_: dial(self.host, self.port, self.deadline, self.resolve)
        try:
            super().connect()
        finally:
            # A circle through the lambda would leave it to the collector which of socket and connection goes first.
            self._create_connection = socket.create_connection

    def response_class(self, sock: socket.socket, *args: Any, **named: Any) -> HTTPResponse:  # type: ignore[override]  # a class there, here made with the deadline
        return _Response(sock, self.deadline, *args, **named)

    def __del__(self) -> None:
        # It belongs to a thread, and goes with it: nobody else is there to hang up.
        self.close()


class _Secured(_Connection, HTTPSConnection):
    """The same over TLS."""


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, deadline: float, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp = io.BufferedReader(_Clocked(self.fp.detach(), sock, deadline))


class _Clocked(io.RawIOBase):
    """What the socket says, as long as there is time."""

    def __init__(self, raw: Any, sock: socket.socket, deadline: float) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(left(self._deadline))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _send(connection: _Connection, outgoing: Outgoing) -> None:
    if connection.sock is None:
        connection.connect()
    connection.sock.settimeout(left(connection.deadline))
    parts = urlsplit(outgoing.url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection.request(outgoing.method, target, outgoing.body or None, outgoing.headers)


def _receive(connection: _Connection) -> Incoming:
    with connection.getresponse() as response:
        body = bytearray()
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                raise TooLong
        if response.length:
            raise IncompleteRead(bytes(body), response.length)
        if response.will_close:
            connection.close()
        return Incoming(response.status, response.headers, bytes(body))


def _has_ended(sock: socket.socket) -> bool:
    """Between two requests there is nothing to read: whatever there is, is an end."""
    return bool(select.select([sock], [], [], 0)[0])


__all__ = ["MOST_BYTES", "Exchange", "HTTPException", "Incoming", "TooLong"]
