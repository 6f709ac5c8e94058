"""THE CENTRE, KNOWLEDGE: what a question finds, by the very index that terminals ask; one index for a channel, a place and a day."""

from __future__ import annotations

from datetime import date
from threading import Lock
from typing import Final

from app.contract.entries import fingerprint, newest_in_force
from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.knowledge_search import KnowledgeAnswer, KnowledgeAsked, KnowledgeFound, KnowledgeIndex, offered
from central.centre import Centre
from central.packs.entries import Shelf, shelf_of

MOST_KEPT: Final = 16


def search(centre: Centre, asked: KnowledgeAsked) -> KnowledgeFound:
    """Raises PackUnreadable; OSError where a file of the pack is lost."""
    with centre.database.reading() as session:
        shelf = shelf_of(session, centre.home.path, KnowledgeEntry)
    day = asked.day or centre.today()
    found = _INDEXES.get(shelf, day, asked.channel, asked.town_code).find(asked.question, asked.limit)
    return KnowledgeFound(day=day, pack_version=shelf.version, answers=tuple(map(_answer, found)))


_Key = tuple[int, date, Channel, str]


class _Indexes:
    """An index takes some tenths of a second for thousands of entries: it is made once a day, channel and place, and anew for each version
    of the pack, which is known by the very tuple of its entries."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._kept: dict[_Key, tuple[tuple[KnowledgeEntry, ...], KnowledgeIndex]] = {}

    def get(self, shelf: Shelf[KnowledgeEntry], day: date, channel: Channel, town_code: str) -> KnowledgeIndex:
        key = (id(shelf.entries), day, channel, town_code)
        with self._turn:
            kept = self._kept.pop(key, None) or (shelf.entries, _made(shelf, day, channel, town_code))
            self._kept[key] = kept
            while len(self._kept) > MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
        return kept[1]


_INDEXES: Final = _Indexes()


def _made(shelf: Shelf[KnowledgeEntry], day: date, channel: Channel, town_code: str) -> KnowledgeIndex:
    in_force = [one for versions in shelf.by_id().values() if (one := newest_in_force(versions, day))]
    return KnowledgeIndex(offered(in_force, channel, town_code))


def _answer(one: KnowledgeEntry) -> KnowledgeAnswer:
    return KnowledgeAnswer(
        id=one.id,
        version=one.version,
        fingerprint=fingerprint(one),
        question=one.question,
        english_question=one.english_question,
        answer=one.answer,
        english_answer=one.english_answer,
        items=one.items,
        owner_unit=one.owner_unit,
        updated_on=one.updated_on,
        valid_to=one.valid_to,
    )
