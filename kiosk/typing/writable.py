"""What may be written: characters that can be seen on the screen and printed on paper, and as many as there is room for."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from app.contract.plain_text import is_plain
from printing.fonts import MissingGlyph, Weight, files

ALPHABETS = {
    "digits": frozenset("0123456789"),
    "letters": frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-@./_ "),
}
"""By the purpose of an entry; any other purpose takes whatever can be printed."""

HIDDEN, EMOJI, NO_GLYPH, NOT_HERE, TOO_LONG = (
    f"typing-{what}" for what in ("hidden", "emoji", "no-glyph", "not-here", "too-long")
)
"""Codes of what was left out; their words stand in problems.json."""


@dataclass(frozen=True)
class Admitted:
    """`text`: what may stay. `problem`: the code of the first thing that was left out, or empty."""

    text: str
    problem: str = ""


def admitted(text: str, purpose: str = "text") -> Admitted:
    """What of `text` may be written. Spaces of every width and line ends become plain spaces."""
    kept: list[str] = []
    problem = ""
    for character in unicodedata.normalize("NFC", text):
        one = " " if character.isspace() else character
        wrong = why_not(one, purpose)
        problem = problem or wrong
        if not wrong:
            kept.append(one)
    return Admitted("".join(kept), problem)


def why_not(character: str, purpose: str = "text") -> str:
    """The code of why a character is not taken; empty where it is."""
    if not is_plain(character):
        return HIDDEN
    alphabet = ALPHABETS.get(purpose)
    if alphabet is not None and character not in alphabet:
        return NOT_HERE
    if not is_printable(character):
        return EMOJI if _is_picture(character) else NO_GLYPH
    return ""


@cache
def is_printable(character: str) -> bool:
    """Whether the house's fonts have it, on paper and on the screen alike."""
    try:
        return bool(files(Weight.REGULAR)[character])
    except MissingGlyph:
        return False


def _is_picture(character: str) -> bool:
    return ord(character) >= 0x1F000 or unicodedata.category(character) == "So"
