"""THE PAPER: facts as pieces: label and value over a hairline, short ones side by side."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from printing.document import Facts
from printing.fonts import Weight
from printing.layout import Line, Piece, Stroke, keeps_company
from printing.structure import Part
from printing.style import BODY, GUTTER, HAIR, HAIRLINE, INK_SOFT, LABEL, MEASURE, Spacing
from printing.text import Face, SetText, glossed, set_text
from printing.wrap import clean

LABEL_GAP = 12.0
LABELLED = Face(LABEL, colour=INK_SOFT, leading=1.3)
VALUE = Face(BODY, Weight.MEDIUM, leading=1.4)


def fact_rows(facts: Facts, spacing: Spacing, within: Part) -> Iterator[Piece]:
    """Facts in rows over hairlines; short ones side by side, each beginning at one of the row's columns."""
    part = within.part("L")
    per_row = spacing.facts_per_row
    labels = [glossed(label, LABELLED, MEASURE * 0.27, spacing) for label, _ in facts.rows]
    label_width = max((label.ink for label in labels), default=0.0) + LABEL_GAP
    if label_width > MEASURE / per_row / 2:
        per_row = min(per_row, 2)
    grid = _Grid(per_row, label_width)
    cells = zip(labels, (clean(value) for _, value in facts.rows), strict=True)
    rows = list(grid.rows(cells))
    for index, row in enumerate(rows):
        piece = _fact_row(row, grid, spacing, 0.0 if index else spacing.block_gap, part)
        yield piece._replace(keeps_with_next=keeps_company(index, len(rows)))


class _Fact(NamedTuple):
    """A fact in its row: from which column, over how many."""

    label: SetText
    value: str
    column: int
    span: int


@dataclass(frozen=True)
class _Grid:
    """The columns of a row of facts; in each the label, then the value."""

    columns: int
    label_width: float

    @property
    def pitch(self) -> float:
        return (MEASURE + GUTTER) / self.columns

    def room(self, span: int) -> float:
        """For a value."""
        return self.pitch * span - GUTTER - self.label_width

    def rows(self, facts: Iterable[tuple[SetText, str]]) -> Iterator[list[_Fact]]:
        """Filled in reading order; a fact that does not fit on what is left of a row begins the next."""
        row: list[_Fact] = []
        used = 0
        for label, value in facts:
            span = self._span(value)
            if used + span > self.columns and row:
                yield row
                row, used = [], 0
            row.append(_Fact(label, value, used, span))
            used += span
        if row:
            yield row

    def _span(self, value: str) -> int:
        """The fewest columns in which the value is one line; all of them if none will do."""
        needed = VALUE.measure(value) if "\n" not in value else MEASURE
        return next((span for span in range(1, self.columns) if self.room(span) >= needed), self.columns)


def _fact_row(row: Sequence[_Fact], grid: _Grid, spacing: Spacing, before: float, part: Part) -> Piece:
    """Label and value share the first baseline."""
    pad = spacing.fact_padding
    values = [set_text(fact.value, VALUE, grid.room(fact.span) + 0.01) for fact in row]
    drops = [_drop(fact.label, value) for fact, value in zip(row, values, strict=True)]
    bottoms = (fact.label.height + drop for fact, drop in zip(row, drops, strict=True))
    height = 2 * pad + max(*bottoms, *(value.height for value in values))
    strokes: list[Stroke] = [Line(0, height, MEASURE, height, HAIRLINE, HAIR)]
    for fact, value, drop in zip(row, values, drops, strict=True):
        x, item = fact.column * grid.pitch, part.part("LI")
        strokes += fact.label.at(x, pad + drop, item.part("Lbl"))
        strokes += value.at(x + grid.label_width, pad, item.part("LBody"))
    return Piece(height, tuple(strokes), before)


def _drop(label: SetText, value: SetText) -> float:
    return value.lines[0].words.y - label.lines[0].words.y
