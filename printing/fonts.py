"""THE PAPER: which font has this character, and how wide it is."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import ClassVar

import resources
from printing.truetype import TrueType


class MissingGlyph(ValueError):
    """No font of ours has this character. The document is refused: a box in the place of a name would be a wrong paper."""

    code: ClassVar[str] = "missing-glyph"
    who: ClassVar[str] = "staff"

    def __init__(self, code_point: int) -> None:
        super().__init__(f"U+{code_point:04X} has no glyph in the fonts of the paper")
        self.code_point = code_point


class Weight(StrEnum):
    """The three weights of the house, by file."""

    REGULAR = "NotoSansSC_400Regular"
    MEDIUM = "NotoSansSC_500Medium"
    BOLD = "NotoSansSC_700Bold"


RARE = "GuanjiaRareHan"
"""The file with the characters of Unicode's extensions A to F that the house's own family lacks: one weight, for rare names."""

CHAIN: Mapping[Weight, tuple[str, ...]] = {
    Weight.REGULAR: (Weight.REGULAR, RARE),
    Weight.MEDIUM: (Weight.MEDIUM, Weight.REGULAR, RARE),
    Weight.BOLD: (Weight.BOLD, Weight.REGULAR, RARE),
}
"""Files asked in this order for each character."""


class _Files(dict[str, str]):
    """For every character met so far the file that has it.

    These tables only grow and a character's entry never changes, so that threads may look without a lock.
    """

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._chain = CHAIN[weight]

    def __missing__(self, character: str) -> str:
        code_point = ord(character)
        for file in self._chain:
            if open_font(file).glyph_of(code_point):
                self[character] = file
                return file
        raise MissingGlyph(code_point)


class _Advances(dict[str, float]):
    """For every character met so far its advance in em."""

    def __init__(self, files: Mapping[str, str]) -> None:
        super().__init__()
        self._files = files

    def __missing__(self, character: str) -> float:
        font = open_font(self._files[character])
        self[character] = advance = font.advance(font.glyph_of(ord(character)))
        return advance


@cache
def open_font(file: str) -> TrueType:
    return TrueType(resources.path("fonts", f"{file}.ttf"))


_FILES = {weight: _Files(weight) for weight in Weight}
_ADVANCES = {weight: _Advances(_FILES[weight]) for weight in Weight}


def advances(weight: Weight) -> Mapping[str, float]:
    """A character's advance in em. Asking for one that no font has raises MissingGlyph."""
    return _ADVANCES[weight]


def files(weight: Weight) -> Mapping[str, str]:
    """The font file that has a character. Asking for one that no font has raises MissingGlyph."""
    return _FILES[weight]


def width(text: str, weight: Weight, size: float) -> float:
    """How wide `text` is on one line, in the unit of `size`. Raises MissingGlyph."""
    return size * sum(map(_ADVANCES[weight].__getitem__, text))


def runs(text: str, weight: Weight) -> list[tuple[str, str]]:
    """`text` cut where the font changes: pairs of font file and characters. Raises MissingGlyph."""
    return [(file, "".join(run)) for file, run in groupby(text, key=_FILES[weight].__getitem__)]
