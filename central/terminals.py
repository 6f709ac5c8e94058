"""THE CENTRE: which terminals may speak to it. It holds their public keys only."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.known_keys import revoke_keys

TERMINAL_ID = re.compile(r"[A-Z][0-9A-Z]{4}")
"""Five characters: they stand in every report number."""

NONCES_KEPT = timedelta(minutes=10)


class Terminal(Base):
    """`public_key` is raw Ed25519; `incarnation` names one installation of the terminal's store.

    `forked_at`: since when two stores are known to speak for that installation; it delivers nothing until it is enrolled anew.
    """

    __tablename__ = "terminals"

    terminal_id: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str]
    public_key: Mapped[bytes]
    incarnation: Mapped[str]
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    forked_at: Mapped[datetime | None]


class Nonce(Base):
    """A signed request that has been here."""

    __tablename__ = "nonces"

    terminal_id: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class BadTerminalId(ValueError):
    """Not five capitals and digits beginning with a letter."""


def enrol(session: Session, terminal_id: str, site: str, public_key: bytes, now: datetime) -> Terminal:
    """Take a terminal in, or its successor under the same id: the old key and incarnation end here. Raises BadTerminalId."""
    if not TERMINAL_ID.fullmatch(terminal_id):
        raise BadTerminalId("a terminal's id is five capitals and digits, a letter first, e.g. T0003")
    terminal = Terminal(
        terminal_id=terminal_id,
        site=site,
        public_key=public_key,
        incarnation=secrets.token_hex(16),
        enrolled_at=now,
        revoked_at=None,
        forked_at=None,
    )
    return session.merge(terminal)


def find_terminal(session: Session, terminal_id: str) -> Terminal | None:
    """A terminal that may speak, or None."""
    return session.scalars(
        select(Terminal).where(Terminal.terminal_id == terminal_id, Terminal.revoked_at.is_(None))
    ).one_or_none()


def revoke_terminal(session: Session, terminal_id: str, now: datetime) -> bool:
    """From its next request on it is unknown here; enrolled again it is let in again. False where there is none to revoke."""
    terminal = find_terminal(session, terminal_id)
    if terminal is None:
        return False
    terminal.revoked_at = now
    revoke_keys(session, terminal_id, now)
    return True
