"""The whole list of synthetic content, beyond what every centre starts with: items, packs, data sets, cases. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.entries import Entry
from app.contract.knowledge import KnowledgeEntry
from app.contract.places import Place
from app.contract.policies import Policy
from app.contract.shared_forms import SharedForm
from central.centre import Centre
from central.organisations.people import held_on, posts_at
from central.organisations.tables import Post
from central.packs import samples as pack_samples
from central.packs.entries import publish_entries
from central.packs.entry_rules import Ground
from central.packs.grounds import ground_of
from central.packs.publishing import Publisher
from central.packs.service_knowledge import service_knowledge
from central.reply_key import reply_key
from central.seeding.sample_cases import open_samples
from central.seeding.sets.every import write_every
from central.service_items.publishing import publish
from central.service_items.samples import sample_items
from central.service_items.theme_files import shipped_themes, theme_items
from central.service_items.themes import propose_themes, publish_themes
from central.service_items.to_terminals import publish_pack
from central.service_items.versions import Book, all_in_force

Say = Callable[[str], None]

ITEMS: Final = 1_200
MOST_PEOPLE: Final = 200
WHO: Final = "seed"


def seed_whole(centre: Centre, enterprises: int, say: Say, *, items: int = ITEMS) -> None:
    """On a centre that is seeded. `items` less than the list's are for tests. Raises ItemsRefused, ContentRefused: a fault of ours."""
    for words in (_items(centre, items), *_packs(centre), _sets(centre, enterprises), _cases(centre)):
        say(words)


def _items(centre: Centre, count: int) -> str:
    with centre.database.reading() as session:
        people = _people(centre, session)
    listed = [*sample_items(people, count), *theme_items(people)]
    themes = shipped_themes()

    def work(session: Session) -> int:
        book = Book(session, centre.home.keyed_hash, WHO, centre.now())
        there = {row.task_code for row in book.held([item.task_code for item in listed])}
        new = book.propose([item for item in listed if item.task_code not in there])
        propose_themes(book, themes)
        publish(book, cache(lambda person, day: bool(posts_at(session, person, day))))
        publish_themes(book, [one.item for one in all_in_force(session, centre.today(), book.said)], centre.today())
        publish_pack(book, Publisher(centre.home.path, reply_key(centre.home.path)))
        return len(new)

    new = centre.database.write(work)
    return f"事项 {len(listed)} 份（{new} 份新的），一件事 {len(themes)} 个，已发布"


def _packs(centre: Centre) -> Iterator[str]:
    with centre.database.reading() as session:
        ground = ground_of(session, centre.today())
        for kind, entries in _entries(ground):
            done = publish_entries(centre, list(entries), kind, ground)
            yield f"数据包 {kind.PACK} 第 {done.manifest.version} 版，{done.new} 条新的"


def _entries(ground: Ground) -> Iterator[tuple[type[Entry], Iterator[Entry]]]:
    yield KnowledgeEntry, chain(service_knowledge(ground.is_item), pack_samples.sample_knowledge())
    yield Policy, pack_samples.sample_policies()
    yield Place, pack_samples.sample_places()
    yield SharedForm, pack_samples.sample_forms()


def _sets(centre: Centre, enterprises: int) -> str:
    index = write_every(centre.home.path, enterprises)
    return "数据集 " + "，".join(f"{one.name} {one.rows}" for one in index.datasets)


def _cases(centre: Centre) -> str:
    opened = open_samples(centre)
    states = sorted({state for _, state in opened})
    return f"样例办件 {len(opened)} 件（{len(states)} 种状态）" if opened else "样例办件已经有了"


def _people(centre: Centre, session: Session) -> list[str]:
    held = select(Post.person_id).where(held_on(centre.today())).distinct().order_by(Post.person_id)
    return list(session.scalars(held.limit(MOST_PEOPLE)))
