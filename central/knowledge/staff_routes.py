"""What people see of answers under /v1/staff: what was said of them, and what is owed to that.

POST /v1/staff/knowledge/feedback                        FeedbackGiven → FeedbackNoted, from window and hotline
GET  /v1/staff/knowledge/feedback?unit&after&limit       Feedbacks: what a unit has to answer, and by when
GET  /v1/staff/knowledge/usefulness?unit&after&limit     Usefulness: how often each of its answers was of use
POST /v1/staff/knowledge/feedback/{number}/answer        Answering → Done
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field
from sqlalchemy.orm import Session

from app.contract.knowledge_search import FeedbackGiven, FeedbackNoted
from app.contract.plain_text import PlainText
from app.contract.wire import Message
from central.api.asking import StrictRoute, TheCentre
from central.knowledge.feedback import Action, answer, counts, give_feedback, waiting
from central.knowledge.tables import AnswerFeedback
from central.organisations import doorkeeper
from central.organisations.described import Codes, refusals
from central.organisations.directory_routes import NOT_ALLOWED, ForUnit
from central.organisations.doorkeeper import STAFF, TheReader
from central.organisations.pages import A_PAGE, After, Limit, cursor, key_of
from central.organisations.roles import Act, require
from central.organisations.units import unit_of
from central.organisations.wire import Done

router = APIRouter(
    prefix=f"{STAFF}/knowledge", route_class=StrictRoute, tags=["knowledge"], dependencies=[doorkeeper.described]
)
OF_A_UNIT: Codes = {**NOT_ALLOWED, 404: ("unit-unknown",)}
ON_ONE: Codes = {**NOT_ALLOWED, 404: ("feedback-unknown",), 409: ("feedback-answered",)}
Number = Annotated[str, Path(pattern=r"^ZP\d{14,20}$")]


class Feedback(Message):
    """One word on an answer. `overdue`: the owner's day has passed."""

    number: str
    answer: str
    version: int
    fingerprint: str
    channel: str
    reason: str
    note: str
    given_at: datetime
    due_on: date
    overdue: bool


class Feedbacks(Message):
    feedback: tuple[Feedback, ...]
    after: str


class AnswerCounted(Message):
    answer: str
    useful: int
    not_useful: int


class Usefulness(Message):
    answers: tuple[AnswerCounted, ...]
    after: str


class Answering(Message):
    action: Action
    reply: Annotated[PlainText, Field(min_length=1, max_length=500, pattern=r"\S")]


@router.post(
    "/feedback",
    summary="窗口、热线转来的评价：有用或没用（What window and hotline heard of an answer）",
    responses=refusals({**NOT_ALLOWED, 404: ("answer-unknown",)}),
)
def give(given: FeedbackGiven, centre: TheCentre, reader: TheReader) -> FeedbackNoted:
    now = centre.now()

    def work(session: Session) -> FeedbackNoted:
        kept = give_feedback(session, centre, reader, given, now)
        return FeedbackNoted(number=kept.number, due_on=kept.due_on)

    return centre.database.write(work)


@router.get(
    "/feedback",
    summary="本单位要答复的评价和期限（What a unit has to answer, and by when）",
    responses=refusals(OF_A_UNIT),
)
def feedback(
    unit: ForUnit, centre: TheCentre, reader: TheReader, after: After = "", limit: Limit = A_PAGE
) -> Feedbacks:
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_FEEDBACK, unit)
        unit_of(session, unit)
        found = waiting(session, unit, key_of(after), limit + 1)
    more = cursor(found[limit - 1].number) if len(found) > limit else ""
    return Feedbacks(feedback=tuple(_shown(one, centre.today()) for one in found[:limit]), after=more)


@router.get(
    "/usefulness",
    summary="本单位每条答案有用、没用各多少（How useful each answer of a unit was）",
    responses=refusals(OF_A_UNIT),
)
def usefulness(
    unit: ForUnit, centre: TheCentre, reader: TheReader, after: After = "", limit: Limit = A_PAGE
) -> Usefulness:
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_FEEDBACK, unit)
        unit_of(session, unit)
        found = counts(session, unit, key_of(after), limit + 1)
    more = cursor(found[limit - 1][0]) if len(found) > limit else ""
    shown = tuple(AnswerCounted(answer=one, useful=good, not_useful=bad) for one, good, bad in found[:limit])
    return Usefulness(answers=shown, after=more)


@router.post(
    "/feedback/{number}/answer", summary="维护单位答复一条评价（The owner answers）", responses=refusals(ON_ONE)
)
def answered(number: Number, told: Answering, centre: TheCentre, reader: TheReader) -> Done:
    now = centre.now()

    def work(session: Session) -> None:
        answer(session, centre, reader, number, told.action, told.reply, now)

    centre.database.write(work)
    return Done(at=now)


def _shown(one: AnswerFeedback, today: date) -> Feedback:
    due = one.due_on or date.max
    return Feedback(
        number=one.number,
        answer=one.answer_id,
        version=one.version,
        fingerprint=one.fingerprint,
        channel=one.channel,
        reason=one.reason,
        note=one.note,
        given_at=one.given_at,
        due_on=due,
        overdue=today > due,
    )
