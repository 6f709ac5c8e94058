"""THE CENTRE: numbers that are given out once each, whatever happens at the same moment elsewhere."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base
from central.db.database import insert_unless_there

DAY_LEAP = 10_000
"""More than any counter of one day gives out between a backup and the day its centre is restored."""
LEAP = 100_000
"""The same for counters that never begin again."""


class Counter(Base):
    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class CounterFloor(Base):
    """Counters of this day, begun after a restore, begin above what the lost hours may have given out. `day` is YYYYMMDD."""

    __tablename__ = "counter_floors"

    day: Mapped[str] = mapped_column(primary_key=True)
    floor: Mapped[int]


def next_number(session: Session, name: str) -> int:
    """1, 2, 3 … for each name, inside the caller's writing transaction: a number whose transaction fails is given again.

    A counter that begins anew every day has the day in its name as YYYYMMDD. After a restore the numbers leap: those given out
    since the backup stand on somebody's paper.
    """
    counted = _count_on(session, name)
    if counted is None:
        insert_unless_there(session, Counter, name=name, last=_floor(session, name))
        counted = _count_on(session, name)
    if counted is None:
        raise LookupError("a counter that was begun is there")
    return counted


def last_number(session: Session, name: str) -> int:
    """The last number given out under this name; 0 before the first."""
    return session.scalar(select(Counter.last).where(Counter.name == name)) or 0


def leap(session: Session, first: date, last: date) -> None:
    """Never again a number that may have been given out between the backup's day and the day of the restore."""
    for counter in session.scalars(select(Counter).with_for_update()):
        counter.last += DAY_LEAP if _has_day(counter.name) else LEAP
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = f"{date.fromordinal(ordinal):%Y%m%d}"
        insert_unless_there(session, CounterFloor, day=day, floor=0)
        session.get_one(CounterFloor, day).floor += DAY_LEAP


def _count_on(session: Session, name: str) -> int | None:
    step = update(Counter).where(Counter.name == name).values(last=Counter.last + 1).returning(Counter.last)
    return session.scalars(step).one_or_none()


def _floor(session: Session, name: str) -> int:
    floors = session.execute(select(CounterFloor.day, CounterFloor.floor))
    return max((floor for day, floor in floors if day in name), default=0)


def _has_day(name: str) -> bool:
    return any(len(part) == 8 and part.isdecimal() for part in name.split(":"))
