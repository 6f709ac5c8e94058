"""An IPP printer on 127.0.0.1: HTTP and IPP in, finished jobs as files out, with a tray, a cover and a paper path."""

from __future__ import annotations

import contextlib
import math
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar

from devices.simulators.ipp_engine import FULL_CARTRIDGE, FULL_TRAY, Engine, Job
from devices.simulators.ipp_operations import Operations
from devices.simulators.tcp_port import Claim

T = TypeVar("T")


class IppPrinter:
    """An A4 printer whose default paper is Letter, as many are: a job that does not ask for A4 shows it.

    `printed` fills with page-0001.pdf …, the exact bytes of each finished job. Jams are cleared by opening and closing the
    cover; the aborted job is not taken up again. `without` names operations that it does not have
    (`create_job`). `port` 0 is any.
    """

    def __init__(
        self, printed: Path, *, seconds_per_page: float = 0.4, port: int = 0, without: frozenset[str] = frozenset()
    ) -> None:
        self._engine = Engine(printed, seconds_per_page)
        self._operations = Operations(self._engine, without)
        self._printed = printed
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._port, self._claim = port, Claim()
        self._slow, self._garbage, self._mute = _Spell(0.0), _Spell(b""), False
        self._unplugged = threading.Event()

    def start(self) -> int:
        """Plug it in. Returns the TCP port, which stays the same over unplug and plug."""
        self._plug()
        return self._port

    def stop(self) -> None:
        """Unplug it, let its threads end and give its port back."""
        self._unplug()
        self._claim.release()

    def direct(self, directions: dict[str, Any]) -> dict[str, Any]:
        """A stage direction (see `devices.simulators`). Beyond those: `toner` (percent), `hold` (before_page: think for ever
        before the page after so many; without it, go on), `slow` (seconds before each answer), `mute` (on: it takes requests and
        never answers), `garbage` (hex: what it answers instead; without it, it talks sense again); slow and garbage take `answers`
        (so many, then well again) and `operation` (an IPP operation's code: only its answers)."""
        direction = self._DIRECTIONS.get(str(directions.get("do")))
        if direction is None:
            return {"ok": False, "error": "a page printer cannot do that"}
        direction(self, directions)
        with self._engine.changed:
            self._engine.changed.notify_all()
        return {"ok": True}

    def answer(self, request: bytes) -> bytes | None:
        """What goes back for a request's body; None where nothing does."""
        self._unplugged.wait(self._slow.cast(request))
        while self._mute and not self._unplugged.wait(0.02):
            pass
        if self._unplugged.is_set():
            return None
        return self._garbage.cast(request) or self._operations.answer(request)

    def look(self) -> dict[str, Any]:
        """Everything as it stands."""
        engine = self._engine
        with engine.changed:
            return {
                "plugged": self._server is not None,
                "sheets": engine.sheets,
                "sheets_out": engine.sheets_out,
                "toner": engine.toner,
                "cover_open": engine.cover_open,
                "jammed": engine.jammed,
                "reasons": engine.reasons(),
                "jobs": [_shown(job) for job in engine.jobs.values()],
                "printed": sorted(path.name for path in self._printed.glob("page-*.pdf")),
            }

    # --- directions -----------------------------------------------------------------------------------------------------------

    def _load(self, directions: dict[str, Any]) -> None:
        with self._engine.changed:
            self._engine.sheets = int(directions.get("sheets", FULL_TRAY))

    def _fill(self, directions: dict[str, Any]) -> None:
        with self._engine.changed:
            self._engine.toner = int(directions.get("percent", FULL_CARTRIDGE))

    def _hold(self, directions: dict[str, Any]) -> None:
        before = directions.get("before_page")
        with self._engine.changed:
            self._engine.hold_before = None if before is None else int(before)

    def _jam(self, directions: dict[str, Any]) -> None:
        with self._engine.changed:
            self._engine.jam_next_after = int(directions.get("after", 0))

    def _set_cover(self, directions: dict[str, Any]) -> None:
        is_open = bool(directions.get("open", True))
        with self._engine.changed:
            self._engine.jammed &= is_open or not self._engine.cover_open
            self._engine.cover_open = is_open

    def _set_slow(self, directions: dict[str, Any]) -> None:
        self._slow = _Spell(float(directions.get("seconds", 0.0)), directions)

    def _set_mute(self, directions: dict[str, Any]) -> None:
        self._mute = bool(directions.get("on", True))

    def _set_garbage(self, directions: dict[str, Any]) -> None:
        self._garbage = _Spell(bytes.fromhex(directions.get("hex", "")), directions)

    def _plug(self, _: dict[str, Any] | None = None) -> None:
        if self._server:
            return
        self._unplugged.clear()
        self._claim.release()
        self._server = _Server(self._port, self.answer)
        self._port = self._server.server_address[1]
        self._engine.switch_on()
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="page printer", daemon=True
        )
        self._thread.start()

    def _unplug(self, _: dict[str, Any] | None = None) -> None:
        server, self._server = self._server, None
        if server is None or self._thread is None:
            return
        self._unplugged.set()
        server.shutdown()
        self._thread.join()
        self._engine.switch_off()
        server.server_close()
        self._claim.keep(self._port)
        server.break_lines()

    _DIRECTIONS: ClassVar[dict[str, Callable[[IppPrinter, dict[str, Any]], None]]] = {
        "paper": _load,
        "toner": _fill,
        "hold": _hold,
        "jam": _jam,
        "cover": _set_cover,
        "slow": _set_slow,
        "mute": _set_mute,
        "garbage": _set_garbage,
        "plug": _plug,
        "unplug": _unplug,
    }


class _Spell(Generic[T]):
    """Something wrong with its answers: with one operation's, with so many of them, or with all until told otherwise."""

    def __init__(self, ill: T, directions: Mapping[str, Any] = MappingProxyType({})) -> None:
        self._ill, self._well = ill, type(ill)()
        self._operation = directions.get("operation")
        self._answers = directions.get("answers", math.inf)

    def cast(self, request: bytes) -> T:
        if self._answers <= 0 or self._operation not in (None, int.from_bytes(request[2:4], "big")):
            return self._well
        self._answers -= 1
        return self._ill


class _Server(ThreadingHTTPServer):
    """Knows its lines, so that they can be broken when the plug is pulled."""

    def __init__(self, port: int, answer: Callable[[bytes], bytes | None]) -> None:
        self.answer = answer
        self._lines: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._lines.discard(request)
        super().shutdown_request(request)

    def break_lines(self) -> None:
        for line in [*self._lines]:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A host that hangs up in the middle is nothing to a printer; anything else is a mistake of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal():  # the head was cut off in the middle of it
            self.send_error(400)
            return
        answer = self.server.answer(self.rfile.read(int(length)))
        if answer is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        """A printer keeps no access log."""


def _shown(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "name": job.name,
        "user": job.user,
        "media": job.media,
        "asked": job.asked,
        "state": job.state,
        "reason": job.reason,
        "pages": job.pages,
        "impressions": job.impressions,
    }
