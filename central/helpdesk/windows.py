"""Which windows see the calls of a hall. A window is let in by a key that is shown once, when it is made, and kept here as a keyed hash."""

import secrets
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.helpdesk.tables import HelpWindow
from central.keyed_hash import KeyedHash
from central.organisations.keys import still_holds
from central.organisations.roles import Role
from central.organisations.tables import Person, Post
from central.refusals import Refused

KEY_BYTES = 20
_MARK = "window-key"


def add_window(
    session: Session, keyed_hash: KeyedHash, name: str, site: str, now: datetime, post: Post | None = None
) -> str:
    """Its key; a window of this name that was there before is let in by the new one alone. The key is whoever's `post` it is, and lets in
    while they hold it; without one it is nobody's, as all were before there were posts."""
    key = secrets.token_hex(KEY_BYTES)
    window = HelpWindow(name=name, site=site, key_mark=keyed_hash.mark(_MARK, key), added_at=now, removed_at=None)
    window.person_id, window.unit_id = (post.person_id, post.unit_id) if post else (None, None)
    session.merge(window)
    return key


def remove_window(session: Session, name: str, now: datetime) -> bool:
    """False where there is none to remove."""
    window = session.get(HelpWindow, name)
    if window is None or window.removed_at is not None:
        return False
    window.removed_at = now
    return True


def window_of(session: Session, keyed_hash: KeyedHash, key: str, day: date) -> HelpWindow | None:
    """Whose key this is. Raises Refused where its person holds the post no more that day, or not yet."""
    mark = keyed_hash.mark(_MARK, key)
    window = session.scalars(
        select(HelpWindow).where(HelpWindow.key_mark == mark, HelpWindow.removed_at.is_(None))
    ).one_or_none()
    if window is not None and not _in_post(session, window, day):
        raise Refused(401, "window-post-ended")
    return window


def check_badge(session: Session, window: HelpWindow, badge: str) -> None:
    """Nobody acts at a person's window under another's badge. Raises Refused."""
    if window.person_id is not None and session.get_one(Person, window.person_id).badge != badge.upper():
        raise Refused(403, "badge-other")


def _in_post(session: Session, window: HelpWindow, day: date) -> bool:
    """Nobody's key has no post that could end."""
    if window.person_id is None:
        return True
    return still_holds(session, window.person_id, Role.WINDOW_STAFF, window.unit_id or "", day)


def windows(session: Session) -> list[HelpWindow]:
    return list(session.scalars(select(HelpWindow).where(HelpWindow.removed_at.is_(None)).order_by(HelpWindow.name)))
