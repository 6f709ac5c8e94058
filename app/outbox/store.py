"""The encrypted file under the outbox: SQLCipher through SQLAlchemy, one owner, nothing acknowledged before it is on the disk.

`synchronous=FULL` because under WAL with NORMAL a power cut takes back what was committed. Every setting is read back: one that
did not hold is a reason not to start.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from app import migrations
from app.errors import StoreClosed, StoreError, StoreFailed, StoreFull, StoreOwned, StoreUnreadable, UnsafeSqlite
from app.private_files import create_private, is_private

STORE_FILE = "store.db"
KEY_FILE = "store.key"
LOCK_FILE = "store.lock"

SETTINGS = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
)
"""PRAGMA, what we ask, what it must then answer."""

_BUSY_MILLISECONDS = 5_000


class Store:
    """The open store. Several threads may read and write; writes take turns. `close` lets the next owner in."""

    def __init__(self, home: Path) -> None:
        """Open, creating what is missing. Raises a StoreError when it cannot be trusted with a promise."""
        refuse_unsafe_sqlite(sqlcipher.sqlite_version_info)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock_handle = _own(home)
        try:
            self.key = _key_of(home)
            (home / STORE_FILE).touch(mode=0o600)
            self._engine = _engine(home / STORE_FILE, self.key)
            self._writing = self._engine.execution_options(writes=True)
            self._turn = Lock()
            self._closed = False
            with self.write() as connection:
                migrations.grow(connection)
        except BaseException:
            os.close(self._lock_handle)
            raise

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, alone. It is on the disk when the block is left. Raises StoreFull or StoreFailed: then nothing happened."""
        with self._turn, _told_apart():
            if self._closed:
                raise StoreClosed("the store was closed")
            with self._writing.begin() as connection:
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One look, at one moment, never waiting for a writer."""
        if self._closed:
            raise StoreClosed("the store was closed")
        with _told_apart(), self._engine.connect() as connection:
            yield connection

    def empty_the_log(self) -> None:
        """Bring everything out of the write-ahead log and cut it to nothing: no former page stays in it."""
        with self._turn, _told_apart(), self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Finish the transaction under way, then give the file back. May be called twice."""
        with self._turn:
            if not self._closed:
                self._closed = True
                self._engine.dispose()
                os.close(self._lock_handle)


@contextmanager
def looking_at(home: Path) -> Iterator[Connection | None]:
    """Read a store that another process may own, changing nothing. None when there is no store yet."""
    refuse_unsafe_sqlite(sqlcipher.sqlite_version_info)
    if not (home / STORE_FILE).exists():
        yield None
        return
    engine = _engine(home / STORE_FILE, _read_key(home), read_only=True)
    with _told_apart(), engine.connect() as connection:
        yield connection if migrations.version_of(connection) else None


def refuse_unsafe_sqlite(version: tuple[int, ...]) -> None:
    """Raise UnsafeSqlite from 3.7.0 to 3.51.2, whose WAL reset can lose commits of two connections; 3.44.6 and 3.50.7 are mended."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    if not mended:
        words = ".".join(map(str, version))
        raise UnsafeSqlite(f"SQLite {words} can lose what it has committed; install sqlcipher3 0.6.4 or newer")


def _engine(path: Path, key: bytes, *, read_only: bool = False) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, key, read_only=read_only),
        module=sqlcipher,
        poolclass=NullPool if read_only else QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Ours to say, because the driver's own BEGIN comes too late for table changes and takes the write lock too late."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _connect(path: Path, key: bytes, *, read_only: bool) -> Any:
    mode = "ro" if read_only else "rw"
    connection = sqlcipher.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS:d}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not read_only:
            _settle_in(connection)
    except sqlcipher.DatabaseError as wrong:
        connection.close()
        if "not a database" in str(wrong):
            raise StoreUnreadable(f"{path} does not open with {KEY_FILE}, or is damaged") from None
        raise
    except StoreError:
        connection.close()
        raise
    return connection


def _settle_in(connection: Any) -> None:
    for name, wish, answer in SETTINGS:
        connection.execute(f"PRAGMA {name} = {wish}")
        held = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if held != answer:
            raise StoreFailed(f"PRAGMA {name} is {held}, must be {answer}: nothing is promised on such a store")


def _own(home: Path) -> int:
    """Hold `store.lock` as long as this process lives; the system lets go of it, whatever becomes of us."""
    handle = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(handle)
        raise StoreOwned(f"{home} is in use by process {owner}: one terminal, one program") from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def _key_of(home: Path) -> bytes:
    """The store's key, made with the store and never after it: a new key would only hide that the old one is lost."""
    if not (home / KEY_FILE).exists() and not _has_content(home / STORE_FILE):
        create_private(home / KEY_FILE, secrets.token_hex(32).encode() + b"\n")
    return _read_key(home)


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _read_key(home: Path) -> bytes:
    path = home / KEY_FILE
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        raise StoreUnreadable(f"{path} is missing: what is in {STORE_FILE} cannot be read without it") from None
    except ValueError:
        raise StoreUnreadable(f"{path}: expected 64 hexadecimal digits") from None
    if len(key) != 32:
        raise StoreUnreadable(f"{path}: expected 64 hexadecimal digits")
    if not is_private(path):
        raise StoreUnreadable(f"{path}: others may read this key; set its mode to 0600")
    return key


@contextmanager
def _told_apart() -> Iterator[None]:
    """The driver's errors as facts of ours; a broken constraint or a wrong statement stays what it is, a defect."""
    try:
        yield
    except DBAPIError as wrong:
        if isinstance(wrong.orig, sqlcipher.IntegrityError | sqlcipher.ProgrammingError):
            raise
        name = getattr(wrong.orig, "sqlite_errorname", "SQLITE_ERROR")
        if name == "SQLITE_FULL":
            raise StoreFull("the disk is full; nothing was written") from None
        raise StoreFailed(f"the store could not be used ({name}); nothing was written") from None
