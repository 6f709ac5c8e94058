"""THE CENTRE: every table there is. Importing this room makes the picture whole, so that all are created together."""

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

import central.db.counters
import central.db.parameters
import central.enterprises
import central.inbox
import central.licences.tables
import central.terminals
import central.visits
import central.zones.appeals.tables
import central.zones.credit.tables  # noqa: F401 - imported for the tables they declare
from central.clock import Clock
from central.db.base import Base
from central.db.database import Database, DatabaseUnusable
from central.db.version import SCHEMA_VERSION, SchemaVersion, check_version, new_epoch


def make_tables(database: Database, clock: Clock) -> None:
    """Create the tables in an empty database; check the version of one that is not. Raises DatabaseUnusable."""
    try:
        empty = not inspect(database.engine).get_table_names()
    except DBAPIError as cause:
        raise DatabaseUnusable(f"the database cannot be opened ({type(cause.orig).__name__})") from cause
    if empty:
        with database.writing() as session:
            Base.metadata.create_all(session.connection())
            session.add(SchemaVersion(version=SCHEMA_VERSION, epoch=new_epoch(), created_at=clock()))
    check_version(database)
