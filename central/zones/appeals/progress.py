"""How an appeal stands, for whoever holds its query code."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.appeal import AppealProgress, AppealStep, Topic
from central.cases.tables import Case
from central.cases.told import Step, steps_of
from central.clock import DONGGUAN
from central.refusals import Refused
from central.zones.appeals.cases import state_of
from central.zones.appeals.tables import Appeal, AppealEvent


def find_progress(session: Session, query_mark: str) -> AppealProgress:
    """Raises Refused where no appeal has this code."""
    appeal = session.scalars(select(Appeal).where(Appeal.query_mark == query_mark)).one_or_none()
    if appeal is None:
        raise Refused(404, "appeal-unknown")
    case = session.get(Case, appeal.project_no) if appeal.project_no else None
    events = session.scalars(
        select(AppealEvent).where(AppealEvent.appeal_no == appeal.appeal_no).order_by(AppealEvent.id)
    )
    return AppealProgress(
        appeal_no=appeal.appeal_no,
        state=state_of(appeal, case),
        topic=Topic(appeal.topic),
        lead_unit=appeal.lead_unit,
        received_at=appeal.received_at,
        contact_due=appeal.contact_due,
        contact_due_provisional=appeal.contact_due_provisional,
        steps=_in_order(_of_the_appeal(appeal, events), steps_of(session, case) if case else []),
    )


def _of_the_appeal(appeal: Appeal, events: Iterable[AppealEvent]) -> list[AppealStep]:
    return [_step(appeal, event, first=place == 0) for place, event in enumerate(events)]


def _in_order(said: list[AppealStep], done: list[Step]) -> tuple[AppealStep, ...]:
    """What was said to the enterprise, and what was done since its case was opened."""
    steps = [AppealStep(at=step.at, text=step.zh, english=step.en) for step in done if step.transition]
    return tuple(sorted((*said, *steps), key=lambda step: step.at))


def _step(appeal: Appeal, event: AppealEvent, *, first: bool) -> AppealStep:
    english = event.english or (_first_words_of_old(appeal) if first else "")
    return AppealStep(at=event.at, text=event.text, english=english)


def _first_words_of_old(appeal: Appeal) -> str:
    """What a centre of the version before wrote down in Chinese alone when the appeal came in."""
    due = appeal.contact_due.astimezone(DONGGUAN)
    words = f"Received. {appeal.lead_unit} is in charge and will contact you by {due.day} {due:%b, %H:%M}"
    if appeal.contact_due_provisional:
        words += " (provisional: the working calendar decides)"
    if appeal.needs_check:
        words += ". The enterprise's identity is still to be checked"
    return words
