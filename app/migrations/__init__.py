"""How the terminal's store grows: numbered steps, all in one transaction together with the number itself (`user_version`).

Not Alembic, though the centre may use it: here one file has one writer, and SQLite takes table changes and `user_version` back
together when the power goes, so that a half-grown store cannot exist; there is no second table to disagree with, no
environment to load, and the terminal starts a tenth of a second sooner. A step is never edited once released; a test compares
what the steps build with what `app.outbox.tables` believes.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.errors import StoreTooNew
from app.migrations import v0001_outbox, v0002_keeping, v0003_counted

STEPS: Sequence[Sequence[str]] = (
    v0001_outbox.STATEMENTS,
    v0002_keeping.STATEMENTS,
    v0003_counted.STATEMENTS,
)
"""Step n brings a store from version n-1 to n."""


def version_of(connection: Connection) -> int:
    """The number of steps this store has taken. Raises StoreTooNew when they are more than we know."""
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if version > len(STEPS):
        raise StoreTooNew(
            f"the store is of version {version}, this program knows {len(STEPS)}: install the newer program"
        )
    return version


def grow(connection: Connection) -> None:
    """Take every step still missing. The caller's transaction (BEGIN IMMEDIATE) makes it all or nothing."""
    for number, statements in enumerate(STEPS[version_of(connection) :], start=version_of(connection) + 1):
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {number:d}")
