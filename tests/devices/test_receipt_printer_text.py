"""What may stand on a receipt, and that nothing written there can command the printer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.receipt_printer.text import CLOSING, OPENING, UnprintableCharacter, encode, width, wrap
from devices.simulators.escpos_commands import take_command

COMMANDS = (
    b"\x1b@",
    b"\x1bp\x00\x19\xfa",
    b"\x1dV\x00",
    b"\x1c.",
    b"\x1c&",
    b"\x1d(k\x03\x001Q0",
    b"\x10\x04\x01",
    b"\x10\x14\x08",
    b"\n",
)


def command_names(octets: bytes) -> list[str]:
    received, names = bytearray(octets), []
    while command := take_command(received):
        names.append(command.name)
    assert not received
    return names


def printable(character: str) -> bool:
    try:
        encode(character)
    except UnprintableCharacter:
        return False
    return True


def test_a_line_is_gb18030():
    line = "受理编号 T03-1123-017，阿卜杜·买买提 ￥12.50 ①"

    octets = encode(line)

    assert octets == line.encode("gb18030")


def test_rare_hanzi_of_names_are_printed():
    names = "䶮㐀𠮷𪚥鿏"

    octets = encode(names)

    assert octets.decode("gb18030") == names


@pytest.mark.parametrize("sign", ["\u00a5", "\u00a0", "\u2022"])
def test_signs_with_a_four_byte_code_are_replaced_by_their_two_byte_twins(sign):
    octets = encode(sign)

    assert len(octets) <= 2


@pytest.mark.parametrize("control", [*range(0x20), *range(0x7F, 0xA0)], ids=hex)
def test_every_control_is_refused(control):
    with pytest.raises(UnprintableCharacter) as refusal:
        encode(f"张{chr(control)}三")

    assert refusal.value.code_point == control


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_in_a_name_is_refused(command):
    with pytest.raises(UnprintableCharacter):
        encode("张" + command.decode("latin-1") + "三")


@pytest.mark.parametrize(
    "code_point",
    # emoji, mahjong tile, combining accent, invisible and direction signs, private use, no character, half a pair, a Latin
    # letter with a four-byte code, line separator, and a sign about whose bytes two editions of the standard disagree
    [0x1F600, 0x1F004, 0x301, 0x200B, 0x202E, 0xFEFF, 0xE000, 0xF8FF, 0xFFFF, 0xD800, 0xD1, 0x2028, 0x9FB4],
    ids=hex,
)
def test_what_the_printer_lacks_is_refused_by_its_code_point(code_point):
    with pytest.raises(UnprintableCharacter, match=f"U\\+{code_point:04X}"):
        encode(chr(code_point))


def test_the_refusal_keeps_the_name_to_itself():
    with pytest.raises(UnprintableCharacter) as refusal:
        encode("欧阳样例😀")

    assert "欧" not in repr(refusal.value)
    assert "样例" not in str(refusal.value)


def test_no_character_of_unicode_becomes_a_command():
    printed = 0

    for code_point in range(0x110000):
        try:
            octets = encode(chr(code_point))
        except UnprintableCharacter:
            continue
        printed += 1
        assert min(octets) >= (0x20 if len(octets) == 1 else 0x30)
        assert 0x7F not in octets

    assert printed > 80_000


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_a_name_adds_no_command_to_the_template(name):
    if not all(map(printable, name)):
        with pytest.raises(UnprintableCharacter):
            encode(name)
        return

    names = command_names(b"\x1b@\x1c&" + encode(name) + b"\n\x1dV\x00")

    assert names == ["ESC @", "FS &", *(["text"] if name else []), "LF", "GS V"]


@pytest.mark.parametrize("trail", [*range(0x40, 0x7F), *range(0x80, 0xFF)])
def test_no_trail_byte_makes_a_command_or_eats_its_neighbour(trail):
    names = [
        character
        for lead in range(0x81, 0xFF)
        if printable(character := bytes((lead, trail)).decode("gb18030", "replace"))
    ]

    octets = b"".join(encode(f"{name}1") for name in names)

    assert command_names(octets) == ["text"]
    assert octets.decode("gb18030") == "".join(f"{name}1" for name in names)


def test_a_hanzi_is_two_columns():
    assert width("莞家T03，") == 2 + 2 + 3 + 2


@pytest.mark.parametrize("columns", [2, 3, 7, 32, 48])
def test_no_line_is_wider_than_the_paper(columns):
    paragraph = (
        "请凭受理编号（T03-1123-017）在2026年3月4日前到东莞市政务服务中心“一窗通办”窗口办理，咨询电话12345。" * 2
    )

    lines = wrap(paragraph, columns)

    assert max(map(width, lines)) <= columns
    assert "".join(lines) == paragraph


def test_lines_neither_begin_with_a_closing_mark_nor_end_with_an_opening_one():
    paragraph = "办理，查询。取件、缴费；（说明）“提示”：完成！吗？" * 4

    for columns in range(8, 30):
        lines = wrap(paragraph, columns)

        assert not any(line[0] in CLOSING for line in lines)
        assert not any(line[-1] in OPENING for line in lines)


def test_numbers_and_codes_stay_whole_where_they_fit():
    lines = wrap("统一社会信用代码91441900MA00000000请核对", 24)

    assert "91441900MA00000000" in [line[:18] for line in lines]


def test_a_code_longer_than_the_line_is_divided():
    lines = wrap("AB" * 20, 16)

    assert [len(line) for line in lines] == [16, 16, 8]


def test_blanks_at_a_break_are_dropped_and_indents_are_kept():
    lines = wrap("  one two  three", 9)

    assert lines == ["  one two", "three"]


def test_line_feeds_end_lines():
    assert wrap("一\n\n二", 10) == ["一", "", "二"]


def test_nothing_is_one_empty_line():
    assert wrap("", 48) == [""]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("莞家，。（）“”ab1-. \n"), max_size=60), st.integers(2, 20))
def test_wrapping_loses_nothing_but_blanks(paragraph, columns):
    lines = wrap(paragraph, columns)

    assert max(map(width, lines)) <= columns
    assert "".join(lines).replace(" ", "") == paragraph.replace(" ", "").replace("\n", "")


def test_every_hanzi_of_the_basic_block_is_printable():
    hanzi = [chr(code) for code in range(0x4E00, 0x9FA6)]

    assert all(printable(character) for character in hanzi)
