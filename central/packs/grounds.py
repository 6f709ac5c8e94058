"""By what entries are judged: the rooms of organisations and of items, asked once each."""

from datetime import date
from functools import cache

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from central.organisations.people import posts_at
from central.organisations.tables import Unit
from central.packs.entry_rules import Ground
from central.service_items.tables import ServiceItemVersion


def ground_of(session: Session, today: date) -> Ground:
    """As long as `session` reads."""
    units = {unit.id: (unit.valid_from, unit.valid_to) for unit in session.scalars(select(Unit))}
    row = ServiceItemVersion
    published = select(row.catalog_code).where(
        row.effective_from.is_not(None), or_(row.effective_to.is_(None), row.effective_to > today)
    )
    items = set(session.scalars(published.distinct()))

    def is_unit(unit_id: str, day: date) -> bool:
        first, last = units.get(unit_id, (date.max, None))
        return first <= day and (last is None or day <= last)

    return Ground(
        today=today,
        is_unit=is_unit,
        in_post=cache(lambda person_id, day: bool(posts_at(session, person_id, day))),
        is_item=items.__contains__,
    )
