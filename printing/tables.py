"""THE PAPER: tables as pieces: thin rules, one row one piece, the head again on every page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from printing import fonts
from printing.document import Table
from printing.fonts import Weight
from printing.forms import BLANK
from printing.layout import Blocks, Line, Piece, Stroke, Words, baseline, keeps_company
from printing.structure import COLUMN_HEAD, ROW_HEAD, Part
from printing.style import (
    ACCENT,
    BODY_HEIGHT,
    FINE,
    FIRM,
    HAIR,
    HAIRLINE,
    INK,
    INK_SOFT,
    MEASURE,
    TINT,
    Spacing,
)
from printing.text import Face, glossed
from printing.wrap import Measure, clean, lines

CELL_GAP = 8.0
CELL_LEADING = 1.36
TITLED, HEADER_PADDING = Face(8.6, Weight.MEDIUM, ACCENT, 1.35), 3.6
SHIFT = {"left": 0.0, "centre": 0.5, "right": 1.0}
MARK_INDENT, MARK_LEFT, MARK_SIDE = 12.0, 3.2, 4.4


class _Column(NamedTuple):
    """Left edge and width of a column; how its cells are aligned and what they are to whoever hears them."""

    left: float
    width: float
    shift: float
    """What of the space left beside a line stands before it."""
    tag: str
    attributes: str


Cell = tuple[str, float]
"""A text, and its width on one line in em."""
MeasuredRow = Sequence[Cell]


def measured(table: Table) -> list[MeasuredRow]:
    """Every cell with its width: measured once, however often the table is laid out. Raises MissingGlyph."""
    bold, regular = (fonts.advances(weight).__getitem__ for weight in (Weight.BOLD, Weight.REGULAR))
    marked = table.marked
    return [_measured_row(row, bold if index in marked else regular) for index, row in enumerate(table.rows)]


def _measured_row(row: Sequence[str], advance: Measure) -> MeasuredRow:
    return [(text, sum(map(advance, text)) if "\n" not in text else _widest(text, advance)) for text in map(clean, row)]


def _widest(text: str, advance: Measure) -> float:
    return max(sum(map(advance, line)) for line in text.split("\n"))


def table_rows(table: Table, rows: Sequence[MeasuredRow], spacing: Spacing, within: Part) -> Iterator[Piece]:
    part = within.part("Table")
    columns = _columns(table, rows, spacing)
    header = _header(table, columns, spacing, part.part("TR"))
    yield header._replace(before=spacing.block_gap, keeps_with_next=bool(rows))
    for index, row in enumerate(rows):
        look = _Look(index in table.marked, index == len(rows) - 1)
        keeps = keeps_company(index, len(rows))
        for piece in _row(row, columns, spacing, header, look, part.part("TR")):
            yield piece._replace(keeps_with_next=keeps) if keeps else piece


def _columns(table: Table, rows: Sequence[MeasuredRow], spacing: Spacing) -> list[_Column]:
    indent = MARK_INDENT if table.marked else 0.0
    whole = sum(column.share for column in table.columns)
    room = MEASURE - indent - CELL_GAP * (len(table.columns) - 1)
    columns, x = [], indent
    for index, width in enumerate(
        fitted([room * column.share / whole for column in table.columns], _needs(table, rows, spacing))
    ):
        tag, attributes = ("TH", ROW_HEAD) if index == table.named_by else ("TD", "")
        columns.append(_Column(x, width, SHIFT[table.columns[index].align], tag, attributes))
        x += width + CELL_GAP
    return columns


def _needs(table: Table, rows: Sequence[MeasuredRow], spacing: Spacing) -> list[float]:
    """How wide each column would be if nothing in it were wrapped."""
    needs = [glossed(column.title, TITLED, MEASURE, spacing).ink + 0.01 for column in table.columns]
    for index, cells in enumerate(zip(*rows, strict=True)):
        needs[index] = max(needs[index], spacing.cell * max([em for _, em in cells]))
    return needs


def fitted(shares: Sequence[float], needs: Sequence[float]) -> list[float]:
    """What some columns have to spare goes to those that would wrap, in proportion to what they lack."""
    lacking = [max(0.0, need - share) for share, need in zip(shares, needs, strict=True)]
    sparing = [max(0.0, share - need) for share, need in zip(shares, needs, strict=True)]
    moved = min(sum(lacking), sum(sparing))
    if not moved:
        return list(shares)
    gains = [lack / sum(lacking) - spare / sum(sparing) for lack, spare in zip(lacking, sparing, strict=True)]
    return [share + moved * gain for share, gain in zip(shares, gains, strict=True)]


def _header(table: Table, columns: Sequence[_Column], spacing: Spacing, part: Part) -> Piece:
    cells = [
        glossed(title.title, TITLED, column.width, spacing, title.align)
        for title, column in zip(table.columns, columns, strict=True)
    ]
    height = max((cell.height for cell in cells), default=0.0) + 2 * HEADER_PADDING
    strokes: list[Stroke] = [Line(0, 0, MEASURE, 0, FIRM, ACCENT), Line(0, height, MEASURE, height, FINE, ACCENT)]
    for cell, column in zip(cells, columns, strict=True):
        strokes += cell.at(column.left, HEADER_PADDING, part.part("TH", attributes=COLUMN_HEAD))
    return Piece(height, tuple(strokes))


class _Look(NamedTuple):
    marked: bool
    last: bool


def _row(
    row: MeasuredRow, columns: Sequence[_Column], spacing: Spacing, header: Piece, look: _Look, part: Part
) -> Iterator[Piece]:
    """One row is one piece, unless it is taller than a page: then it is cut between lines."""
    parts = [part.part(column.tag, attributes=column.attributes) for column in columns]
    cells = [_wrapped(cell, column, spacing, look) for cell, column in zip(row, columns, strict=True)]
    count = max(map(len, cells), default=1)
    most = int((BODY_HEIGHT - header.height - 2 * spacing.row_padding - 1) / (spacing.cell * CELL_LEADING))
    for start in range(0, count, most):
        lines = [cell[start : start + most] for cell in cells] if count > most else cells
        closes = look.last and start + most >= count
        yield _row_piece(lines, columns, spacing, header, look._replace(last=closes), parts)


def _wrapped(cell: Cell, column: _Column, spacing: Spacing, look: _Look) -> Sequence[Cell]:
    """The lines of a cell; most cells are one, and were measured before."""
    text, em = cell
    if em * spacing.cell <= column.width + 0.01 and "\n" not in text:
        return (cell,)
    advance = fonts.advances(Weight.BOLD if look.marked else Weight.REGULAR).__getitem__
    wrapped = lines(text, advance, (column.width + 0.01) / spacing.cell)
    if not column.shift:
        return [(line, 0.0) for line in wrapped]  # how wide a line is matters only where it is not set from the left
    return [(line, sum(map(advance, line))) for line in wrapped]


def _row_piece(
    cells: Sequence[Sequence[Cell]],
    columns: Sequence[_Column],
    spacing: Spacing,
    header: Piece,
    look: _Look,
    parts: Sequence[Part],
) -> Piece:
    size, leading = spacing.cell, spacing.cell * CELL_LEADING
    height = max(map(len, cells), default=0) * leading + 2 * spacing.row_padding
    first, weight = spacing.row_padding + baseline(leading, size), Weight.BOLD if look.marked else Weight.REGULAR
    strokes: list[Stroke] = [*_mark(height, spacing.row_padding + leading / 2)] if look.marked else []
    strokes.append(Line(0, height, MEASURE, height, *((FINE, ACCENT) if look.last else (HAIRLINE, HAIR))))
    for cell, column, part in zip(cells, columns, parts, strict=True):
        if len(cell) > 1 and not any(text for text, _ in cell):
            strokes.append(_writing_line(column, height, part))
            continue
        y = first
        for text, em in cell:
            x = column.left + column.shift * (column.width - em * size) if column.shift else column.left
            strokes.append(Words(x, y, text, size, weight, INK, 0.0, part))
            y += leading
    return Piece(height, tuple(strokes), header=header)


def _writing_line(column: _Column, height: float, part: Part) -> Stroke:
    """A cell of blank lines is there to be written in, and says so to whoever hears it."""
    return Line(
        column.left, height, column.left + column.width, height, HAIRLINE, INK_SOFT, part.part("Span", instead=BLANK)
    )


def _mark(height: float, middle: float) -> tuple[Stroke, ...]:
    """A row with records is seen in grey too: a square before it, its words in bold, a tint behind."""
    ground = Blocks(((0.0, 0.2, MEASURE, height - 0.4),), TINT)
    return ground, Blocks(((MARK_LEFT, middle - MARK_SIDE / 2, MARK_SIDE, MARK_SIDE),), ACCENT)
