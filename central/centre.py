"""THE CENTRE: one running centre: everything a request may need, handed down by whoever started it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from central.clock import Clock, day_of
from central.db.database import Database
from central.home import Home
from central.licences.grants import Marks
from central.papers.publishing import Publishing
from central.settings import Settings
from printing.seal import Sealer
from printing.signing_key import SigningKey
from printing.time_stamp import TimeStamps


@dataclass(frozen=True)
class Centre:
    """`epoch` changes when the database was restored from a backup. `paper_key` seals papers and signs what is said of them."""

    settings: Settings
    home: Home = field(repr=False)
    database: Database
    paper_key: SigningKey = field(repr=False)
    time_stamps: TimeStamps = field(repr=False)
    sealer: Sealer = field(repr=False)
    publishing: Publishing = field(repr=False)
    epoch: str

    @property
    def clock(self) -> Clock:
        return self.settings.clock

    @property
    def marks(self) -> Marks:
        return Marks(self.home.keyed_hash)

    def now(self) -> datetime:
        """Aware, UTC."""
        return self.settings.clock()

    def today(self) -> date:
        """The calendar day in Dongguan."""
        return day_of(self.now())
