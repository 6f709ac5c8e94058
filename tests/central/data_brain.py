"""The other end of the data brain's wire: it speaks the bytes that `central.prefill.http_system` describes, in whatever mood."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWERS, FAILS, HANGS, DRIBBLES, CUTS, BABBLES, KNOWS_NOBODY = (
    "answers", "fails", "hangs", "dribbles", "cuts", "babbles", "knows nobody"
)  # fmt: skip
TOKEN = "synthetic-token"


class SimulatedDataBrain(ThreadingHTTPServer):
    """`known`: what it knows, by the name of a field; `asked`: every question, as it came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.mood = ANSWERS
        self.known: dict[str, Any] = {}
        self.as_of = "2026-11-20"
        self.unasked: dict[str, Any] = {}
        """What it offers although nobody asked, by path."""
        self.asked: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.goodbye = threading.Event()
        """Nobody hangs or dribbles any longer."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/known"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asks may hang up in the middle: that is what some moods are for."""


class _Desk(BaseHTTPRequestHandler):
    server: SimulatedDataBrain
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        brain = self.server
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        brain.asked.append(said)
        brain.tokens.append(self.headers.get("Authorization", ""))
        match brain.mood:
            case "answers":
                self._say(200, self._known(said))
            case "fails":
                self._say(500, {})
            case "knows nobody":
                self._say(404, {})
            case "babbles":
                self._say(200, {"known": "everything"})
            case "hangs":
                brain.goodbye.wait(60)
            case "dribbles":
                self._dribble()
            case "cuts":
                self.close_connection = True

    def _known(self, said: dict[str, Any]) -> dict[str, Any]:
        found = {
            one["path"]: self.server.known[one["name"]] for one in said["wanted"] if one["name"] in self.server.known
        }
        found |= self.server.unasked
        rows = [
            {"path": path, "value": value, "dataset": "合成登记库", "as_of": self.server.as_of}
            for path, value in found.items()
        ]
        return {"known": rows}

    def _say(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _dribble(self) -> None:
        """A header byte now and then, never the end of them."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.goodbye.wait(0.05):
                self.wfile.write(b"a")
                self.wfile.flush()

    def log_message(self, *_words: Any) -> None:
        pass


@contextmanager
def data_brain() -> Iterator[SimulatedDataBrain]:
    brain = SimulatedDataBrain()
    thread = threading.Thread(target=brain.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield brain
    finally:
        brain.goodbye.set()
        brain.shutdown()
        thread.join()
        brain.server_close()
