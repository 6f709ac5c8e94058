"""The sign-in door: badge, password, and a code for whoever has a second factor. It answers one thing to everybody who may not in, after
the same work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.centre import Centre
from central.clock import day_of
from central.organisations import sessions, totp, tries
from central.organisations.accounts import totp_secret
from central.organisations.limits import limits_on
from central.organisations.passwords import hashed, opens, outdated
from central.organisations.people import find_by_badge, posts_at
from central.organisations.sessions import Begun
from central.organisations.sign_in_tables import Account
from central.refusals import Refused

PASSWORD, PASSWORD_AND_CODE = "password", "password-and-code"


@dataclass(frozen=True)
class _Known:
    """What is kept of whoever wears the badge, gathered alike where nobody does."""

    account: Account | None
    has_post: bool

    @property
    def password_hash(self) -> str:
        return self.account.password_hash if self.account else ""


def sign_in(centre: Centre, badge: str, password: str, code: str) -> Begun:
    """Raises Refused: `sign-in-refused` whatever was wrong, `sign-in-locked` after too many of them."""
    now, keyed_hash = centre.now(), centre.home.keyed_hash
    count_try(centre, badge, now)
    with centre.database.reading() as session:
        known = _known(session, badge, now)
    opened = opens(known.password_hash, password)
    if known.account is None or not (opened and _may_come_in(centre, known, known.account, code, now)):
        centre.database.write(lambda session: tries.note_if_locked(session, keyed_hash, badge, now))
        raise Refused(401, "sign-in-refused")
    account, anew = known.account, hashed(password) if outdated(known.password_hash) else ""
    return centre.database.write(lambda session: _let_in(session, centre, badge, account, anew, code, now))


def count_try(centre: Centre, badge: str, now: datetime) -> None:
    """In a transaction of its own, before anything is looked at. Raises Refused."""
    with centre.database.reading() as session:
        limits = limits_on(session, day_of(now))
    centre.database.write(lambda session: tries.count_one(session, centre.home.keyed_hash, badge, limits, now))


def _known(session: Session, badge: str, now: datetime) -> _Known:
    person = find_by_badge(session, badge)
    person_id = person.id if person else ""
    account = session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()
    return _Known(account, bool(posts_at(session, person_id, day_of(now))))


def _may_come_in(centre: Centre, known: _Known, account: Account, code: str, now: datetime) -> bool:
    """The password was right: whoever gets here knows that the badge is somebody's."""
    secret = totp_secret(centre, account)
    shown = not secret or totp.step_of(secret, code, now, after=account.totp_step) is not None
    return account.closed_at is None and known.has_post and shown


def _let_in(session: Session, centre: Centre, badge: str, seen: Account, anew: str, code: str, now: datetime) -> Begun:
    """Nothing may have changed since it was looked at, and a code is taken once, also of two who show it at one moment. Raises Refused."""
    keyed_hash = centre.home.keyed_hash
    account = session.get_one(Account, seen.person_id, with_for_update=True)
    if (account.password_hash, account.closed_at) != (seen.password_hash, None):
        raise Refused(401, "sign-in-refused")
    secret = totp_secret(centre, account)
    if secret:
        step = totp.step_of(secret, code, now, after=account.totp_step)
        if step is None:
            raise Refused(401, "sign-in-refused")
        account.totp_step = step
    account.password_hash = anew or account.password_hash
    tries.forget(session, keyed_hash, badge)
    factors, how = (2, PASSWORD_AND_CODE) if secret else (1, PASSWORD)
    return sessions.begin(session, keyed_hash, account.person_id, factors, how, now)
