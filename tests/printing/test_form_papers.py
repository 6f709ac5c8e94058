"""Every form of the house, filled with hard answers: what it says is read back by two readers, and three judges find no error."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from paper_readers import asked, needs_poppler, needs_qpdf, popplers_text, saved
from paper_samples import LONG_NAME, RARE_NAME, page_texts, squeezed
from test_paper_conformance import outlouds_findings, oxides_errors, pdfuas_findings

import resources
from kiosk.sample_forms import ADDRESS, FIRM, sample_answers
from printing.document import Document
from printing.fonts import MissingGlyph
from printing.page import Laid, lay_out, render
from printing.templates import pack
from printing.templates.answers import validated
from printing.templates.composing import composed, fingerprint
from printing.templates.reading import read
from printing.templates.template import AnswerKind, Template

TEMPLATES = {template.id: template for template in pack.load(resources.path("packs", "papers")).templates}
NUMBER = "F-03-20261123-0001"
TODAY = date(2026, 11, 23)


def filled(template: Template) -> Document:
    return composed(template, sample_answers(template), reference=NUMBER, printed="自助终端 03  2026-11-23 09:41")


@pytest.fixture(scope="module", params=TEMPLATES)
def paper(request: pytest.FixtureRequest) -> tuple[Template, Laid]:
    template = TEMPLATES[request.param]
    return template, render(filled(template))


def words_on(template: Template) -> list[str]:
    """Every answer, as it is printed."""
    answers = sample_answers(template)
    cells = [cell for rows in answers.rows.values() for row in rows for cell in row]
    return [*answers.texts.values(), *cells]


def test_every_answer_is_read_back_as_it_was_given(paper: tuple[Template, Laid]) -> None:
    template, laid = paper
    text = "".join(page_texts(laid.pdf))

    for said in words_on(template):
        assert squeezed(said) in text


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("blank", [False, True], ids=["filled", "blank"])
def test_paper_to_be_signed_or_carried_along_is_one_sheet(template: str, blank: bool) -> None:
    """Only the commitment, which tells and promises much, has two pages: front and back."""
    chosen = TEMPLATES[template]
    said = composed(chosen, sample_answers(chosen, blank=blank), reference=NUMBER)

    assert len(lay_out(said).pages) == (2 if template == "commitment" else 1)


@needs_poppler
def test_another_reader_reads_the_same(paper: tuple[Template, Laid], tmp_path: Path) -> None:
    template, laid = paper
    text = squeezed(popplers_text(laid.pdf, tmp_path))

    for said in words_on(template):
        assert squeezed(said) in text


def test_every_page_says_number_version_and_fingerprint(paper: tuple[Template, Laid]) -> None:
    template, laid = paper

    for text in page_texts(laid.pdf):
        for said in (NUMBER, f"{template.version}版", f"文字指纹{fingerprint(template)}", "自助终端03"):
            assert squeezed(said) in text


def test_judges_find_no_error_blank_or_filled(paper: tuple[Template, Laid], tmp_path: Path) -> None:
    template, laid = paper

    for pdf in (laid.pdf, render(composed(template)).pdf):
        assert oxides_errors(pdf) == []
        assert pdfuas_findings(pdf, tmp_path) == ()
        assert [found for found in outlouds_findings(pdf, tmp_path) if not _is_a_table_to_write_in(found)] == []


def _is_a_table_to_write_in(finding: object) -> bool:
    """A table whose cells are blank is one all the same: each says 空白，供填写, which this judge does not hear."""
    return getattr(finding, "rule", "") == "TBL-012"


@needs_qpdf
def test_structure_of_a_form_is_sound(paper: tuple[Template, Laid], tmp_path: Path) -> None:
    assert b"No syntax or stream encoding errors found" in asked("qpdf", "--check", str(saved(paper[1].pdf, tmp_path)))


def test_blank_forms_stay_short() -> None:
    pages = {template.id: render(composed(template)).pages for template in TEMPLATES.values()}

    assert max(pages.values()) <= 2, pages


@pytest.mark.parametrize(
    "name", [RARE_NAME, LONG_NAME, FIRM, "阿卜杜热依木·阿卜杜克热木·买买提艾力", "A. B. Test-O’Neill"]
)
def test_hard_names_stand_in_every_place_that_takes_them(name: str) -> None:
    for template in TEMPLATES.values():
        takers = [one for one in template.questions if one.kind is AnswerKind.TEXT and one.most >= len(name)]
        answers = validated(template, {one.id: name for one in takers}, whole=False)

        text = "".join(page_texts(render(composed(template, answers)).pdf))

        assert text.count(squeezed(name)) >= len(takers)


def test_form_with_the_longest_answers_loses_none_of_them() -> None:
    """Every text as long as its question allows, each with marks of its own at both ends."""
    for template in TEMPLATES.values():
        given = {
            one.id: f"始{place:02d}" + (ADDRESS * 20)[: one.most - 6] + f"{place:02d}终"
            for place, one in enumerate(template.questions)
            if one.kind is AnswerKind.TEXT and one.most >= 8
        }

        text = "".join(page_texts(render(composed(template, validated(template, given, whole=False))).pdf))

        for said in given.values():
            assert squeezed(said) in text


def test_character_without_a_glyph_refuses_the_form_by_its_code_point() -> None:
    template = TEMPLATES["power-of-attorney"]
    answers = validated(template, {"agent": "张\U0002ebf0"}, whole=False)

    with pytest.raises(MissingGlyph) as refused:
        render(composed(template, answers))

    assert refused.value.code_point == 0x2EBF0


# ---- long clauses ----

PROMISED = "甲方乙方应当依照本款约定全面履行义务，未经对方书面同意不得转让；因不可抗力不能履行的，应当及时通知对方。"


def clause(number: int, sentences: int) -> str:
    return "".join(f"第{number}条第{sentence}款：{PROMISED}" for sentence in range(1, sentences + 1))


def long_agreement(clauses: int, sentences: int) -> Template:
    rows = "".join(
        f'[[blocks.rows]]\nid = "c{n}"\ntext = "{clause(n, sentences)}"\nticks = true\n' for n in range(1, clauses + 1)
    )
    head = TEMPLATES["commitment"]
    return read(
        (
            f'id = "long"\nversion = "1"\nkind = "agreement"\ntitle = "{head.name}"\nsummary = "长"\nsummary_en = "Long"\n'
            f'effective_from = 2026-01-01\nsource = "合成"\nverified = true\n[[blocks]]\ntype = "clauses"\n{rows}'
        ).encode(),
        "long.toml",
    )


def test_long_clauses_break_over_pages_and_nothing_is_lost(tmp_path: Path) -> None:
    template = long_agreement(clauses=20, sentences=12)

    laid = render(composed(template, reference=NUMBER))

    running = re.compile(rf"^.*?20261123-0001|第\d页，共{laid.pages}页|{template.name}1版|文字指纹[0-9A-F]{{16}}")
    pages = [running.sub("", text) for text in page_texts(laid.pdf)]
    assert 6 <= laid.pages <= 9
    for number in range(1, 21):
        assert squeezed(clause(number, 12)) in "".join(pages)
    assert any(page[-1] not in "。；" for page in pages), "some sentences go over a page"
    assert oxides_errors(laid.pdf) == []
    assert pdfuas_findings(laid.pdf, tmp_path) == ()
    assert outlouds_findings(laid.pdf, tmp_path) == []


def test_no_clause_leaves_one_line_alone_on_a_page() -> None:
    """The first two lines and the last two stay together, so that no page ends where the next piece is bound to it."""
    pages = lay_out(composed(long_agreement(clauses=20, sentences=12))).pages

    assert len(pages) > 5
    assert not any(page[-1].piece.keeps_with_next for page in pages)


def test_hundred_rows_of_jobs_repeat_their_head() -> None:
    template = TEMPLATES["job-list"]
    jobs = [[f"岗位{n:03d}", str(n), "5,000", f"要求{n}" * 6, "寮步镇"] for n in range(1, 101)]

    laid = render(composed(template, validated(template, {"jobs": jobs}, whole=False)))

    texts = page_texts(laid.pdf)
    assert laid.pages > 2
    assert all("岗位Post" in text for text in texts if re.search(r"岗位\d{3}", text))
    assert all(f"岗位{n:03d}" in "".join(texts) for n in range(1, 101))
