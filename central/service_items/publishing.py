"""Publishing items: all that is proposed, by the rules, with its days; and taking one back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.contract.service_items import ServiceItem
from central.clock import day_of
from central.db.parameters import parameter
from central.service_items.forbidden import forbidden_on
from central.service_items.rules import Ground, InPost, Sisters, broken_rules
from central.service_items.states import OPEN, Broken, ChangeState, ItemsRefused
from central.service_items.tables import ServiceItemEvent, ServiceItemVersion
from central.service_items.texts import items_of
from central.service_items.unification import compared
from central.service_items.versions import Book, all_in_force

NOTICE_DAYS = "service-items.notice-days"
"""For how many days a change is on notice (公示) before it can take effect."""


@dataclass(frozen=True)
class Published:
    """What became of a round: which versions are published now, which are on notice and wait."""

    effective: tuple[ServiceItemVersion, ...]
    on_notice: tuple[ServiceItemVersion, ...]


def publish(book: Book, in_post: InPost, task_codes: Iterable[str] | None = None) -> Published:
    """Take open changes (all, or of these copies) through review and notice to their publication, as far as the notice's days allow.

    Raises ItemsRefused with every rule that any of them breaks: then none has moved. ParameterMissing, ListsUnreadable.
    """
    chosen = None if task_codes is None else set(task_codes)
    rows = [row for row in book.standing_at(*OPEN) if chosen is None or row.task_code in chosen]
    said = items_of(book.session, [row.text_sha256 for row in rows], book.said)
    broken = broken_among(book, [said[row.text_sha256] for row in rows], in_post)
    if broken:
        raise ItemsRefused(broken)
    book.move([row for row in rows if row.state == ChangeState.PROPOSED], ChangeState.REVIEW)
    book.move([row for row in rows if row.state == ChangeState.REVIEW], ChangeState.NOTICE)
    now = ripe(book, rows)
    for row in now:
        set_days(row, said[row.text_sha256], day_of(book.now))
    book.move(now, ChangeState.EFFECTIVE)
    done = {id(row) for row in now}
    return Published(tuple(now), tuple(row for row in rows if id(row) not in done))


def broken_among(book: Book, items: Sequence[ServiceItem], in_post: InPost) -> list[Broken]:
    """Every rule that any of these would break, were they published together today."""
    today = day_of(book.now)
    forbidden = forbidden_on(book.session, today)
    begins = {item.task_code: max(item.plan_effective_date, today) for item in items}
    broken: list[Broken] = []
    for day in sorted(set(begins.values())):
        ground = Ground(today, in_post, forbidden, _sisters(book, items, begins, day))
        for item in items:
            if begins[item.task_code] == day:
                broken += broken_rules(item, ground)
    return sorted(broken, key=lambda one: (one.about, one.code, one.words))


def broken_in_force(book: Book, in_post: InPost) -> list[Broken]:
    """What has come to be wrong with what is in force: people leave their posts, and lists of forbidden materials grow."""
    standing = [one.item for one in all_in_force(book.session, day_of(book.now), book.said)]
    return broken_among(book, standing, in_post)


def check_consistency(book: Book) -> tuple[int, int]:
    """Whether each copy that has reached all levels is as its sisters there: how many are so from now on, and how many no longer are."""
    same, apart = mark_consistency(book)
    rows = {
        (row.task_code, row.task_version): row for row in book.standing_at(ChangeState.SYNCED, ChangeState.CONSISTENT)
    }
    book.move([rows[key] for key in same], ChangeState.CONSISTENT)
    book.move([rows[key] for key in apart], ChangeState.SYNCED, "与其他层级不一致")
    return len(same), len(apart)


def mark_consistency(book: Book) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Copies, by task code and version, that are as their sisters and not marked so, and those marked so that are not. Only reads."""
    standing = [one.item for one in all_in_force(book.session, day_of(book.now), book.said)]
    found = compared(standing)
    counted = {(item.task_code, item.task_version) for item in standing}
    unified = {one.catalog_code for one in found if one.unified}
    there = select(ServiceItemVersion).where(ServiceItemVersion.state.in_((ChangeState.SYNCED, ChangeState.CONSISTENT)))
    rows = book.session.scalars(there.order_by(ServiceItemVersion.task_code, ServiceItemVersion.task_version)).all()
    marked = {
        (row.task_code, row.task_version): (row.state, row.catalog_code in unified)
        for row in rows
        if (row.task_code, row.task_version) in counted
    }
    same = [key for key, now in marked.items() if now == (ChangeState.SYNCED, True)]
    return same, [key for key, now in marked.items() if now == (ChangeState.CONSISTENT, False)]


def _sisters(book: Book, items: Sequence[ServiceItem], begins: dict[str, date], day: date) -> Sisters:
    """What is in force beside them on that day, themselves in their new version among it."""
    own = [item for item in items if begins[item.task_code] <= day]
    replaced = {item.task_code for item in own}
    others = (one.item for one in all_in_force(book.session, day, book.said))
    return Sisters.of([*own, *(item for item in others if item.task_code not in replaced)])


def ripe(book: Book, rows: Sequence[ServiceItemVersion]) -> list[ServiceItemVersion]:
    """Those on notice for long enough. Raises ParameterMissing."""
    today = day_of(book.now)
    days = int(parameter(book.session, NOTICE_DAYS, today).value)
    if days <= 0:
        return list(rows)
    noticed = (
        select(ServiceItemEvent.task_code, ServiceItemEvent.task_version, func.max(ServiceItemEvent.at))
        .where(ServiceItemEvent.state == ChangeState.NOTICE)
        .group_by(ServiceItemEvent.task_code, ServiceItemEvent.task_version)
    )
    since = {(task_code, version): at for task_code, version, at in book.session.execute(noticed)}
    return [row for row in rows if day_of(since[row.task_code, row.task_version]) + timedelta(days=days) <= today]


def set_days(row: ServiceItemVersion, item: ServiceItem, today: date) -> None:
    """From the planned day on, and never in the past: what counted on a day that is over does not change."""
    row.effective_from = max(item.plan_effective_date, today)
    row.effective_to = item.plan_cancel_date
