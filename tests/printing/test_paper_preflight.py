"""A judge of the older part of PDF/A, which is stricter in most points, finds no error in the twin of any sample."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from paper_samples import commitment, credit_report, dimensions_report, page_texts
from preflight import judged, needs_preflight, twin

import resources
from central.zones.credit.sample_reports import NAMES, draw
from central.zones.credit.variants import VARIANTS
from kiosk.sample_forms import sample_answers
from printing.page import render
from printing.templates import pack
from printing.templates.composing import composed


@needs_preflight
def test_preflight_finds_no_error_in_any_sealed_report(tmp_path: Path) -> None:
    home = tmp_path / "central"
    papers = {f"{name}-{variant}": draw(name, home, variant) for name in NAMES for variant in VARIANTS}
    (tmp_path / "twins").mkdir()

    assert judged(papers, tmp_path / "twins") == {name: [] for name in papers}


@needs_preflight
def test_preflight_finds_no_error_in_any_form(tmp_path: Path) -> None:
    templates = pack.load(resources.path("packs", "papers")).templates
    papers = {one.id: render(composed(one, sample_answers(one))).pdf for one in templates}
    papers |= {"a-commitment": render(commitment()).pdf, "a-portrait": render(dimensions_report()).pdf}

    assert judged(papers, tmp_path) == {name: [] for name in papers}


@needs_preflight
def test_preflight_is_awake(tmp_path: Path) -> None:
    paper = render(credit_report()).pdf

    found = judged({"no-profile": paper.replace(b"/OutputIntents[", b"/OutputIntentz[")}, tmp_path)

    assert found["no-profile"]


def test_twin_says_and_shows_what_its_paper_does(sealed: bytes) -> None:
    other = twin(sealed)

    assert page_texts(other) == page_texts(sealed)
    assert len(pypdfium2.PdfDocument(other)) == len(pypdfium2.PdfDocument(sealed))
    assert b"/ObjStm" not in other
    assert b"/XRef" not in other
