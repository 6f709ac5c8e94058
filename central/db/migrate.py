"""THE CENTRE: bringing its tables from whatever they are, or from nothing, to what this program declares: all the way or not at all."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from central.db.database import Database, DatabaseUnusable, failure_of
from central.db.failures import Failure
from central.db.version import HEAD, VERSION_TABLE, revision_of

FOLDER = Path(__file__).parent / "migrations"

BEFORE_ALEMBIC = {1: "0001", 2: "0002", 3: "0003"}
"""What the table `schema_version` said, and which step that is."""

logging.getLogger("alembic").setLevel(logging.WARNING)


def migrate(database: Database) -> str | None:
    """Take every step that is missing; where the tables stood before, None for an empty database.

    Raises DatabaseUnusable, DatabaseAway.
    """
    with database.changing_tables() as connection:
        _adopt(connection)
        before = revision_of(connection)
        if before is not None and before > HEAD:
            raise DatabaseUnusable(
                f"the database has step {before}, this program knows {HEAD}: install the newer program"
            )
        _upgrade(connection, before)
    return before


def _upgrade(connection: Connection, before: str | None) -> None:
    """A step that meets other tables than the one before it leaves ends all of them. Raises DatabaseUnusable, or what only means that
    the database is out of reach."""
    try:
        command.upgrade(alembic_config(connection), HEAD)
    except (OperationalError, ProgrammingError) as wrong:
        if failure_of(connection, wrong) is not Failure.DEFECT:
            raise
        raise DatabaseUnusable(
            f"the tables are not those of step {before or 'none'}: a program from between two versions made them, or somebody changed "
            "them. Nothing was changed now. Put a backup back (`guanjia central restore`); a demonstration begins anew when its folder is "
            "moved away"
        ) from wrong


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _adopt(connection: Connection) -> None:
    """Tables from before there were steps stand where their version says."""
    there = set(inspect(connection).get_table_names())
    if VERSION_TABLE in there or "schema_version" not in there:
        return
    version = connection.execute(text("SELECT version FROM schema_version")).scalar_one()
    if version not in BEFORE_ALEMBIC:
        raise DatabaseUnusable(f"the database has schema {version}, which no program of ours has made")
    command.stamp(alembic_config(connection), BEFORE_ALEMBIC[version])
