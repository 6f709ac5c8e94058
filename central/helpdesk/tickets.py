"""A call for help from its coming in to its end. Every change is made in the caller's writing transaction."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.contract.help import TERMINAL_WORDS, HelpAsked, HelpStanding, HelpState, HelpWord
from central.clock import day_of
from central.db.parameters import ParameterMissing, parameter
from central.helpdesk.tables import HelpTicket
from central.refusals import Refused
from central.terminals import Terminal

ANSWER_SECONDS = "help.answer-seconds"
DEFAULT_ANSWER_SECONDS = 60
"""Where the seed is older than this program."""

LAPSES_AFTER = timedelta(minutes=15)
"""A terminal asks every second or two how its call stands. One that has been silent for so long has lost its visitor."""


def take(session: Session, terminal_id: str, asked: HelpAsked, now: datetime) -> HelpTicket:
    """The call, once, however often it comes in. One that stands from before has lost its visitor."""
    known = session.get(HelpTicket, asked.id)
    if known is not None:
        return _of(terminal_id, known)
    _close_standing(session, terminal_id, HelpWord.SUPERSEDED, now)
    ticket = HelpTicket(
        **asked.model_dump(exclude={"id"}),
        id=asked.id,
        terminal_id=terminal_id,
        received_at=now,
        heard_at=now,
        acknowledged_at=None,
        acknowledged_by="",
        closed_at=None,
        closed_by="",
        word="",
    )
    session.add(ticket)
    session.flush()
    return ticket


def hear_of(session: Session, terminal_id: str, ticket_id: str, now: datetime) -> HelpTicket:
    """Its terminal asks how it stands. Raises Refused."""
    ticket = _of(terminal_id, session.get(HelpTicket, ticket_id, with_for_update=True))
    ticket.heard_at = now
    return ticket


def end(session: Session, terminal_id: str, ticket_id: str, word: HelpWord, now: datetime) -> HelpTicket:
    """Its terminal says that nobody waits any more. The first word counts. Raises Refused."""
    ticket = _of(terminal_id, session.get(HelpTicket, ticket_id, with_for_update=True))
    if ticket.closed_at is None:
        ticket.closed_at, ticket.word = now, word if word in TERMINAL_WORDS else HelpWord.VISIT_ENDED
    return ticket


def standing_tickets(session: Session, site: str, now: datetime) -> list[tuple[HelpTicket, Terminal]]:
    """What the windows of a hall have before them, the one that has waited longest first."""
    both = select(HelpTicket, Terminal).join(Terminal, Terminal.terminal_id == HelpTicket.terminal_id)
    standing = both.where(HelpTicket.closed_at.is_(None), HelpTicket.heard_at >= now - LAPSES_AFTER)
    here = standing.where(Terminal.site == site).order_by(HelpTicket.received_at, HelpTicket.id)
    return [(ticket, terminal) for ticket, terminal in session.execute(here)]


def acknowledge(session: Session, site: str, ticket_id: str, badge: str, now: datetime) -> HelpTicket:
    """Somebody has seen it and is on the way. Raises Refused: ended meanwhile, or somebody else was first."""
    ticket = _at(session, site, ticket_id)
    if ticket.closed_at is not None:
        raise Refused(409, "help-ended")
    if ticket.acknowledged_at is not None and ticket.acknowledged_by != badge:
        raise Refused(409, "help-taken", ticket.acknowledged_by)
    if ticket.acknowledged_at is None:
        ticket.acknowledged_at, ticket.acknowledged_by = now, badge
    return ticket


def close(session: Session, site: str, ticket_id: str, badge: str, word: HelpWord, now: datetime) -> HelpTicket:
    """Staff are done with it. Raises Refused."""
    ticket = _at(session, site, ticket_id)
    if ticket.closed_at is not None:
        raise Refused(409, "help-ended")
    ticket.closed_at, ticket.closed_by, ticket.word = now, badge, word
    return ticket


def standing_of(session: Session, ticket: HelpTicket, now: datetime) -> HelpStanding:
    """As its terminal is told."""
    closed, seen = ticket.closed_at is not None, ticket.acknowledged_at is not None
    return HelpStanding(
        id=ticket.id,
        state=HelpState.CLOSED if closed else HelpState.ACKNOWLEDGED if seen else HelpState.OPEN,
        answer_seconds=answer_seconds(session, day_of(now)),
        received_at=ticket.received_at,
        acknowledged_at=ticket.acknowledged_at,
        badge=ticket.acknowledged_by,
        word=HelpWord(ticket.word) if ticket.word else None,
    )


def answer_seconds(session: Session, day: date) -> int:
    """How long a call may stand unseen before its visitor is told so."""
    try:
        return int(parameter(session, ANSWER_SECONDS, day).value)
    except ParameterMissing:
        return DEFAULT_ANSWER_SECONDS


def _close_standing(session: Session, terminal_id: str, word: HelpWord, now: datetime) -> None:
    standing = update(HelpTicket).where(HelpTicket.terminal_id == terminal_id, HelpTicket.closed_at.is_(None))
    session.execute(standing.values(closed_at=now, word=word))


def _of(terminal_id: str, ticket: HelpTicket | None) -> HelpTicket:
    """Another terminal's call is none of this one's business."""
    if ticket is None or ticket.terminal_id != terminal_id:
        raise Refused(404, "help-unknown")
    return ticket


def _at(session: Session, site: str, ticket_id: str) -> HelpTicket:
    """Another hall's call is none of this one's business. Raises Refused."""
    ticket = session.get(HelpTicket, ticket_id, with_for_update=True)
    if ticket is None or session.get_one(Terminal, ticket.terminal_id).site != site:
        raise Refused(404, "help-unknown")
    return ticket
