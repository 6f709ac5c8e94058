"""An item's versions: proposed, taken from state to state, and which one counts on a day. A published one is never changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.contract.service_items import PublishedItem, ServiceItem, UseLevel
from central.keyed_hash import KeyedHash
from central.service_items.chunks import chunks
from central.service_items.history import Step, write_down
from central.service_items.states import NEXT, OPEN, Broken, ChangeState, ItemsRefused
from central.service_items.tables import ServiceItemVersion
from central.service_items.texts import items_of, keep, sha256_of, written

Version = ServiceItemVersion
Known = dict[str, ServiceItem] | None


@dataclass(frozen=True)
class Book:
    """The items of one centre, as somebody works on them in one writing transaction. `who` is their name at work.

    `said`: what has been read in it, by hash.
    """

    session: Session
    keyed_hash: KeyedHash = field(repr=False)
    who: str
    now: datetime
    said: dict[str, ServiceItem] = field(default_factory=dict, repr=False)

    def propose(self, items: Sequence[ServiceItem]) -> list[ServiceItemVersion]:
        """Take these in as proposed: further versions, or what a version that is still proposed shall say instead. Those that say what is
        there already are left as they are; the others are returned. Raises ItemsRefused, and then nothing was taken in.
        """
        known = self._known([item.task_code for item in items])
        broken = list(_not_to_be_proposed(items, known))
        if broken:
            raise ItemsRefused(broken)
        texts = {(item.task_code, item.task_version): written(item) for item in items}
        keep(self.session, texts.values())
        changed = [row for item in items if (row := self._put(item, known, sha256_of(texts[_key(item)])))]
        self.session.flush()
        self._write(changed, ChangeState.PROPOSED, "")
        return changed

    def move(self, rows: Sequence[ServiceItemVersion], state: ChangeState, words: str = "") -> None:
        """Raises ItemsRefused for a step that the change of an item does not take."""
        broken = [
            Broken(row.task_code, "item-state", f"{row.state}之后不能是{state}")
            for row in rows
            if state not in NEXT[ChangeState(row.state)]
        ]
        if broken:
            raise ItemsRefused(broken)
        for row in rows:
            row.state = state
        self.session.flush()
        self._write(rows, state, words)

    def withdraw(self, task_code: str, day: date, words: str) -> list[ServiceItemVersion]:
        """From `day` on this copy is no longer handled: what is in force ends, what is planned never begins, an open change is dropped.

        Empty where there was nothing to withdraw.
        """
        rows = [row for row in self.held([task_code]) if _still_counts(row, day)]
        for row in rows:
            if row.effective_from is not None:
                row.effective_to = day
            row.state = ChangeState.WITHDRAWN
            self.session.flush()
            self._write([row], ChangeState.WITHDRAWN, words)
        return rows

    def held(self, task_codes: Sequence[str]) -> list[ServiceItemVersion]:
        """Every version of these copies, and nobody else changes them meanwhile."""
        found: list[ServiceItemVersion] = []
        for some in chunks(sorted(set(task_codes))):
            of_these = select(Version).where(Version.task_code.in_(some))
            found += self.session.scalars(of_these.order_by(Version.task_code, Version.task_version).with_for_update())
        return found

    def standing_at(self, *states: ChangeState) -> list[ServiceItemVersion]:
        """Versions whose change stands there, by task code."""
        there = select(Version).where(Version.state.in_(states))
        return list(self.session.scalars(there.order_by(Version.task_code, Version.task_version).with_for_update()))

    def _known(self, task_codes: Sequence[str]) -> dict[str, list[ServiceItemVersion]]:
        known: dict[str, list[ServiceItemVersion]] = {}
        for row in self.held(task_codes):
            known.setdefault(row.task_code, []).append(row)
        return known

    def _put(
        self, item: ServiceItem, known: dict[str, list[ServiceItemVersion]], sha256: str
    ) -> ServiceItemVersion | None:
        there = next((row for row in known.get(item.task_code, ()) if row.task_version == item.task_version), None)
        if there is not None and there.text_sha256 == sha256:
            return None
        row = there or Version(task_code=item.task_code, task_version=item.task_version)
        row.catalog_code, row.use_level, row.flow_kind = item.catalog_code, item.use_level, item.flow_kind
        row.text_sha256, row.state = sha256, ChangeState.PROPOSED
        self.session.add(row)
        return row

    def _write(self, rows: Iterable[ServiceItemVersion], state: ChangeState, words: str) -> None:
        steps = (Step(row.task_code, row.task_version, row.text_sha256, state, words) for row in rows)
        write_down(self.session, self.keyed_hash, steps, self.who, self.now)


def item_at(session: Session, task_code: str, day: date) -> ServiceItem | None:
    """What counts on `day` for this copy; None where nothing is in force. Raises TextDamaged."""
    found = published_at(session, task_code, day)
    return found.item if found else None


def published_at(session: Session, task_code: str, day: date) -> PublishedItem | None:
    """As `item_at`, with its days."""
    row = session.scalars(in_force(day).where(CURRENT.task_code == task_code)).one_or_none()
    return published(session, [row])[0] if row else None


def item_in_version(session: Session, task_code: str, task_version: int) -> ServiceItem | None:
    """What a version says, whatever became of it since: a running case keeps the version it began with. Raises TextDamaged."""
    row = session.get(Version, (task_code, task_version))
    return items_of(session, [row.text_sha256])[row.text_sha256] if row else None


def in_force(day: date) -> Select[ServiceItemVersion]:
    """For a query: of each copy the published version that began last, where it has not ended. Columns are those of `CURRENT`."""
    begun = (
        select(
            Version,
            func.row_number()
            .over(partition_by=Version.task_code, order_by=(Version.effective_from.desc(), Version.task_version.desc()))
            .label("place"),
        )
        .where(Version.effective_from <= day, _not_void())
        .subquery()
    )
    return (
        select(CURRENT)
        .join(begun, (CURRENT.task_code == begun.c.task_code) & (CURRENT.task_version == begun.c.task_version))
        .where(begun.c.place == 1, or_(CURRENT.effective_to.is_(None), CURRENT.effective_to > day))
    )


def all_in_force(session: Session, day: date, known: Known = None) -> list[PublishedItem]:
    """By task code. Raises TextDamaged."""
    rows = session.scalars(in_force(day).order_by(CURRENT.task_code)).all()
    return published(session, rows, known)


def city_items(session: Session, catalog_codes: Sequence[str], day: date) -> dict[str, ServiceItem]:
    """Catalog code → the city's copy that counts on `day`. Raises TextDamaged."""
    rows = session.scalars(
        in_force(day).where(CURRENT.catalog_code.in_(catalog_codes), CURRENT.use_level == UseLevel.CITY.value)
    ).all()
    return {one.item.catalog_code: one.item for one in published(session, rows)}


