"""How often one may try, and how long a sign-in lasts: dated parameters, because each authority sets its own."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from central.db.parameters import ParameterMissing, parameter

TRIES, LOCK_MINUTES = "staff.tries", "staff.lock_minutes"
IDLE_MINUTES, SESSION_HOURS = "staff.idle_minutes", "staff.session_hours"
DEFAULTS = {TRIES: 5, LOCK_MINUTES: 15, IDLE_MINUTES: 30, SESSION_HOURS: 10}
"""Where the seed is older than the program."""


@dataclass(frozen=True)
class Limits:
    """`tries` that fail in a row lock for `lock`; a session ends `idle` after it was last used, and `whole` after it began."""

    tries: int
    lock: timedelta
    idle: timedelta
    whole: timedelta


def limits_on(session: Session, day: date) -> Limits:
    return Limits(
        tries=_number(session, TRIES, day),
        lock=timedelta(minutes=_number(session, LOCK_MINUTES, day)),
        idle=timedelta(minutes=_number(session, IDLE_MINUTES, day)),
        whole=timedelta(hours=_number(session, SESSION_HOURS, day)),
    )


def _number(session: Session, name: str, day: date) -> int:
    try:
        return int(parameter(session, name, day).value)
    except ParameterMissing:
        return DEFAULTS[name]
