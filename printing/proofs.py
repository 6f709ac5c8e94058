"""THE PAPER: what proves it: numbers to keep, the code to scan, and the place of the seal, as pieces."""

from collections.abc import Mapping, Sequence

from printing import marks
from printing.document import Code, Number
from printing.fonts import Weight
from printing.layout import Blocks, Piece, Stroke, Token
from printing.numbers import grouped
from printing.structure import Part
from printing.style import BIG, BODY, GUTTER, INK_SOFT, LABEL, MEASURE, MM, NOTED, SEAL_SIDE, WHITE, Spacing
from printing.text import Face, SetLine, SetText, set_text
from printing.wrap import clean

SEAL_COLUMN = 66 * MM
LATE_QUIET_ZONE = 0.11
"""Of the side of a code that is not made yet: four modules of one so small (version 4) that no token will fit into it."""


def code_piece(code: Code, spacing: Spacing, codes: Mapping[str, marks.Symbol], within: Part) -> Piece:
    side = code.millimetres * MM
    return Piece(side, _code_strokes(code, codes, (side, 0.0, MEASURE), None, within), before=spacing.section_gap)


def _code_strokes(
    code: Code,
    codes: Mapping[str, marks.Symbol],
    room: tuple[float, float, float],
    number: Number | None,
    within: Part,
) -> tuple[Stroke, ...]:
    """The code, and to the right of its quiet zone, in the middle of its height, its number and its caption.

    `room`: the code's side and top, and how wide it all may be.
    """
    side, top, width = room
    symbol = codes.get(code.text)
    quiet = symbol.quiet_zone(side) if symbol else LATE_QUIET_ZONE * side
    x = side + quiet + 4
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
    picture = within.part("Figure", alternative=f"二维码 QR code：{said}" if said else "二维码 QR code")
    ground = Blocks(((-quiet, top - quiet, side + 2 * quiet, side + 2 * quiet),), WHITE, picture)
    modules = Blocks(symbol.drawn(0, top, side), part=picture) if symbol else Token(0, top, side, picture)
    return ground, modules, *caption.at(x, top + (side - caption.height) / 2, within.part("P"))


def number_piece(number: Number, spacing: Spacing, within: Part) -> Piece:
    label = set_text(number.label, Face(LABEL, colour=INK_SOFT, leading=1.4), MEASURE, glossed=True)
    text = set_text(grouped(clean(number.text)), Face(BIG, Weight.MEDIUM, leading=1.3), MEASURE)
    said = (*label.at(0, 0, within.part("P")), *text.at(0, label.height + 2, within.part("P")))
    return Piece(label.height + text.height + 2, said, before=spacing.block_gap * 1.3)


def closing_piece(
    sealed_by: str,
    beside: Sequence[Number | Code],
    spacing: Spacing,
    codes: Mapping[str, marks.Symbol],
    within: Part,
) -> Piece:
    """The seal's place at the right, whose seal it is under it; what proves the paper at the left of it."""
    name = set_text(sealed_by, Face(BODY, Weight.MEDIUM, leading=1.4), SEAL_COLUMN, align="centre")
    column = MEASURE - SEAL_COLUMN
    number = next((block for block in beside if isinstance(block, Number)), None)
    code = next((block for block in beside if isinstance(block, Code)), None)
    side = code.millimetres * MM if code else 0.0
    height = max(SEAL_SIDE + 4 + name.height, side)
    strokes: tuple[Stroke, ...] = ()
    if code:
        strokes = _code_strokes(code, codes, (side, height - side, column - GUTTER), number, within)
    strokes += name.at(column, SEAL_SIDE + 4, within.part("P"))
    seal_at = (column + (SEAL_COLUMN - SEAL_SIDE) / 2, 0.0)
    return Piece(height, strokes, before=spacing.section_gap, seal_at=seal_at)
