"""THE PAPER: where a line may end. Chinese line breaking (GB/T 15834; JIS X 4051's kinsoku by the push-out rule) in one pass."""

import re
import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], float]
"""Width of a text on one line."""

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
    return LAYOUT_CONTROLS.sub("", text.replace("\t", " "))


def lines(text: str, measure: Measure, width: float) -> list[str]:
    """`text` in lines no wider than `width`; a newline always ends one. Never empty; spaces at a line's ends are dropped."""
    return [line for paragraph in text.split("\n") for line in _fitted(paragraph, measure, width)]


def _fitted(paragraph: str, measure: Measure, width: float) -> list[str]:
    """Most paragraphs of a form are one line and need no looking into."""
    return [paragraph.rstrip(" ")] if measure(paragraph) <= width else _fill(paragraph, measure, width)


def _fill(paragraph: str, measure: Measure, width: float) -> list[str]:
    done: list[str] = []
    line, used = "", 0.0
    for word in _fitting(words(paragraph), measure, width):
        wide = measure(word)
        if line and used + wide - _slack(word, measure) > width:
            done.append(line.rstrip(" "))
            line, used, word = "", 0.0, word.lstrip(" ")
            wide = measure(word)
        line, used = line + word, used + wide
    return [*done, line.rstrip(" ")]


def _slack(word: str, measure: Measure) -> float:
    """How far the end of a word may hang out: half a closing mark, or all its spaces."""
    ends = word.rstrip(" ")
    spaces = measure(word[len(ends) :])
    return spaces + (measure(ends[-1]) / 2 if ends and ends[-1] in HALF_EMPTY_AT_LINE_END else 0.0)


def words(paragraph: str) -> Iterator[str]:
    """The pieces of a paragraph between which a line may end; joined they are the paragraph."""
    start = 0
    for end in range(1, len(paragraph)):
        if _may_break(paragraph[end - 1], paragraph[end]):
            yield paragraph[start:end]
            start = end
    if paragraph:
        yield paragraph[start:]


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in NOT_AT_LINE_START or before in NOT_AT_LINE_END or unicodedata.combining(after):
        return False
    if before == " ":
        return True
    return is_chinese(before) or is_chinese(after)


def is_chinese(character: str) -> bool:
    """A character of Chinese text, its punctuation included: a line may end on either side of it."""
    return character >= "\u2e80" or character in "“”‘’—…·"


def _fitting(pieces: Iterator[str], measure: Measure, width: float) -> Iterator[str]:
    """A piece wider than a whole line is cut between characters: better a cut word than ink over the margin."""
    for piece in pieces:
        if measure(piece) - _slack(piece, measure) <= width:
            yield piece
        else:
            yield from _cut(piece, measure, width)


def _cut(piece: str, measure: Measure, width: float) -> Iterator[str]:
    part = ""
    for character in piece:
        if part and measure(part + character) > width:
            yield part
            part = ""
        part += character
    yield part
