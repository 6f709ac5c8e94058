"""THE CENTRE: every signed request is taken once, also when this centre's own clock was wrong in between (reliability K26).

A nonce is kept for ten minutes, twice what a request's date may be off. What has been forgotten cannot be recognised, so the moment up
to which we have forgotten is kept as well: a request from before it is refused, wherever our clock has gone since. A clock that ran
ahead therefore shuts everybody out until it is that late again, or until somebody says that it was wrong (`guanjia central trust-clock`).
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.contract.signing import WINDOW, SignedBy
from central.db.base import Base
from central.db.database import insert_or_hold, insert_unless_there
from central.terminals import NONCES_KEPT, Nonce

FORGET_EVERY = timedelta(minutes=1)
_ONLY = 1


class NonceHorizon(Base):
    """One row: nonces seen before this moment have been forgotten."""

    __tablename__ = "nonce_horizon"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    forgotten_until: Mapped[datetime]


def take_nonce(session: Session, signed: SignedBy, now: datetime) -> bool:
    """False for a request that was here before, or may have been. Inside the caller's writing transaction.

    The horizon is looked at last: whoever forgot this very nonce while we waited to write it down has told so by then.
    """
    is_new = insert_unless_there(session, Nonce, terminal_id=signed.terminal_id, nonce=signed.nonce, seen_at=now)
    horizon = session.scalars(select(NonceHorizon.forgotten_until).where(NonceHorizon.id == _ONLY)).one_or_none()
    if not is_new or (horizon is not None and signed.created < horizon + WINDOW):
        return False
    if horizon is None or horizon < now - NONCES_KEPT - FORGET_EVERY:
        _forget(session, now - NONCES_KEPT)
    return True


def trust_the_clock(session: Session, now: datetime) -> None:
    """An operator says that the clock had run ahead and is right now. What was forgotten stays forgotten: for five minutes from the
    real moment of a request, one that was captured then could be sent again."""
    horizon = session.get(NonceHorizon, _ONLY)
    if horizon is not None:
        horizon.forgotten_until = min(horizon.forgotten_until, now - NONCES_KEPT)


def _forget(session: Session, until: datetime) -> None:
    """Other requests may want to at the same moment: one after the other, and the horizon never goes back."""
    row = insert_or_hold(session, NonceHorizon, id=_ONLY, forgotten_until=until)
    row.forgotten_until = max(row.forgotten_until, until)
    session.execute(delete(Nonce).where(Nonce.seen_at < until))
