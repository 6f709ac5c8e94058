"""THE CENTRE, PREFILL: its own table of enterprises as a source, where no data brain is connected: for demonstrations."""

from __future__ import annotations

from typing import Final

from central.db.database import Database, DatabaseAway
from central.enterprises import Enterprise
from central.prefill.systems import Answer, Known, NotAnswered, Question
from central.zones.credit.portrait_tables import Feed

FEED: Final = "registration"
COLUMNS: Final = (
    "uscc",
    "entity_name",
    "entity_type",
    "legal_rep",
    "reg_capital",
    "established_on",
    "scope",
    "address",
    "authority",
    "approved_on",
    "reg_status",
    "town",
)


class OwnEnterprises:
    """See `System`. What the register's feed has delivered, as of the day of the feed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look_up(self, question: Question, until: float) -> Answer:  # noqa: ARG002 - the database has its own time-outs
        try:
            with self._database.reading() as session:
                row, feed = session.get(Enterprise, question.uscc), session.get(Feed, FEED)
        except DatabaseAway:
            raise NotAnswered from None
        if row is None or feed is None or feed.as_of is None:
            return {}
        return {
            one.path: Known(str(getattr(row, one.name)), feed.name, feed.as_of)
            for one in question.wanted
            if one.name in COLUMNS
        }
