"""How characters are read: every reading of a character, without tones, and what people who speak otherwise write for it."""

from __future__ import annotations

import re
from functools import cache

from resources import path

Reading = str

_RETROFLEX = re.compile(r"([zcs])h")
_NASAL = re.compile(r"ng(?![aeiouv])")


@cache
def table() -> dict[str, tuple[Reading, ...]]:
    """Every common character, and the readings it has. Read once, when somebody first searches."""
    found: dict[str, list[Reading]] = {}
    for line in path("pinyin", "readings.txt").read_text("utf-8").splitlines():
        syllable, characters = line.split(" ")
        for character in characters:
            found.setdefault(character, []).append(syllable)
    return {character: tuple(syllables) for character, syllables in found.items()}


@cache
def readings(character: str) -> tuple[Reading, ...]:
    """A letter or a digit is read as itself; what cannot be read has none."""
    known = table().get(character)
    if known is not None:
        return known
    return (character,) if character.isascii() and character.isalnum() else ()


def as_heard(letters: str) -> str:
    """The same to an ear that does not tell zh from z, ng from n, ü from u: the common slips of the south."""
    return _NASAL.sub("n", _RETROFLEX.sub(r"\1", letters)).replace("v", "u")


@cache
def readings_as_heard(character: str) -> tuple[Reading, ...]:
    """As above; n and l at the beginning stand for each other."""
    heard = {as_heard(reading) for reading in readings(character)}
    heard |= {
        {"n": "l", "l": "n"}[reading[0]] + reading[1:] for reading in heard if reading[0] in "nl" and len(reading) > 1
    }
    return tuple(sorted(heard))
