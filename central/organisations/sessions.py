"""A sign-in while it lasts: an opaque token with the person, a keyed hash of it here, and nothing in any process."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from central.centre import Centre
from central.clock import day_of
from central.keyed_hash import KeyedHash
from central.organisations.limits import limits_on
from central.organisations.people import posts_at
from central.organisations.roles import Reader
from central.organisations.sign_in_tables import Account, StaffSession
from central.organisations.trail import note
from central.refusals import Refused

SEEN_EVERY = timedelta(seconds=30)
"""So often is written down that a session is in use: an idle one may end so much earlier than it says."""
KEPT = timedelta(days=90)
TOKEN_BYTES = 32
SIGNED_IN, SIGNED_OUT = "signed-in", "signed-out"


@dataclass(frozen=True)
class Begun:
    """What is given to the person: the token is shown this once."""

    token: str = field(repr=False)
    idle_seconds: int
    ends_at: datetime


def begin(session: Session, keyed_hash: KeyedHash, person_id: str, factors: int, how: str, now: datetime) -> Begun:
    """In the transaction that let them in; on the trail."""
    limits = limits_on(session, day_of(now))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = StaffSession(
        token_mark=token_mark(keyed_hash, token),
        person_id=person_id,
        factors=factors,
        began_at=now,
        seen_at=now,
        idle_seconds=int(limits.idle.total_seconds()),
        ends_at=now + limits.whole,
        ended_at=None,
    )
    session.execute(delete(StaffSession).where(StaffSession.ends_at < now - KEPT))
    session.add(row)
    note(session, keyed_hash, person_id, SIGNED_IN, "session", row.token_mark[:16], how, now)
    return Begun(token, row.idle_seconds, row.ends_at)


def reader_of(centre: Centre, token: str) -> Reader:
    """Who signed in with this token, with the posts they hold today. Raises Refused."""
    now = centre.now()
    with centre.database.reading() as session:
        row = session.get(StaffSession, token_mark(centre.home.keyed_hash, token))
        account = session.get(Account, row.person_id) if row else None
        posts = posts_at(session, row.person_id, day_of(now)) if row else []
    if row is None or _over(row, now) or _closed(account) or not posts:
        raise Refused(401, "sign-in-needed")
    if now - row.seen_at >= SEEN_EVERY:
        with centre.database.writing() as session:
            _seen(session, row, now)
    must_change = bool(account and account.must_change)
    return Reader(row.person_id, tuple(posts), row.factors, must_change, centre.home.keyed_hash)


def sign_out(session: Session, keyed_hash: KeyedHash, token: str, now: datetime) -> None:
    """Nobody gets in with this token again. In the centre's database, so that every process knows."""
    row = session.get_one(StaffSession, token_mark(keyed_hash, token), with_for_update=True)
    if row.ended_at is None:
        row.ended_at = now
        note(session, keyed_hash, row.person_id, SIGNED_OUT, "session", row.token_mark[:16], "sign-out", now)


def end_all(session: Session, person_id: str, now: datetime, *, but: str = "") -> None:
    """Wherever they are signed in, except the session with this mark."""
    standing = update(StaffSession).where(StaffSession.person_id == person_id, StaffSession.ended_at.is_(None))
    session.execute(standing.where(StaffSession.token_mark != but).values(ended_at=now))


def end_everybodys(session: Session, now: datetime) -> None:
    """Everybody signs in again."""
    session.execute(update(StaffSession).where(StaffSession.ended_at.is_(None)).values(ended_at=now))


def token_mark(keyed_hash: KeyedHash, token: str) -> str:
    return keyed_hash.mark("staff-session", token)


def _over(row: StaffSession, now: datetime) -> bool:
    idle = now >= row.seen_at + timedelta(seconds=row.idle_seconds)
    return row.ended_at is not None or now >= row.ends_at or idle


def _closed(account: Account | None) -> bool:
    return account is not None and account.closed_at is not None


def _seen(session: Session, row: StaffSession, now: datetime) -> None:
    """Of two requests at one moment the later one stands; a session that has ended meanwhile stays ended."""
    here = select(StaffSession).where(StaffSession.token_mark == row.token_mark).with_for_update()
    found = session.scalars(here).one_or_none()
    if found is not None and found.ended_at is None:
        found.seen_at = max(found.seen_at, now)
