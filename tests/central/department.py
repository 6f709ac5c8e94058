"""A department's system as it is at its worst: real HTTP on loopback, and it counts what took effect."""

from __future__ import annotations

import json
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWERS = "answers"
REFUSES = "refuses"
LATER = "later"
CUTS = "cuts"
"""The line breaks before anything took effect."""
DROPS = "drops"
"""It takes effect, and the answer never comes."""
FAILS = "fails"
"""It takes effect, and then 500."""
HANGS = "hangs"
"""It takes effect, and nobody answers for as long as anybody waits."""


class Department(ThreadingHTTPServer):
    """`moods` are gone through at random; `keeps_keys`: the same key is taken once, whatever comes."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, moods: Sequence[str] = (ANSWERS,), *, keeps_keys: bool = True, seed: int = 7) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.moods = list(moods)
        self.keeps_keys = keeps_keys
        self.effects: Counter[str] = Counter()
        self.order: list[str] = []
        self.said: dict[str, dict[str, Any]] = {}
        """What took effect under each key, as it was said."""
        self.asked = 0
        self.door = threading.Lock()
        self.goodbye = threading.Event()
        self.chance = random.Random(seed)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/cases"

    @property
    def twice(self) -> list[str]:
        return [key for key, times in self.effects.items() if times > 1]

    def take(self, key: str) -> str:
        """The mood of this moment; the effect, where it has one."""
        with self.door:
            mood = self.chance.choice(self.moods)
            if mood in (ANSWERS, DROPS, FAILS, HANGS) and not (self.keeps_keys and key in self.effects):
                self.effects[key] += 1
                self.order.append(key)
            return mood


class _Desk(BaseHTTPRequestHandler):
    server: Department
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Idempotency-Key"] == f'"{said["key"]}"'
        if self._nobody_waits():
            return
        mood = self.server.take(said["key"])
        if said["key"] in self.server.effects:
            self.server.said.setdefault(said["key"], said)
        if mood == HANGS:
            self.server.goodbye.wait(20)
        if mood in (CUTS, DROPS, HANGS):
            self._cut()
        else:
            status = {ANSWERS: 201, REFUSES: 422, LATER: 503, FAILS: 500}[mood]
            self._say(status, {"reference": f"D-{said['key'][:12]}"})

    def do_GET(self) -> None:
        with self.server.door:
            self.server.asked += 1
            known = self.path.rpartition("/")[2] in self.server.effects
        self._say(200 if known else 404, {})

    def _say(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _nobody_waits(self) -> bool:
        """Its sender has hung up, or was killed: on a machine this busy what is read now may be seconds old."""
        with suppress(BlockingIOError):
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        return False

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_words: Any) -> None:
        pass

    def handle(self) -> None:
        # Whoever asks may be killed in the middle.
        with suppress(OSError):
            super().handle()


@contextmanager
def open_department(moods: Sequence[str] = (ANSWERS,), *, keeps_keys: bool = True) -> Iterator[Department]:
    department = Department(moods, keeps_keys=keeps_keys)
    thread = threading.Thread(target=department.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield department
    finally:
        department.goodbye.set()
        department.shutdown()
        thread.join()
        department.server_close()
