"""THE CENTRE: everything that is only true of PostgreSQL lives here."""

import os
import shutil
import subprocess
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from central.db.failures import CopyFailed, DatabaseUnusable, Failure

POOL_SIZE = 10
POOL_OVERFLOW = 30
"""Together as many connections as the server has threads for requests: nobody waits for a connection while one is idle."""
POOL_SECONDS = 5
CONNECT_SECONDS = 5
ASKED_AFTER_SECONDS = 1.0
_USED_AT = "guanjia_used_at"
LIMITS = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "TimeZone": "UTC",
}
"""What one statement may take, how long it may wait for another's lock, how long a transaction of a hung thread is kept open."""
NAMES = {"application_name": "guanjia-central", "client_encoding": "utf8"}
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
"""A server whose machine vanished without a word is noticed within half a minute."""

MIGRATION_LOCK = 0x6775616E  # any number, as long as every centre takes the same one

_AWAY_CLASSES = frozenset({"08", "53", "57", "58", "28", "3D"})
"""SQLSTATE: connection, resources, operator intervention (a time-out too), system error, who we are, no such database."""
_AWAY = frozenset({"55P03", "25P03", "25006"})
"""lock_not_available, idle_in_transaction_session_timeout, a standby that only reads."""
_CROSSED = frozenset({"40001", "40P01"})
"""serialization_failure, deadlock_detected."""


def make_engine(url: str, *, may_create: bool) -> Engine:  # noqa: ARG001 - a database is made by its administrator
    """An engine through psycopg 3, whichever way the URL spells PostgreSQL. Raises what create_engine does."""
    place = make_url(url).set(drivername="postgresql+psycopg")
    options = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
    engine = create_engine(
        place,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": options, **NAMES, **KEEPALIVE},
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
    )
    event.listen(engine, "checkin", _put_down)
    event.listen(engine, "checkout", _pick_up)
    return engine


def _put_down(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = monotonic()


def _pick_up(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """One that lay for a while is asked first: the server may have been started anew. Asking before every transaction would cost a
    busy centre one journey in eight."""
    if monotonic() - record.info.get(_USED_AT, monotonic()) <= ASKED_AFTER_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as gone:
        raise DisconnectionError from gone


def reading(engine: Engine) -> Engine:
    """One view for the whole transaction, and no writing by mistake."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(engine: Engine) -> Engine:
    """Each statement sees what is committed: who waited for a row's lock sees what the one before has left."""
    return engine.execution_options(isolation_level="READ COMMITTED")


def turns() -> None:
    """Whoever writes there waits for rows, not for the database."""


def hold_back_others(session: Session) -> None:
    """Wait until every intake under way has ended, and let none begin before this transaction ends.

    Every intake takes a row of this table before it looks at the clock.
    """
    session.execute(text("LOCK TABLE aggregates IN EXCLUSIVE MODE"))


def before_changing_tables(_connection: Connection) -> None:
    """Nothing to do."""


def begin_changing_tables(connection: Connection) -> None:
    """Raises DatabaseUnusable for a database that cannot hold Chinese."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise DatabaseUnusable("the database's encoding is not UTF8; create it with: createdb --encoding=UTF8")
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})


def end_changing_tables(connection: Connection) -> None:
    """Nothing to do: foreign keys were on all the time."""


def failure_of(error: DBAPIError) -> Failure:
    """An error of the connection itself carries no SQLSTATE."""
    state = getattr(error.orig, "sqlstate", None)
    if state in _CROSSED:
        return Failure.CROSSED
    lost = error.connection_invalidated or (state is None and type(error.orig).__name__ == "OperationalError")
    return Failure.AWAY if lost or state in _AWAY or (state or "")[:2] in _AWAY_CLASSES else Failure.DEFECT


def copy_out(url: str, path: Path) -> None:
    """What pg_dump writes in its custom format: one moment of the database, while others read and write. Raises CopyFailed."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    _run("pg_restore", None, "--list", str(path))


def copy_in(path: Path, url: str) -> None:
    """Into an empty database, all or nothing. Raises CopyFailed."""
    _refuse_unless_empty(url)
    whole = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run("pg_restore", url, *whole, str(path))


def _refuse_unless_empty(url: str) -> None:
    engine = make_engine(url, may_create=False)
    try:
        if inspect(engine).get_table_names():
            raise CopyFailed("there are tables in the database; restore into an empty one, and keep that one")
    except DBAPIError as error:
        raise CopyFailed(f"the database cannot be opened ({type(error.orig).__name__})") from None
    finally:
        engine.dispose()


def _run(program: str, url: str | None, *words: str) -> None:
    """The password goes through the environment: a command's words can be read by everybody on the machine."""
    place, secrets = _place(make_url(url)) if url else ((), {})
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, with words of ours
        [_find(program), *place, *words],
        env=os.environ | secrets,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CopyFailed(f"{program}: {(done.stderr.strip() or 'failed').splitlines()[0]}")


def _place(url: URL) -> tuple[tuple[str, ...], dict[str, str]]:
    named: dict[str, Any] = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "dbname": url.database,
        **url.query,
    }
    said = make_conninfo("", **{name: value for name, value in named.items() if value is not None})
    return ("--no-password", f"--dbname={said}"), {"PGPASSWORD": str(url.password)} if url.password else {}


def _find(program: str) -> str:
    """The newest there is: an older pg_dump refuses a newer server. Raises CopyFailed."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    found = str(kept[-1]) if kept else shutil.which(program)
    if found is None:
        raise CopyFailed(f"{program} is not installed here: apt-get install postgresql-client")
    return found
