"""What is written down, held or taken once is so, also while somebody else forgets it at the same moment."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, Event

import pytest
from central_world import START, World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.contract.orders import NewKey, prove_new_key
from app.contract.signing import SignedBy
from central import nonces
from central.db.database import Database
from central.nonces import NonceHorizon, take_nonce
from central.terminal_keys import ComingKey, put_in_use, register_key
from central.terminals import Nonce, Terminal
from central.work.tables import TimedRun
from central.work.timed import _begin

ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""SQLite's writers never meet."""
ROUNDS = 30


@ONCE
def test_request_whose_nonce_is_being_forgotten_is_not_taken_again(world: World) -> None:
    """The clock has jumped: while a captured request comes again, another one forgets what was seen so long ago."""
    database, signed = world.centre.database, SignedBy("T0003", "n" * 24, START)
    assert database.write(lambda session: take_nonce(session, signed, START))
    later, forgotten, go_on = START + timedelta(minutes=20), Event(), Event()

    def forgets(session: Session) -> None:
        nonces._forget(session, later - timedelta(minutes=10))
        forgotten.set()
        assert go_on.wait(60)

    with ThreadPoolExecutor(2) as pool:
        forgetting = pool.submit(database.write, forgets)
        assert forgotten.wait(60)
        again: Future[bool] = pool.submit(database.write, lambda session: take_nonce(session, signed, START))
        _wait_until_somebody_waits(database)
        go_on.set()
        forgetting.result(60)

        assert again.result(60) is False


@ONCE
def test_horizon_never_goes_back(world: World) -> None:
    database, ahead = world.centre.database, START + timedelta(hours=1)

    with database.writing() as session:
        session.get(NonceHorizon, 1)
        database.write(lambda other: nonces._forget(other, ahead))
        nonces._forget(session, START)

    with database.reading() as session:
        assert session.get_one(NonceHorizon, 1).forgotten_until == ahead


@ONCE
def test_many_requests_that_forget_at_once_are_all_taken(world: World) -> None:
    database, old = world.centre.database, START - timedelta(hours=1)

    def takes(number: int) -> bool:
        now = START + timedelta(minutes=number)
        return database.write(lambda session: take_nonce(session, SignedBy("T0003", secrets.token_hex(12), now), now))

    with database.writing() as session:
        session.add_all(Nonce(terminal_id="T0003", nonce=f"old-{number}", seen_at=old) for number in range(200))
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(takes, range(ROUNDS)))

    assert taken == [True] * ROUNDS
    with database.reading() as session:
        assert session.scalars(select(Nonce.nonce).where(Nonce.nonce.like("old-%"))).all() == []


@ONCE
def test_key_is_registered_while_the_one_before_it_comes_into_use(world: World) -> None:
    database, old = world.centre.database, Ed25519PrivateKey.generate()
    with database.writing() as session:
        session.get_one(Terminal, "T0003").public_key = old.public_key().public_bytes_raw()

    def registers() -> None:
        key = Ed25519PrivateKey.generate()
        proof = prove_new_key(key, old.public_key(), "T0003")
        new = NewKey.model_construct(public_key=key.public_key().public_bytes_raw(), proof=proof)
        database.write(lambda session: register_key(session, "T0003", new, START))

    def is_used() -> None:
        database.write(lambda session: put_in_use(session, "T0003"))

    def goes_back() -> None:
        """So that the next round can be proven again."""
        with database.writing() as session:
            session.get_one(Terminal, "T0003").public_key = old.public_key().public_bytes_raw()

    for _ in range(ROUNDS):
        _race(registers, is_used, swallow="key-unproven")
        goes_back()

    with database.reading() as session:
        assert len(session.scalars(select(ComingKey)).all()) <= 1


@ONCE
def test_moment_that_failed_begins_anew_while_old_ones_are_forgotten(world: World) -> None:
    database = world.centre.database

    def forgets() -> None:
        with database.writing() as session:
            session.execute(delete(TimedRun).where(TimedRun.ended_at < START + timedelta(days=1)))

    def begins_anew(planned: datetime, begins: list[bool]) -> None:
        begins.append(database.write(lambda session: _begin(session, "night", planned, START)))

    for number in range(ROUNDS):
        planned = START + timedelta(seconds=number)
        with database.writing() as session:
            session.add(TimedRun(name="night", planned_at=planned, began_at=START, ended_at=START, outcome="failed"))
        begins: list[bool] = []
        _race(partial(begins_anew, planned, begins), forgets)

        assert begins == [True]
        with database.reading() as session:
            assert session.get_one(TimedRun, ("night", planned)).ended_at is None


def _race(*deeds: Callable[[], None], swallow: str = "") -> None:
    """All at one moment, and every one of them comes to its end."""
    start = Barrier(len(deeds))

    def runs(deed: Callable[[], None]) -> None:
        start.wait(60)
        try:
            deed()
        except Exception as refused:
            if not swallow or swallow not in repr(getattr(refused, "refusal", "")):
                raise

    with ThreadPoolExecutor(len(deeds)) as pool:
        for ended in [pool.submit(runs, deed) for deed in deeds]:
            ended.result(60)


def _wait_until_somebody_waits(database: Database) -> None:
    """For a lock, as the database itself tells."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(100_000):
        with database.reading() as session:
            if session.scalar(waiting):
                return
    raise AssertionError("nobody waits")
