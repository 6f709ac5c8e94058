"""By what entries are judged: the rooms of organisations and of items, asked once each."""

from datetime import date
from functools import cache

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.contract.service_items import ServiceItem
from central.organisations.people import posts_at
from central.organisations.tables import Unit
from central.packs.entry_rules import Ground
from central.service_items.tables import ServiceItemVersion
from central.service_items.texts import items_of


def ground_of(session: Session, today: date) -> Ground:
    """As long as `session` reads."""
    units = {unit.id: (unit.valid_from, unit.valid_to) for unit in session.scalars(select(Unit))}
    row = ServiceItemVersion
    counting = and_(row.effective_from.is_not(None), or_(row.effective_to.is_(None), row.effective_to > today))
    published = select(row.catalog_code).where(counting)
    items = set(session.scalars(published.distinct()))

    def is_unit(unit_id: str, day: date) -> bool:
        first, last = units.get(unit_id, (date.max, None))
        return first <= day and (last is None or day <= last)

    def copies_of(catalog_code: str) -> list[ServiceItem]:
        """Each copy in the version that was published last: what people see from then on."""
        of_this = select(row).where(counting, row.catalog_code == catalog_code)
        rows = session.scalars(of_this.order_by(row.effective_from, row.task_version)).all()
        newest = {one.task_code: one.text_sha256 for one in rows}
        return list(items_of(session, list(newest.values())).values())

    return Ground(
        today=today,
        is_unit=is_unit,
        in_post=cache(lambda person_id, day: bool(posts_at(session, person_id, day))),
        is_item=items.__contains__,
        copies_of=cache(copies_of),
    )
