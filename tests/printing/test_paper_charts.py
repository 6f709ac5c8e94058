"""Charts: the picture and its figures in words, side by side."""

import math
from typing import Literal

import pytest
from paper_readers import Parts
from paper_samples import page_texts, squeezed

from printing.charts import value_text
from printing.document import Chart, Document
from printing.layout import Blocks, Path
from printing.page import lay_out, render
from printing.style import ACCENT, MEASURE

Kind = Literal["bar", "line", "progress"]
POINTS = (("一季度", 10.0), ("二季度", 40.0), ("三季度", 20.0))


def drawn(chart: Chart) -> list[Blocks | Path]:
    (page,) = lay_out(Document("图", (chart,))).pages
    return [stroke for placed in page for stroke in placed.piece.strokes if isinstance(stroke, Blocks | Path)]


@pytest.mark.parametrize("kind", ["bar", "line", "progress"])
def test_every_figure_is_said_in_words(kind: Kind) -> None:
    laid = render(Document("图", (Chart("各季产值", POINTS, kind, "万元", whole=50.0),)))

    text = page_texts(laid.pdf)[0]
    assert all(label in text and value_text(value) in text for label, value in POINTS)
    assert "单位：万元" in text
    assert len([part for part in Parts(laid.pdf) if part.S == "/TD"]) == len(POINTS)


def test_bars_are_as_long_as_their_values() -> None:
    lengths = [
        stroke.rectangles[0][2]
        for stroke in drawn(Chart("产值", POINTS))
        if stroke.colour == ACCENT and isinstance(stroke, Blocks)
    ]

    assert lengths[1] == max(lengths)
    assert [length / lengths[1] for length in lengths] == pytest.approx([0.25, 1.0, 0.5])


def test_progress_is_a_part_of_its_whole() -> None:
    grounds, bars = drawn(Chart("履约", (("已完成", 15.0),), "progress", whole=20.0))

    assert isinstance(grounds, Blocks)
    assert isinstance(bars, Blocks)
    assert bars.rectangles[0][2] / grounds.rectangles[0][2] == pytest.approx(0.75)


def test_line_rises_and_falls_with_its_values() -> None:
    (line,) = (stroke for stroke in drawn(Chart("人数", POINTS, "line")) if isinstance(stroke, Path))

    heights = [y for _, y in line.points]
    assert heights[1] < heights[2] < heights[0], "y grows downwards"
    assert all(0 < x < MEASURE for x, _ in line.points)


@pytest.mark.parametrize("kind", ["bar", "line", "progress"])
@pytest.mark.parametrize("points", [(), (("零", 0.0),), (("零", 0.0), ("也是零", 0.0))])
def test_nothing_and_zeros_can_be_shown(kind: Kind, points: tuple[tuple[str, float], ...]) -> None:
    text = page_texts(render(Document("图", (Chart("空", points, kind),))).pdf)[0]

    assert all(squeezed(label) in text for label, _ in points)


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_what_a_bar_cannot_show_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="zero and more"):
        render(Document("图", (Chart("负", (("值", value),)),)))


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (1234.5, "1,234.5"), (1000, "1,000"), (0.1 + 0.2, "0.3"), (99.999, "100"), (10, "10")]
)
def test_values_are_said_without_empty_decimals(value: float, said: str) -> None:
    assert value_text(value) == said
