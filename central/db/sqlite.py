"""THE CENTRE: everything that is only true of SQLite lives here."""

from collections.abc import Callable
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event

BUSY_MILLISECONDS = 10_000
FIRST_SOUND_VERSION = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can lose committed writes when two connections checkpoint one WAL (the WAL-reset bug)."""

WRITES = "centre_writes"
"""Execution option: this transaction will write, so it takes the write lock at its beginning and cannot fail half-way."""


class UnsoundSqlite(Exception):
    """The SQLite library at hand carries the WAL-reset bug."""


def make_sqlite_engine(url: str) -> Engine:
    """An engine on the SQLite that comes with sqlcipher3, used without a key: Debian's own carries the WAL-reset bug.

    Raises UnsoundSqlite.
    """
    if sqlcipher3.dbapi2.sqlite_version_info < FIRST_SOUND_VERSION:
        raise UnsoundSqlite(sqlcipher3.dbapi2.sqlite_version)
    engine = create_engine(
        url,
        module=sqlcipher3.dbapi2,
        connect_args={"check_same_thread": False},
        pool_size=8,
        max_overflow=40,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # We say BEGIN ourselves: the driver would begin late and let a reader turn writer in mid-transaction.
    connection.isolation_level = None
    say: Callable[[str], Any] = connection.execute
    say("PRAGMA journal_mode = WAL")
    say("PRAGMA synchronous = FULL")
    say("PRAGMA foreign_keys = ON")
    say(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
