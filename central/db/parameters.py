"""THE CENTRE: values that law or practice sets: each has a first day, a source, and says whether anyone has confirmed it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from central.db.base import Base


class Parameter(Base):
    """The value of `name` from `effective_from` until a later row takes over."""

    __tablename__ = "parameters"

    name: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str]
    source: Mapped[str]
    verified: Mapped[bool]


class ParameterMissing(LookupError):
    """No row of this name is in force on that day: the seed is older than the program."""


def parameter(session: Session, name: str, day: date) -> Parameter:
    """What is in force on `day`. Raises ParameterMissing."""
    in_force = (
        select(Parameter)
        .where(Parameter.name == name, Parameter.effective_from <= day)
        .order_by(Parameter.effective_from.desc())
        .limit(1)
    )
    found = session.scalars(in_force).one_or_none()
    if found is None:
        raise ParameterMissing(f"{name} on {day}")
    return found
