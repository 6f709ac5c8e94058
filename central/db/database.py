"""THE CENTRE: the one way to its tables: a transaction that reads, or a transaction that writes."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

from central.db.sqlite import WRITES, make_sqlite_engine


class DatabaseUnusable(Exception):
    """The database cannot be used as it is. The message says what to do and holds no password."""


class Database:
    """Sessions on one engine. Rows stay readable after their transaction has ended."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**{WRITES: True})

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view. Nothing is written."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed and on the disk when the block ends, undone when it raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def connect(url: str) -> Database:
    """A database by its URL. Raises DatabaseUnusable for a URL that names no database we can speak to."""
    try:
        if make_url(url).get_backend_name() == "sqlite":
            return Database(make_sqlite_engine(url))
        return Database(create_engine(url, pool_pre_ping=True, hide_parameters=True))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as cause:
        raise DatabaseUnusable("the database URL names no database that this installation can speak to") from cause
