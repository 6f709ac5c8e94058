"""The same layout drawn by another hand, reportlab's Canvas: both papers look and read the same."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from paper_readers import difference, pdfiums_pages
from paper_samples import commitment, credit_report, page_texts

from printing.document import Document
from printing.page import render

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from engines.plain_canvas import drawn  # the benchmarks' folder is on the way only from here on

WIDTH = 827


def plain(document: Document) -> Document:
    """Without what only our own pages have: guilloche, microtext, the code of each page."""
    return Document(
        document.title, document.blocks, document.subtitle, document.language, document.running, document.watermark
    )


@pytest.mark.parametrize("sample", [credit_report, commitment])
def test_both_hands_say_and_draw_the_same(sample: Callable[[], Document]) -> None:
    document = plain(sample())
    ours, other = render(document).pdf, drawn(document)

    assert [sorted(text) for text in page_texts(ours)] == [sorted(text) for text in page_texts(other)]
    for one, two in zip(pdfiums_pages(ours, WIDTH), pdfiums_pages(other, WIDTH), strict=True):
        mean, most = difference(one, two)
        assert mean < 1
        assert most < 32
