"""THE PAPER: what a form is made of, as pieces: numbered clauses with their boxes, fields with a value or a line to write on."""

from collections.abc import Iterator, Sequence

from printing.document import Clause, Clauses, Field, Fields
from printing.fonts import Weight
from printing.layout import Line, Path, Piece, Stroke
from printing.structure import NUMBERED, Part
from printing.style import ACCENT, BODY, GUTTER, HAIR, HAIRLINE, INK, INK_SOFT, LABEL, MEASURE, Spacing
from printing.text import Face, SetText, set_text

BOX, BOX_LINE, TICK_LINE = 8.2, 0.7, 1.3
NUMBER_GAP, BOX_GAP = 5.0, 6.0
TICKED, UNTICKED = "已勾选", "未勾选"
BLANK = "空白，供填写"

LABELLED, VALUE = Face(LABEL, colour=INK_SOFT, leading=1.4), Face(BODY, Weight.MEDIUM, leading=1.5)
LABEL_SHARE, LABEL_GAP = 0.4, 10.0
WRITING = 22.0
"""Height of a line to write on by hand."""


def clause_pieces(clauses: Clauses, spacing: Spacing, within: Part) -> Iterator[Piece]:
    """A line is a piece; the first two and the last two lines of a clause stay together."""
    part = within.part("L", attributes=NUMBERED)
    face = Face(BODY, leading=spacing.leading)
    last = clauses.first + len(clauses.rows) - 1
    numbers = face.measure(f"{last}.") + NUMBER_GAP
    boxes = BOX + BOX_GAP if any(clause.ticked is not None for clause in clauses.rows) else 0.0
    for number, clause in enumerate(clauses.rows, clauses.first):
        yield from _clause(number, clause, face, (numbers, boxes), spacing, part.part("LI"))


def _clause(
    number: int, clause: Clause, face: Face, indents: tuple[float, float], spacing: Spacing, item: Part
) -> Iterator[Piece]:
    numbers, boxes = indents
    label, body = item.part("Lbl"), item.part("LBody")
    before: tuple[Stroke, ...] = set_text(f"{number}.", face, numbers).at(0, 0, label)
    text = set_text(clause.text, face, MEASURE - numbers - boxes, justified=True)
    if clause.ticked is not None:
        box = body.part("Span", instead=TICKED if clause.ticked else UNTICKED)
        before += _box(numbers, text.lines[0].words.y, box, ticked=clause.ticked)
    said, count = body.part("P"), len(text.lines)
    for index, line in enumerate(text.lines):
        strokes = SetText((line,)).at(numbers + boxes, 0, said)
        yield Piece(
            line.height,
            (*before, *strokes) if index == 0 else strokes,
            before=0.0 if index else spacing.block_gap * 0.6,
            keeps_with_next=count > 1 and index in (0, count - 2),
        )


def _box(left: float, baseline: float, part: Part, *, ticked: bool) -> tuple[Stroke, ...]:
    """As high as a capital letter, on the baseline; a tick reaches over its edge, so that it is seen on a bad copy."""
    right, top, bottom = left + BOX, baseline + 0.6 - BOX, baseline + 0.6
    square = Path(((left, top), (right, top), (right, bottom), (left, bottom), (left, top)), BOX_LINE, INK, part)
    tick = ((left + 1.6, top + BOX * 0.5), (left + BOX * 0.42, bottom - 1.6), (right + 0.8, top - 0.6))
    return (square, Path(tick, TICK_LINE, ACCENT, part)) if ticked else (square,)


def field_rows(fields: Fields, spacing: Spacing, within: Part) -> Iterator[Piece]:
    """Rows of `abreast` fields, each over the rule its value stands on. A row is a piece."""
    part, abreast = within.part("L"), max(1, fields.abreast)
    pitch = (MEASURE + GUTTER) / abreast
    labels = [set_text(field.label, LABELLED, pitch * LABEL_SHARE, glossed=True) for field in fields.rows]
    room = max((label.ink for label in labels), default=0.0) + LABEL_GAP
    cells = list(zip(labels, fields.rows, strict=True))
    for start in range(0, len(cells), abreast):
        row = cells[start : start + abreast]
        yield _row(row, pitch, room, spacing, part)._replace(before=0.0 if start else spacing.block_gap)


def _row(row: Sequence[tuple[SetText, Field]], pitch: float, room: float, spacing: Spacing, part: Part) -> Piece:
    width = pitch - GUTTER - room
    height, strokes = 0.0, []
    for index, (label, field) in enumerate(row):
        item = part.part("LI")
        said, drop = item.part("Lbl"), 0.0
        if field.value:
            used, drawn, drop = _value(field.value, index * pitch + room, width, spacing, item.part("LBody"))
            drop -= label.lines[0].words.y
        else:
            used, drawn = _blank(field.lines, index * pitch + room, width, item.part("LBody", instead=BLANK))
            drop = max(0.0, WRITING - label.height - 2)
        strokes += [*label.at(index * pitch, drop, said), *drawn]
        height = max(height, used, drop + label.height)
    return Piece(height + spacing.fact_padding, tuple(strokes))


def _value(text: str, left: float, width: float, spacing: Spacing, part: Part) -> tuple[float, list[Stroke], float]:
    """Height, strokes, and the first baseline."""
    value = set_text(text, VALUE, width)
    top = spacing.fact_padding
    bottom = top + value.height + 1
    rule = Line(left, bottom, left + width, bottom, HAIRLINE, HAIR)
    return bottom, [*value.at(left, top, part), rule], top + value.lines[0].words.y


def _blank(lines: int, left: float, width: float, part: Part) -> tuple[float, list[Stroke]]:
    rules: list[Stroke] = [
        Line(left, WRITING * line, left + width, WRITING * line, HAIRLINE, INK_SOFT, part)
        for line in range(1, lines + 1)
    ]
    return WRITING * lines, rules
