"""A queue drains at the rate of its centre: jobs from a terminal's store through the signed road into the centre's tables, against
a bare table sent fifty rows at a time over the same HTTP stack and written with one executemany.

Both centres are processes on this machine: uvicorn, FastAPI, SQLite with the same settings. The bare one commits once for fifty rows;
ours opens, checks and commits each job for itself, so that one that is refused takes no other with it: that is what the ratio
shows. In turns; prints one JSON line, jobs a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import perf_counter

import requests
import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from timing import median, report

from app import config, enrolment
from app.contract.jobs import MAX_ITEMS, JobKind, VisitCounted
from app.contract.wire import Message
from app.http_central import HttpCentral
from app.outbox import Outbox, open_outbox
from app.sync import Sync

JOBS = 500
ROUNDS = 5
TERMINAL = "T0003"
PATIENCE = 120.0

BARE_CENTRE = """
import json, socket, sys
import sqlcipher3.dbapi2 as sqlite
import uvicorn
from fastapi import FastAPI, Request
store = sqlite.connect(sys.argv[1], isolation_level=None, check_same_thread=False)
store.execute("PRAGMA journal_mode = WAL")
store.execute("PRAGMA synchronous = FULL")
store.execute("CREATE TABLE job (key TEXT PRIMARY KEY, payload TEXT)")
app = FastAPI()
@app.post("/jobs")
async def take(request: Request) -> dict[str, int]:
    rows = await request.json()
    store.execute("BEGIN IMMEDIATE")
    store.executemany("INSERT INTO job VALUES (?, ?)", rows)
    store.execute("COMMIT")
    return {"taken": len(rows)}
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
"""


@dataclass(frozen=True)
class Draft:
    kind: JobKind
    aggregate: str
    payload: Message


def guanjia(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "kiosk.command_line", *map(str, words)]


@contextmanager
def running(*command: str) -> Iterator[str]:
    """Where it listens."""
    together = ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", *command]
    with subprocess.Popen(together, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
        finally:
            process.terminate()


def make_centre(folder: Path) -> None:
    """Seeded, with one terminal let in."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    key = enrolment.make_terminal_key(folder / "terminal").public_key()
    (folder / "terminal.pub").write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    at = ("--home", folder / "centre")
    subprocess.run(guanjia("central", "seed", *at, "--enterprises", "8"), check=True, **quiet)  # type: ignore[call-overload]
    who = ("--terminal", TERMINAL, "--site", "寮步镇政务服务中心", "--public-key", folder / "terminal.pub")
    out = ("--out", folder / "terminal" / "enrolment.json")
    subprocess.run(guanjia("central", "enrol", *at, *who, *out), check=True, **quiet)  # type: ignore[call-overload]


def figure(number: int) -> Draft:
    counted = VisitCounted(
        visit=f"{number:016d}", service="S1", mode="self", language="zh", ended="done", seconds=1, at=datetime.now(UTC)
    )
    return Draft(JobKind.VISIT_COUNTED, f"visit:{number:08d}", counted)


def drain(outbox: Outbox, central: HttpCentral, first: int) -> float:
    """Seconds from the road's first step until the last of JOBS jobs has ended."""
    for number in range(first, first + JOBS):
        outbox.file([figure(number)], datetime.now(UTC))
    ended, last = 0, Event()

    def count(_job: object) -> None:
        nonlocal ended
        ended += 1
        if ended == JOBS:
            last.set()

    road = Sync(outbox, central)
    road.listen(on_settled=count)
    began = perf_counter()
    road.start()
    if not last.wait(PATIENCE):
        raise RuntimeError(f"only {ended} of {JOBS} jobs went through")
    seconds = perf_counter() - began
    road.stop()
    return seconds


def bare_rows(path: Path) -> sqlcipher.Connection:
    store = sqlcipher.connect(path, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE job (id INTEGER PRIMARY KEY, key TEXT, payload TEXT, done INTEGER DEFAULT 0)")
    return store


def bare_drain(store: sqlcipher.Connection, url: str, first: int) -> float:
    """The same number of rows of the same size: read fifty, send them, mark them done."""
    rows = [(f"{number:036d}", os.urandom(300).hex()) for number in range(first, first + JOBS)]
    store.executemany("INSERT INTO job (key, payload) VALUES (?, ?)", rows)
    with requests.Session() as session:
        began = perf_counter()
        while due := store.execute(
            "SELECT id, key, payload FROM job WHERE NOT done ORDER BY id LIMIT ?", (MAX_ITEMS,)
        ).fetchall():
            session.post(f"{url}/jobs", json=[row[1:] for row in due], timeout=PATIENCE).raise_for_status()
            store.execute("BEGIN IMMEDIATE")
            store.executemany("UPDATE job SET done = 1 WHERE id = ?", [row[:1] for row in due])
            store.execute("COMMIT")
        return perf_counter() - began


def in_turns(ours: Callable[[int], float], bare: Callable[[int], float]) -> tuple[list[float], list[float]]:
    """The first round of each warms up."""
    rounds = [(ours(turn * JOBS), bare(turn * JOBS)) for turn in range(ROUNDS + 1)][1:]
    return [ours for ours, _ in rounds], [bare for _, bare in rounds]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="guanjia-", dir=".") as name:
        folder = Path(name).resolve()
        make_centre(folder)
        centre = guanjia("central", "serve", "--home", folder / "centre", "--port", "0")
        with running(*centre) as url, running(sys.executable, "-c", BARE_CENTRE, str(folder / "bare.db")) as bare_url:
            home = folder / "terminal"
            settings = config.write_default(home / config.FILE, terminal_id=TERMINAL, short_name="03", central_url=url)
            place = enrolment.load(home)
            rows = bare_rows(folder / "rows.db")
            with open_outbox(home, place, settings) as outbox:
                central = HttpCentral(settings.central, place)
                ours, bare = in_turns(
                    lambda first: drain(outbox, central, first), lambda first: bare_drain(rows, bare_url, first)
                )
            rows.close()
    return report(
        "drain-rate",
        "ratio",
        ratio=median(ours) / median(bare),
        jobs_a_second=JOBS / median(ours),
        bare_rows_a_second=JOBS / median(bare),
        jobs=JOBS,
        rounds=ROUNDS,
        goal=60.0,
        limit=200.0,
    )


if __name__ == "__main__":
    sys.exit(main())
