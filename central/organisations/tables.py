"""Bodies, people and posts. What was true on a day can be asked for ever: rows are added and ended, never taken out.

Days are Dongguan's. `valid_to` is the last day, itself included; None while nobody has said when it ends.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Unit(Base):
    """A body: the city, a department, a town or park, a town's branch, a village, or a group that a document names as one.

    `code` is what other systems call it. `name` is what it was called on `valid_from`; later names are `UnitName`s.
    """

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitName(Base):
    """From `valid_from` on the body is called this. `verified` where somebody has confirmed name and day."""

    __tablename__ = "unit_names"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str]
    verified: Mapped[bool]


class ZoneUnit(Base):
    """This body leads in a zone of the plan (A1 to A9, ALL for what coordinates them), or takes part. Of two leads the lower place is
    the one a case goes to."""

    __tablename__ = "zone_units"

    zone: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    part: Mapped[str]
    place: Mapped[int]
    source: Mapped[str]
    verified: Mapped[bool]


class Person(Base):
    """Somebody who works here. `badge` is the number on their name badge, and what they sign in with."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    badge: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]

    def __repr__(self) -> str:
        return f"Person({self.id})"


class Post(Base):
    """A person does this in a unit, from a day until a day. A post that nobody holds any more stays here."""

    __tablename__ = "posts"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    role: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    set_at: Mapped[datetime]
    set_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str]


class Responsible(Base):
    """The person whose name stands for a unit (A3.2): `rank` 1 answers, 2 is their deputy."""

    __tablename__ = "responsible_people"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    rank: Mapped[int]
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    set_at: Mapped[datetime]
    set_by: Mapped[str]
