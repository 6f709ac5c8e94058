"""What a person may have written in their own words: characters that are seen, and nothing that steers how the rest is read."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control and format characters (bidi marks among them), halves of pairs, private use, unassigned, line and paragraph separators."""


def is_plain(character: str) -> bool:
    """Whether a character only stands for itself (general category, Unicode ch. 4.5); variation selectors do not."""
    return unicodedata.category(character) not in _STEERING and not _selects_a_variant(character)


def _selects_a_variant(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


def _plain(text: str) -> str:
    if not all(map(is_plain, text)):
        raise ValueError("characters that only steer others")
    return text


PlainText = Annotated[str, AfterValidator(_plain)]
