"""THE CENTRE: a terminal changes its key (app.contract.orders): both are taken until the new one has signed a request."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.contract.orders import NewKey, is_proven
from central.db.base import Base
from central.known_keys import remember_key
from central.refusals import Refused
from central.terminals import Terminal


class ComingKey(Base):
    """Registered by the key in use, not yet used itself. Raw Ed25519."""

    __tablename__ = "coming_keys"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"), primary_key=True)
    public_key: Mapped[bytes]
    registered_at: Mapped[datetime]


def register_key(session: Session, terminal_id: str, new_key: NewKey, now: datetime) -> None:
    """Take a new key beside the one in use; in place of another coming one. Raises Refused."""
    terminal = session.get_one(Terminal, terminal_id, with_for_update=True)
    if new_key.public_key == terminal.public_key:
        return  # it has come into use meanwhile: the answer that said so got lost
    if not is_proven(new_key, Ed25519PublicKey.from_public_bytes(terminal.public_key), terminal_id):
        raise Refused(422, "key-unproven")
    session.merge(ComingKey(terminal_id=terminal_id, public_key=new_key.public_key, registered_at=now))
    remember_key(session, terminal_id, terminal.incarnation, new_key.public_key, now)


def coming_key(session: Session, terminal_id: str) -> Ed25519PublicKey | None:
    coming = session.get(ComingKey, terminal_id)
    return Ed25519PublicKey.from_public_bytes(coming.public_key) if coming else None


def forget_coming_key(session: Session, terminal_id: str) -> None:
    """Another installation takes this terminal's place."""
    session.execute(delete(ComingKey).where(ComingKey.terminal_id == terminal_id))


def put_in_use(session: Session, terminal_id: str) -> None:
    """The coming key has signed a request: the one before it is gone. The terminal's row is held first, as whoever registers one does."""
    terminal = session.get_one(Terminal, terminal_id, with_for_update=True)
    coming = session.get(ComingKey, terminal_id)
    if coming is not None:
        terminal.public_key = coming.public_key
        session.delete(coming)
