"""THE CENTRE: which room looks again at which papers, before it is said which of them stand."""

from datetime import datetime

from central.db.database import Database
from central.zones.credit.rounds import Rounds


class Reviews:
    """One caller at a time."""

    def __init__(self) -> None:
        self._credit = Rounds()

    def __call__(self, database: Database, now: datetime) -> None:
        """A second or so of looking again, in transactions of its own."""
        self._credit.go_on(database, now)
