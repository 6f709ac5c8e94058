"""THE CENTRE: which step of the migrations the tables stand at, and which life of the centre this is."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.clock import day_of
from central.db.base import Base
from central.db.counters import leap
from central.db.database import Database, DatabaseAway, DatabaseUnusable

HEAD = "0018"
"""The last step in `central.db.migrations`: what this program declares its tables to be."""

VERSION_TABLE = "alembic_version"


class Epoch(Base):
    """One life of this centre. A new one begins when the database was restored from a backup; terminals then offer again."""

    __tablename__ = "epochs"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(unique=True)
    began_at: Mapped[datetime]


def check_version(database: Database) -> None:
    """Raises DatabaseUnusable unless the tables have the shape this program declares."""
    found = found_revision(database)
    if found is None:
        raise DatabaseUnusable("the database holds no centre; make one with `guanjia central seed`")
    if found > HEAD:
        raise DatabaseUnusable(f"the database has step {found}, this program knows {HEAD}: install the newer program")
    if found < HEAD:
        raise DatabaseUnusable(
            f"the database has step {found}, this program needs {HEAD}: back it up, then `guanjia central migrate`"
        )


def found_revision(database: Database) -> str | None:
    """None where there is no centre; `0000` for one from before there were steps. Raises DatabaseUnusable."""
    try:
        with database.reading() as session:
            return revision_of(session.connection())
    except (DBAPIError, DatabaseAway) as cause:
        raise DatabaseUnusable(f"the database cannot be opened ({_kind(cause)})") from cause


def revision_of(connection: Connection) -> str | None:
    there = inspect(connection)
    if there.has_table(VERSION_TABLE):
        found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608 - a name of ours
        return found
    return "0000" if there.has_table("schema_version") else None


def epoch(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Epoch).order_by(Epoch.number.desc()).limit(1)).one().epoch


def begin_first_epoch(session: Session, now: datetime) -> None:
    """Nothing where a life has begun already."""
    if not session.scalar(select(func.count()).select_from(Epoch)):
        session.add(Epoch(number=1, epoch=new_epoch(), began_at=now))


def renew_epoch(session: Session, backed_up: datetime, now: datetime) -> str:
    """After a restore from a backup made at `backed_up`: tells every terminal to offer again what the backup may have missed, and
    leaves out the numbers that were given out meanwhile."""
    last = session.scalars(select(Epoch).order_by(Epoch.number.desc()).limit(1).with_for_update()).one()
    begun = Epoch(number=last.number + 1, epoch=new_epoch(), began_at=now)
    session.add(begun)
    leap(session, day_of(min(backed_up, now)), day_of(max(backed_up, now)))
    return begun.epoch


def was_restored(session: Session) -> bool:
    """Whether there may be papers and numbers of ours that this database knows nothing of."""
    return (session.scalar(select(func.max(Epoch.number))) or 1) > 1


def new_epoch() -> str:
    return secrets.token_hex(8)


def _kind(cause: DBAPIError | DatabaseAway) -> str:
    return type(cause.orig).__name__ if isinstance(cause, DBAPIError) else str(cause)
