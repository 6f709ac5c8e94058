"""By when an appeal is answered for the first time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from central.clock import DONGGUAN, day_of
from central.db.parameters import parameter

CONTACT_DAYS = "appeals.contact-working-days"
CONTACT_HOUR = "appeals.contact-until"


@dataclass(frozen=True)
class ContactDue:
    """`provisional`: counted by the week alone, without holidays and make-up days, until the calendar says otherwise."""

    at: datetime
    provisional: bool


def contact_due(session: Session, received_at: datetime) -> ContactDue:
    """The end of the working day that the parameter allows, counted from the day after receipt. Raises ParameterMissing."""
    today = day_of(received_at)
    days = parameter(session, CONTACT_DAYS, today)
    until = parameter(session, CONTACT_HOUR, today)
    due_day = working_days_after(today, int(days.value))
    at = datetime.combine(due_day, time.fromisoformat(until.value), DONGGUAN)
    return ContactDue(at, provisional=not (days.verified and until.verified))


def working_days_after(day: date, count: int) -> date:
    """Monday to Friday count. Statutory holidays are not known here."""
    while count > 0:
        day += timedelta(days=1)
        if day.isoweekday() <= 5:
            count -= 1
    return day
