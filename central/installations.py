"""THE CENTRE: one terminal is one installation. A copy of its store shows, and from then on neither delivers (reliability A10).

What shows it: an incarnation that is not the enrolled one; a number of the terminal's own that two different items bear; a place in
an aggregate that another item of the same terminal has. An honest terminal does none of these, whatever was lost on the way.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from central.centre import Centre
from central.notices import Matter, tell
from central.refusals import Refused
from central.terminals import Terminal

FORKED = "terminal-forked"
"""The code a terminal is told."""

MOST_SHOWN = 12
"""Characters of an incarnation that a notice shows: enough to tell two apart."""


class Forked(Exception):
    """Two stores speak for one terminal."""


def check_installation(centre: Centre, terminal_id: str, incarnation: str) -> None:
    """Raises Refused unless this is the enrolled installation and the only one."""
    with centre.database.reading() as session:
        enrolled = session.get_one(Terminal, terminal_id)
    if enrolled.incarnation != incarnation:
        now = centre.now()
        centre.database.write(lambda session: _tell_of_another(session, terminal_id, incarnation, now))
        raise Refused(409, "incarnation-other")
    if enrolled.forked_at is not None:
        raise Refused(409, FORKED)


def stop_both(centre: Centre, terminal_id: str, incarnation: str) -> None:
    """Neither of the two delivers any more, until the one that stays is enrolled anew; both keep what they have."""
    now = centre.now()
    centre.database.write(lambda session: _stop(session, terminal_id, incarnation, now))


def _tell_of_another(session: Session, terminal_id: str, incarnation: str, now: datetime) -> None:
    tell(session, Matter.INCARNATION_OTHER, terminal_id, incarnation[:MOST_SHOWN].replace("\0", ""), now)


def _stop(session: Session, terminal_id: str, incarnation: str, now: datetime) -> None:
    terminal = session.get_one(Terminal, terminal_id, with_for_update=True)
    # Enrolled anew meanwhile: then it was the old one that forked.
    if terminal.incarnation == incarnation and terminal.forked_at is None:
        terminal.forked_at = now
        tell(session, Matter.TERMINAL_FORKED, terminal_id, incarnation[:MOST_SHOWN], now)
