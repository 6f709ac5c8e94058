"""THE CENTRE, KNOWLEDGE: 有用/没用: taken in from every channel, routed to the unit that keeps the answer up, answered there in time."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from app.contract.calendar import add_working_days
from app.contract.entries import fingerprint
from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.knowledge_feedback import KnowledgeFeedback
from app.contract.knowledge_search import FeedbackGiven
from central.calendar.pack import current_calendar
from central.centre import Centre
from central.clock import day_of
from central.db.counters import next_number
from central.db.parameters import ParameterMissing, parameter
from central.effects import Follows, Receipt
from central.knowledge.tables import AnswerFeedback
from central.organisations.roles import Act, Reader, require
from central.organisations.trail import note
from central.packs.entries import shelf_of
from central.refusals import Refused

TOPIC: Final = "answer-feedback"
SUBJECT: Final = "answer-feedback"
RECEIVED: Final = "已转给维护单位"
COUNTED: Final = "已记下"
ANSWER_DAYS: Final = "knowledge.answer-days"
DEFAULT_ANSWER_DAYS: Final = 3


class Action(StrEnum):
    """What the owner did about it."""

    CORRECTED = "corrected"
    """A new version says it better, or will from its day on."""
    WITHDRAWN = "withdrawn"
    STANDS = "stands"
    """It is right as it is; the reply says why."""


def take_feedback(
    session: Session, centre: Centre, given: KnowledgeFeedback, terminal_id: str, now: datetime
) -> Receipt:
    """From a terminal. An answer that has gone since still has an owner: whose it was when it was read."""
    unit = _owner(session, centre, given.answer) or given.owner_unit
    kept = _kept(session, centre, unit, given.useful, now)
    kept.answer_id, kept.version, kept.fingerprint = given.answer, given.version, given.fingerprint
    kept.channel, kept.given_through = Channel.TERMINAL.value, terminal_id
    kept.reason, kept.note, kept.given_at = given.reason.value, "", given.given_at
    session.add(kept)
    if given.useful:
        return Receipt(kept.number, COUNTED)
    return Receipt(kept.number, RECEIVED, (Follows(TOPIC, kept.number, unit),))


def give_feedback(
    session: Session, centre: Centre, reader: Reader, given: FeedbackGiven, now: datetime
) -> AnswerFeedback:
    """From window and hotline. Raises Refused."""
    require(session, reader, Act.GIVE_FEEDBACK, None)
    entry = _published(session, centre, given.answer, given.version)
    kept = _kept(session, centre, entry.owner_unit, given.useful, now)
    kept.answer_id, kept.version, kept.fingerprint = entry.id, entry.version, fingerprint(entry)
    kept.channel, kept.given_through = given.channel.value, reader.person_id
    kept.reason, kept.note, kept.given_at = given.reason.value, given.note, now
    session.add(kept)
    return kept


def waiting(session: Session, unit_id: str, after: str, most: int) -> list[AnswerFeedback]:
    """What a unit has to answer, by number: the oldest, which is due first, at the head."""
    row = AnswerFeedback
    open_ones = select(row).where(
        row.unit_id == unit_id, row.due_on.is_not(None), row.answered_at.is_(None), row.number > after
    )
    return list(session.scalars(open_ones.order_by(row.number).limit(most)))


def counts(session: Session, unit_id: str, after: str, most: int) -> list[tuple[str, int, int]]:
    """Of each answer of a unit, by its id: how often it was of use, and how often not."""
    row = AnswerFeedback
    useful = func.sum(row.useful.cast(Integer))
    by_answer = select(row.answer_id, useful, func.count()).where(row.unit_id == unit_id, row.answer_id > after)
    rows = session.execute(by_answer.group_by(row.answer_id).order_by(row.answer_id).limit(most))
    return [(answer, int(good), int(every) - int(good)) for answer, good, every in rows]


def answer(
    session: Session, centre: Centre, reader: Reader, number: str, action: Action, reply: str, now: datetime
) -> None:
    """The owner has looked. Raises Refused."""
    kept = _open_one(session, reader, number)
    kept.answered_at, kept.answered_by = now, reader.person_id
    kept.action, kept.reply = action.value, reply
    note(session, centre.home.keyed_hash, reader.person_id, "answered", SUBJECT, number, action.value, now)


def _open_one(session: Session, reader: Reader, number: str) -> AnswerFeedback:
    """Raises Refused."""
    kept = session.get(AnswerFeedback, number, with_for_update=True)
    if kept is None:
        require(session, reader, Act.ANSWER_FEEDBACK, None)
        raise Refused(404, "feedback-unknown")
    require(session, reader, Act.ANSWER_FEEDBACK, kept.unit_id)
    if kept.answered_at is not None or kept.due_on is None:
        raise Refused(409, "feedback-answered")
    return kept


def _kept(session: Session, centre: Centre, unit: str, useful: bool, now: datetime) -> AnswerFeedback:
    """A row with its number and its clock, not yet with what was said."""
    today = day_of(now)
    day = f"{today:%Y%m%d}"
    return AnswerFeedback(
        number=f"ZP{day}{next_number(session, f'answer-feedback:{day}'):06d}",
        unit_id=unit,
        useful=useful,
        received_at=now,
        due_on=None if useful else _due(session, centre, today),
        answered_at=None,
        answered_by="",
        action="",
        reply="",
    )


def _due(session: Session, centre: Centre, today: date) -> date:
    try:
        days = int(parameter(session, ANSWER_DAYS, today).value)
    except ParameterMissing:
        days = DEFAULT_ANSWER_DAYS
    return add_working_days(current_calendar(session, centre.home.path), today, days).day


def _owner(session: Session, centre: Centre, answer_id: str) -> str:
    versions = shelf_of(session, centre.home.path, KnowledgeEntry).by_id().get(answer_id, [])
    return max(versions, key=lambda one: one.version).owner_unit if versions else ""


def _published(session: Session, centre: Centre, answer_id: str, version: int) -> KnowledgeEntry:
    """Raises Refused."""
    versions = shelf_of(session, centre.home.path, KnowledgeEntry).by_id().get(answer_id, [])
    found = next((one for one in versions if one.version == version), None)
    if found is None:
        raise Refused(404, "answer-unknown")
    return found
