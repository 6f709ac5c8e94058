"""Every slip says the same things in the same order, on either roll, in either language, and gives nobody away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from app.config import TerminalConfig
from central.zones.credit.numbers import is_report_no
from devices.receipt_printer.profiles import PROFILES
from devices.simulators.escpos_commands import take_command
from devices.simulators.escpos_interpreter import Interpreter, Strip
from kiosk import sample_receipts
from kiosk.sample_receipts import AT, HOLDER, QUERY_CODE, REPORT_NO, SAMPLES, VERIFY_CODE
from kiosk.slip import Slip, slip_of
from kiosk.words import say
from printing.document import Code, Document, Facts, Number, Paragraph, Steps
from printing.receipt import render

MODELS = [*PROFILES]
NARROW = b"\x1b@\x1dW\x80\x01"
"""GS W: the simulator's roll is 80 mm wide; this is how a 58 mm one would centre."""


def in_english(text: str, *values: object) -> str:
    return say("en", text, *values)


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "en":
        monkeypatch.setattr(sample_receipts, "_zh", in_english)
    return str(request.param)


def strips(octets: bytes) -> list[Strip]:
    received, interpreter, found = bytearray(octets), Interpreter([]), []
    while command := take_command(received):
        found += [act for act in interpreter.run(command) if isinstance(act, Strip)]
    assert interpreter.unknown == []
    return found


def lines(octets: bytes) -> list[str]:
    return [strip.text for strip in strips(octets) if strip.text and not strip.text.startswith("[")]


def parts(document: Document, kind: type) -> list[object]:
    return [block for block in document.blocks if isinstance(block, kind)]


@pytest.mark.parametrize("sample", SAMPLES)
def test_slip_has_every_part(sample: str, language: str) -> None:
    document = SAMPLES[sample]()

    words = (lambda text: say("en", text)) if language == "en" else str
    (facts,) = [block for block in document.blocks if isinstance(block, Facts)]
    (steps,) = [block for block in document.blocks if isinstance(block, Steps)]
    labels = [label for label, _ in facts.rows]
    assert parts(document, Number), "a number"
    assert words("谁在管") in labels, "who holds it"
    assert words("时间") in labels
    assert steps.rows[0][0] == words("现在"), "how it stands"
    assert len(steps.rows) >= 2, "what happens next"
    assert TerminalConfig().staff.phone in steps.rows[-1][1], "and what to do when it does not"
    assert parts(document, Code), "a code to scan"
    assert any(TerminalConfig().staff.phone in block.text for block in document.blocks if isinstance(block, Paragraph))
    assert document.subtitle == TerminalConfig().site


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("model", ["generic-58", "generic-80", "epson-tm-t88"])
def test_nobody_is_given_away(sample: str, model: str) -> None:
    said = "".join(lines(render(SAMPLES[sample](), PROFILES[model]))).replace(" ", "")

    assert HOLDER.name not in said
    assert HOLDER.number not in said
    assert "张××" in said
    assert "441***********9992" in said
    assert "13800000000" not in said


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("model", MODELS)
def test_both_rolls_say_the_same(sample: str, model: str) -> None:
    profile = PROFILES[model]

    said = lines(render(SAMPLES[sample](), profile))

    whole = lines(render(SAMPLES[sample](), PROFILES["epson-tm-t82"]))
    assert all(sum(1 if sign.isascii() else 2 for sign in line) <= profile.columns for line in said)
    assert re.sub(r"[\s-]", "", "".join(said)) == re.sub(r"[\s-]", "", "".join(whole))


def test_only_what_the_centre_has_is_called_received() -> None:
    accepted, stored, aside = (
        re.sub(r"\s", "", "".join(lines(render(SAMPLES[name](), PROFILES["generic-58"]))))
        for name in ("appeal-accepted", "appeal-stored", "appeal-set-aside")
    )

    assert "已收件" in accepted
    assert "已暂存" not in accepted
    assert "QG20261123000117" in accepted
    for said in (stored, aside):
        assert said.startswith("已暂存，尚未受理")
        assert "已收件" not in said
        assert "T03-1123-017" in said
    assert "还没有送出" in stored
    assert "网络恢复后" in stored
    assert "网络恢复后" not in aside
    assert "等工作人员处理" in aside


def code_on(octets: bytes) -> Image.Image:
    """The code as it comes out: one strip by the printer's own hand, several where it is drawn."""
    pictures = [
        strip.picture for strip in strips(octets) if strip.picture and strip.text.startswith(("[QR", "[raster"))
    ]
    paper = Image.new("L", (pictures[0].width, sum(picture.height for picture in pictures) + 80), 255)
    y = 40
    for picture in pictures:
        paper.paste(picture, (0, y))
        y += picture.height
    return paper


def dots_a_module(paper: Image.Image) -> int:
    """A finder pattern begins with seven dark modules."""
    row = next(y for y in range(paper.height) if 0 in paper.crop((0, y, paper.width, y + 1)).tobytes())
    dots = paper.crop((0, row, paper.width, row + 1)).tobytes()
    start = dots.index(0)
    return (next(place for place in range(start, len(dots)) if dots[place]) - start) // 7


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("model", MODELS)
def test_code_is_large_enough_and_read_off_the_paper(sample: str, model: str) -> None:
    """Four dots a module are read off thermal paper still; ours have two to spare."""
    octets = render(SAMPLES[sample](), PROFILES[model])
    if PROFILES[model].dots == 384:
        octets = octets.replace(b"\x1b@", NARROW, 1)

    paper = code_on(octets)
    (read,) = zxingcpp.read_barcodes(paper)

    assert dots_a_module(paper) == 6
    assert read.text == (f"GJR:{REPORT_NO}:{VERIFY_CODE}" if sample == "report" else f"GJQ:{QUERY_CODE}")


def test_sample_has_a_number_such_as_the_centre_gives() -> None:
    assert is_report_no(REPORT_NO)


def test_second_copy_says_so_under_its_title_on_either_roll() -> None:
    from printing.spooler import AGAIN, _said_again

    again = _said_again(SAMPLES["appeal-stored"](), f"{AGAIN} 第2份  终端03  本人办理  2026-11-23 09:50")

    for model in ("generic-58", "generic-80"):
        said = lines(render(again, PROFILES[model]))
        assert [line.strip() for line in said[2:6]] == ["补打 第2份", "终端03", "本人办理", "2026-11-23 09:50"]


def test_line_end_in_a_name_writes_no_line_of_its_own() -> None:
    """What a slip says of its holder comes from a card."""
    spoken: Callable[..., str] = sample_receipts._zh
    slip = Slip("回执", (("暂存号", "T03-017"),), "本机", (), (("现在", "已暂存"),), "GJQ:1", "码")

    plain, forged = (
        lines(render(slip_of(slip, holder, TerminalConfig(), AT, spoken)))
        for holder in (HOLDER, replace(HOLDER, name="\n状态 已受理"))
    )

    assert any("[U+000A]" in line for line in forged)
    assert len(forged) == len(plain)
