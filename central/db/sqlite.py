"""THE CENTRE: everything that is only true of SQLite lives here."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Never

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from central.db.failures import CopyFailed, Failure
from central.db.turns import Turns
from central.db.whole_files import sync

BUSY_MILLISECONDS = 10_000
POOL_SIZE, POOL_OVERFLOW, POOL_SECONDS = 8, 40, 10
FIRST_SOUND_VERSION = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can lose committed writes when two connections checkpoint one WAL (the WAL-reset bug)."""

WRITES = "centre_writes"
"""Execution option: this transaction will write, so it takes the write lock at its beginning and cannot fail half-way."""

_BUSY = frozenset({5, 6})
_AWAY = frozenset({8, 10, 13, 14})
"""SQLITE_READONLY, _IOERR, _FULL, _CANTOPEN: the disk, or the way to it; neither what was asked nor the program."""


class UnsoundSqlite(Exception):
    """The SQLite library at hand carries the WAL-reset bug."""


def make_engine(url: str, *, may_create: bool) -> Engine:
    """An engine on the SQLite that comes with sqlcipher3, used without a key: Debian's own carries the WAL-reset bug.

    Where it may not create, a file that has gone away is an error and not an empty centre. Raises UnsoundSqlite.
    """
    if sqlcipher3.dbapi2.sqlite_version_info < FIRST_SOUND_VERSION:
        raise UnsoundSqlite(sqlcipher3.dbapi2.sqlite_version)
    engine = create_engine(
        url,
        module=sqlcipher3.dbapi2,
        connect_args={"check_same_thread": False},
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
    )
    if not may_create:
        event.listen(engine, "do_connect", _only_what_is_there)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """As it is: under WAL the first look of a transaction fixes what it sees."""
    return engine


def writing(engine: Engine) -> Engine:
    return engine.execution_options(**{WRITES: True})


def turns() -> Turns:
    """One writer at a time, in the order they came. Other processes on the file (the command line) are waited for as SQLite does it."""
    return Turns(BUSY_MILLISECONDS / 1_000)


def hold_back_others(_session: Session) -> None:
    """Nothing to do: whoever writes is alone."""


def before_changing_tables(connection: Connection) -> None:
    """A table that is built anew must not take its children's rows along; inside a transaction it would be too late to say so."""
    connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")


def begin_changing_tables(_connection: Connection) -> None:
    """Nothing to do: whoever writes is alone, and nothing here runs out of time."""


def end_changing_tables(connection: Connection) -> None:
    """Raises LookupError where rows have lost what they point at."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise LookupError(f"rows of {broken[0]} point at what is no longer there")


def failure_of(error: DBAPIError) -> Failure:
    """Extended result codes carry the primary one in their lowest byte."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    return Failure.AWAY if primary in _AWAY | _BUSY else Failure.DEFECT


def _only_what_is_there(_dialect: Any, _record: Any, arguments: list[Any], _options: dict[str, Any]) -> None:
    path = arguments[0]
    if path != ":memory:" and not os.path.exists(path):
        _cannot_open()


def _cannot_open() -> Never:
    gone = sqlcipher3.dbapi2.OperationalError("unable to open database file")
    gone.sqlite_errorcode = 14
    raise gone


def _prepare(connection: Any, _record: Any) -> None:
    # We say BEGIN ourselves: the driver would begin late and let a reader turn writer in mid-transaction.
    connection.isolation_level = None
    say: Callable[[str], Any] = connection.execute
    say(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    say("PRAGMA journal_mode = WAL")
    say("PRAGMA synchronous = FULL")
    say("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def copy_out(url: str, path: Path) -> None:
    """A whole and consistent copy while others read and write (SQLite's online backup, all pages in one step), looked at once.

    Raises CopyFailed.
    """
    try:
        with (
            closing(sqlcipher3.dbapi2.connect(_file_of(url))) as ours,
            closing(sqlcipher3.dbapi2.connect(path)) as copy,
        ):
            ours.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlcipher3.dbapi2.Error as error:
        raise CopyFailed(str(error)) from None
    if found != "ok":
        raise CopyFailed("the copy is damaged; so may be the database: run PRAGMA integrity_check on it")


def copy_in(path: Path, url: str) -> None:
    """Put a copy where no database is. Raises CopyFailed, OSError."""
    ours = Path(_file_of(url))
    for there in (ours, ours.with_name(ours.name + "-wal"), ours.with_name(ours.name + "-shm")):
        if there.exists():
            raise CopyFailed(f"{there} is there; move it away first, and keep it")
    new = ours.with_name(f".{ours.name}.new")
    shutil.copyfile(path, new)
    sync(new)
    new.replace(ours)
    sync(ours.parent)


def _file_of(url: str) -> str:
    return make_url(url).database or ""
