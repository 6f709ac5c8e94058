"""THE CENTRE: every key by which a terminal ever spoke here, so that a disk which turns up later is still known by its signature."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base


class KnownKey(Base):
    """Raw Ed25519, by installation. Never deleted; `revoked_at`: since when it may be in a thief's hands."""

    __tablename__ = "known_keys"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"), primary_key=True)
    incarnation: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes] = mapped_column(primary_key=True)
    known_since: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    @property
    def verifier(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public_key)


def remember_key(session: Session, terminal_id: str, incarnation: str, public_key: bytes, now: datetime) -> None:
    """This installation speaks by this key from now on."""
    if session.get(KnownKey, (terminal_id, incarnation, public_key)) is None:
        known = KnownKey(terminal_id=terminal_id, incarnation=incarnation, public_key=public_key)
        known.known_since, known.revoked_at = now, None
        session.add(known)


def revoke_keys(session: Session, terminal_id: str, now: datetime) -> None:
    """The terminal is gone, and all that was on its disk with it."""
    standing = update(KnownKey).where(KnownKey.terminal_id == terminal_id, KnownKey.revoked_at.is_(None))
    session.execute(standing.values(revoked_at=now))


def keys_of(session: Session, terminal_id: str, incarnation: str) -> list[KnownKey]:
    """Every key this installation has had, the newest first."""
    of_it = select(KnownKey).where(KnownKey.terminal_id == terminal_id, KnownKey.incarnation == incarnation)
    return list(session.scalars(of_it.order_by(KnownKey.known_since.desc())))
