"""The centre's tables grow from nothing, and from every step there was, to what the program declares; all the way or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from central_world import START
from sqlalchemy import event, inspect, text

import central.tables
from central.db.base import Base
from central.db.database import Database, DatabaseUnusable, connect
from central.db.migrate import FOLDER, alembic_config, migrate
from central.db.version import HEAD, check_version, epoch, found_revision
from central.settings import Settings
from kiosk.command_line import main


@pytest.fixture
def empty(empty_home: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    database = _connect(empty_home)
    yield database
    database.close()


def test_steps_make_what_the_tables_declare(empty: Database) -> None:
    assert migrate(empty) is None

    with empty.engine.connect() as connection:
        seen = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(seen, Base.metadata) == []


def test_the_last_step_is_the_head() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


@pytest.mark.parametrize(("version", "step"), [(1, "0001"), (2, "0002"), (3, "0003")])
def test_centre_from_before_there_were_steps_goes_on(empty: Database, version: int, step: str) -> None:
    _make_as_of_old(empty, version, step)

    before = migrate(empty)

    assert before == step
    assert epoch(empty) == "the-old-epoch"
    assert found_revision(empty) == HEAD
    with empty.reading() as session:
        assert session.execute(text("SELECT last FROM counters WHERE name = 'appeal:20261123'")).scalar_one() == 7


@pytest.mark.parametrize(
    ("version", "step", "every"),
    [(3, "0003", 29), pytest.param(1, "0001", 1, marks=pytest.mark.soak, id="from the first, each statement")],
)
def test_migration_that_breaks_off_at_any_statement_leaves_everything_as_it_was(
    empty: Database, version: int, step: str, every: int
) -> None:
    _make_as_of_old(empty, version, step)
    before = _tables(empty)
    broken_off = 0

    while True:
        with _breaking_off_after(empty, broken_off):
            try:
                migrate(empty)
            except _PulledOut:
                assert _tables(empty) == before
                broken_off += every
                continue
        break

    assert broken_off >= 5 * every
    assert epoch(empty) == "the-old-epoch"


def test_tables_of_no_version_are_left_alone_and_told_in_words(
    empty_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As a program from between two versions left them: its number says less than its tables."""
    database = _connect(empty_home)
    _make_as_of_old(database, 1, "0001")
    with database.writing() as session:
        session.execute(text("CREATE TABLE credit_feeds (id VARCHAR NOT NULL)"))
    before = _tables(database)

    status = main(["central", "migrate", "--home", str(empty_home)])

    said = capfd.readouterr().err
    assert (status, _tables(database)) == (1, before)
    assert "the tables are not those of step 0001" in said
    assert "guanjia central restore" in said
    assert "Traceback" not in said
    database.close()


def test_two_that_migrate_at_once_both_come_through(empty: Database) -> None:
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda _: migrate(empty), range(2)))

    assert sorted(found, key=str) == [HEAD, None]


@pytest.mark.parametrize(
    ("step", "words"), [("9999", "install the newer program"), ("0003", "guanjia central migrate")]
)
def test_database_at_another_step_is_refused_with_what_to_do(empty: Database, step: str, words: str) -> None:
    migrate(empty)
    with empty.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})

    with pytest.raises(DatabaseUnusable, match=words):
        check_version(empty)


def test_empty_database_is_no_centre(empty: Database) -> None:
    with pytest.raises(DatabaseUnusable, match="guanjia central seed"):
        check_version(empty)


def test_migrate_says_from_where_to_where(empty_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first = main(["central", "migrate", "--home", str(empty_home)])
    second = main(["central", "migrate", "--home", str(empty_home)])

    assert (first, second) == (0, 0)
    assert capfd.readouterr().err.splitlines() == [
        f"made the tables, step {HEAD}",
        f"step {HEAD} already; nothing to do",
    ]


def test_postgresql_that_cannot_hold_chinese_is_refused(cluster: Any, tmp_path: Path) -> None:
    name = cluster.create("template0", encoding="SQL_ASCII")
    database = connect(cluster.url(name))

    with pytest.raises(DatabaseUnusable, match="createdb --encoding=UTF8"):
        central.tables.make_tables(database, lambda: START)

    database.close()
    cluster.drop(name)


class _PulledOut(Exception):
    pass


@contextmanager
def _breaking_off_after(database: Database, statements: int) -> Iterator[None]:
    """The program ends before the next statement that changes anything."""
    left = statements

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal left
        if statement.lstrip().split()[0] not in ("CREATE", "INSERT", "UPDATE", "DROP", "ALTER"):
            return
        if left == 0:
            raise _PulledOut
        left -= 1

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", count)


def _make_as_of_old(database: Database, version: int, step: str) -> None:
    """The tables as a program from before the steps made them, with something in them."""
    with database.changing_tables() as connection:
        command.upgrade(alembic_config(connection), step)
        connection.execute(text("DROP TABLE alembic_version"))
        row = "INSERT INTO schema_version VALUES (:version, 'the-old-epoch', '2026-11-23 02:00:00')"
        connection.execute(text(row), {"version": version})
        connection.execute(text("INSERT INTO counters VALUES ('appeal:20261123', 7)"))


def _tables(database: Database) -> dict[str, list[str]]:
    found = inspect(database.engine).get_multi_columns()
    return {str(name): [column["name"] for column in columns] for (_, name), columns in sorted(found.items())}


def _connect(home: Path) -> Database:
    home.mkdir(exist_ok=True)
    return connect(Settings(home=home).database, may_create=True)
