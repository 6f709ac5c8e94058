"""Tries at the door: each counts as failed before it is looked at, so that twenty at once are no more than five."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete
from sqlalchemy.orm import Session

from central.db.database import insert_or_hold
from central.keyed_hash import KeyedHash
from central.organisations.limits import Limits
from central.organisations.people import find_by_badge
from central.organisations.sign_in_tables import SignInTries
from central.organisations.trail import note
from central.refusals import Refused

KEPT = timedelta(days=1)
LOCKED_OUT = "locked-out"


def count_one(session: Session, keyed_hash: KeyedHash, badge: str, limits: Limits, now: datetime) -> None:
    """Raises Refused while the badge is locked, real or not; the try that comes with the very second of the end is let through."""
    row = _held(session, badge_mark(keyed_hash, badge), now)
    if row.locked_until is not None and now < row.locked_until:
        raise Refused(429, "sign-in-locked", retry_after=ceil((row.locked_until - now).total_seconds()))
    if row.locked_until is not None or row.last_at < now - KEPT:
        row.tries, row.locked_until = 0, None
    row.tries, row.last_at = row.tries + 1, now
    if row.tries >= limits.tries:
        row.locked_until = now + limits.lock


def forget(session: Session, keyed_hash: KeyedHash, badge: str) -> None:
    """They are in, or an operator says that it was them: counted anew."""
    session.execute(delete(SignInTries).where(SignInTries.badge_mark == badge_mark(keyed_hash, badge)))


def note_if_locked(session: Session, keyed_hash: KeyedHash, badge: str, now: datetime) -> None:
    """After a try that failed: whom it shut out, on the trail; whether anybody wears this badge makes no difference to who waits."""
    row = session.get(SignInTries, badge_mark(keyed_hash, badge))
    person = find_by_badge(session, badge)
    if row is not None and row.locked_until is not None:
        who = person.id if person else ""
        note(session, keyed_hash, who, LOCKED_OUT, "badge", row.badge_mark[:16], "sign-in", now)


def badge_mark(keyed_hash: KeyedHash, badge: str) -> str:
    return keyed_hash.mark("staff-badge", badge)


def _held(session: Session, mark: str, now: datetime) -> SignInTries:
    session.execute(delete(SignInTries).where(SignInTries.last_at < now - KEPT, SignInTries.badge_mark != mark))
    return insert_or_hold(session, SignInTries, badge_mark=mark, tries=0, last_at=now, locked_until=None)
