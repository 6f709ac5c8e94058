"""THE CENTRE: everything that is only true of PostgreSQL lives here."""

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from central.db.failures import DatabaseUnusable, Failure

POOL_SIZE = 10
POOL_OVERFLOW = 30
"""Together as many connections as the server has threads for requests: nobody waits for a connection while one is idle."""
POOL_SECONDS = 5
CONNECT_SECONDS = 5
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
    return create_engine(
        place,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": options, **NAMES, **KEEPALIVE},
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def reading(engine: Engine) -> Engine:
    """One view for the whole transaction, and no writing by mistake."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(engine: Engine) -> Engine:
    """Each statement sees what is committed: who waited for a row's lock sees what the one before has left."""
    return engine.execution_options(isolation_level="READ COMMITTED")


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
