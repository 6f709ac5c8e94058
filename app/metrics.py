"""Figures for whoever watches over many terminals: Prometheus' text format (version 0.0.4). No name, no number of anybody's."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.outbox import JobState, Outbox, Room

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK = "127.0.0.1"
PATH = "/metrics"
_MOST_SECONDS = 5.0


@dataclass(frozen=True)
class Measured:
    """One look at a terminal. `devices` are conditions by device; `clock_offset` is how far this machine's clock lies behind the
    centre's, None before the centre was heard."""

    at: datetime
    counts: Mapping[JobState, int]
    room: Room
    backed_up_until: datetime | None
    online: bool | None = None
    clock_offset: timedelta | None = None
    devices: Mapping[str, str] = field(default_factory=dict)


def measure(
    outbox: Outbox,
    at: datetime,
    *,
    online: bool | None = None,
    clock_offset: timedelta | None = None,
    devices: Mapping[str, str] | None = None,
) -> Measured:
    """Look at the queue and its disk. Raises StoreError, OSError."""
    return Measured(at, outbox.counts(), outbox.room_left(at), outbox.watermark(), online, clock_offset, devices or {})


def text_of(seen: Measured) -> str:
    """The whole page. A figure that is not known is left out: nothing stands for zero but zero."""
    return "".join(_families(seen))


def write(path: Path, text: str) -> None:
    """Put it where node-exporter's textfile collector looks: whole or not at all, readable for others. Raises OSError."""
    half = path.with_name(f".{path.name}.half")
    half.write_text(text, "utf-8")
    half.chmod(0o644)
    half.replace(path)


def _families(seen: Measured) -> Iterator[str]:
    room = seen.room
    jobs = [({"state": state.value}, float(count)) for state, count in seen.counts.items()]
    yield _family("jobs", "jobs in the terminal's store by state", *jobs)
    yield _gauge("queue_oldest_ready_age_seconds", "age of the oldest job that waits for the wire", _age(seen))
    yield _gauge("queue_attempts", "how often the most stubborn waiting job was tried", room.load.attempts)
    yield _gauge("queue_bytes", "sealed bytes the terminal owes the centre", room.load.bytes)
    yield _gauge("queue_open", "1 while new filings are taken", room.closed_by is None)
    yield _gauge("disk_free_bytes", "free bytes where the store lies", room.free_bytes)
    yield _gauge("disk_bytes", "size of the disk where the store lies", room.disk_bytes)
    yield _gauge("disk_reserve_bytes", "bytes kept back for finishing", room.reserve_bytes)
    if seen.backed_up_until is not None:
        lag = (seen.at - seen.backed_up_until).total_seconds()
        yield _gauge("centre_backup_age_seconds", "how far back the centre's backup reaches", lag)
    if seen.online is not None:
        yield _gauge("centre_reachable", "1 while the centre answers", seen.online)
    if seen.clock_offset is not None:
        offset = seen.clock_offset.total_seconds()
        yield _gauge("clock_offset_seconds", "how far this machine's clock lies behind the centre's", offset)
    if seen.devices:
        states = [({"device": name, "condition": state}, 1.0) for name, state in sorted(seen.devices.items())]
        yield _family("device", "every device and the condition it is in", *states)
    yield _gauge("measured_timestamp_seconds", "when this was measured", seen.at.timestamp())


def _age(seen: Measured) -> float:
    oldest = seen.room.load.oldest
    return 0.0 if oldest is None else max(0.0, (seen.at - oldest).total_seconds())


def _gauge(name: str, meaning: str, value: float) -> str:
    return _family(name, meaning, ({}, float(value)))


def _family(name: str, meaning: str, *samples: tuple[Mapping[str, str], float]) -> str:
    head = f"# HELP guanjia_{name} {meaning}\n# TYPE guanjia_{name} gauge\n"
    return head + "".join(f"guanjia_{name}{_labels(labels)} {value!r}\n" for labels, value in samples)


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class MetricsDoor:
    """Serves the last page on this machine's loopback, and to nobody else. Threads may share it."""

    def __init__(self, port: int) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one. Raises OSError where it is taken."""
        self._text = ""
        self._server = ThreadingHTTPServer((LOOPBACK, port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="metrics", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def show(self, text: str) -> None:
        self._text = text

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(_MOST_SECONDS)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            timeout = _MOST_SECONDS
            server_version, sys_version = "guanjia", ""

            def do_GET(self) -> None:  # the library's name
                known = self.path == PATH
                body = door._text.encode() if known else b""
                self.send_response(200 if known else 404)
                self.send_header("Content-Type", CONTENT_TYPE)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Who asked for figures is no news."""

        return Handler
