"""When the database is out of reach or too busy, terminals hear "later" and nothing of what is behind it; when it is back, so are we."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from central_world import START, Answered, World, running
from postgres_cluster import Cluster
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from app.contract.jobs import BatchItem, ItemStatus, JobKind, VisitCounted
from central.db import postgresql, sqlite
from central.db.database import Database, DatabaseAway, connect
from central.inbox import InboxItem
from central.settings import Settings
from central.visits import VisitFigure
from kiosk.command_line import main


def test_while_the_database_is_away_terminals_are_asked_to_come_again(
    world: World, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    item = _visit(world)

    with _away(world, request):
        answers = [
            world.terminal.offer(item),
            world.terminal.get("/v1/credit/catalogue"),
            world.show_licence("some-code"),
        ]

    assert {_short(answered) for answered in answers} == {(503, "database-away", "5")}
    assert "Traceback" not in caplog.text
    assert world.terminal.deliver(item)[0].status is ItemStatus.APPLIED


def test_greeting_is_answered_while_the_database_is_away(world: World, request: pytest.FixtureRequest) -> None:
    with _away(world, request):
        answer = requests.get(f"{world.url}/v1/greeting", timeout=10)

    assert answer.status_code == 200


def test_database_that_goes_in_the_middle_of_a_batch_holds_nothing_against_the_items(
    world: World, request: pytest.FixtureRequest
) -> None:
    """Not `retry`, which the terminal would count against them."""
    items = [_visit(world) for _ in range(5)]
    world.terminal.deliver(items[0])

    with _away(world, request):
        answered = world.terminal.offer(*items)

    results = world.terminal.deliver(*items)
    assert answered.status == 503
    assert [result.status for result in results] == [ItemStatus.DUPLICATE] + [ItemStatus.APPLIED] * 4
    assert world.count(VisitFigure) == 5


def test_connections_broken_by_a_restart_cost_no_effect_and_make_none_twice(
    world: World, request: pytest.FixtureRequest
) -> None:
    items = [_visit(world) for _ in range(30)]
    cluster, name = _postgresql_of(world, request)

    with ThreadPoolExecutor(3) as roads:
        sent = [roads.submit(_insist, world, item) for item in items]
        for _ in range(6):
            cluster.put_everybody_out(name)
        statuses = [one.result() for one in sent]

    assert set(statuses) <= {ItemStatus.APPLIED, ItemStatus.DUPLICATE}
    assert world.count(VisitFigure) == world.count(InboxItem) == 30


def test_row_that_another_holds_too_long_is_answered_with_later(
    central_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql.LIMITS, "lock_timeout", "200ms")
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 200)
    with running(central_home) as world:
        first, second = (_visit(world, "visit:1", seq) for seq in (1, 2))
        world.terminal.deliver(first)

        with world.centre.database.writing() as session:
            session.execute(text("UPDATE aggregates SET last_seq = last_seq"))
            answered = world.terminal.offer(second)

        assert _short(answered) == (503, "database-away", "5")
        assert world.terminal.deliver(second)[0].status is ItemStatus.APPLIED


def test_statement_that_takes_too_long_is_broken_off(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgresql.LIMITS, "statement_timeout", "100ms")
    database = connect(cluster.url("postgres"))

    with pytest.raises(DatabaseAway, match="QueryCanceled"), database.reading() as session:
        session.execute(text("SELECT pg_sleep(20)"))

    database.close()


def test_transaction_of_a_hung_thread_is_not_kept_open_for_ever(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql.LIMITS, "idle_in_transaction_session_timeout", "50ms")
    database = connect(cluster.url("postgres"))
    watching = connect(cluster.url("postgres"))

    def hang() -> None:
        with database.writing() as session:
            mine = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            while _is_connected(watching, mine):
                pass
            session.execute(text("SELECT 1"))

    with pytest.raises(DatabaseAway):
        hang()

    watching.close()
    database.close()


def test_when_every_connection_is_in_use_the_next_one_waits_its_time_and_no_longer(
    central_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (postgresql, sqlite):
        monkeypatch.setattr(room, "POOL_SIZE", 1)
        monkeypatch.setattr(room, "POOL_OVERFLOW", 0)
        monkeypatch.setattr(room, "POOL_SECONDS", 0.2)
    database = connect(Settings(home=central_home).database)

    with database.reading() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(DatabaseAway, match="every connection is in use"), database.reading() as another:
            another.execute(text("SELECT 1"))

    database.close()


def test_two_that_lock_each_other_out_both_come_through(world: World, request: pytest.FixtureRequest) -> None:
    """PostgreSQL ends one of the two; it begins again, and finds what the other has left."""
    _postgresql_of(world, request)
    database = world.centre.database
    for key in ("a", "b"):
        with database.writing() as session:
            session.execute(text("INSERT INTO counters VALUES (:key, 0)"), {"key": key})
    tries: list[int] = []
    met = threading.Barrier(2)

    def count_both(first: str, second: str) -> None:
        def work(session: Session) -> None:
            tries.append(1)
            for key in (first, second):
                session.execute(text("UPDATE counters SET last = last + 1 WHERE name = :key"), {"key": key})
                if len(tries) <= 2 and key == first:
                    met.wait(60)

        database.write(work)

    with ThreadPoolExecutor(2) as both:
        list(both.map(count_both, "ab", "ba"))

    with database.reading() as session:
        last = session.execute(text("SELECT last FROM counters WHERE name IN ('a', 'b')")).scalars().all()
    assert last == [2, 2]
    assert len(tries) >= 3


def test_command_says_in_words_that_the_database_is_away(
    central_home: Path, request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(central_home) as world, _away(world, request):
        status = main(["central", "status", "--home", str(central_home)])

    said = capfd.readouterr().err
    assert status == 1
    assert "cannot be opened" in said
    assert "Traceback" not in said


def test_reading_transaction_can_write_nothing_on_postgresql(cluster: Cluster) -> None:
    database = connect(cluster.url("postgres"))

    with pytest.raises(DatabaseAway, match="ReadOnlySqlTransaction"), database.reading() as session:
        session.execute(text("CREATE TABLE nothing (n integer)"))

    database.close()


@contextmanager
def _away(world: World, request: pytest.FixtureRequest) -> Iterator[None]:
    """The file is gone, as with its disk; or the server lets nobody in and has put everybody out."""
    url = make_url(world.centre.settings.database)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        world.centre.database.close()
        path.rename(path.with_suffix(".away"))
        yield
        path.with_suffix(".away").rename(path)
        return
    cluster, name = _postgresql_of(world, request)
    cluster.close_the_door(name, closed=True)
    cluster.put_everybody_out(name)
    yield
    cluster.close_the_door(name, closed=False)


def _postgresql_of(world: World, request: pytest.FixtureRequest) -> tuple[Cluster, str]:
    url = make_url(world.centre.settings.database)
    if url.get_backend_name() != "postgresql":
        pytest.skip("SQLite has no server that could put anybody out, and one writer at a time")
    return request.getfixturevalue("cluster"), url.database or ""


def _is_connected(database: Database, pid: int) -> bool:
    with database.reading() as session:
        found = session.execute(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": pid})
        return bool(found.scalar_one())


def _insist(world: World, item: BatchItem) -> ItemStatus:
    """As a terminal does: what was not answered is offered again."""
    for _ in range(50):
        answered = world.terminal.offer(item)
        if answered.status == 200:
            return world.terminal.deliver(item)[0].status
        assert answered.code == "database-away"
    raise AssertionError("never taken")


def _visit(world: World, aggregate: str = "", seq: int = 1) -> BatchItem:
    at = START + timedelta(minutes=1)
    figure = VisitCounted(visit="v", service="S901", mode="self", language="zh", ended="done", seconds=9.5, at=at)
    return world.terminal.item(JobKind.VISIT_COUNTED, figure, aggregate=aggregate or secrets.token_hex(8), seq=seq)


def _short(answered: Answered) -> tuple[int, str, str]:
    return answered.status, answered.code, answered.retry_after
