"""THE PAPER: the house's fonts for reportlab's Canvas, which draws the mark of a second copy.

reportlab's fonts carry the state of the document being drawn and cannot be shared by two documents at once: whoever draws holds
`drawing` from the first stroke to the last.
"""

from functools import cache
from threading import RLock

from reportlab.pdfbase import pdfmetrics, ttfonts

import resources
from printing import fonts
from printing.fonts import Weight

drawing = RLock()


def runs(text: str, weight: Weight) -> list[tuple[str, str]]:
    """`text` cut where the font changes: pairs of reportlab's font name and characters. Raises MissingGlyph."""
    return [(_registered(file), run) for file, run in fonts.runs(text, weight)]


@cache
def _registered(file: str) -> str:
    font = ttfonts.TTFont(file, str(resources.path("fonts", f"{file}.ttf")), shapable=False)
    pdfmetrics.registerFont(font)
    return str(font.fontName)


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
