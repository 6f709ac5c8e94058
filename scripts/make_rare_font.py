"""Makes resources/fonts/GuanjiaRareHan.ttf: the Chinese characters of Unicode's extensions A to F that Noto Sans SC lacks.

Their glyphs are Hanazono's (Debian's fonts-hanazono; GlyphWiki). There every curve is a chain of short straight lines; what lies
within TOLERANCE of a longer line is left out, which saves a fifth of the file and moves no edge by a dot of a 600 dpi printer.
Needs fontTools (requirements/engines.txt) and takes some minutes:

    apt-get install fonts-hanazono
    build/engines/bin/python scripts/make_rare_font.py
"""

import sys
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates, flagOnCurve
from fontTools.ttLib.tables.ttProgram import Program

HANAZONO = Path("/usr/share/fonts/truetype/hanazono")
FONTS = Path(__file__).parents[1] / "resources" / "fonts"
FAMILY = "Guanjia Rare Han"
"""Hanazono's licence keeps its own names for Hanazono."""
EXTENSIONS = (
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0x2CEB0, 0x2EBEF),
)
TOLERANCE = 2.0
"""Of 1,024 units to the em."""
EPOCH = 3_000_000_000
"""Seconds since 1904, a fixed moment: the same glyphs give the same file."""

Point = tuple[float, float]


def main() -> int:
    lacking = _lacking()
    glyphs, cmap, upright = _gathered(lacking)
    _write(glyphs, cmap, upright, FONTS / "GuanjiaRareHan.ttf")
    sys.stderr.write(f"{len(cmap)} characters\n")
    return 0


def _lacking() -> set[int]:
    has = set(TTFont(FONTS / "NotoSansSC_400Regular.ttf").getBestCmap())
    return {point for first, last in EXTENSIONS for point in range(first, last + 1)} - has


def _gathered(lacking: set[int]) -> tuple[dict[str, Glyph], dict[int, str], TTFont]:
    """Glyphs by name, names by character. HanaMinB first: its glyphs are the finished ones."""
    glyphs: dict[str, Glyph] = {}
    cmap: dict[int, str] = {}
    fonts = [TTFont(HANAZONO / f"HanaMin{letter}.ttf") for letter in "BA"]
    for font in fonts:
        names, table = font.getBestCmap(), font["glyf"]
        for point in sorted(lacking & set(names) - set(cmap)):
            cmap[point] = name = f"u{point:05X}"
            glyphs[name] = _simplified(table[names[point]], table)
    return glyphs, dict(sorted(cmap.items())), fonts[0]


def _simplified(glyph: Glyph, table: Any) -> Glyph:
    points, ends, flags = glyph.getCoordinates(table)
    if not all(flag & flagOnCurve for flag in flags):
        return glyph  # one of the few with true curves
    kept: list[Point] = []
    made, start = Glyph(), 0
    made.endPtsOfContours = []
    for end in ends:
        kept += _closed(list(points[start : end + 1]))
        made.endPtsOfContours.append(len(kept) - 1)
        start = end + 1
    made.numberOfContours = len(made.endPtsOfContours)
    made.coordinates, made.flags = GlyphCoordinates(kept), bytearray([flagOnCurve] * len(kept))
    made.program = Program()
    made.program.fromBytecode(b"")
    return made


def _closed(contour: list[Point]) -> list[Point]:
    """A contour is cut at the point farthest from its first, and each half is simplified."""
    far = max(range(len(contour)), key=lambda index: _squared(contour[index], contour[0]))
    return _open(contour[: far + 1])[:-1] + _open([*contour[far:], contour[0]])[:-1]


def _squared(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _open(line: list[Point]) -> list[Point]:
    """Douglas and Peucker: keep the point farthest from the chord while it lies beyond the tolerance."""
    (x, y), (to_x, to_y) = line[0], line[-1]
    across, up = to_x - x, to_y - y
    length = (across**2 + up**2) ** 0.5 or 1.0
    distances = [abs(up * (px - x) - across * (py - y)) / length for px, py in line[1:-1]]
    if not distances or max(distances) <= TOLERANCE:
        return [line[0], line[-1]]
    turn = distances.index(max(distances)) + 1
    return _open(line[: turn + 1])[:-1] + _open(line[turn:])


def _write(glyphs: dict[str, Glyph], cmap: dict[int, str], model: TTFont, path: Path) -> None:
    order = [".notdef", *cmap.values()]
    builder = FontBuilder(model["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf({".notdef": Glyph(), **glyphs})
    table = builder.font["glyf"]
    em = model["head"].unitsPerEm
    builder.setupHorizontalMetrics({name: (em, getattr(table.glyphs[name], "xMin", 0)) for name in order})
    builder.setupHorizontalHeader(ascent=model["hhea"].ascent, descent=model["hhea"].descent)
    builder.setupNameTable(
        {
            "familyName": FAMILY,
            "styleName": "Regular",
            "copyright": "Copyright 2008-2017 GlyphWiki Project; subset and renamed for this terminal.",
            "licenseDescription": "SIL Open Font License 1.1, or the Hanazono Font License.",
        }
    )
    builder.setupOS2(
        fsType=0, sTypoAscender=model["hhea"].ascent, sTypoDescender=model["hhea"].descent, sCapHeight=em * 3 // 4
    )
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = EPOCH
    builder.font.recalcTimestamp = False
    builder.save(path)


if __name__ == "__main__":
    sys.exit(main())
