"""Which bodies there are, what each was called on a day, and which leads in a zone."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Date, and_, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from central.db.database import insert_unless_there
from central.organisations.tables import Unit, UnitName, ZoneUnit
from central.refusals import Refused

WHOLE_CITY = "DG"
"""The unit above all others."""
MOST_LEVELS = 8


class UnitKind(StrEnum):
    """GROUP: bodies that a document names together, e.g. 市各政务服务实施部门."""

    CITY = "city"
    DEPARTMENT = "department"
    TOWN = "town"
    BRANCH = "branch"
    VILLAGE = "village"
    BANK = "bank"
    GROUP = "group"


class Part(StrEnum):
    LEAD = "lead"
    MEMBER = "member"


def unit_of(session: Session, unit_id: str) -> Unit:
    """Raises Refused."""
    found = session.get(Unit, unit_id)
    if found is None:
        raise Refused(404, "unit-unknown")
    return found


def find_by_name(session: Session, name: str, day: date) -> Unit | None:
    """The body that is there that day and was first known by this name; for documents that know bodies by name alone."""
    return session.scalars(select(Unit).where(Unit.name == name, units_on(day)).order_by(Unit.id).limit(1)).first()


def find_by_code(session: Session, code: str, day: date) -> Unit | None:
    """The body that other systems call this, where it is there that day."""
    return session.scalars(select(Unit).where(Unit.code == code, units_on(day))).one_or_none()


def name_on(session: Session, unit: Unit, day: date) -> str:
    """What the body was called that day."""
    return names_on(session, [unit], day)[unit.id]


def names_on(session: Session, units: list[Unit], day: date) -> dict[str, str]:
    """By unit's id."""
    later = select(UnitName).where(UnitName.unit_id.in_([unit.id for unit in units]), UnitName.valid_from <= day)
    renamed = {row.unit_id: row.name for row in session.scalars(later.order_by(UnitName.valid_from))}
    return {unit.id: renamed.get(unit.id, unit.name) for unit in units}


def rename(session: Session, unit_id: str, name: str, first_day: date, source: str, *, verified: bool) -> bool:
    """From that day on it is called this; what it was called before stays. False where that day has its name already."""
    unit_of(session, unit_id)
    return insert_unless_there(
        session, UnitName, unit_id=unit_id, valid_from=first_day, name=name, source=source, verified=verified
    )


def add_unit(session: Session, unit: Unit) -> None:
    """Raises Refused where what it stands under is unknown (only the city stands under nothing), or its id or code is another's."""
    if unit.parent_id is not None or unit.kind != UnitKind.CITY:
        unit_of(session, unit.parent_id or "")
    if session.scalars(select(Unit).where(or_(Unit.id == unit.id, Unit.code == unit.code))).first() is not None:
        raise Refused(409, "unit-taken")
    session.add(unit)
    session.flush()


def end_unit(session: Session, unit_id: str, last_day: date) -> None:
    """The body is no more after that day. Raises Refused."""
    unit = unit_of(session, unit_id)
    if unit.valid_to is not None or last_day < unit.valid_from:
        raise Refused(409, "unit-ended")
    unit.valid_to = last_day


def units_on(day: date) -> ColumnElement[bool]:
    """For a query: the bodies that are there that day."""
    return there_on(Unit.valid_from, Unit.valid_to, day)


def there_on(
    first: InstrumentedAttribute[date], last: InstrumentedAttribute[date | None], day: date
) -> ColumnElement[bool]:
    return and_(first <= day, or_(last.is_(None), last >= day))


def overlapping(
    first: InstrumentedAttribute[date], last: InstrumentedAttribute[date | None], start: date, end: date | None
) -> ColumnElement[bool]:
    """For a query: rows whose days meet `start` to `end`, both included; None for open."""
    begun = first <= (end or date.max)
    return and_(begun, func.coalesce(last, type_coerce(date.max, Date)) >= start)


def is_within(session: Session, unit_id: str, above: str) -> bool:
    """Whether a unit is this one or stands under it."""
    return above in path_up(session, unit_id)


def path_up(session: Session, unit_id: str) -> list[str]:
    """Itself first, then what it stands under; empty where nobody knows it."""
    path: list[str] = []
    unit = session.get(Unit, unit_id)
    while unit is not None and len(path) < MOST_LEVELS:
        path.append(unit.id)
        unit = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return path


def lead_units(session: Session, zone: str, day: date) -> list[Unit]:
    """All that lead in a zone that day, the first of them first."""
    return _of_zone(session, zone, day, Part.LEAD)


def member_units(session: Session, zone: str, day: date) -> list[Unit]:
    """All that take part in a zone that day and do not lead."""
    return _of_zone(session, zone, day, Part.MEMBER)


def lead_unit(session: Session, zone: str, day: date) -> Unit:
    """The one to which what belongs to a zone goes that day (X.13). Raises LookupError where no body leads: the seed is incomplete."""
    leads = lead_units(session, zone, day)
    if not leads:
        raise LookupError(f"nobody leads in {zone} on {day}")
    return leads[0]


def _of_zone(session: Session, zone: str, day: date, part: Part) -> list[Unit]:
    there = there_on(ZoneUnit.valid_from, ZoneUnit.valid_to, day)
    rows = select(Unit).join(ZoneUnit, ZoneUnit.unit_id == Unit.id).where(ZoneUnit.zone == zone, ZoneUnit.part == part)
    return list(session.scalars(rows.where(there, units_on(day)).order_by(ZoneUnit.place, Unit.id)))
