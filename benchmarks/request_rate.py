"""A signed request costs a few bare ones: one job filed through the centre's door, against a bare FastAPI + SQLAlchemy insert.

Both are uvicorn in one process on this machine, on SQLite with the same settings, asked by four clients at once over kept connections.
Ours checks the signature, keeps the nonce, opens the seal, files the item and signs its answer: two commits (the nonce is kept whatever
becomes of the item) and four readings; the bare one commits once, reads nothing and trusts everybody. So twice is the least it could be,
and a disk that syncs slowly brings it nearer to that. `ratio` is how many bare requests one of ours costs: at most `goal`.
In turns; prints one JSON line, requests a second.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from timing import median, report

from app.contract.signing import sign
from central.api.limits import TERMINAL as TERMINALS
from central.clock import utc_now
from central.db.parameters import Parameter
from central.enrolment import enrol_terminal
from central.opening import opened
from central.seed import seed
from central.settings import Settings

REQUESTS = 200
CLIENTS = 4
ROUNDS = 5
TERMINAL = "T0003"

BARE = """
import json, socket, sys
import sqlcipher3.dbapi2
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
class Base(DeclarativeBase): pass
class Job(Base):
    __tablename__ = "job"
    key: Mapped[str] = mapped_column(primary_key=True)
    payload: Mapped[str]
class Filed(BaseModel):
    key: str
    payload: str
engine = create_engine(f"sqlite:///{sys.argv[1]}", module=sqlcipher3.dbapi2, connect_args={"check_same_thread": False})
@event.listens_for(engine, "connect")
def prepare(connection, _record):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 10000")
Base.metadata.create_all(engine)
app = FastAPI()
@app.post("/jobs")
def file(filed: Filed) -> dict[str, str]:
    with Session(engine) as session, session.begin():
        session.add(Job(key=filed.key, payload=filed.payload))
    return {"key": filed.key}
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
"""

Ask = Callable[[requests.Session, int], None]


class Ours:
    """A terminal that files one job a request."""

    def __init__(self, home: Path, url: str, rows: Callable[[bytes, int], list[dict[str, Any]]]) -> None:
        self._key, self._url = Ed25519PrivateKey.generate(), url
        public_key = self._key.public_key().public_bytes_raw()
        given = enrol_terminal(Settings(home=home), TERMINAL, "寮步镇政务服务中心", public_key)
        self._incarnation = given["incarnation"]
        self._sealing_key = base64.b64decode(given["sealing_public_key"])
        self._rows = rows
        self.items: list[dict[str, Any]] = []

    def make(self, first: int, count: int) -> None:
        """Sealed beforehand: that is the terminal's work."""
        self.items = []
        while len(self.items) < count:
            self.items += self._rows(self._sealing_key, first + len(self.items))

    def ask(self, session: requests.Session, number: int) -> None:
        body = json.dumps({"incarnation": self._incarnation, "items": [self.items[number]]}).encode()
        address = f"{self._url}/v1/terminals/{TERMINAL}/batches"
        asked = requests.Request("POST", address, data=body, headers={"Content-Type": "application/json"}).prepare()
        sign(asked, key=self._key, terminal_id=TERMINAL, now=utc_now())
        answer = session.send(asked, timeout=60)
        if answer.status_code != 200 or answer.json()["results"][0]["status"] != "applied":
            raise RuntimeError(answer.text)


def seconds_for(ask: Ask) -> float:
    """All requests, from CLIENTS at once."""

    def client(place: int) -> None:
        with requests.Session() as session:
            for number in range(place, REQUESTS, CLIENTS):
                ask(session, number)

    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    return perf_counter() - began


def measure(
    home: Path, url: str, bare_url: str, rows: Callable[[bytes, int], list[dict[str, Any]]]
) -> tuple[list[float], list[float]]:
    """The first round of each warms up."""
    ours, taken, bare = Ours(home, url, rows), [], []
    for turn in range(ROUNDS + 1):
        ours.make(turn * REQUESTS, REQUESTS)
        taken.append(seconds_for(ours.ask))
        payloads = [item["sealed_payload"] for item in ours.items]

        def insert(session: requests.Session, number: int, turn: int = turn, payloads: list[str] = payloads) -> None:
            said = {"key": f"{turn}-{number}", "payload": payloads[number]}
            session.post(f"{bare_url}/jobs", json=said, timeout=60).raise_for_status()

        bare.append(seconds_for(insert))
    return taken[1:], bare[1:]


def make_centre(home: Path) -> None:
    """One that lets this terminal ask as often as it can."""
    seed(home, enterprises=8, say=lambda _: None)
    with opened(Settings(home=home)) as centre, centre.database.writing() as session:
        said = {"value": "6000000/100000", "source": "a benchmark", "verified": False}
        session.add(Parameter(name=TERMINALS, effective_from=date(2024, 1, 1), **said))


@contextmanager
def serving(*command: str) -> Iterator[tuple[str, int]]:
    """Where it listens, and which process it is."""
    together = ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", *command]
    with subprocess.Popen(together, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}", process.pid
        finally:
            process.terminate()


def processor_seconds(process: int) -> float:
    """What it has used so far, as Linux counts: however busy the machine is, a request costs the same."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    rows = importlib.import_module("intake_rate").rows
    with tempfile.TemporaryDirectory(prefix="guanjia-", dir=".") as name, ExitStack() as stack:
        folder = Path(name).resolve()
        make_centre(folder / "centre")
        serve = ["-m", "kiosk.command_line", "central", "serve", "--home", str(folder / "centre"), "--port", "0"]
        url, centre = stack.enter_context(serving(sys.executable, *serve))
        bare_url, _ = stack.enter_context(serving(sys.executable, "-c", BARE, str(folder / "bare.db")))
        before = processor_seconds(centre)
        ours, bare = measure(folder / "centre", url, bare_url, rows)
        used = processor_seconds(centre) - before
    return report(
        "request-rate",
        "ratio",
        ratio=median(ours) / median(bare),
        requests_a_second=REQUESTS / median(ours),
        bare_requests_a_second=REQUESTS / median(bare),
        processor_ms_a_request=1_000 * used / REQUESTS / (ROUNDS + 1),
        requests=REQUESTS,
        clients=CLIENTS,
        rounds=ROUNDS,
        goal=6.0,
        limit=15.0,
    )


if __name__ == "__main__":
    sys.exit(main())
