"""PDF/A-2a and PDF/UA-1, as far as three judges that we did not write can tell; none of them is a full validator."""

import random
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import outloud
import pdfua
import pytest
from paper_readers import asked, needs_qpdf, saved
from paper_samples import RARE_NAME, commitment, credit_report, dimensions_report
from pdf_oxide import PdfDocument
from PIL import ImageCms

from printing.colour_profile import srgb
from printing.document import Column, Document, Paragraph, Table
from printing.page import render
from printing.seal import FileSealer

TRADES = "五金电子玩具造纸纺织食品机械光电物流贸易"
ROWS = tuple(
    (f"{n}", f"东莞市{TRADES[n % 17 :][: 2 + n % 5]}测试有限公司", f"{n * n % 9973}.00") for n in range(1, 160)
)

SAMPLES: dict[str, Callable[[], Document]] = {
    "report": credit_report,
    "report with rare names": lambda: credit_report(f"东莞市{RARE_NAME}有限公司", RARE_NAME),
    "dimensions": dimensions_report,
    "form": commitment,
    "long table": lambda: Document(
        "清单", (Table((Column("序号"), Column("企业", 3), Column("金额", 1, "right")), ROWS),)
    ),
    "letter": lambda: Document("通知", (Paragraph("请带身份证。"),)),
    "empty": lambda: Document("空", ()),
}


@pytest.fixture(scope="module", params=SAMPLES)
def paper(request: pytest.FixtureRequest) -> bytes:
    return render(SAMPLES[request.param]()).pdf


@pytest.fixture(scope="module")
def sealed_papers(sealer: FileSealer) -> list[bytes]:
    return [sealer.seal(render(sample), reason="样") for sample in (credit_report(), dimensions_report())]


@needs_qpdf
def test_structure_of_the_file_is_sound(paper: bytes, tmp_path: Path) -> None:
    assert b"No syntax or stream encoding errors found" in asked("qpdf", "--check", str(saved(paper, tmp_path)))


def test_pdf_oxide_finds_no_error(paper: bytes) -> None:
    assert oxides_errors(paper) == []


def test_pdfua_finds_nothing(paper: bytes, tmp_path: Path) -> None:
    assert pdfuas_findings(paper, tmp_path) == ()


def test_outloud_finds_nothing(paper: bytes, tmp_path: Path) -> None:
    assert outlouds_findings(paper, tmp_path) == []


@needs_qpdf
def test_sealed_paper_is_still_what_it_claims(sealed_papers: list[bytes], tmp_path: Path) -> None:
    for paper in sealed_papers:
        assert b"No syntax or stream encoding errors found" in asked("qpdf", "--check", str(saved(paper, tmp_path)))
        assert oxides_errors(paper) == []
        assert pdfuas_findings(paper, tmp_path) == ()
        assert outlouds_findings(paper, tmp_path) == []


def test_judges_are_awake(tmp_path: Path) -> None:
    """The same paper without its tags is none of what it claims."""
    plain = render(credit_report(), tagged=False).pdf

    assert oxides_errors(plain)
    assert pdfuas_findings(plain, tmp_path)
    assert outlouds_findings(plain, tmp_path)


def test_profile_is_srgb_to_another_reader(tmp_path: Path) -> None:
    path = tmp_path / "srgb.icc"
    path.write_bytes(srgb())
    ours, known = ImageCms.ImageCmsProfile(str(path)), ImageCms.createProfile("sRGB")

    assert ours.profile.profile_description == "sRGB IEC61966-2.1"
    for name in ("red_primary", "green_primary", "blue_primary"):
        found, expected = getattr(ours.profile, name), getattr(ImageCms.ImageCmsProfile(known).profile, name)
        assert found[0] == pytest.approx(expected[0], abs=0.001)


@needs_qpdf
@pytest.mark.soak
def test_reports_of_every_length_and_with_any_name_keep_to_it(tmp_path: Path) -> None:
    chance = random.Random(20221123)
    for _ in range(200):
        name = (
            "".join(
                chance.choice(f"东莞市测试有限公司{RARE_NAME}ABC ()&<>·") for _ in range(chance.randrange(1, 60))
            ).strip()
            or "甲"
        )
        rows = tuple(ROWS[chance.randrange(len(ROWS))] for _ in range(chance.randrange(120)))
        report = credit_report(name, name)
        table = Table((Column("序号"), Column("企业", 3), Column("金额", 1, "right")), rows)
        paper = render(replace(report, blocks=(table, *report.blocks))).pdf

        assert b"No syntax or stream encoding errors found" in asked("qpdf", "--check", str(saved(paper, tmp_path)))
        assert oxides_errors(paper) == []
        assert pdfuas_findings(paper, tmp_path) == ()


def oxides_errors(pdf: bytes) -> list[str]:
    document = PdfDocument.from_bytes(pdf)
    return [*document.validate_pdf_a("2a")["errors"], *document.validate_pdf_ua()["errors"]]


def pdfuas_findings(pdf: bytes, folder: Path) -> tuple[pdfua.Finding, ...]:
    return pdfua.validate(str(saved(pdf, folder))).findings


def outlouds_findings(pdf: bytes, folder: Path) -> list[object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its own libraries are warned of is not ours
        result = outloud.check(str(saved(pdf, folder)))
    assert result.error is None, f"{result.error} {sys.version_info}"
    return [finding for finding in result.findings if finding.severity in ("error", "warning")]
