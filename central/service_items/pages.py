"""Lists of items and of comparisons, a page at a time: a page begins behind the code that the one before it ended with."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.service_items import ItemLine, ItemPage, PublishedItem, ServiceItem, UseLevel
from app.contract.service_unification import FiveUnified, UnificationPage
from central.service_items.tables import ServiceItemVersion
from central.service_items.unification import compared
from central.service_items.versions import CURRENT, in_force, published


def item_page(session: Session, day: date, level: UseLevel | None, after: str, limit: int) -> ItemPage:
    """What is in force on `day`, by task code. Raises TextDamaged."""
    wanted = in_force(day).where(CURRENT.task_code > after)
    if level is not None:
        wanted = wanted.where(CURRENT.use_level == level)
    rows = session.scalars(wanted.order_by(CURRENT.task_code).limit(limit + 1)).all()
    found = published(session, rows[:limit])
    return ItemPage(day=day, items=tuple(map(_line, found)), next=found[-1].item.task_code if len(rows) > limit else "")


def unification_page(session: Session, day: date, after: str, limit: int) -> UnificationPage:
    """The copies in force on `day` held side by side, by catalog code. Raises TextDamaged."""
    codes = session.scalars(
        select(ServiceItemVersion.catalog_code)
        .where(ServiceItemVersion.catalog_code > after, ServiceItemVersion.effective_from <= day)
        .distinct()
        .order_by(ServiceItemVersion.catalog_code)
        .limit(limit + 1)
    ).all()
    found = compared(copies_in_force(session, day, codes[:limit]))
    return UnificationPage(day=day, items=tuple(found), next=codes[limit - 1] if len(codes) > limit else "")


def comparison(session: Session, day: date, catalog_code: str) -> FiveUnified | None:
    """None where no copy is in force that day. Raises TextDamaged."""
    return next(iter(compared(copies_in_force(session, day, [catalog_code]))), None)


def copies_in_force(session: Session, day: date, catalog_codes: Sequence[str]) -> list[ServiceItem]:
    rows = session.scalars(in_force(day).where(CURRENT.catalog_code.in_(catalog_codes))).all()
    return [one.item for one in published(session, rows)]


def _line(one: PublishedItem) -> ItemLine:
    item = one.item
    return ItemLine(
        task_code=item.task_code,
        task_version=item.task_version,
        catalog_code=item.catalog_code,
        task_name=item.task_name,
        use_level=item.use_level,
        town_code=item.town_code,
        village_code=item.village_code,
        effective_from=one.effective_from,
        effective_to=one.effective_to,
        is_service_terminals=item.is_service_terminals,
    )
