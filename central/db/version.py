"""THE CENTRE: which shape the tables have, and a clear refusal of any other."""

import secrets
from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base
from central.db.database import Database, DatabaseUnusable

SCHEMA_VERSION = 1


class SchemaVersion(Base):
    """One row: the shape of the tables, and this database's epoch (renewed after a restore from a backup)."""

    __tablename__ = "schema_version"

    version: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str]
    created_at: Mapped[datetime]


def check_version(database: Database) -> None:
    """Raises DatabaseUnusable unless the tables have the shape this program knows."""
    try:
        found = _version(database)
    except DBAPIError as cause:
        raise DatabaseUnusable(f"the database cannot be opened ({type(cause.orig).__name__})") from cause
    if found is None:
        raise DatabaseUnusable("the database holds no centre; make one with `guanjia central seed`")
    if found > SCHEMA_VERSION:
        raise DatabaseUnusable(
            f"the database has schema {found}, this program knows {SCHEMA_VERSION}: install the newer program"
        )
    if found < SCHEMA_VERSION:
        raise DatabaseUnusable(
            f"the database has schema {found}, this program needs {SCHEMA_VERSION}: migrate it before it is served"
        )


def epoch(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(SchemaVersion)).one().epoch


def renew_epoch(database: Database) -> str:
    """After a restore from a backup: tells every terminal to offer again what the backup may have missed."""
    with database.writing() as session:
        row = session.scalars(select(SchemaVersion)).one()
        row.epoch = new_epoch()
        return row.epoch


def new_epoch() -> str:
    return secrets.token_hex(8)


def _version(database: Database) -> int | None:
    if not inspect(database.engine).has_table(SchemaVersion.__tablename__):
        return None
    with database.reading() as session:
        return session.scalars(select(SchemaVersion.version)).one_or_none()
