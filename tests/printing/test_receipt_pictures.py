"""What a receipt printer has no letter for is drawn: the whole line, in the same cells; and what nobody can draw is refused."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from devices.receipt_printer.profiles import EPSON_80, GENERIC_80, PROFILES, Encoding, Profile, Raster, profile_of
from devices.receipt_printer.text import NotInTheCode, UnprintableCharacter, encode
from devices.simulators.escpos_commands import Command, take_command
from devices.simulators.escpos_interpreter import WIDTH, Interpreter, Strip
from printing.document import Align, Code, Document, Facts, Number, Paragraph
from printing.line_picture import CELL, LINE, drawn
from printing.raster import raster
from printing.receipt import render

NAME = "欧阳䶮样例"
"""䶮 has four bytes in GB18030 and none in GBK."""
SLIP = Document("回执", (Facts((("经办人", NAME), ("状态", "已受理"))),))
NO_HANZI = replace(GENERIC_80, name="no-hanzi", encoding=Encoding.NONE, chinese_mode=False)


def commands(octets: bytes) -> Iterator[Command]:
    received = bytearray(octets)
    while command := take_command(received):
        yield command
    assert not received


def strips(octets: bytes) -> list[Strip]:
    """What comes out of a printer that gets these bytes."""
    unknown: list[bytes] = []
    interpreter = Interpreter(unknown)
    printed = [act for command in commands(octets) for act in interpreter.run(command) if isinstance(act, Strip)]
    assert unknown == []
    return printed


def words(octets: bytes) -> list[str]:
    return [strip.text for strip in strips(octets) if strip.picture and not strip.text.startswith("[")]


def pictures(octets: bytes) -> list[Strip]:
    return [strip for strip in strips(octets) if strip.text.startswith("[raster")]


def paper(printed: list[Strip]) -> Image.Image:
    whole = Image.new("L", (WIDTH, sum(strip.dots for strip in printed)), 255)
    top = 0
    for strip in printed:
        if strip.picture:
            whole.paste(strip.picture, (0, top))
        top += strip.dots
    return whole


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one.convert("L"), other.convert("L")).getbbox() is None


def test_a_printer_that_has_the_letter_prints_letters() -> None:
    octets = render(SLIP, EPSON_80)

    assert any(NAME in line for line in words(octets))
    assert pictures(octets) == []


def test_a_line_with_a_letter_the_printer_lacks_is_drawn_and_no_other() -> None:
    octets = render(SLIP, GENERIC_80)

    expected = drawn(f"经办人  {NAME}", 576, align="left", wide=1, high=1, strong=False)
    assert same(paper(pictures(octets)), expected)
    assert "状态    已受理" in words(octets)
    assert not any("䶮" in line for line in words(octets))


@pytest.mark.parametrize("how", [Raster.GS_V_0, Raster.GS_PAREN_L])
def test_both_commands_print_the_same_dots(how: Raster) -> None:
    strip = drawn(NAME, 576, align="centre", wide=2, high=2, strong=True)

    assert same(paper(strips(raster(strip, how))), strip)


def test_a_printer_without_hanzi_gets_every_chinese_line_as_a_picture() -> None:
    slip = Document(
        "回执", (Paragraph("东莞市样例大厅"), Paragraph("T03-1123-017"), Number("查询码", "4812 0937 5516"))
    )

    octets = render(slip, NO_HANZI)

    assert [line.strip() for line in words(octets)] == ["-" * 48, "T03-1123-017", "4812 0937 5516"]
    assert b"\x1c&" not in octets


def test_a_printer_that_takes_no_pictures_refuses_the_slip_by_the_code_point() -> None:
    with pytest.raises(UnprintableCharacter, match=r"U\+4DAE"):
        render(SLIP, replace(GENERIC_80, raster=Raster.NONE))


@pytest.mark.parametrize("model", [*PROFILES])
@pytest.mark.parametrize("code_point", [0x1F600, 0x10FFFF, 0xE000, 0x202E, 0x07, 0x301, 0x1F004], ids=hex)
def test_what_no_font_has_or_what_has_no_ink_is_refused_on_every_printer(model: str, code_point: int) -> None:
    with pytest.raises(UnprintableCharacter) as refusal:
        drawn(f"样例{chr(code_point)}", 384, align="left", wide=1, high=1, strong=False)
    assert refusal.value.code_point == code_point

    if code_point != 0x202E:  # a layout control is taken out of a document before it is set
        with pytest.raises(UnprintableCharacter, match=f"U\\+{code_point:04X}"):
            render(Document("回执", (Paragraph(f"样例{chr(code_point)}"),)), PROFILES[model])


def test_a_command_in_a_name_is_not_hidden_in_a_picture() -> None:
    with pytest.raises(UnprintableCharacter):
        render(Document("回执", (Paragraph("䶮\x1b@\x1dV\x00"),)), GENERIC_80)


@pytest.mark.parametrize(("align", "left"), [("left", 0), ("centre", 576 // 2 - 24), ("right", 576 - 48)])
def test_a_drawn_line_stands_where_letters_would(align: Align, left: int) -> None:
    strip = drawn("龘龘", 576, align=align, wide=1, high=1, strong=False)

    ink = ImageChops.invert(strip.convert("L")).getbbox()
    assert ink is not None
    assert left <= ink[0] < left + 6
    assert left + 42 < ink[2] <= left + 48
    assert strip.size == (576, LINE)


@pytest.mark.parametrize(("wide", "high"), [(1, 1), (1, 2), (2, 2)])
def test_drawn_letters_fill_the_cells_of_their_size(wide: int, high: int) -> None:
    for sign, columns in (("䶮", 2), ("W", 1)):
        ink = ImageChops.invert(
            drawn(sign, 576, align="left", wide=wide, high=high, strong=False).convert("L")
        ).getbbox()

        assert ink is not None
        assert CELL // 2 * columns * wide * 0.7 < ink[2] <= CELL // 2 * columns * wide
        assert CELL * high * 0.55 < ink[3] - ink[1] <= CELL * high


def test_accents_are_not_cut_off() -> None:
    strip = drawn("ÑÅ", 576, align="left", wide=1, high=1, strong=True).convert("L")

    assert strip.crop((0, 0, 576, 1)).getextrema() == (255, 255)


def test_bold_has_more_ink() -> None:
    plain, bold = (
        sum(dot == 0 for dot in drawn(NAME, 576, align="left", wide=1, high=1, strong=strong).convert("L").tobytes())
        for strong in (False, True)
    )

    assert bold > plain * 1.1


@pytest.mark.parametrize("command", ["1004", "1005", "1014", "101004", "10101404"])
def test_no_dots_of_a_picture_are_a_real_time_command(command: str) -> None:
    octets = bytes.fromhex(command)
    picture = Image.frombytes("1", (len(octets) * 8, 2), bytes(octet ^ 0xFF for octet in octets * 2))

    sent = raster(picture, Raster.GS_V_0)

    assert not any(sign in sent[8:] for sign in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
    assert sum(a != b for a, b in zip(sent[8:], octets * 2, strict=True)) <= 2 * octets.count(b"\x10")


def test_a_code_is_drawn_for_a_printer_that_draws_none() -> None:
    narrow = PROFILES["pos-5890"]

    octets = render(Document("回执", (Code("GJQ:481209375516"),)), narrow)

    symbol = segno.make_qr("GJQ:481209375516", error="m", boost_error=False)
    side = len(symbol.matrix) * 6
    left = (narrow.dots - side) // 2
    # The strip is as wide as the narrow roll, and centred on the wide one the simulator has.
    code = paper(pictures(octets)).crop((left + 96, 0, left + 96 + side, side))
    modules = code.resize((side // 6, side // 6), Image.Resampling.NEAREST)
    assert [dot == 0 for dot in modules.tobytes()] == [bool(dark) for row in symbol.matrix for dark in row]
    assert b"\x1d(k" not in octets


@pytest.mark.parametrize(
    ("encoding", "has", "lacks"),
    [
        (Encoding.GB18030, "莞①㊣﹏䶮𠮷", "Ñ"),
        (Encoding.GBK, "莞①龘東﹏", "䶮Ñǹ"),
        (Encoding.GB2312, "莞①，￥。—·", "龘東䶮"),
        (Encoding.NONE, "T03-17", "莞，"),
    ],
)
def test_each_code_has_its_letters(encoding: Encoding, has: str, lacks: str) -> None:
    assert encode(has, encoding).decode("gb18030") == has
    for character in lacks:
        with pytest.raises(NotInTheCode):
            encode(character, encoding)


@given(st.text(st.characters(codec="gb18030"), max_size=12), st.sampled_from([*PROFILES.values(), NO_HANZI]))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_name_is_set_drawn_or_refused_and_adds_no_command(name: str, profile: Profile) -> None:
    plain = {command.name for command in commands(render(Document("回执", (Paragraph("样例"),)), profile))}
    try:
        octets = render(Document("回执", (Paragraph(name),)), profile)
    except UnprintableCharacter:
        return

    assert {command.name for command in commands(octets)} <= plain | {"GS v 0"}
    assert sum(strip.dots for strip in strips(octets)) < 3000


def test_a_model_that_is_not_in_the_table_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"no receipt printer model 'tm-88'.*generic-80.*pos-5890"):
        profile_of("tm-88")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_model_has_room_for_its_columns(profile: Profile) -> None:
    assert profile.columns * 12 <= profile.dots
    assert profile.dots % 8 == 0
    assert profile.own_codes or profile.raster is not Raster.NONE
