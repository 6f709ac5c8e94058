"""Two readers that have nothing in common get the same words out of a paper, and draw the same picture of it."""

import re
from pathlib import Path

import pytest
from paper_readers import difference, needs_poppler, pdfiums_pages, popplers_page, popplers_text
from paper_samples import LONG_NAME, RARE_NAME, commitment, credit_report, dimensions_report, page_texts, squeezed

from printing.document import Chart, Clauses, Document, Facts, Fields, Heading, Number, Paragraph, Steps, Table
from printing.numbers import grouped
from printing.page import render

NAMES = (LONG_NAME, f"东莞市{RARE_NAME}有限公司", "TEST (Dongguan) Co., Ltd.", "阿不都·热依木·测试")
MEAN, MOST = 5.0, 64
"""Of 255. Everybody draws an edge in his own way; a character that is missing or moved is more than that."""
WIDTH = 827
"""A4 at 100 dots an inch."""

SAMPLES = {"report": credit_report, "dimensions": dimensions_report, "form": commitment}


def fields(document: Document) -> list[str]:
    """Everything a document says, field by field."""
    said = [document.title, document.subtitle, document.sealed_by]
    for block in document.blocks:
        match block:
            case Heading() | Paragraph():
                said.append(block.text)
            case Facts() | Steps():
                said += [text for row in block.rows for text in row]
            case Table():
                said += [*(column.title for column in block.columns), *(text for row in block.rows for text in row)]
            case Fields():
                said += [text for row in block.rows for text in (row.label, row.value)]
            case Clauses():
                said += [clause.text for clause in block.rows]
            case Chart():
                said += [block.title, *(label for label, _ in block.points)]
            case Number():
                said += [block.label, grouped(block.text)]
    return [line for text in said for line in text.split("\n") if line]


@needs_poppler
@pytest.mark.parametrize("name", NAMES)
def test_both_readers_copy_every_field(name: str, tmp_path: Path) -> None:
    document = credit_report(name, name)
    pdf = render(document).pdf

    for text in ("".join(page_texts(pdf)), re.sub(r"\s", "", popplers_text(pdf, tmp_path))):
        missing = [field for field in fields(document) if squeezed(field) not in text]
        assert not missing
        assert text.count(squeezed(name)) >= 2


@needs_poppler
@pytest.mark.parametrize("sample", SAMPLES)
def test_both_readers_copy_every_kind_of_block(sample: str, tmp_path: Path) -> None:
    document = SAMPLES[sample]()
    pdf = render(document).pdf

    for text in ("".join(page_texts(pdf)), re.sub(r"\s", "", popplers_text(pdf, tmp_path))):
        assert not [field for field in fields(document) if squeezed(field) not in text]


@needs_poppler
def test_words_do_not_run_together_where_a_line_ends(tmp_path: Path) -> None:
    said = "This report states only what the sources had delivered at the time it was generated. " * 5
    pdf = render(Document("样", (Paragraph(said),))).pdf

    copied = popplers_text(pdf, tmp_path)

    assert said.strip() in re.sub(r"\s+", " ", copied)


@needs_poppler
@pytest.mark.parametrize("sample", SAMPLES)
def test_both_readers_draw_the_same(sample: str, tmp_path: Path) -> None:
    pdf = render(SAMPLES[sample]()).pdf

    for number, ours in enumerate(pdfiums_pages(pdf, WIDTH), 1):
        mean, most = difference(ours, popplers_page(pdf, number, ours.size, tmp_path))
        assert mean <= MEAN
        assert most <= MOST


@needs_poppler
def test_a_missing_character_would_be_seen(tmp_path: Path) -> None:
    """The comparison is worth something: one name less on the page is more than readers differ by."""
    whole, without = (render(credit_report(name)).pdf for name in (LONG_NAME, LONG_NAME[:-4]))

    one, other = pdfiums_pages(whole, WIDTH)[0], pdfiums_pages(without, WIDTH)[0]

    assert difference(one, other)[1] > MOST
