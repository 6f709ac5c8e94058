"""THE PAPER: which font has this character, and how wide it is.

reportlab's fonts carry the state of the document being drawn and cannot be shared by two documents at once: whoever draws holds
`drawing` from the first stroke to the last.
"""

from enum import StrEnum
from functools import cache
from itertools import groupby
from threading import RLock
from typing import ClassVar

from reportlab.pdfbase import pdfmetrics, ttfonts

import resources

drawing = RLock()
"""Held while a document is drawn, and while fonts are loaded: once per process."""


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


CHAIN = {
    Weight.REGULAR: (Weight.REGULAR,),
    Weight.MEDIUM: (Weight.MEDIUM, Weight.REGULAR),
    Weight.BOLD: (Weight.BOLD, Weight.REGULAR),
}
"""Asked in this order for each character."""


class _Face:
    """One weight with its chain: for every character met so far its font and its advance in em.

    The tables only grow and a character's entry never changes, so that threads may look without a lock.
    """

    def __init__(self, weight: Weight) -> None:
        chain = tuple(_load(link) for link in CHAIN[weight])
        self.font = _Fonts(chain)
        self.advance = _Advances(self.font)


class _Fonts(dict[str, ttfonts.TTFont]):
    def __init__(self, chain: tuple[ttfonts.TTFont, ...]) -> None:
        super().__init__()
        self._chain = chain

    def __missing__(self, character: str) -> ttfonts.TTFont:
        code_point = ord(character)
        for font in self._chain:
            if code_point in font.face.charToGlyph:
                self[character] = font
                return font
        raise MissingGlyph(code_point)


class _Advances(dict[str, float]):
    def __init__(self, fonts: _Fonts) -> None:
        super().__init__()
        self._fonts = fonts

    def __missing__(self, character: str) -> float:
        self[character] = advance = self._fonts[character].face.getCharWidth(ord(character)) / 1000
        return float(advance)


_FACES: dict[Weight, _Face] = {}


def _face(weight: Weight) -> _Face:
    if weight not in _FACES:
        with drawing:
            _FACES.setdefault(weight, _Face(weight))
    return _FACES[weight]


def load() -> None:
    """Load every weight now rather than with the first paper (about 0.2 s)."""
    for weight in Weight:
        _face(weight)


def width(text: str, weight: Weight, size: float) -> float:
    """How wide `text` is on one line, in the unit of `size`. Raises MissingGlyph."""
    return size * sum(map(_face(weight).advance.__getitem__, text))


def runs(text: str, weight: Weight) -> list[tuple[str, str]]:
    """`text` cut where the font changes: pairs of reportlab's font name and characters. Raises MissingGlyph."""
    font = _face(weight).font
    return [(name, "".join(run)) for name, run in groupby(text, key=lambda character: font[character].fontName)]


@cache
def _load(weight: Weight) -> ttfonts.TTFont:
    font = ttfonts.TTFont(weight.value, str(resources.path("fonts", f"{weight.value}.ttf")), shapable=False)
    pdfmetrics.registerFont(font)
    return font


def _to_unicode(font_name: str, subset: list[int]) -> str:
    """The map from a subset's codes to the text a reader copies (ISO 32000-1, 9.10.3): UTF-16BE, at most 100 rows a block."""
    rows = [f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
            f"/CMapName /{font_name} def /CMapType 2 def",
            f"1 begincodespacerange <00> <{len(subset) - 1:02X}> endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )


# reportlab 5.1.0 writes code points where the map must hold UTF-16: a rare name above U+FFFF prints right, but is copied, searched
# and read aloud as another. There is no hook for it, so its own function gives way to ours, here and only here.
ttfonts.makeToUnicodeCMap = _to_unicode
