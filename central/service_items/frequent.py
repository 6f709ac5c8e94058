"""What is asked for most (高频事项, A3.17): the first of a period by the number of cases, frozen once; later counts change it no more."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.service_items.tables import FrequentItem


class AlreadyFrozen(ValueError):
    """This period has its list."""


def freeze_frequent(session: Session, period: str, cases: Mapping[str, int], most: int, now: datetime) -> list[str]:
    """The list of `period`, e.g. `2026-Q3`: at most `most` catalog codes, those with most cases first. Raises AlreadyFrozen."""
    if frequent_list(session, period):
        raise AlreadyFrozen(period)
    first = sorted((code for code, count in cases.items() if count > 0), key=lambda code: (-cases[code], code))[:most]
    session.add_all(
        FrequentItem(period=period, catalog_code=code, position=place, cases=cases[code], frozen_at=now)
        for place, code in enumerate(first, start=1)
    )
    session.flush()
    return first


def frequent_list(session: Session, period: str) -> list[str]:
    """Catalog codes, most asked for first; empty where nothing is frozen for this period."""
    of_period = select(FrequentItem.catalog_code).where(FrequentItem.period == period)
    return list(session.scalars(of_period.order_by(FrequentItem.position)))
