"""Gives stage directions to a running hall: for tests, the demo and the dock."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SOCKET_NAME = "control.sock"


class HallRefused(Exception):
    """The hall is not running, or it answered that a direction makes no sense."""


class HallClient:
    """Talks to the hall behind `path`: its control.sock, or the home folder that it lies in. Usable from any thread."""

    def __init__(self, path: Path | str) -> None:
        given = Path(path)
        self._path = given / SOCKET_NAME if given.is_dir() else given

    def direct(self, **directions: Any) -> dict[str, Any]:
        """Carry out one direction, e.g. `direct(do="place-card", card="zhang")`; returns the hall's answer.

        Raises HallRefused.
        """
        try:
            answer = json.loads(self._exchange(json.dumps(directions).encode() + b"\n"))
        except (OSError, ValueError) as failed:
            raise HallRefused(f"no hall answers at {self._path.name}: {type(failed).__name__}") from failed
        if not isinstance(answer, dict) or not answer.get("ok"):
            raise HallRefused(str(answer.get("error") if isinstance(answer, dict) else answer))
        return answer

    def _exchange(self, line: bytes) -> bytes:
        with short_name(self._path) as name, socket.socket(socket.AF_UNIX) as hall:
            hall.settimeout(30)
            hall.connect(name)
            hall.sendall(line)
            with hall.makefile("rb") as answer:
                return answer.readline()


@contextmanager
def short_name(path: Path) -> Iterator[str]:
    """A name of the socket that fits into the 107 bytes that the system allows, however deep its folder lies."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
