"""THE CENTRE, DECLARATIONS: the declared services of the project on a centre's books: their items, and the pack that terminals get.

What people there have put in or confirmed is theirs: an item that somebody else wrote, an entry that is verified or was withdrawn stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.declared_services import DeclaredService
from app.contract.entries import written
from app.contract.packs import PackManifest
from app.contract.service_items import ServiceItem, UseLevel
from central.centre import Centre
from central.declarations.entries import entry_of
from central.declarations.items import BATCH, item_of
from central.declarations.plan import catalog_codes
from central.declarations.reading import Declared
from central.organisations.people import held_on, posts_at
from central.organisations.tables import Post
from central.packs.entries import Shelf, publish_entries, shelf_of
from central.packs.grounds import ground_of
from central.packs.publishing import Publisher
from central.reply_key import reply_key
from central.service_items.publishing import publish
from central.service_items.samples import BATCH as SYNTHETIC
from central.service_items.states import ChangeState
from central.service_items.tables import ServiceItemVersion
from central.service_items.texts import items_of
from central.service_items.to_terminals import publish_pack
from central.service_items.versions import Book

OURS: Final = frozenset({SYNTHETIC, BATCH})
"""`cd_batch` of what this program writes. Everything else was written by people, or brought by another system."""
MOST_PEOPLE: Final = 200


@dataclass(frozen=True)
class Published:
    """`items`: new versions of copies; `services`: new or changed entries; `kept`: services whose item or entry is somebody else's."""

    items: int
    services: int
    kept: tuple[str, ...]
    manifest: PackManifest = field(repr=False)


def publish_services(centre: Centre, declared: Declared, who: str) -> Published:
    """Safe to repeat: what is there as declared stays. Raises ItemsRefused, ContentRefused, ParameterMissing, ListsUnreadable,
    PackRefused, PackUnreadable."""
    items, others = centre.database.write(lambda session: _put_items(session, centre, declared, who))
    with centre.database.reading() as session:
        shelf = shelf_of(session, centre.home.path, DeclaredService)
        entries, kept = _entries(declared, shelf, others)
        done = publish_entries(centre, entries, DeclaredService, ground_of(session, centre.today()))
    return Published(items, done.new, tuple(sorted(kept | others)), done.manifest)


def _put_items(session: Session, centre: Centre, declared: Declared, who: str) -> tuple[int, set[str]]:
    """How many copies have a new version, and whose services' items are somebody else's."""
    book = Book(session, centre.home.keyed_hash, who, centre.now())
    there = _copies_there(session, declared)
    people = _people(session, centre, {one.owner_unit for one in declared.services.values()})
    wanted: list[ServiceItem] = []
    others: set[str] = set()
    for service_id, one in declared.services.items():
        copies = there.get(catalog_codes()[service_id], {})
        if any(not copy.ours for copy in copies.values()):
            others.add(service_id)
            continue
        wanted += _next_versions(declared, service_id, copies, people[one.owner_unit])
    book.propose(wanted)
    if wanted:
        in_post = cache(lambda person, day: bool(posts_at(session, person, day)))
        publish(book, in_post, [item.task_code for item in wanted])
        publish_pack(book, Publisher(centre.home.path, reply_key(centre.home.path)))
    return len(wanted), others


@dataclass(frozen=True)
class _Copy:
    """The newest version of a copy, whatever became of it."""

    item: ServiceItem
    state: str

    @property
    def ours(self) -> bool:
        """This program's own, and nobody is just looking at a change of it."""
        return self.item.cd_batch in OURS and self.state not in (ChangeState.REVIEW, ChangeState.NOTICE)

    @property
    def next_version(self) -> int:
        """What is only proposed says something else under the same number."""
        return self.item.task_version + (self.state != ChangeState.PROPOSED)


def _copies_there(session: Session, declared: Declared) -> dict[str, dict[str, _Copy]]:
    """Of each item its copies: catalog code → task code → copy."""
    row = ServiceItemVersion
    codes = [catalog_codes()[service_id] for service_id in declared.services]
    rows = session.scalars(select(row).where(row.catalog_code.in_(codes)).order_by(row.task_version)).all()
    newest = {one.task_code: one for one in rows}
    said = items_of(session, [one.text_sha256 for one in newest.values()])
    found: dict[str, dict[str, _Copy]] = {}
    for code, one in newest.items():
        found.setdefault(one.catalog_code, {})[code] = _Copy(said[one.text_sha256], one.state)
    return found


def _next_versions(
    declared: Declared, service_id: str, copies: dict[str, _Copy], people: Sequence[str]
) -> Iterator[ServiceItem]:
    """The copies of all three levels, as declared: under the next version number, and only where they do not say so already."""
    for level in UseLevel:
        first = item_of(declared, service_id, level, people)
        held = copies.get(first.task_code)
        if held is None:
            yield first
        elif held.state == ChangeState.PROPOSED or not _says(held.item, first):
            yield item_of(declared, service_id, level, people, held.next_version)


def _says(held: ServiceItem, wanted: ServiceItem) -> bool:
    """Who answers for it is set by people from the first day on."""
    own = {"task_version": held.task_version, "responsibles": held.responsibles}
    return wanted.model_copy(update=own) == held


def _entries(
    declared: Declared, shelf: Shelf[DeclaredService], others: Iterable[str]
) -> tuple[list[DeclaredService], set[str]]:
    """What is new or says something else than what is published; and which services people keep as they are."""
    held, gone = shelf.by_id(), {one.id for one in shelf.withdrawn}
    wanted: list[DeclaredService] = []
    kept: set[str] = set()
    for service_id, one in declared.services.items():
        newest = max(held.get(service_id, ()), key=lambda entry: entry.version, default=None)
        if service_id in gone or (newest is not None and newest.verified and not one.verified):
            kept.add(service_id)
        elif service_id not in others and not _is_there(newest, entry_of(one)):
            wanted.append(entry_of(one, newest.version + 1 if newest else 1))
    return wanted, kept


def _is_there(newest: DeclaredService | None, wanted: DeclaredService) -> bool:
    return newest is not None and written(newest.model_copy(update={"version": wanted.version})) == written(wanted)


def _people(session: Session, centre: Centre, units: Iterable[str]) -> dict[str, list[str]]:
    """Who may answer for the items of each unit: those in post there, or else whoever is in post anywhere."""
    held = select(Post.unit_id, Post.person_id).where(held_on(centre.today())).order_by(Post.person_id)
    posts = session.execute(held).all()
    anybody = list(dict.fromkeys(person for _, person in posts))[:MOST_PEOPLE]
    return {unit: list(dict.fromkeys(person for at, person in posts if at == unit)) or anybody for unit in units}
