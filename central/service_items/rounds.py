"""A round of publication that keeps nobody waiting: checked and written to the disk beforehand, shown to all at once, and noted afterwards.

A city's first round is 3,600 copies. What takes long (reading them, the rules, packing) holds no transaction; changes under review, which
nobody reads, are moved some at a time; then one short transaction lets all of them count and turns the terminals' pack. Until then
whoever reads sees what was before. A round that is broken off is gone on with by the next one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.packs import PackFile, PackManifest
from app.contract.service_items import PublishedItem, ServiceItem, newest_in_force
from app.contract.service_pack import PACK, laid_out
from central.centre import Centre
from central.packs.publishing import Publisher
from central.service_items.publishing import broken_among, mark_consistency, ripe, set_days
from central.service_items.rules import InPost
from central.service_items.states import OPEN, Broken, ChangeState, ItemsRefused
from central.service_items.tables import ServiceItemVersion
from central.service_items.texts import items_of
from central.service_items.themes import publish_themes, themes_at, themes_to_come
from central.service_items.versions import Book, gone_items

AT_ONCE = 100
"""So many changes are moved in one transaction: some hundredths of a second."""
MOST_TRIES = 5

Version = ServiceItemVersion
Key = tuple[str, int]
InPostOf = Callable[[Session], InPost]
_Standing = tuple[tuple[str, int, str, date | None, date | None], ...]


@dataclass(frozen=True)
class Done:
    """What became of a round: versions and themes that are published now, versions on notice, the pack, and how many copies are alike at
    all levels from now on, or no longer."""

    effective: int
    themes: int
    on_notice: int
    manifest: PackManifest
    alike: int
    apart: int


@dataclass(frozen=True)
class Round:
    """Of one centre, by `who`. `said`: every item that was read on the way, by hash."""

    centre: Centre
    publisher: Publisher
    who: str
    in_post_of: InPostOf
    said: dict[str, ServiceItem] = field(default_factory=dict, repr=False)

    def publish(self) -> Done:
        """Take all open changes as far as rules and notice allow. Raises ItemsRefused with every broken rule: then nothing has moved;
        ParameterMissing, ListsUnreadable, PackRefused, TextDamaged."""
        checked = self._check()
        self._move(checked, ChangeState.PROPOSED, ChangeState.REVIEW)
        self._move(checked, ChangeState.REVIEW, ChangeState.NOTICE)
        for _ in range(MOST_TRIES):
            shown = self._show(checked)
            if shown is not None:
                manifest, effective, themes = shown
                self._note_synced(manifest)
                alike, apart = self._compare()
                return Done(len(effective), themes, len(checked) - len(effective), manifest, alike, apart)
        raise ItemsRefused([Broken(PACK, "published-meanwhile", "别人正在发布，请稍后再发布")])

    def _check(self) -> dict[Key, str]:
        """What stands open, and what each says, once it is known that no rule is broken."""
        with self.centre.database.reading() as session:
            rows = session.scalars(select(Version).where(Version.state.in_(OPEN))).all()
            items = items_of(session, [row.text_sha256 for row in rows], self.said)
            broken = broken_among(
                self._book(session), [items[row.text_sha256] for row in rows], self.in_post_of(session)
            )
        if broken:
            raise ItemsRefused(broken)
        return {_key(row): row.text_sha256 for row in rows}

    def _move(self, checked: dict[Key, str], before: ChangeState, after: ChangeState) -> None:
        """Those that still say what was checked; what somebody has changed since waits for another round."""
        for some in _slices(sorted(checked)):

            def work(session: Session, some: Sequence[Key] = some) -> None:
                book = self._book(session)
                book.move([row for row in _as_checked(book, some, checked) if row.state == before], after)

            self.centre.database.write(work)

    def _show(self, checked: dict[Key, str]) -> tuple[PackManifest, list[Key], int] | None:
        """All that is ripe counts from now on, and the pack holds it. None where somebody else has published meanwhile."""
        today = self.centre.today()
        with self.centre.database.reading() as session:
            standing = _standing(session)
            noticed = session.scalars(select(Version).where(Version.state == ChangeState.NOTICE)).all()
            rows = ripe(self._book(session), [row for row in noticed if checked.get(_key(row)) == row.text_sha256])
            items = items_of(session, [row.text_sha256 for row in rows], self.said)
            for row in rows:
                set_days(row, items[row.text_sha256], today)
            session.expunge_all()
            after = _counting([*self._published(session), *rows], self.said, today)
        files = self.publisher.prepare(laid_out(after))
        chosen = [_key(row) for row in rows]
        return self.centre.database.write(
            lambda session: self._switch(session, chosen, checked, standing, after, files)
        )

    def _switch(
        self,
        session: Session,
        chosen: list[Key],
        checked: dict[Key, str],
        standing: _Standing,
        after: list[PublishedItem],
        files: tuple[PackFile, ...],
    ) -> tuple[PackManifest, list[Key], int] | None:
        book, today = self._book(session), self.centre.today()
        rows = [row for row in _as_checked(book, chosen, checked) if row.state == ChangeState.NOTICE]
        if len(rows) != len(chosen) or _standing(session) != standing:
            return None
        for row in rows:
            set_days(row, self.said[row.text_sha256], today)
        book.move(rows, ChangeState.EFFECTIVE)
        in_force = [one.item for one in after if one.in_force(today)]
        themes = publish_themes(book, in_force, today)
        shown = [*themes_at(session, today), *themes_to_come(session, today)]
        beside = self.publisher.prepare(laid_out((), shown, gone_items(session, after)))
        manifest = self.publisher.put(session, PACK, tuple(sorted((*files, *beside), key=_path)), book.now)
        return manifest, chosen, len(themes)

    def _published(self, session: Session) -> list[ServiceItemVersion]:
        rows = list(session.scalars(select(Version).where(Version.effective_from.is_not(None))))
        items_of(session, [row.text_sha256 for row in rows], self.said)
        return rows

    def _note_synced(self, manifest: PackManifest) -> None:
        """What the pack holds for the first time; also of a round that was broken off before this."""
        with self.centre.database.reading() as session:
            keys = [_key(row) for row in session.scalars(select(Version).where(Version.state == ChangeState.EFFECTIVE))]
        for some in _slices(sorted(keys)):

            def work(session: Session, some: Sequence[Key] = some) -> None:
                book = self._book(session)
                wanted = set(some)
                held = book.held([code for code, _ in some])
                rows = [row for row in held if _key(row) in wanted and row.state == ChangeState.EFFECTIVE]
                for row in rows:
                    row.in_pack = manifest.version
                book.move(rows, ChangeState.SYNCED, f"{PACK} {manifest.version}")

            self.centre.database.write(work)

    def _compare(self) -> tuple[int, int]:
        """Each copy that all levels have, against its sisters there: how many are alike from now on, and how many no longer."""
        with self.centre.database.reading() as session:
            same, apart = mark_consistency(self._book(session))
        for keys, before, after, words in (
            (same, ChangeState.SYNCED, ChangeState.CONSISTENT, ""),
            (apart, ChangeState.CONSISTENT, ChangeState.SYNCED, "与其他层级不一致"),
        ):
            for some in _slices(keys):

                def work(
                    session: Session,
                    some: Sequence[Key] = some,
                    before: ChangeState = before,
                    after: ChangeState = after,
                    words: str = words,
                ) -> None:
                    book, wanted = self._book(session), set(some)
                    held = book.held([code for code, _ in some])
                    book.move([row for row in held if _key(row) in wanted and row.state == before], after, words)

                self.centre.database.write(work)
        return len(same), len(apart)

    def _book(self, session: Session) -> Book:
        return Book(session, self.centre.home.keyed_hash, self.who, self.centre.now(), self.said)


def _as_checked(book: Book, keys: Iterable[Key], checked: dict[Key, str]) -> list[ServiceItemVersion]:
    wanted = set(keys)
    held = book.held([code for code, _ in wanted])
    return [row for row in held if _key(row) in wanted and checked.get(_key(row)) == row.text_sha256]


def _standing(session: Session) -> _Standing:
    """All that was ever published, as it stands: whoever publishes or withdraws meanwhile changes it."""
    row = Version
    said = select(row.task_code, row.task_version, row.text_sha256, row.effective_from, row.effective_to)
    found = session.execute(said.where(row.effective_from.is_not(None)).order_by(row.task_code, row.task_version))
    return tuple((code, version, sha256, first, last) for code, version, sha256, first, last in found)


def _counting(rows: Sequence[ServiceItemVersion], said: dict[str, ServiceItem], today: date) -> list[PublishedItem]:
    """What the pack holds of these: of each copy the version in force, and those that are planned."""
    copies: dict[str, list[PublishedItem]] = {}
    for row in rows:
        if row.effective_from is not None:
            one = PublishedItem(
                effective_from=row.effective_from, effective_to=row.effective_to, item=said[row.text_sha256]
            )
            copies.setdefault(row.task_code, []).append(one)
    found: list[PublishedItem] = []
    for versions in copies.values():
        now = newest_in_force(versions, today)
        found += [now] if now else []
        found += [one for one in versions if one.effective_from > today and not one.void]
    return found


def _slices(keys: Sequence[Key]) -> Iterable[Sequence[Key]]:
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))


def _key(row: ServiceItemVersion) -> Key:
    return row.task_code, row.task_version


def _path(file: PackFile) -> str:
    return file.path
