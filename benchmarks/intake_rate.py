"""The centre takes jobs nearly as fast as a job queue takes rows: intake on PostgreSQL, against procrastinate deferring the same rows.

Each is one transaction an item, on one connection, with fsync on, on one PostgreSQL of this benchmark's own. Ours opens the seal,
refuses doubles and gaps, and lets the item take effect; procrastinate writes its row. In turns; prints one JSON line, milliseconds.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from timing import median, report

from app.contract.jobs import MAX_ITEMS, SCHEMA_VERSION, JobKind, VisitCounted
from app.contract.sealing import aad_of, seal
from central.centre import Centre
from central.enrolment import enrol_terminal
from central.intake import BatchEnvelope, take_batch
from central.opening import open_centre
from central.seed import seed
from central.settings import Settings

ROUNDS = 12
TERMINAL = "T0003"
PROGRAM = Path("build/engines/bin/python")

DEFERRING = """
import json, logging, sys, time
logging.disable(logging.WARNING)  # that its app stands in no module of its own
import procrastinate
app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=sys.argv[1], min_size=1, max_size=1))
@app.task(name="take", queue="intake")
def take(**row):
    pass
with app.open():
    app.schema_manager.apply_schema()
    print("ready", flush=True)
    for line in sys.stdin:
        rows = json.loads(line)
        began = time.perf_counter()
        for row in rows:
            take.configure(lock=row["aggregate"]).defer(**row)
        print(time.perf_counter() - began, flush=True)
"""

Row = dict[str, Any]


def rows(sealing_key: bytes, first: int) -> list[Row]:
    return [_row(sealing_key, number) for number in range(first, first + MAX_ITEMS)]


def _row(sealing_key: bytes, number: int) -> Row:
    key, aggregate, at = secrets.token_hex(16), f"visit:{number}", datetime.now(UTC)
    counted = VisitCounted(
        visit=f"{number:016d}", service="S1", mode="self", language="zh", ended="done", seconds=1, at=at
    )
    sealed = seal(sealing_key, counted.model_dump_json().encode(), aad_of(key, aggregate, 1, SCHEMA_VERSION))
    return {
        "key": key,
        "aggregate": aggregate,
        "seq": 1,
        "filed_no": number + 1,
        "kind": JobKind.VISIT_COUNTED.value,
        "schema_version": SCHEMA_VERSION,
        "created_at": at.isoformat(),
        "payload_sha256": hashlib.sha256(sealed).hexdigest(),
        "sealed_payload": base64.b64encode(sealed).decode("ascii"),
    }


def take(centre: Centre, incarnation: str, batch: list[Row]) -> float:
    envelope = BatchEnvelope(incarnation=incarnation, items=tuple(batch))
    began = perf_counter()
    receipt = take_batch(centre, TERMINAL, envelope)
    seconds = perf_counter() - began
    if {result.status.value for result in receipt.results} != {"applied"}:
        raise RuntimeError("the centre did not take them all")
    return seconds


@contextmanager
def deferring(folder: Path, database: str) -> Iterator[subprocess.Popen[str]]:
    """procrastinate in the environment it was installed into, on a database of its own."""
    command = [str(PROGRAM), "-c", DEFERRING, f"host={folder} user=centre dbname={database}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("procrastinate did not start")
        yield process
        process.stdin.close()


def defer(process: subprocess.Popen[str], batch: list[Row]) -> float:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(batch) + "\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def measure(cluster: Any, home: Path) -> tuple[list[float], list[float]]:
    url = cluster.url(cluster.create())
    seed(home, enterprises=8, database_url=url, say=lambda _: None)
    settings = Settings(home=home, database_url=url)
    given = enrol_terminal(settings, TERMINAL, "寮步镇政务服务中心", secrets.token_bytes(32))
    sealing_key = base64.b64decode(given["sealing_public_key"])
    centre = open_centre(settings)
    taken, deferred = [], []
    with deferring(cluster.folder, cluster.create()) as process:
        for turn in range(ROUNDS + 1):
            batch = rows(sealing_key, turn * MAX_ITEMS)
            taken.append(take(centre, given["incarnation"], batch))
            deferred.append(defer(process, batch))
    centre.database.close()
    return taken[1:], deferred[1:]


def main() -> int:
    # The tests' own way to a PostgreSQL; on this disk it is to sync as it would in service.
    sys.path.append(str(Path("tests/central").resolve()))
    postgres = importlib.import_module("postgres_cluster")
    with tempfile.TemporaryDirectory(prefix="guanjia-") as folder, postgres.running_cluster({}) as cluster:
        taken, deferred = measure(cluster, Path(folder) / "centre")
    return report(
        "intake-rate",
        "ratio",
        ratio=median(taken) / median(deferred),
        take_ms=1_000 * median(taken) / MAX_ITEMS,
        defer_ms=1_000 * median(deferred) / MAX_ITEMS,
        taken_a_second=MAX_ITEMS / median(taken),
        rounds=ROUNDS,
        goal=4.0,
        limit=10.0,
    )


if __name__ == "__main__":
    sys.exit(main())
