"""A PostgreSQL of the tests' own: Debian's package, an unprivileged user, a socket in a folder, gone with the tests."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

USER = "centre"
START_SECONDS = 30
MEMORY, ROOM = "/dev/shm", 2**30

QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "64MB"}
"""Nobody pulls the plug on a test. A test that does asks for a cluster without these."""


class NoPostgres(Exception):
    """PostgreSQL is not installed here, or nobody unprivileged can run it. The words say what to install."""


@dataclass(frozen=True)
class Cluster:
    """A running server. Databases are made in milliseconds, as copies of a template."""

    folder: Path
    programs: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def create(self, template: str = "template1", encoding: str = "UTF8") -> str:
        """A new database's name."""
        name = f"centre_{next(self._numbers)}"
        self._say(
            sql.SQL(f"CREATE DATABASE {{}} TEMPLATE {{}} ENCODING '{encoding}' STRATEGY FILE_COPY"), name, template
        )
        return name

    def drop(self, database: str) -> None:
        """Whoever is still connected is put out."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), database)

    def put_everybody_out(self, database: str) -> None:
        """As a restart of the server does: every connection breaks."""
        with self._connected() as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))

    def close_the_door(self, database: str, *, closed: bool) -> None:
        """While it is closed nobody can connect to this database; who is connected stays."""
        self._say(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS " + ("false" if closed else "true")), database)

    def _say(self, statement: sql.SQL, *names: str) -> None:
        with self._connected() as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True) as connection:
            yield connection


@contextmanager
def running_cluster(options: dict[str, str] = QUICK) -> Iterator[Cluster]:
    """Raises NoPostgres."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="guanjia-pg-", dir=_quickest_place()))
    server: subprocess.Popen[bytes] | None = None
    try:
        as_user = _as_nobody_special(folder)
        _initialise(programs, folder, as_user)
        server = _start(programs, folder, as_user, options)
        yield Cluster(folder, programs)
    finally:
        if server is not None:
            # At once, whoever is connected; PostgreSQL takes SIGTERM for "when everybody has gone".
            server.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(START_SECONDS)
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """Where the newest `postgres` is. Raises NoPostgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise NoPostgres("PostgreSQL is not installed; apt-get install postgresql")
    return found[-1].parent


def _quickest_place() -> str | None:
    """In memory where there is room: a database is hundreds of small files, and every test makes one."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage(MEMORY).free >= ROOM:
            return MEMORY
    return None


def _as_nobody_special(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    together = ["setpriv", "--pdeathsig", "INT"]
    if os.getuid() != 0:
        return together
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return [*together, "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    raise NoPostgres("there is no unprivileged user here to run PostgreSQL as")


def _initialise(programs: Path, folder: Path, as_user: list[str]) -> None:
    words = ["--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(
        [*as_user, str(programs / "initdb"), "--pgdata", str(folder / "data"), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoPostgres(f"initdb failed: {done.stderr.strip().splitlines()[-1:]}")


def _start(programs: Path, folder: Path, as_user: list[str], options: dict[str, str]) -> subprocess.Popen[bytes]:
    """Listens on a socket in `folder` alone."""
    said = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "100", **options}
    words = [word for name, value in said.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        command = [*as_user, str(programs / "postgres"), "-D", str(folder / "data"), *words]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
    ready = [str(programs / "pg_isready"), "--quiet", "--host", str(folder), "--timeout", str(START_SECONDS)]
    while subprocess.run(ready, check=False).returncode:
        if server.poll() is not None:
            raise NoPostgres("PostgreSQL ended at once: " + (folder / "log").read_text(errors="replace")[-300:])
    return server
