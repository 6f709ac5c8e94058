"""What a question finds among the knowledge in force (A3.10, X.4): the same for terminal, window and hotline, in the same order.

POST /v1/knowledge/search            KnowledgeAsked → KnowledgeFound
POST /v1/staff/knowledge/feedback    FeedbackGiven → FeedbackNoted      by window and hotline; a terminal files a job (`knowledge.feedback`)

A question is asked by POST, so that nobody's words stand in an address or in a log of addresses; it is not kept.
What is withdrawn, has ended or has not begun is found in no channel. `fingerprint` as in `app.contract.entries`.

Refusal codes: answer-unknown (404: nothing was ever published under this id), feedback-unknown (404), feedback-answered (409).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from math import log
from typing import Annotated, Final

from pydantic import Field

from app.contract.entries import EntryId, UnitId
from app.contract.finding.index import Entry, Mask, SearchIndex, numbers_in, plain
from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.knowledge_feedback import FeedbackReason
from app.contract.plain_text import PlainText
from app.contract.service_items import CatalogCode, Code
from app.contract.wire import IsoDate, Message

LONGEST_QUESTION: Final = 60
MOST_ANSWERS: Final = 20
RAREST: Final = 12
"""Of a long question so many pieces decide, those that stand in the fewest entries."""

_WORD: Final = re.compile(r"[a-z]{3,}|[^\x00-\x7f]+")
_LETTERS: Final = re.compile(r"[a-z\s]+")
_MOST_LETTERS: Final = 30

Question = Annotated[PlainText, Field(min_length=1, max_length=LONGEST_QUESTION, repr=False)]


class KnowledgeAsked(Message):
    """`town_code`: where who asks stands; answers that hold in the whole city are found from everywhere."""

    question: Question
    channel: Channel
    town_code: Code = ""
    day: IsoDate | None = None
    limit: int = Field(default=5, ge=1, le=MOST_ANSWERS)


class KnowledgeAnswer(Message):
    id: EntryId
    version: int
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    question: str
    english_question: str
    answer: str
    english_answer: str
    items: tuple[CatalogCode, ...]
    owner_unit: UnitId
    updated_on: date
    valid_to: date | None


class KnowledgeFound(Message):
    """The nearest first. `pack_version`: of the pack that a terminal holds when it answers the same."""

    day: date
    pack_version: int
    answers: tuple[KnowledgeAnswer, ...]


class FeedbackGiven(Message):
    """What window and hotline pass on. `note`: in the words of whoever works there, about the answer and nobody."""

    answer: EntryId
    version: int = Field(ge=1, le=1_000_000)
    channel: Channel
    useful: bool
    reason: FeedbackReason = FeedbackReason.NONE
    note: Annotated[PlainText, Field(max_length=200)] = ""


class FeedbackNoted(Message):
    """`due_on`: by when the owner answers; None where an answer was of use and nothing is owed."""

    number: str
    due_on: date | None = None


class KnowledgeIndex:
    """Made once for what one channel may say on one day; asked from any thread; it keeps no question."""

    def __init__(self, entries: Sequence[KnowledgeEntry]) -> None:
        self._entries = tuple(sorted(entries, key=lambda one: one.id))
        self._index = SearchIndex([_findable(one) for one in self._entries])
        self._by_id = {one.id: one for one in self._entries}
        self._holding: dict[str, Mask] = defaultdict(int)
        for number, one in enumerate(self._entries):
            for piece in {found for text in _said(one) for found in _pieces(text)}:
                self._holding[piece] |= 1 << number

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, question: str, most: int = MOST_ANSWERS) -> tuple[KnowledgeEntry, ...]:
        """The nearest first. Empty for a question without a word that is known."""
        asked = plain(question[:LONGEST_QUESTION])
        if _LETTERS.fullmatch(asked) and len("".join(asked.split())) > _MOST_LETTERS:
            return self._sharing_words(asked, most)
        hits = self._index.find(asked)
        return tuple(self._by_id[hit.id] for hit in hits[:most]) or self._sharing_words(asked, most)

    def _sharing_words(self, asked: str, most: int) -> tuple[KnowledgeEntry, ...]:
        """A whole sentence: what has most of its words in common, rare words counting for more than common ones."""
        known = {piece: mask for piece in _pieces(asked) if (mask := self._holding.get(piece, 0))}
        rarest = sorted(known.items(), key=lambda one: (one[1].bit_count(), one[0]))[:RAREST]
        worth: dict[int, float] = defaultdict(float)
        for _, mask in rarest:
            weight = 1 + log(len(self._entries) / mask.bit_count())
            for number in numbers_in(mask):
                worth[number] += weight
        least = 0.34 * max(worth.values(), default=0)
        order = sorted((number for number in worth if worth[number] > least), key=lambda one: (-worth[one], one))
        return tuple(self._entries[number] for number in order[:most])


def offered(entries: Sequence[KnowledgeEntry], channel: Channel, town_code: str = "") -> tuple[KnowledgeEntry, ...]:
    """Of what is in force, what one channel says at one place."""
    return tuple(one for one in entries if channel in one.channels and one.town_code in ("", town_code))


def _findable(one: KnowledgeEntry) -> Entry:
    words = (*one.similar, *((one.category,) if one.category else ()))
    return Entry(one.id, one.question, words, one.english_question)


def _said(one: KnowledgeEntry) -> Iterator[str]:
    yield from map(plain, (one.question, *one.similar, one.category, one.english_question))


def _pieces(text: str) -> set[str]:
    """Words of English; of Chinese, which puts no space between words, each two characters side by side."""
    found: set[str] = set()
    for run in _WORD.findall(text):
        found |= {run} if run.isascii() else {run[at : at + 2] for at in range(len(run) - 1)}
    return found
