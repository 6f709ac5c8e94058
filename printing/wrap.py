"""THE PAPER: where a line may end. Chinese line breaking (GB/T 15834; JIS X 4051's kinsoku by the push-out rule) in one pass."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

Measure = Callable[[str], float]
"""Advance of a character. A line is as wide as its characters are together."""

NOT_AT_LINE_START = frozenset("，。、；：？！…—·）》」』】〕〉”’％‰℃々,.;:?!)]}%°~～")
NOT_AT_LINE_END = frozenset("（《「『【〔〈“‘￥([{$#№")
HALF_EMPTY_AT_LINE_END = frozenset("，。、；：）》」』】〕〉")
"""Ink in the left half only: at the end of a line the right half may stand outside the measure."""


LAYOUT_CONTROLS = re.compile(
    "[\u00ad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Unicode's default-ignorable characters: bidi overrides, joiners, variation selectors, soft hyphens, tags."""


def clean(text: str) -> str:
    """What of a text has ink. A layout control draws nothing, and whoever copies a name must not copy what turns it around.

    A tab is a space; any other control character stays, so that the font refuses it.
    """
    return text if text.isascii() and "\t" not in text else LAYOUT_CONTROLS.sub("", text.replace("\t", " "))


def lines(text: str, measure: Measure, width: float) -> list[str]:
    """`text` in lines no wider than `width`; a newline always ends one. Never empty; spaces at a line's ends are dropped."""
    if "\n" not in text:
        return _filled(text, measure, width)
    return [line for paragraph in text.split("\n") for line in _filled(paragraph, measure, width)]


def _filled(paragraph: str, measure: Measure, width: float) -> list[str]:
    reach = list(accumulate(map(measure, paragraph), initial=0.0))
    done: list[str] = []
    start, end = 0, len(paragraph)
    while start < end and reach[end] - reach[start] > width:
        stop = _stop(paragraph, reach, start, reach[start] + width)
        done.append(paragraph[start:stop].rstrip(" "))
        start = stop + len(paragraph[stop:]) - len(paragraph[stop:].lstrip(" "))
    return [*done, paragraph[start:].rstrip(" ")] if start < end or not done else done


def _stop(paragraph: str, reach: Sequence[float], start: int, limit: float) -> int:
    """Where the line from `start` ends: as far as it reaches, then back to where it may end.

    A word wider than the whole line is cut between characters: better a cut word than ink over the margin.
    """
    most = max(bisect_right(reach, limit) - 1, start + 1)
    stop = _hung_out(paragraph, reach, most, limit)
    while stop > start and not may_end(paragraph, stop):
        stop -= 1
    return stop if stop > start else most


def _hung_out(paragraph: str, reach: Sequence[float], most: int, limit: float) -> int:
    """Beyond the width may stand half a closing mark, and any spaces."""
    if most < len(paragraph) and paragraph[most] in HALF_EMPTY_AT_LINE_END:
        most += (reach[most] + reach[most + 1]) / 2 <= limit
    while most < len(paragraph) and paragraph[most] == " ":
        most += 1
    return most


def may_end(paragraph: str, place: int) -> bool:
    """Whether a line may end before the character at `place`."""
    return place >= len(paragraph) or _may_break(paragraph[place - 1], paragraph[place])


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in NOT_AT_LINE_START or before in NOT_AT_LINE_END or unicodedata.combining(after):
        return False
    if before == " ":
        return True
    return is_chinese(before) or is_chinese(after)


def is_chinese(character: str) -> bool:
    """A character of Chinese text, its punctuation included: a line may end on either side of it."""
    return character >= "\u2e80" or character in "“”‘’—…·"
