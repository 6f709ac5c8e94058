"""A promise costs little more than the commit it stands on: `file()` of one job against a bare commit of the same size.

Same file system, same SQLCipher settings, one row of the same number of bytes, in turns. Prints one JSON line, milliseconds.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from timing import median, p95, report

from app.contract.jobs import JobKind, VisitRated
from app.contract.wire import Message
from app.outbox import Outbox
from app.outbox.store import SETTINGS

ROUNDS = 400
WARM_UP = 20


@dataclass(frozen=True)
class Draft:
    kind: JobKind
    aggregate: str
    payload: Message


def bare(folder: Path) -> sqlcipher.Connection:
    connection = sqlcipher.connect(folder / "bare.db", isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")
    for name, wish, _ in SETTINGS:
        connection.execute(f"PRAGMA {name} = {wish}")
    connection.execute("CREATE TABLE job (id INTEGER PRIMARY KEY, payload BLOB)")
    return connection


def commit(connection: sqlcipher.Connection, payload: bytes) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO job (payload) VALUES (?)", (payload,))
    connection.execute("COMMIT")


def main() -> int:
    filed: list[float] = []
    committed: list[float] = []
    public = X25519PrivateKey.generate().public_key().public_bytes_raw()
    now = datetime.now(UTC)
    with (
        tempfile.TemporaryDirectory(prefix="guanjia-", dir=".") as folder,
        Outbox(Path(folder) / "home", sealing_public_key=public, short_name="03") as outbox,
    ):
        connection = bare(Path(folder))
        for number in range(WARM_UP + ROUNDS):
            rated = VisitRated(token=f"{number:016d}", service="S901", stars=5, at=now)
            began = perf_counter()
            outbox.file([Draft(JobKind.VISIT_RATED, f"visit:{number:08d}", rated)], now)
            filed.append(1_000 * (perf_counter() - began))
            began = perf_counter()
            commit(connection, os.urandom(600))
            committed.append(1_000 * (perf_counter() - began))
        connection.close()
    filed, committed = filed[WARM_UP:], committed[WARM_UP:]
    return report(
        "file-job",
        "ratio",
        ratio=median(filed) / median(committed),
        file_ms=median(filed),
        file_ms_p95=p95(filed),
        bare_commit_ms=median(committed),
        bare_commit_ms_p95=p95(committed),
        runs=ROUNDS,
        goal=2.0,
        limit=2.5,
    )


if __name__ == "__main__":
    sys.exit(main())
