"""THE CENTRE: one running centre: everything a request may need, handed down by whoever started it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from central.clock import Clock, day_of
from central.db.database import Database, connect
from central.db.version import check_version, epoch
from central.home import Home, open_home
from central.licences.grants import Marks
from central.settings import Settings
from printing.seal import FileSealer, Sealer


@dataclass(frozen=True)
class Centre:
    """`epoch` changes when the database was restored from a backup."""

    settings: Settings
    home: Home = field(repr=False)
    database: Database
    sealer: Sealer = field(repr=False)
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


def open_centre(settings: Settings) -> Centre:
    """The centre at home there, ready to answer. Raises HomeMissing, DatabaseUnusable."""
    home = open_home(settings.home)
    database = connect(settings.database)
    check_version(database)
    return Centre(
        settings=settings,
        home=home,
        database=database,
        sealer=FileSealer(home.seal_key_pem, home.seal_chain_pem),
        epoch=epoch(database),
    )
