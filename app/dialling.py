"""Finding a host by its name and reaching it, all within one deadline: neither asks how long anybody is willing to wait."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

Found = list[tuple[Any, ...]]
Resolve = Callable[[str, int], Found]

_LEAST_SECONDS = 0.001


def left(deadline: float) -> float:
    """Seconds until then. Raises TimeoutError when it has come."""
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return max(seconds, _LEAST_SECONDS)


def addresses_of(host: str, port: int) -> Found:
    """As the system finds them: a file, or a name server that may be gone. Raises OSError."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def dial(host: str, port: int, deadline: float, resolve: Resolve = addresses_of) -> socket.socket:
    """Connected to the first of the host's addresses that answers. Raises TimeoutError at the deadline, OSError where none does."""
    wrong: OSError = OSError("no address")
    for family, kind, protocol, _, where in _found(host, port, deadline, resolve):
        wire = socket.socket(family, kind, protocol)
        try:
            wire.settimeout(left(deadline))
            wire.connect(where)
            wire.settimeout(left(deadline))
            return wire
        except OSError as failed:
            wire.close()
            wrong = failed
    try:
        raise wrong
    finally:
        del wrong


def _found(host: str, port: int, deadline: float, resolve: Resolve) -> Found:
    with suppress(OSError):
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    answer: SimpleQueue[Found | OSError] = SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, resolve, answer), name="name", daemon=True).start()
    try:
        found = answer.get(timeout=left(deadline))
    except Empty:
        raise TimeoutError from None
    if isinstance(found, OSError):
        raise found
    return found


def _look_up(host: str, port: int, resolve: Resolve, answer: SimpleQueue[Found | OSError]) -> None:
    """On a thread of its own, which is left behind where the name server is silent: the system cannot be told to stop asking."""
    try:
        answer.put(resolve(host, port))
    except OSError as failed:
        answer.put(failed)
