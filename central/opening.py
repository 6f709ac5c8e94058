"""THE CENTRE: how a centre is opened: its keys, its database, and every room that it will hold.

Apart from `central.centre`, which every room knows, because here every room is known.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from central.centre import Centre
from central.db.database import connect
from central.db.version import epoch
from central.home import open_home
from central.papers.keys import paper_key, time_stamps
from central.papers.publishing import Publishing
from central.reviews import Reviews
from central.settings import Settings
from central.tables import bring_up_to_date
from printing.seal import KeySealer


def open_centre(settings: Settings) -> Centre:
    """The centre at home there, ready to answer. Raises HomeMissing, DatabaseUnusable."""
    home = open_home(settings.home, settings.clock)
    database = connect(settings.database)
    bring_up_to_date(database)
    key = paper_key(home, settings.seal_machine)
    authority = time_stamps(home)
    return Centre(
        settings=settings,
        home=home,
        database=database,
        paper_key=key,
        time_stamps=authority,
        sealer=KeySealer(key, home.seal_chain_pem, authority),
        publishing=Publishing(home, database, key, Reviews()),
        epoch=epoch(database),
    )


@contextmanager
def opened(settings: Settings) -> Iterator[Centre]:
    """A centre for one errand: its connections are given back when the block is left. Raises as `open_centre` does."""
    centre = open_centre(settings)
    try:
        yield centre
    finally:
        centre.database.close()
