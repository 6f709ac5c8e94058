"""THE PAPER: a chart as a piece: the picture, and its figures in words as a table whose cells stand beside it."""

from collections.abc import Iterator, Sequence
from math import isfinite

from printing.document import Chart
from printing.fonts import Weight
from printing.layout import Blocks, Line, Path, Piece, Stroke
from printing.structure import COLUMN_HEAD, ROW_HEAD, Part
from printing.style import ACCENT, BODY, FINE, GUTTER, HAIR, HAIRLINE, INK_SOFT, LABEL, MEASURE, SMALL, TINT, Spacing
from printing.text import Face, SetText, set_text
from printing.wrap import clean

TITLED, UNIT = Face(BODY, Weight.MEDIUM, leading=1.5), Face(SMALL, colour=INK_SOFT, leading=1.5)
NAMED, SAID = Face(LABEL, colour=INK_SOFT, leading=1.35), Face(LABEL, Weight.MEDIUM, leading=1.35)
TITLE_GAP, ROW_PADDING = 5.0, 2.6
NAMES_SHARE = 0.3
"""Of the measure, at most, for what the bars are called."""
BAR = 8.0
PLOT, KNOT, STROKE = 58.0, 4.4, 1.2
KINDS = {"bar": "条形图", "line": "折线图", "progress": "进度图"}
HEADROOM = 1.08
"""The highest point of a line stays below the top."""


def chart_pieces(chart: Chart, spacing: Spacing, within: Part) -> Iterator[Piece]:
    """One piece: a chart never splits. Raises ValueError for a value that is negative or no number."""
    if not all(isfinite(value) and value >= 0 for _, value in chart.points):
        raise ValueError("a chart shows values of zero and more")
    title, used = _title(chart, within)
    picture = within.part("Figure", alternative=clean(chart.alternative) or _in_words(chart))
    table = within.part("Table")
    draw = _plot if chart.kind == "line" else _bars
    strokes, height = draw(chart, used, picture, table)
    yield Piece(height, (*title, *strokes), before=spacing.block_gap)


def value_text(value: float) -> str:
    """`1,234.5`: thousands apart, at most two decimals, none that say nothing."""
    said = f"{value:,.2f}"
    return said.rstrip("0").rstrip(".")


def _in_words(chart: Chart) -> str:
    """What one sees at a glance; every value is said in the table beside it."""
    unit = f"，单位{chart.unit}" if chart.unit else ""
    said = f"{KINDS[chart.kind]}：{chart.title}{unit}，共 {len(chart.points)} 项"
    if chart.points:
        most, least = (pick(chart.points, key=lambda point: point[1]) for pick in (max, min))
        said += f"；最大的是{most[0]}，{value_text(most[1])}，最小的是{least[0]}，{value_text(least[1])}"
    return clean(f"{said}。各项数值见旁边的表格。".replace("\n", " "))


def _title(chart: Chart, within: Part) -> tuple[list[Stroke], float]:
    part = within.part("P")
    unit = set_text(f"单位：{chart.unit}" if chart.unit else "", UNIT, MEASURE, align="right")
    title = set_text(chart.title, TITLED, MEASURE - unit.ink - GUTTER, glossed=True)
    drop = title.lines[0].words.y - unit.lines[0].words.y
    strokes: list[Stroke] = [*title.at(0, 0, part), *(unit.at(0, drop, within.part("P")) if chart.unit else ())]
    return strokes, title.height + TITLE_GAP


def _bars(chart: Chart, top: float, picture: Part, table: Part) -> tuple[list[Stroke], float]:
    """A row for each point: its name, its bar, its value."""
    names = [set_text(label, NAMED, MEASURE * NAMES_SHARE) for label, _ in chart.points]
    values = [set_text(_said(chart, value), SAID, MEASURE, align="right") for _, value in chart.points]
    left = max((name.ink for name in names), default=0.0) + GUTTER
    room = MEASURE - left - GUTTER - max((value.ink for value in values), default=0.0)
    strokes: list[Stroke] = []
    for name, value, (_, amount) in zip(names, values, chart.points, strict=True):
        row = table.part("TR")
        height = max(name.height, value.height) + 2 * ROW_PADDING
        strokes += _bar(left, top + (height - BAR) / 2, room, _share(chart, amount), picture)
        strokes += name.at(0, top + ROW_PADDING, row.part("TH", attributes=ROW_HEAD))
        strokes += value.at(0, top + ROW_PADDING, row.part("TD"))
        top += height
    return strokes, top


def _bar(left: float, top: float, room: float, share: float, picture: Part) -> tuple[Stroke, ...]:
    """The ground is as long as the bar may become, so that a small part is seen as one."""
    ground = Blocks(((left, top, room, BAR),), TINT, picture)
    return ground, Blocks(((left, top, max(room * share, FINE), BAR),), ACCENT, picture)


def _said(chart: Chart, value: float) -> str:
    if chart.kind == "progress" and chart.whole is not None:
        return f"{value_text(value)} / {value_text(chart.whole)}"
    return value_text(value)


def _share(chart: Chart, value: float) -> float:
    """Of the whole; what is more than the whole fills it."""
    whole = chart.whole or max(amount for _, amount in chart.points)
    return min(value / whole, 1.0) if whole else 0.0


def _plot(chart: Chart, top: float, picture: Part, table: Part) -> tuple[list[Stroke], float]:
    """A line over its base; under each point its name, and under that its value."""
    if not chart.points:
        return [], top
    pitch, base = MEASURE / len(chart.points), top + PLOT
    highest = max([chart.whole or 0.0, *(value for _, value in chart.points)]) * HEADROOM or 1.0
    line = [((index + 0.5) * pitch, base - PLOT * value / highest) for index, (_, value) in enumerate(chart.points)]
    strokes: list[Stroke] = [
        Line(0, base, MEASURE, base, FINE, HAIR, picture),
        *(Line(x, y, x, base, HAIRLINE, HAIR, picture) for x, y in line),
        Path(tuple(line), STROKE, ACCENT, picture),
        Blocks(tuple((x - KNOT / 2, y - KNOT / 2, KNOT, KNOT) for x, y in line), ACCENT, picture),
    ]
    names = [set_text(label, NAMED, pitch - 4, align="centre") for label, _ in chart.points]
    values = [set_text(value_text(value), SAID, pitch - 4, align="centre") for _, value in chart.points]
    below = base + TITLE_GAP
    for cells, tag, attributes in ((names, "TH", COLUMN_HEAD), (values, "TD", "")):
        strokes += _row(cells, pitch, below, table.part("TR"), tag, attributes)
        below += max(cell.height for cell in cells)
    return strokes, below


def _row(cells: Sequence[SetText], pitch: float, top: float, row: Part, tag: str, attributes: str) -> Iterator[Stroke]:
    for index, cell in enumerate(cells):
        yield from cell.at(index * pitch + 2, top, row.part(tag, attributes=attributes))
