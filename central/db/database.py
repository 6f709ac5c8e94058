"""THE CENTRE: the one way to its tables: a transaction that reads, or a transaction that writes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from random import random
from time import sleep
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.dialects import postgresql as postgresql_words
from sqlalchemy.dialects import sqlite as sqlite_words
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from central.db import postgresql, sqlite
from central.db.base import Base
from central.db.failures import Crossed, DatabaseAway, DatabaseUnusable, Failure
from central.db.turns import TooLongAQueue, Turns

__all__ = [
    "Crossed",
    "Database",
    "DatabaseAway",
    "DatabaseUnusable",
    "connect",
    "failure_of",
    "insert_or_hold",
    "insert_unless_there",
]

MOST_TURNS = 5
STEP_ASIDE_SECONDS = 0.05

Outcome = TypeVar("Outcome")
Row = TypeVar("Row", bound=Base)


class _Room(Protocol):
    """What is only true of one kind of database: `central.db.sqlite`, `central.db.postgresql`."""

    def make_engine(self, url: str, *, may_create: bool) -> Engine: ...
    def reading(self, engine: Engine, /) -> Engine: ...
    def writing(self, engine: Engine, /) -> Engine: ...
    def turns(self) -> Turns | None: ...
    def hold_back_others(self, session: Session, /) -> None: ...
    def before_changing_tables(self, connection: Connection, /) -> None: ...
    def begin_changing_tables(self, connection: Connection, /) -> None: ...
    def end_changing_tables(self, connection: Connection, /) -> None: ...
    def failure_of(self, error: DBAPIError, /) -> Failure: ...
    def copy_out(self, url: str, path: Path, /) -> None: ...
    def copy_in(self, path: Path, url: str, /) -> None: ...


_ROOMS: dict[str, _Room] = {"sqlite": sqlite, "postgresql": postgresql}


class Database:
    """Sessions on one engine. Rows stay readable after their transaction has ended.

    Everything here raises DatabaseAway where the database is out of reach, too busy or out of room.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._url = engine.url.render_as_string(hide_password=False)
        self._room = _ROOMS[engine.dialect.name]
        self._reading: Engine = self._room.reading(engine)
        self._writing: Engine = self._room.writing(engine)
        self._turns = self._room.turns()

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view. Nothing is written."""
        with self._in_our_words(), Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed and on the disk when the block ends, undone when it raises."""
        with (
            self._in_our_words(),
            self._in_turn(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def write(self, work: Callable[[Session], Outcome]) -> Outcome:
        """`work` in one writing transaction; where another one came between (it inserted the same, or the two locked each other
        out), in a new one, in which what the other left is there to be seen."""
        for turn in range(1, MOST_TURNS):
            try:
                with self.writing() as session:
                    return work(session)
            except IntegrityError:
                continue
            except Crossed:
                # At once again, it would be back before the other has woken up, and in its way once more.
                sleep(turn * STEP_ASIDE_SECONDS * random())  # noqa: S311 - no secret
        with self.writing() as session:
            return work(session)

    @contextmanager
    def still(self) -> Iterator[Session]:
        """A writing transaction while which nothing of a terminal's is taken in: what was is there, what comes waits."""
        with self.writing() as session:
            self._room.hold_back_others(session)
            yield session

    @contextmanager
    def changing_tables(self) -> Iterator[Connection]:
        """One transaction for changing tables, and nobody else changes them meanwhile. Raises DatabaseUnusable."""
        with self._in_our_words(), self._in_turn(), self._writing.connect() as connection:
            # It goes back to no pool: SQLite's foreign keys are off on it.
            connection.detach()
            self._room.before_changing_tables(connection)
            with connection.begin():
                self._room.begin_changing_tables(connection)
                yield connection
                self._room.end_changing_tables(connection)

    def copy_out(self, path: Path) -> None:
        """A whole and consistent copy of the database, made while it is in use. Raises CopyFailed, OSError."""
        self._room.copy_out(self._url, path)

    def copy_in(self, path: Path) -> None:
        """Put a copy where no database is yet. Raises CopyFailed, OSError."""
        self._room.copy_in(path, self._url)

    def close(self) -> None:
        self.engine.dispose()

    def _in_turn(self) -> AbstractContextManager[None]:
        return self._turns.taken() if self._turns else nullcontext()

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except NoConnectionFree as busy:
            raise DatabaseAway("every connection is in use") from busy
        except TooLongAQueue as busy:
            raise DatabaseAway("too many are writing") from busy
        except DBAPIError as error:
            failure = self._room.failure_of(error)
            if failure is Failure.DEFECT:
                raise
            # The driver's words stay behind: they may name a place or quote a row.
            raise (Crossed if failure is Failure.CROSSED else DatabaseAway)(type(error.orig).__name__) from None


def failure_of(connection: Connection, error: DBAPIError) -> Failure:
    """What an error on this connection means."""
    return _ROOMS[connection.dialect.name].failure_of(error)


def connect(url: str, *, may_create: bool = False) -> Database:
    """A database by its URL; only who makes a centre may create its file. Raises DatabaseUnusable for a URL that names no database
    we can speak to."""
    try:
        room = _ROOMS[make_url(url).get_backend_name()]
        return Database(room.make_engine(url, may_create=may_create))
    except (ArgumentError, KeyError, NoSuchModuleError, ModuleNotFoundError) as cause:
        raise DatabaseUnusable("the database URL names no database that this installation can speak to") from cause


def insert_unless_there(session: Session, table: type[Base], **values: Any) -> bool:
    """One row, unless one with its key is there or being written: then its writer is awaited. Whether it was inserted."""
    statement = _words_of(session).insert(table).values(**values).on_conflict_do_nothing()
    # What comes back is counted: of an ORM insert psycopg says "-1 rows", whatever happened.
    return session.execute(statement.returning(*table.__table__.primary_key)).first() is not None


def insert_or_hold(session: Session, table: type[Row], **values: Any) -> Row:
    """The row with this key, ours until the transaction is over: as it was found, or inserted with these values.

    To insert unless it is there and to lock it afterwards would be two statements, and between them somebody may delete it.
    """
    key = [column.name for column in table.__table__.primary_key]
    statement = _words_of(session).insert(table).values(**values)
    held = statement.on_conflict_do_update(index_elements=key, set_={name: statement.excluded[name] for name in key})
    row: Row = session.scalars(held.returning(table), execution_options={"populate_existing": True}).one()
    return row


def _words_of(session: Session) -> Any:
    """What to say on a conflict is spelt by each dialect's own words."""
    return postgresql_words if session.get_bind().dialect.name == "postgresql" else sqlite_words