def to_come(session: Session, day: date, known: Known = None) -> list[PublishedItem]:
    """Published versions that begin after `day`, by task code. Raises TextDamaged."""
    planned = select(Version).where(Version.effective_from > day, _not_void())
    return published(session, session.scalars(planned.order_by(Version.task_code, Version.task_version)).all(), known)


def gone_items(session: Session, there: Sequence[PublishedItem]) -> set[str]:
    """Catalog codes of what was published once and has no copy among `there`: what is in force or planned."""
    published_once = select(Version.catalog_code).where(Version.effective_from.is_not(None)).distinct()
    return set(session.scalars(published_once)) - {one.item.catalog_code for one in there}


def newest_said(session: Session) -> list[ServiceItem]:
    """What each copy says in its newest version that was not withdrawn, published or not. Raises TextDamaged."""
    newest = (
        select(Version.task_code, func.max(Version.task_version).label("newest"))
        .where(Version.state != ChangeState.WITHDRAWN)
        .group_by(Version.task_code)
        .subquery()
    )
    rows = session.execute(
        select(Version.task_code, Version.text_sha256)
        .join(newest, (Version.task_code == newest.c.task_code) & (Version.task_version == newest.c.newest))
        .order_by(Version.task_code)
    ).all()
    items = items_of(session, [sha256 for _, sha256 in rows])
    return [items[sha256] for _, sha256 in rows]


def published(session: Session, rows: Sequence[ServiceItemVersion], known: Known = None) -> list[PublishedItem]:
    """Raises TextDamaged."""
    items = items_of(session, [row.text_sha256 for row in rows], known)
    return [
        PublishedItem(effective_from=row.effective_from, effective_to=row.effective_to, item=items[row.text_sha256])
        for row in rows
        if row.effective_from is not None
    ]


CURRENT = aliased(Version)


def _not_void() -> ColumnElement[bool]:
    """Ended before it began: as if it had never been planned."""
    return or_(Version.effective_to.is_(None), Version.effective_to > Version.effective_from)


def _key(item: ServiceItem) -> tuple[str, int]:
    return item.task_code, item.task_version


def _still_counts(row: ServiceItemVersion, day: date) -> bool:
    if row.effective_from is None:
        return row.state in OPEN
    return row.effective_to is None or row.effective_to > day


def _not_to_be_proposed(items: Sequence[ServiceItem], known: dict[str, list[ServiceItemVersion]]) -> Iterator[Broken]:
    met: set[str] = set()
    for item in items:
        if item.task_code in met:
            yield Broken(item.task_code, "item-twice", "一次只能提交一个版本")
        met.add(item.task_code)
        for words in _wrong_version(item, known.get(item.task_code, [])):
            yield Broken(item.task_code, "item-version", words)


def _wrong_version(item: ServiceItem, rows: Sequence[ServiceItemVersion]) -> Iterator[str]:
    sha256 = sha256_of(written(item))
    for row in rows:
        if row.catalog_code != item.catalog_code or row.use_level != item.use_level:
            yield f"第 {row.task_version} 版的基本编码或行使层级不同，实施编码不能换事项"
        if row.task_version == item.task_version:
            if row.state != ChangeState.PROPOSED and row.text_sha256 != sha256:
                yield f"第 {row.task_version} 版已在“{row.state}”，内容不能再改，请用新的版本号"
        elif row.task_version > item.task_version:
            yield f"已有第 {row.task_version} 版，版本号只能增加"
        elif row.state in OPEN:
            yield f"第 {row.task_version} 版还在“{row.state}”，先办完或撤回"
