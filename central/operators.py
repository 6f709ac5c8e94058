"""THE CENTRE: the people who may order terminals about, each with an Ed25519 key of their own, kept by them and not here."""

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.clock import day_of
from central.db.base import Base
from central.organisations.keys import still_holds
from central.organisations.roles import Role


class Operator(Base):
    """`name` is what they are called at work. `public_key` is raw; nobody shares one, and nobody has two, so that two signatures are two
    people's. `person_id`: who holds an operator's post (central.organisations); a key from before there were posts has none."""

    __tablename__ = "operators"

    name: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes] = mapped_column(unique=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    person_id: Mapped[str | None]


class OperatorUnknown(Exception):
    """Nobody of this name may sign, or this is not their key."""


class HasAnother(Exception):
    """This person signs with another key already."""


def add_operator(session: Session, name: str, public_key: bytes, now: datetime, person_id: str | None = None) -> None:
    """Raises IntegrityError where the name or the key is somebody's already, HasAnother."""
    others = select(Operator.name).where(Operator.person_id == person_id, Operator.removed_at.is_(None))
    if person_id is not None and session.scalars(others).first() is not None:
        raise HasAnother(name)
    operator = Operator(name=name, public_key=public_key, added_at=now, removed_at=None, person_id=person_id)
    session.add(operator)
    session.flush()


def remove_operator(session: Session, name: str, now: datetime) -> bool:
    """What they have signed and nobody has carried out counts no more. False where there is none to remove."""
    operator = session.get(Operator, name)
    if operator is None or operator.removed_at is not None:
        return False
    operator.removed_at = now
    return True


def has_signed(session: Session, name: str, words: bytes, signature: bytes, signed_at: datetime) -> bool:
    """Whether this is the signature of somebody who may still sign, and who held the post on the day they signed."""
    operator = session.get(Operator, name)
    if operator is None or operator.removed_at is not None:
        return False
    whose, day = operator.person_id, day_of(signed_at)
    if whose is not None and not still_holds(session, whose, Role.OPERATOR, "", day):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(operator.public_key).verify(signature, words)
    except InvalidSignature:
        return False
    return True
