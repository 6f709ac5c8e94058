"""THE CENTRE: after its database was restored from a backup: another life, in which no number is given out twice."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from central.db.database import Database
from central.db.version import Epoch, renew_epoch
from central.inbox import InboxItem
from central.organisations.sessions import end_everybodys

AT_MOST_SO_LONG_AGO = timedelta(days=7)
"""How old a backup is taken to be that holds nothing of any terminal's."""


def begin_new_life(database: Database, now: datetime, backed_up: datetime | None = None) -> str:
    """The new epoch. `backed_up` is when the backup was made; left out, what it last heard of a terminal tells.

    Terminals that meet the new epoch offer again what they have delivered; what the backup holds is a duplicate, what it misses
    takes effect once more. People sign in again: the backup may not know who has signed out since, or was shut out. Raises DatabaseAway.
    """
    with database.writing() as session:
        heard = session.scalar(select(func.max(InboxItem.received_at)))
        began = session.scalar(select(func.max(Epoch.began_at)))
        since = backed_up or heard or max(began or now, now - AT_MOST_SO_LONG_AGO)
        end_everybodys(session, now)
        return renew_epoch(session, since, now)
