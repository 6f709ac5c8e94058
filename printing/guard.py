"""THE PAPER: what makes a paper hard to imitate: a guilloche that only its number draws, a rule that is microtext, the watermark.

They stop an edited copy and a printed-out fake, not a good copier: that a paper is genuine, only its seal proves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from math import cos, pi, sin

from printing import fonts, outlines
from printing.content import colour
from printing.document import Document
from printing.embedded import EmbeddedFonts
from printing.fonts import Weight
from printing.pdf_file import PdfFile
from printing.style import (
    ACCENT,
    FOOT_RULE,
    GUILLOCHE,
    HEAD_RULE,
    MARGIN,
    MEASURE,
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    WATERMARK,
)
from printing.wrap import clean

WATERMARK_SIZE, WATERMARK_ANGLE = 24.0, 28 * pi / 180
WATERMARK_HEIGHTS = (0.2, 0.5, 0.8)

MICROTEXT = 1.0
"""Size in points: letters a quarter of a millimetre high, a hairline to the eye, words under a loupe at 600 dpi."""

FINE = 0.25
BAND, BAND_STRANDS, BAND_STEPS = 9 * MM, 6, 96
ROSETTE, ROSETTE_STRANDS, ROSETTE_STEPS = 46 * MM, 5, 120

Curve = Callable[[float], tuple[float, float]]
"""From the way gone (0 to 1) to a point."""


def ground(file: PdfFile, document: Document, embedded: EmbeddedFonts, resources: int) -> int:
    """What lies behind the text of every page, drawn once: the form's number, 0 where there is nothing.

    `resources`: the object that will hold the dictionary of fonts.
    """
    operators = [*_watermark(clean(document.watermark), embedded)] if document.watermark else []
    others = ""
    if document.number:
        micro = _microtext(file, document)
        others = f"/XObject<</M {micro[0]} 0 R>>"
        operators = [*_guilloche(document.number), *operators, *_foot_rule(micro[1])]
    if not operators:
        return 0
    return _form(file, operators, f"[0 0 {PAGE_WIDTH:.2f} {PAGE_HEIGHT:.2f}]", f"/Font {resources} 0 R{others}")


def _form(file: PdfFile, operators: Sequence[str], box: str, resources: str) -> int:
    entries = f"/Type/XObject/Subtype/Form/BBox{box}/Resources<<{resources}>>"
    return file.stream("\n".join(operators).encode("ascii"), entries)


def _watermark(said: str, embedded: EmbeddedFonts) -> Iterator[str]:
    half = fonts.width(said, Weight.MEDIUM, WATERMARK_SIZE) / 2
    across, up = cos(WATERMARK_ANGLE), sin(WATERMARK_ANGLE)
    yield f"{colour(WATERMARK)} rg BT"
    for height in WATERMARK_HEIGHTS:
        x, y = PAGE_WIDTH / 2 - half * across, PAGE_HEIGHT * height - half * up
        yield f"{across:.4f} {up:.4f} {-up:.4f} {across:.4f} {x:.2f} {y:.2f} Tm"
        for font, codes in embedded.shown(said, Weight.MEDIUM):
            yield f"/{font} {WATERMARK_SIZE:g} Tf<{codes}>Tj"
    yield "ET"


def _guilloche(number: str) -> Iterator[str]:
    """A band behind the head and a rosette in the middle. The same number always draws the same lines, another one others."""
    dice = sha256(number.encode()).digest()
    yield f"{colour(GUILLOCHE)} RG {FINE} w 1 j"
    middle = PAGE_HEIGHT - HEAD_RULE + BAND / 2 + 1
    for strand in range(BAND_STRANDS):
        yield _drawn(_wave(dice[:8], strand, middle), BAND_STEPS)
    for strand in range(ROSETTE_STRANDS):
        yield _drawn(_petals(dice[8:], strand), ROSETTE_STEPS) + " h"
        yield "S"


def _wave(dice: bytes, strand: int, middle: float) -> Curve:
    """Two swings over one another; each strand is a little behind the one before."""
    slow, fast = 3 + dice[0] % 4, 11 + dice[1] % 8
    share = 0.55 + dice[2] / 255 * 0.2
    begin, later = dice[3] / 255 * 2 * pi, strand * (pi / BAND_STRANDS)

    def at(way: float) -> tuple[float, float]:
        turn = 2 * pi * way
        height = share * sin(slow * turn + begin + later) + (1 - share) * sin(fast * turn + later * 2)
        return MARGIN + MEASURE * way, middle + BAND / 2 * height

    return at


def _petals(dice: bytes, strand: int) -> Curve:
    """A circle that swings in and out."""
    petals, ripples = 7 + dice[0] % 9, 2 + dice[1] % 3
    deep = 0.16 + dice[2] / 255 * 0.12
    begin, later = dice[3] / 255 * 2 * pi, strand * (2 * pi / petals / ROSETTE_STRANDS)

    def at(way: float) -> tuple[float, float]:
        turn = 2 * pi * way
        far = ROSETTE * (1 - deep + deep * sin(petals * (turn + later) + begin) * (0.6 + 0.4 * cos(ripples * turn)))
        return PAGE_WIDTH / 2 + far * cos(turn), PAGE_HEIGHT / 2 + far * sin(turn)

    return at


def _drawn(curve: Curve, steps: int) -> str:
    """Through `steps` points, each piece a Bézier curve along its neighbours' direction."""
    points = [curve(step / steps) for step in range(-1, steps + 2)]
    ways = [((to_x - x) / 6, (to_y - y) / 6) for (x, y), (to_x, to_y) in zip(points, points[2:], strict=False)]
    inner = points[1:-1]
    (x, y) = inner[0]
    pieces = [f"{x:.1f} {y:.1f} m"]
    for ((x, y), (dx, dy)), ((to_x, to_y), (to_dx, to_dy)) in pairwise(zip(inner, ways, strict=True)):
        pieces.append(f"{x + dx:.1f} {y + dy:.1f} {to_x - to_dx:.1f} {to_y - to_dy:.1f} {to_x:.1f} {to_y:.1f} c")
    return " ".join(pieces)


def _microtext(file: PdfFile, document: Document) -> tuple[int, float]:
    """Number, terminal and time as outlines, so that whoever copies the page's text is not given them fifty times; and how wide."""
    said = " ".join(f"{document.number} {document.watermark}".split()) + " "
    letters = [letter for letter in said if letter.isascii() and letter.isprintable()]
    operators, width = [f"{colour(ACCENT)} rg"], 0.0
    for letter in letters:
        path, advance = outlines.letter(letter, Weight.REGULAR, curved=False)
        operators.append(f"{path} 1 0 0 1 {advance:g} 0 cm")
        width += advance
    return _form(file, operators, f"[0 -300 {width:.0f} 1000]", ""), width


def _foot_rule(width: float) -> Iterator[str]:
    """The rule above the foot, a line of microtext from margin to margin."""
    scale = MICROTEXT / 1000
    step = width * scale
    times = int(MEASURE / step)
    stretched = scale * MEASURE / (times * step)
    for index in range(times):
        x = MARGIN + index * MEASURE / times
        yield f"q {stretched:.6f} 0 0 {scale:.6f} {x:.2f} {FOOT_RULE:.2f} cm /M Do Q"
