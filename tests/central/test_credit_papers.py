"""The sample papers of every version: they keep to the standards, their pages end where they should, they say what they stand for."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import outloud
import pdfua
import pytest
from pdf_oxide import PdfDocument
from report_reading import missing, squeezed, text_of

from app.contract.credit import ReportVariant
from central.zones.credit.facts import ReportFacts
from central.zones.credit.paper import compose
from central.zones.credit.sample_reports import NAMES, facts_of
from printing.document import Chart, Document
from printing.page import lay_out, render

VARIANTS = [variant.value for variant in ReportVariant]
PORTRAIT, STANDARD = ReportVariant.DONGGUAN.value, ReportVariant.STANDARD.value
CODE = "7K2M-9QXT-4HWA"


def paper_of(facts: ReportFacts) -> Document:
    return compose(facts, CODE)


def pdf_of(facts: ReportFacts) -> bytes:
    return render(paper_of(facts), token=lambda _: "HTTPS://EXAMPLE.INVALID/V/SAMPLE").pdf


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_page_ends_with_what_belongs_to_the_next(variant: str, name: str) -> None:
    pages = lay_out(paper_of(facts_of(name, variant))).pages

    for page in pages[:-1]:
        assert not page[-1].piece.keeps_with_next


@pytest.mark.parametrize("variant", VARIANTS)
def test_paper_keeps_to_a_2a_and_ua_1(variant: str, tmp_path: Path) -> None:
    for name in ("dirty", "stale"):
        path = tmp_path / "paper.pdf"
        path.write_bytes(pdf_of(facts_of(name, variant)))

        document = PdfDocument.from_bytes(path.read_bytes())
        assert document.validate_pdf_a("2a")["errors"] == []
        assert document.validate_pdf_ua()["errors"] == []
        assert pdfua.validate(str(path)).findings == ()
        assert list(outlouds_errors(path)) == []


def outlouds_errors(path: Path) -> Iterator[object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its own libraries are warned of is not ours
        result = outloud.check(str(path))
    assert result.error is None
    return (finding for finding in result.findings if finding.severity in ("error", "warning"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_same_facts_give_the_same_paper(variant: str) -> None:
    facts = facts_of("dirty", variant)

    assert pdf_of(facts) == pdf_of(ReportFacts.model_validate_json(facts.model_dump_json()))


@pytest.mark.parametrize("name", NAMES)
def test_charts_show_figures_that_stand_beside_them(name: str) -> None:
    facts = facts_of(name, PORTRAIT)
    text = text_of(pdf_of(facts))

    charts = [block for block in paper_of(facts).blocks if isinstance(block, Chart)]
    assert len(charts) >= 3
    for chart in charts:
        assert squeezed(chart.title) in text
        for label, value in chart.points:
            assert squeezed(label) in text
            assert f"{value:,.0f}" in text


def test_repaired_penalty_is_marked_in_every_version() -> None:
    for variant in VARIANTS:
        text = text_of(pdf_of(facts_of("repaired", variant)))

        assert "已修复（2026-09-20）" in text
        assert "起可申请修复" not in text


def test_open_penalty_says_from_when_its_repair_may_be_applied_for() -> None:
    text = text_of(pdf_of(facts_of("dirty")))

    assert "2027-06-02（2026-09-02起可申请修复）" in text


@pytest.mark.parametrize("variant", [PORTRAIT, STANDARD])
def test_sample_says_every_field_of_its_portrait(variant: str) -> None:
    for name in NAMES:
        facts = facts_of(name, variant)
        assert facts.portrait is not None

        unprinted = {"feeds", "classes", "quarter_end", "graded_on"} if variant == PORTRAIT else {"feeds"}
        assert missing(facts.portrait, text_of(pdf_of(facts)), frozenset(unprinted)) == []


def test_a_character_beyond_the_first_plane_comes_back_from_every_version() -> None:
    for variant in VARIANTS:
        facts = facts_of("clean", variant)
        rare = facts.subject.model_copy(update={"entity_name": "东莞市𠅤䶮𬭎试样有限公司(合成)", "legal_rep": "吴䶮𠅤"})

        text = text_of(pdf_of(facts.model_copy(update={"subject": rare})))

        assert "东莞市𠅤䶮𬭎试样有限公司(合成)" in text
        assert "吴䶮𠅤" in text


@pytest.mark.parametrize("variant", VARIANTS)
def test_thirty_character_name_and_hostile_words_change_nothing_but_the_words(variant: str) -> None:
    facts = facts_of("dirty", variant)
    name = "东莞市" + "测试" * 12 + "公司(合成)"
    nasty = facts.subject.model_copy(update={"entity_name": name, "scope": "(\\) <</JS>> /Launch \u202e倒\u200b序"})

    pdf = pdf_of(facts.model_copy(update={"subject": nasty}))

    assert squeezed(name) in text_of(pdf)
    assert b"/JavaScript" not in pdf
    assert b"/Launch" not in pdf
