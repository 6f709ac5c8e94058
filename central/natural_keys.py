"""THE CENTRE: filings that say the same come in one after the other, so that the second one is seen to be the second."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.db.database import insert_unless_there


class NaturalKey(Base):
    """Who asks for what, as a mark. The row is there to be held."""

    __tablename__ = "natural_keys"

    mark: Mapped[str] = mapped_column(primary_key=True)


def hold(session: Session, mark: str) -> None:
    """Until the caller's transaction ends, nobody else files what has this mark; what was filed before can be seen."""
    insert_unless_there(session, NaturalKey, mark=mark)
    session.execute(select(NaturalKey).where(NaturalKey.mark == mark).with_for_update())
