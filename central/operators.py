"""THE CENTRE: the people who may order terminals about, each with an Ed25519 key of their own, kept by them and not here."""

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base


class Operator(Base):
    """`name` is what they are called at work. `public_key` is raw; nobody shares one, so that two signatures are two people's."""

    __tablename__ = "operators"

    name: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes] = mapped_column(unique=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    person_id: Mapped[str | None]


class OperatorUnknown(Exception):
    """Nobody of this name may sign, or this is not their key."""


def add_operator(session: Session, name: str, public_key: bytes, now: datetime) -> None:
    """Raises IntegrityError where the name or the key is somebody's already."""
    session.add(Operator(name=name, public_key=public_key, added_at=now, removed_at=None))
    session.flush()


def remove_operator(session: Session, name: str, now: datetime) -> bool:
    """What they have signed and nobody has carried out counts no more. False where there is none to remove."""
    operator = session.get(Operator, name)
    if operator is None or operator.removed_at is not None:
        return False
    operator.removed_at = now
    return True


def has_signed(session: Session, name: str, words: bytes, signature: bytes) -> bool:
    """Whether this is the signature of somebody who may still sign."""
    operator = session.get(Operator, name)
    if operator is None or operator.removed_at is not None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(operator.public_key).verify(signature, words)
    except InvalidSignature:
        return False
    return True
