"""The other end of a message gateway's wire: real HTTP on loopback; it counts what reached a telephone."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SENDS, DROPS, CUTS, BUSY, REFUSES, FAILS, BABBLES = "sends", "drops", "cuts", "busy", "refuses", "fails", "babbles"


class SimulatedGateway(ThreadingHTTPServer):
    """`moods`: one for each POST to come, then it sends. DROPS sends and never answers; CUTS hangs up before it sends."""

    daemon_threads = True

    def __init__(self, *moods: str, keeps_keys: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.moods = list(moods)
        self.keeps_keys = keeps_keys
        self.rang: Counter[str] = Counter()
        self.messages: dict[str, dict[str, Any]] = {}
        self.asked = 0
        self.door = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/messages"

    def take(self, said: dict[str, Any]) -> str:
        with self.door:
            mood = self.moods.pop(0) if self.moods else SENDS
            if mood in (SENDS, DROPS, BABBLES) and not (self.keeps_keys and said["id"] in self.rang):
                self.rang[said["id"]] += 1
                self.messages[said["id"]] = said
            return mood

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever sends may hang up."""


class _Desk(BaseHTTPRequestHandler):
    server: SimulatedGateway
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Idempotency-Key"] == f'"{said["id"]}"'
        assert set(said) == {"id", "to", "text"}
        match self.server.take(said):
            case "sends":
                self._say(200, {"accepted": True, "message_id": f"M-{said['id'][:8]}"})
            case "busy":
                self._say(200, {"accepted": False, "again": True})
            case "refuses":
                self._say(200, {"accepted": False, "code": "number-unknown"})
            case "fails":
                self._say(500, {})
            case "babbles":
                self._say(200, {"ok": 1})
            case _:
                self.close_connection = True

    def do_GET(self) -> None:
        with self.server.door:
            self.server.asked += 1
            known = self.path.rpartition("/")[2] in self.server.rang
        self._say(200 if known else 404, {"reference": "M-asked"})

    def _say(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        pass


@contextmanager
def gateway(*moods: str, keeps_keys: bool = True) -> Iterator[SimulatedGateway]:
    found = SimulatedGateway(*moods, keeps_keys=keeps_keys)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield found
    finally:
        found.shutdown()
        thread.join()
        found.server_close()
