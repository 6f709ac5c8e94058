"""Which windows see the calls of a hall. A window is let in by a key that is shown once, when it is made, and kept here as a keyed hash."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.helpdesk.tables import HelpWindow
from central.keyed_hash import KeyedHash

KEY_BYTES = 20
_MARK = "window-key"


def add_window(session: Session, keyed_hash: KeyedHash, name: str, site: str, now: datetime) -> str:
    """Its key; a window of this name that was there before is let in by the new one alone."""
    key = secrets.token_hex(KEY_BYTES)
    mark = keyed_hash.mark(_MARK, key)
    session.merge(HelpWindow(name=name, site=site, key_mark=mark, added_at=now, removed_at=None))
    return key


def remove_window(session: Session, name: str, now: datetime) -> bool:
    """False where there is none to remove."""
    window = session.get(HelpWindow, name)
    if window is None or window.removed_at is not None:
        return False
    window.removed_at = now
    return True


def window_of(session: Session, keyed_hash: KeyedHash, key: str) -> HelpWindow | None:
    """Whose key this is."""
    mark = keyed_hash.mark(_MARK, key)
    return session.scalars(
        select(HelpWindow).where(HelpWindow.key_mark == mark, HelpWindow.removed_at.is_(None))
    ).one_or_none()


def windows(session: Session) -> list[HelpWindow]:
    return list(session.scalars(select(HelpWindow).where(HelpWindow.removed_at.is_(None)).order_by(HelpWindow.name)))
