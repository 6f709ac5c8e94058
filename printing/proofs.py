"""THE PAPER: what proves it: numbers to keep, the code to scan, and the place of the seal, as pieces."""

from collections.abc import Mapping, Sequence

from printing import marks
from printing.document import Code, Number
from printing.fonts import Weight
from printing.layout import Blocks, Piece, Stroke
from printing.numbers import grouped
from printing.style import BIG, BODY, GUTTER, INK_SOFT, LABEL, MEASURE, MM, NOTED, SEAL_SIDE, Spacing
from printing.text import Face, SetLine, SetText, set_text
from printing.wrap import clean

SEAL_COLUMN = 66 * MM


def code_piece(code: Code, spacing: Spacing, symbol: marks.Symbol) -> Piece:
    side = code.millimetres * MM
    return Piece(side, _code_strokes(code, symbol, side, 0.0, MEASURE), before=spacing.section_gap)


def _code_strokes(
    code: Code, symbol: marks.Symbol, side: float, top: float, width: float, number: Number | None = None
) -> tuple[Stroke, ...]:
    """The code, and to the right of its quiet zone, in the middle of its height, its number and its caption."""
    x = side + symbol.quiet_zone(side) + 4
    said, _, rest = code.caption.partition("\n")
    lines: list[SetLine] = []
    for text, face in (
        (number.label.replace("\n", " ") if number else "", Face(LABEL, colour=INK_SOFT, leading=1.4)),
        (grouped(clean(number.text)) if number else "", Face(NOTED, Weight.MEDIUM, leading=1.5)),
        (said, Face(BODY, Weight.MEDIUM)),
        (rest, Face(LABEL, colour=INK_SOFT, leading=1.5)),
    ):
        lines += set_text(text, face, width - x).lines if text else ()
    caption = SetText(tuple(lines))
    return Blocks(symbol.drawn(0, top, side)), *caption.at(x, top + (side - caption.height) / 2)


def number_piece(number: Number, spacing: Spacing) -> Piece:
    label = set_text(number.label, Face(LABEL, colour=INK_SOFT, leading=1.4), MEASURE, glossed=True)
    text = set_text(grouped(clean(number.text)), Face(BIG, Weight.MEDIUM, leading=1.3), MEASURE)
    return Piece(
        label.height + text.height + 2, (*label.at(0, 0), *text.at(0, label.height + 2)), before=spacing.block_gap * 1.3
    )


def closing_piece(
    sealed_by: str, beside: Sequence[Number | Code], spacing: Spacing, codes: Mapping[str, marks.Symbol]
) -> Piece:
    """The seal's place at the right, whose seal it is under it; what proves the paper at the left of it."""
    name = set_text(sealed_by, Face(BODY, Weight.MEDIUM, leading=1.4), SEAL_COLUMN, align="centre")
    column = MEASURE - SEAL_COLUMN
    number = next((block for block in beside if isinstance(block, Number)), None)
    code = next((block for block in beside if isinstance(block, Code)), None)
    side = code.millimetres * MM if code else 0.0
    height = max(SEAL_SIDE + 4 + name.height, side)
    strokes: tuple[Stroke, ...] = name.at(column, SEAL_SIDE + 4)
    if code:
        strokes += _code_strokes(code, codes[code.text], side, height - side, column - GUTTER, number)
    seal_at = (column + (SEAL_COLUMN - SEAL_SIDE) / 2, 0.0)
    return Piece(height, strokes, before=spacing.section_gap, seal_at=seal_at)
