"""The index: what there is to find, made ready once, so that each letter keyed in is answered at once."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from itertools import accumulate, islice, product

from app.contract.finding.matching import Sounds, openings, sounds_alike, spelt
from app.contract.finding.readings import as_heard, readings, readings_as_heard

MOST = 60
"""Nobody turns more sheets than that: the next letter says more."""
ENOUGH = 3
"""Where so many were found as they were written, nobody asks what else it may have meant."""

Mask = int
"""One bit for each entry: sets of thousands are cut with each other in a microsecond."""

_MARK, _BREAK = "\0", "\n"
_CODE = re.compile(r"s?\d{1,4}")
_LETTERS = re.compile(r"[a-z]+")
_PART = re.compile(r"[a-z]+|\d+|[^a-z\d\s]+")
_LEFT_OUT = re.compile(r"[^\w\s]|_")
_SAME = str.maketrans({"帐": "账", "証": "证"})
_POLITE = re.compile(r"^(?:我想|我要|请问|怎么|如何|想|要|办理?|查询?|查一下|申请|打印)+(?=..)")


class Nearness(IntEnum):
    """How near what was found is to what was asked, the nearest first."""

    CODE = 0
    TITLE = 1
    TITLE_BEGINS = 2
    WORD = 3
    TITLE_HOLDS = 4
    WORD_BEGINS = 5
    HOLDS = 6
    ANY_ORDER = 7
    SOUNDS_ALIKE = 8
    ONE_WRONG = 9
    SCATTERED = 10


@dataclass(frozen=True)
class Entry:
    """One thing to find. `words` are what else it is called, what is done there, which forms belong to it; `english` is its English."""

    id: str
    title: str
    words: tuple[str, ...] = ()
    english: str = ""


@dataclass(frozen=True)
class Hit:
    """`word` is what was met, where that is not the title: so that whoever reads the tile sees why it is there."""

    id: str
    nearness: Nearness
    word: str = ""


def plain(text: str) -> str:
    """As it is compared: one width, small letters, no punctuation."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text).lower().translate(_SAME)).strip()


Found = dict[int, tuple[Nearness, str]]
"""By the entry's number: how near, and the word it was met in."""


