"""THE CENTRE: numbers that are given out once each, whatever happens at the same moment elsewhere."""

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base


class Counter(Base):
    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(session: Session, name: str) -> int:
    """1, 2, 3 … for each name, inside the caller's writing transaction: a number whose transaction fails is given again."""
    return _count_on(session, name) or _begin_counting(session, name)


def _count_on(session: Session, name: str) -> int | None:
    step = update(Counter).where(Counter.name == name).values(last=Counter.last + 1).returning(Counter.last)
    return session.scalars(step).one_or_none()


def _begin_counting(session: Session, name: str) -> int:
    try:
        with session.begin_nested():
            session.add(Counter(name=name, last=1))
            session.flush()
    except IntegrityError:
        # Another transaction began this counter between our look and our insert; its row is there now.
        counted = _count_on(session, name)
        if counted is None:
            raise
        return counted
    return 1
