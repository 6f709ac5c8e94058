"""Our slips on a printer that nobody here wrote: what emupos makes of their letters, codes and pictures."""

from dataclasses import replace

import pytest
from PIL import Image, ImageChops
from receipt_printer_ends import Emupos, until, why_there_is_no_emupos

from devices.receipt_printer.profiles import GENERIC_80, PROFILES, Raster
from printing.document import Code, Document, Facts, Number, Paragraph
from printing.line_picture import drawn
from printing.receipt import render

SLIP = Document(
    "诉求回执",
    (
        Number("查询码", "481209375516"),
        Facts((("经办人", "欧阳䶮样例"), ("状态", "已暂存，尚未受理"))),
        Code("GJQ:481209375516"),
        Paragraph("咨询 0769-00000000", align="centre"),
    ),
)

pytestmark = pytest.mark.skipif(bool(why_there_is_no_emupos()), reason=why_there_is_no_emupos() or "it is there")


@pytest.fixture(scope="module")
def emupos(tmp_path_factory):
    end = Emupos(tmp_path_factory.mktemp("emupos"), "tcp")
    end.start()
    yield end
    end.stop()


@pytest.fixture
def printed(emupos):
    """Print a slip for a model; its words and its picture as emupos has them."""

    def on(profile, document=SLIP):
        before = len(emupos.receipts())
        driver = emupos.driver()
        driver.print_receipt(render(document, profile))
        driver.close()
        until(lambda: len(emupos.receipts()) > before)
        newest = max((emupos.home / "receipts").glob("*.png"), key=lambda path: path.name)
        with Image.open(newest) as picture:
            return emupos.receipts()[-1], picture.convert("L")

    return on


def stands_on(strip, paper):
    """Whether these dots are somewhere on the paper, over its whole width."""
    wanted = strip.convert("L")
    return any(
        ImageChops.difference(wanted, paper.crop((0, top, paper.width, top + wanted.height))).getbbox() is None
        for top in range(paper.height - wanted.height + 1)
    )


@pytest.mark.parametrize("how", [Raster.GS_V_0, Raster.GS_PAREN_L])
def test_a_line_that_is_drawn_comes_out_dot_for_dot(printed, how):
    words, paper = printed(replace(GENERIC_80, raster=how))

    assert stands_on(drawn("经办人  欧阳䶮样例", 576, align="left", wide=1, high=1, strong=False), paper)
    assert "欧阳" not in words


def test_letters_codes_and_numbers_are_understood(printed):
    words, _ = printed(GENERIC_80)

    assert "状态    已暂存，尚未受理" in words
    assert "4812 0937 5516" in words
    assert "[qr GJQ:481209375516]" in words


def test_a_code_that_is_drawn_is_the_one_it_would_have_drawn_itself(printed):
    only_a_code = Document("码", (Code("GJQ:481209375516"),))

    _, by_us = printed(replace(GENERIC_80, own_codes=False), only_a_code)
    _, by_itself = printed(GENERIC_80, only_a_code)

    ours, its = (ImageChops.invert(paper).crop((150, 90, 426, paper.height)) for paper in (by_us, by_itself))
    assert ours.crop(ours.getbbox()).tobytes() == its.crop(its.getbbox()).tobytes()


@pytest.mark.parametrize("model", PROFILES)
def test_every_model_gets_what_a_printer_understands(printed, model):
    words, paper = printed(PROFILES[model])

    assert paper.getextrema() == (0, 255)
    assert "0769-00000000" in words