class SearchIndex:
    """Made once, asked from any thread, never changed. It keeps no question.

    All texts stand in one string, each behind a mark, and beside it their first letters, place for place: what is asked is looked for
    in either at the speed of memory. Only what is spelt in some other way is compared by Python, and only where it may begin so.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._texts = [_BREAK.join(map(plain, (entry.title, *entry.words))) for entry in entries]
        self._titles = [len(plain(entry.title)) for entry in entries]
        self._begins = list(accumulate((len(text) + 1 for text in self._texts[:-1]), initial=1)) if entries else []
        self._whole = "".join(_MARK + text for text in self._texts)
        self._firsts = "".join(map(_first_letter, self._whole))
        english = [plain(entry.english) for entry in entries]
        self._english = "".join(f"{_MARK} {text}" for text in english)
        self._english_begins = list(accumulate((len(text) + 2 for text in english[:-1]), initial=1)) if entries else []
        self._sounds: list[Sounds] = [[readings(character) for character in text] for text in self._texts]
        self._heard: list[Sounds] = [[readings_as_heard(character) for character in text] for text in self._texts]
        self._holding: dict[str, Mask] = defaultdict(int)
        self._opening: dict[str, Mask] = defaultdict(int)
        self._places: list[dict[str, list[int]]] = [self._take_in(number) for number in range(len(entries))]

    def _take_in(self, number: int) -> dict[str, list[int]]:
        """Note one entry's characters and openings; where in it each first letter stands."""
        bit, heard = 1 << number, self._heard[number]
        places: dict[str, list[int]] = defaultdict(list)
        begun: set[str] = set()
        for character in set(self._texts[number]):
            self._holding[character] |= bit
        for at, sounds in enumerate(heard):
            begun |= openings(heard, at)
            for letter in {reading[0] for reading in sounds}:
                places[letter].append(at)
        for opening in begun:
            self._opening[opening] |= bit
        return dict(places)

    def find(self, question: str, rank: Callable[[str], int] = lambda _: 0) -> list[Hit]:
        """The nearest first; of two as near, the one of lower `rank`, then the one that was named first. At most MOST."""
        asked = plain(question)
        found = self._answer(asked)
        if len(found) < ENOUGH and (shorter := _POLITE.sub("", asked)) != asked:
            found = self._answer(shorter) | found
        order = sorted(found.items(), key=lambda one: (one[1][0], rank(self._entries[one[0]].id), one[0]))
        return [Hit(self._entries[number].id, near, word) for number, (near, word) in order[:MOST]]

    # ---- one question ----

    def _answer(self, asked: str) -> Found:
        if _CODE.fullmatch(asked) and (coded := self._by_code(asked)):
            return coded
        together = "".join(asked.split())
        if _LETTERS.fullmatch(together):
            return self._by_letters(together, asked)
        parts = _PART.findall(asked)
        if len(parts) == 1:
            return self._by_part(parts[0])
        return _in_all([self._by_part(part) for part in parts])

    def _by_part(self, part: str) -> Found:
        return self._by_letters(part, part) if _LETTERS.fullmatch(part) else self._by_characters(part)

    def _by_code(self, asked: str) -> Found:
        digits = asked.removeprefix("s")
        return {
            number: (Nearness.CODE, "")
            for number, entry in enumerate(self._entries)
            if entry.id.removeprefix("S").startswith(digits)
        }

    # ---- as it stands there ----

    def _standing(self, asked: str, whole: str) -> Found:
        """Wherever it stands in the texts or in their first letters: at the head of a title, of a word, anywhere; MOST of them."""
        found: Found = {}
        for before in (_MARK, _BREAK, ""):
            for place in _occurrences(whole, before + asked):
                at = place + len(before)
                number = bisect(self._begins, at) - 1
                found.setdefault(number, self._near(number, at - self._begins[number], len(asked)))
                if len(found) >= MOST:
                    return found
        return found

    def _in_english(self, words: str) -> Found:
        found: Found = {}
        for before, near in ((" ", Nearness.WORD_BEGINS), ("", Nearness.HOLDS)):
            for place in _occurrences(self._english, before + words):
                found.setdefault(bisect(self._english_begins, place) - 1, (near, ""))
                if len(found) >= MOST:
                    return found
        return found

    # ---- characters ----

    def _by_characters(self, asked: str) -> Found:
        found = self._standing(asked, self._whole)
        if len(found) < MOST and len(asked) > 1:
            found |= self._in_any_order(asked, found)
        if len(found) < ENOUGH and len(asked) > 1:
            found = self._sounding_like(asked) | found
        if not found and len(asked) > 2:
            found = self._but_for_one(asked)
        return found

    def _in_any_order(self, asked: str, but: Found) -> Found:
        every = self._holding_all(asked)
        numbers = (number for number in numbers_in(every) if number not in but)
        return {
            number: (Nearness.ANY_ORDER if self._together(number, asked) else Nearness.SCATTERED, "")
            for number in islice(numbers, MOST)
        }

    def _together(self, number: int, asked: str) -> bool:
        """The characters make the same words, or stand in one word: not here one and there one."""
        text = self._texts[number]
        pairs = [asked[place : place + 2] for place in range(len(asked) - 1)]
        met = sum(pair in text for pair in pairs)
        return 2 * met >= max(1, len(pairs)) or any(set(asked) <= set(word) for word in text.split(_BREAK))

    def _holding_all(self, characters: str) -> Mask:
        return reduce(lambda mask, character: mask & self._holding.get(character, 0), characters, self._everything)

    @property
    def _everything(self) -> Mask:
        return (1 << len(self._entries)) - 1

    def _sounding_like(self, asked: str) -> Found:
        """Another character was written that is read the same: the slip of whoever types by sound."""
        wanted = [readings_as_heard(character) for character in asked]
        if not all(wanted):
            return {}
        begins = {"".join(one) for one in product(*({reading[0] for reading in sounds} for sounds in wanted[:3]))}
        hits = ((number, self._first(number, wanted)) for number in numbers_in(self._opening_with(*begins)))
        met = ((number, at) for number, at in hits if at >= 0)
        return {number: (Nearness.SOUNDS_ALIKE, self._word(number, at)) for number, at in islice(met, MOST)}

    def _first(self, number: int, wanted: Sounds) -> int:
        heard, places = self._heard[number], self._places[number]
        begins = {at for reading in wanted[0] for at in places.get(reading[0], ())}
        return next((at for at in sorted(begins) if sounds_alike(wanted, heard, at)), -1)

    def _but_for_one(self, asked: str) -> Found:
        """All but one of the characters are there, and two of them side by side."""
        masks = (self._holding_all(asked[:place] + asked[place + 1 :]) for place in range(len(asked)))
        pairs = [asked[place : place + 2] for place in range(len(asked) - 1)]
        some = islice(numbers_in(reduce(lambda one, other: one | other, masks, 0)), MOST)
        met = ((number, max(self._texts[number].find(pair) for pair in pairs)) for number in some)
        return {number: (Nearness.ONE_WRONG, self._word(number, at)) for number, at in met if at >= 0}

    # ---- letters ----

    def _by_letters(self, letters: str, words: str) -> Found:
        """As first letters, as English; then as syllables, and as syllables that sound so."""
        found = self._standing(letters, self._firsts)
        if len(words) > 2:
            found = self._in_english(words) | found
        heard = as_heard(letters)
        mask = self._opening_with(heard[:3])
        for number in numbers_in(mask):
            if len(found) >= MOST:
                return found
            if number not in found and (near := self._spelt(number, letters)) is not None:
                found[number] = near
        if len(found) < ENOUGH:
            found = self._spelt_as_heard(heard, mask) | found
        return found

    def _opening_with(self, *begins: str) -> Mask:
        return reduce(lambda mask, begun: mask | self._opening.get(begun, 0), begins, 0)

    def _spelt(self, number: int, letters: str) -> tuple[Nearness, str] | None:
        """The nearest place that the letters spell."""
        places, sounds = self._places[number], self._sounds[number]
        here = ((at, spelt(letters, sounds, at)) for at in places.get(letters[0], ()))
        return min((self._near(number, at, length) for at, length in here if length), default=None)

    def _spelt_as_heard(self, heard: str, mask: Mask) -> Found:
        hits = ((number, self._place_heard(number, heard)) for number in numbers_in(mask))
        met = ((number, at) for number, at in hits if at >= 0)
        return {number: (Nearness.SOUNDS_ALIKE, self._word(number, at)) for number, at in islice(met, MOST)}

    def _place_heard(self, number: int, heard: str) -> int:
        places, sounds = self._places[number], self._heard[number]
        return next((at for at in places.get(heard[0], ()) if spelt(heard, sounds, at)), -1)

    # ---- where it stands ----

    def _near(self, number: int, at: int, length: int) -> tuple[Nearness, str]:
        """How near a place in an entry's text is, and the word it stands in."""
        text, title = self._texts[number], self._titles[number]
        if at == 0:
            return (Nearness.TITLE if length == title else Nearness.TITLE_BEGINS), ""
        if at < title:
            return Nearness.TITLE_HOLDS, ""
        word = self._word(number, at)
        if text[at - 1] != _BREAK:
            return Nearness.HOLDS, word
        return (Nearness.WORD if length == len(plain(word)) else Nearness.WORD_BEGINS), word

    def _word(self, number: int, at: int) -> str:
        """As it was given, not as it is compared; empty for the title."""
        place = self._texts[number].count(_BREAK, 0, at)
        return self._entries[number].words[place - 1] if place else ""


def _first_letter(character: str) -> str:
    """Of its first reading; what is not read stands for itself, so that every place stays where it is."""
    known = readings(character)
    return known[0][0] if known else character


def _occurrences(whole: str, wanted: str) -> Iterator[int]:
    at = whole.find(wanted)
    while at >= 0:
        yield at
        at = whole.find(wanted, at + 1)


def numbers_in(mask: Mask) -> Iterator[int]:
    """Which entries a mask names, the first first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _in_all(parts: list[Found]) -> Found:
    """What every part has found, as near as the part that is farthest."""
    if not parts:
        return {}
    common = set.intersection(*(set(part) for part in parts))
    return {number: max(part[number] for part in parts) for number in common}
