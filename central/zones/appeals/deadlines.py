"""By when an appeal is answered for the first time, and what becomes of that day when a new calendar comes."""

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from sqlalchemy import case as case_expression
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.appeal import AppealState
from app.contract.calendar import PROVISIONAL_ENGLISH, PROVISIONAL_WORDS, WorkingCalendar, add_working_days
from central.calendar.pack import current_calendar
from central.cases.tables import Case
from central.clock import DONGGUAN, day_of
from central.db.parameters import Parameter, parameter
from central.notices import Matter, tell
from central.zones.appeals import cases
from central.zones.appeals.tables import Appeal, AppealEvent

CONTACT_DAYS = "appeals.contact-working-days"
CONTACT_HOUR = "appeals.contact-until"
SLICE = 500
WAITING = (AppealState.RECEIVED.value, AppealState.ASSIGNED.value)
"""The same of an appeal that has no case."""


@dataclass(frozen=True)
class ContactDue:
    """`calendar_open`: the holidays up to that day are not arranged yet. `unconfirmed`: nobody has confirmed the limit itself."""

    at: datetime
    calendar_open: bool
    unconfirmed: bool

    @property
    def provisional(self) -> bool:
        return self.calendar_open or self.unconfirmed


def contact_due(session: Session, home: Path, received_at: datetime) -> ContactDue:
    """The end of the working day that the parameter allows, counted from the day after receipt. Raises ParameterMissing."""
    return _counted(session, current_calendar(session, home), received_at)


def mark_in_chinese(due: ContactDue) -> str:
    """Why a day is provisional, in brackets; empty for a firm one."""
    if due.calendar_open:
        return f"（时限{PROVISIONAL_WORDS}）"
    return "（时限暂定，以业务主管单位确认为准）" if due.unconfirmed else ""


def mark_in_english(due: ContactDue) -> str:
    if due.calendar_open:
        return f" ({PROVISIONAL_ENGLISH})"
    return " (provisional: the unit in charge has still to confirm the limit)" if due.unconfirmed else ""


def recount_contact_dues(session: Session, home: Path, now: datetime, after: str = "") -> tuple[int, str]:
    """One slice of the appeals whose contact is still to come, by what the calendar says now. How many moved, each told to the
    enterprise as a step of its appeal, and where the next slice begins; "" at the end."""
    calendar = current_calendar(session, home)
    waits = case_expression((Case.state.is_not(None), Case.state.in_(cases.WAITING)), else_=Appeal.state.in_(WAITING))
    coming = (Appeal.contact_due >= now, waits, Appeal.appeal_no > after)
    rows = select(Appeal).outerjoin(Case, Case.project_no == Appeal.project_no).where(*coming)
    rows = rows.order_by(Appeal.appeal_no).limit(SLICE).with_for_update(of=Appeal)
    appeals = list(session.scalars(rows))
    moved = sum(_recounted(session, calendar, appeal, now) for appeal in appeals)
    if moved:
        tell(session, Matter.DUE_MOVED, "", f"calendar {calendar.version}", now)
    return moved, appeals[-1].appeal_no if appeals else ""


def _counted(session: Session, calendar: WorkingCalendar, received_at: datetime) -> ContactDue:
    today = day_of(received_at)
    days: Parameter = parameter(session, CONTACT_DAYS, today)
    until = parameter(session, CONTACT_HOUR, today)
    due = add_working_days(calendar, today, int(days.value))
    at = datetime.combine(due.day, time.fromisoformat(until.value), DONGGUAN)
    return ContactDue(at, due.provisional, unconfirmed=not (days.verified and until.verified))


def _recounted(session: Session, calendar: WorkingCalendar, appeal: Appeal, now: datetime) -> bool:
    due = _counted(session, calendar, appeal.received_at)
    moved = due.at != appeal.contact_due
    if moved:
        session.add(_told(appeal, due, now))
    appeal.contact_due, appeal.contact_due_provisional = due.at, due.provisional
    return moved


def _told(appeal: Appeal, due: ContactDue, now: datetime) -> AppealEvent:
    at, was = due.at.astimezone(DONGGUAN), appeal.contact_due.astimezone(DONGGUAN)
    return AppealEvent(
        appeal_no=appeal.appeal_no,
        at=now,
        text=f"放假安排已公布：原定{was.month}月{was.day}日前联系，改为{at.month}月{at.day}日 {at:%H:%M} 前与您联系{mark_in_chinese(due)}",
        english=f"The holiday arrangement is out: you will be contacted by {at.day} {at:%b, %H:%M} instead of {was.day} {was:%b}"
        + mark_in_english(due),
    )
