"""THE CENTRE: every table there is. Importing this room makes the picture whole, so that all are created together."""

import central.actions
import central.applications.tables
import central.backups
import central.blobs.tables
import central.cases.tables
import central.db.counters
import central.db.parameters
import central.diaries
import central.enterprises
import central.follow_ups
import central.helpdesk.tables
import central.inbox
import central.invitation_table
import central.knowledge.tables
import central.known_keys
import central.licences.tables
import central.natural_keys
import central.nonces
import central.notices
import central.operators
import central.organisations.sign_in_tables
import central.organisations.tables
import central.outbound.tables
import central.packs.tables
import central.papers.tables
import central.prefill.tables
import central.query_windows
import central.service_items.tables
import central.terminal_keys
import central.terminal_orders
import central.terminals
import central.visits
import central.work.tables
import central.zones.appeals.tables
import central.zones.credit.lost_papers
import central.zones.credit.portrait_tables
import central.zones.credit.rounds
import central.zones.credit.tables  # noqa: F401 - imported for the tables they declare
from central.clock import Clock
from central.db.database import Database, DatabaseAway, DatabaseUnusable
from central.db.version import HEAD, begin_first_epoch, check_version, found_revision


def bring_up_to_date(database: Database) -> None:
    """Let a centre in one SQLite file that is of the version before simply go on. Several centres may stand on one PostgreSQL, and
    when that changes its operator says (`guanjia central migrate`). Raises DatabaseUnusable."""
    found = found_revision(database)
    if database.kind == "sqlite" and found is not None and found < HEAD:
        _migrate(database)
    check_version(database)


def make_tables(database: Database, clock: Clock) -> str | None:
    """Make the tables in an empty database; take the steps that an older one lacks. Where it stood before; None where it was empty.

    Raises DatabaseUnusable.
    """
    before = found_revision(database)
    if before != HEAD:
        before = _migrate(database)
    check_version(database)
    with database.writing() as session:
        begin_first_epoch(session, clock())
    return before


def _migrate(database: Database) -> str | None:
    # Alembic takes a tenth of a second to load, and most starts have nothing to migrate.
    from central.db.migrate import migrate

    try:
        return migrate(database)
    except DatabaseAway as away:
        raise DatabaseUnusable(f"the database cannot be migrated now ({away}); nothing was changed") from away
