"""THE PAPER: tables as pieces: thin rules, one row one piece, the head again on every page."""

from collections.abc import Iterator, Sequence
from itertools import chain

from printing.document import Column, Table
from printing.fonts import Weight
from printing.layout import Blocks, Line, Piece, Stroke
from printing.style import (
    ACCENT,
    BODY_HEIGHT,
    FINE,
    FIRM,
    HAIR,
    HAIRLINE,
    MEASURE,
    TINT,
    Spacing,
)
from printing.text import Face, SetText, glossed, set_text
from printing.wrap import clean

CELL_GAP = 8.0
CELL_LEADING = 1.36
TITLED, HEADER_PADDING = Face(8.6, Weight.MEDIUM, ACCENT, 1.35), 3.6
MARK_INDENT, MARK_LEFT, MARK_SIDE = 12.0, 3.2, 4.4

Spans = Sequence[tuple[float, float]]
"""Left edge and width of each column."""


def table_rows(table: Table, spacing: Spacing) -> Iterator[Piece]:
    indent = MARK_INDENT if table.marked else 0.0
    spans = _spans(table, indent, spacing)
    header = _header(table.columns, spans, spacing)
    yield Piece(header.height, header.strokes, before=spacing.block_gap, keeps_with_next=bool(table.rows))
    for index, row in enumerate(table.rows):
        marked, last = index in table.marked, index == len(table.rows) - 1
        yield from _row(
            _cells(row, table.columns, spans, spacing, marked=marked), spans, spacing, header, marked=marked, last=last
        )


def _spans(table: Table, indent: float, spacing: Spacing) -> list[tuple[float, float]]:
    """Left edge and width of each column."""
    whole = sum(column.share for column in table.columns)
    room = MEASURE - indent - CELL_GAP * (len(table.columns) - 1)
    spans, x = [], indent
    for width in fitted([room * column.share / whole for column in table.columns], _needs(table, spacing)):
        spans.append((x, width))
        x += width + CELL_GAP
    return spans


def _needs(table: Table, spacing: Spacing) -> list[float]:
    """How wide each column would be if nothing in it were wrapped."""
    size = spacing.cell
    needs = [glossed(column.title, TITLED, MEASURE, spacing).ink + 0.01 for column in table.columns]
    for index, row in enumerate(table.rows):
        face = Face(size, Weight.BOLD if index in table.marked else Weight.REGULAR)
        needs = [max(need, *map(face.measure, clean(text).split("\n"))) for need, text in zip(needs, row, strict=True)]
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


def _header(columns: Sequence[Column], spans: Spans, spacing: Spacing) -> Piece:
    cells = [
        glossed(column.title, TITLED, width, spacing, column.align)
        for column, (_, width) in zip(columns, spans, strict=True)
    ]
    height = max((cell.height for cell in cells), default=0.0) + 2 * HEADER_PADDING
    rules = (Line(0, 0, MEASURE, 0, FIRM, ACCENT), Line(0, height, MEASURE, height, FINE, ACCENT))
    return Piece(height, (*rules, *_set_in(cells, spans, HEADER_PADDING)))


def _cells(
    row: Sequence[str], columns: Sequence[Column], spans: Spans, spacing: Spacing, *, marked: bool
) -> list[SetText]:
    face = Face(spacing.cell, Weight.BOLD if marked else Weight.REGULAR, leading=CELL_LEADING)
    return [
        set_text(text, face, width + 0.01, align=column.align)
        for text, column, (_, width) in zip(row, columns, spans, strict=True)
    ]


def _row(
    cells: Sequence[SetText], spans: Spans, spacing: Spacing, header: Piece, *, marked: bool, last: bool
) -> Iterator[Piece]:
    """One row is one piece, unless it is taller than a page: then it is cut between lines."""
    room = BODY_HEIGHT - header.height - 2 * spacing.row_padding - 1
    most = int(room / (spacing.cell * CELL_LEADING))
    count = max((len(cell.lines) for cell in cells), default=1)
    for start in range(0, count, most):
        part = [SetText(cell.lines[start : start + most]) for cell in cells]
        yield _row_piece(part, spans, spacing, header, marked=marked, closes=last and start + most >= count)


def _row_piece(
    cells: Sequence[SetText], spans: Spans, spacing: Spacing, header: Piece, *, marked: bool, closes: bool
) -> Piece:
    pad = spacing.row_padding
    height = max((cell.height for cell in cells), default=0.0) + 2 * pad
    rule = Line(0, height, MEASURE, height, *((FINE, ACCENT) if closes else (HAIRLINE, HAIR)))
    mark = _mark(height, pad + spacing.cell * CELL_LEADING / 2) if marked else ()
    return Piece(height, (*mark, rule, *_set_in(cells, spans, pad)), header=header)


def _set_in(cells: Sequence[SetText], spans: Spans, top: float) -> Iterator[Stroke]:
    return chain.from_iterable(cell.at(x, top) for cell, (x, _) in zip(cells, spans, strict=True))


def _mark(height: float, middle: float) -> tuple[Stroke, ...]:
    """A row with records is seen in grey too: a square before it, its words in bold, a tint behind."""
    ground = Blocks(((0.0, 0.2, MEASURE, height - 0.4),), TINT)
    return ground, Blocks(((MARK_LEFT, middle - MARK_SIDE / 2, MARK_SIDE, MARK_SIDE),), ACCENT)
