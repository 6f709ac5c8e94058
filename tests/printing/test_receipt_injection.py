"""Whatever a name holds, a slip's commands are its template's: read by the simulator's own interpreter, command by command."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.receipt_printer.profiles import PROFILES, Profile
from devices.receipt_printer.text import UnprintableCharacter
from devices.simulators.escpos_commands import TEXT, Command, take_command
from devices.simulators.escpos_interpreter import Interpreter, Strip
from printing.document import Clause, Clauses, Code, Document, Facts, Field, Fields, Number, Paragraph, Steps
from printing.receipt import render

CONTROLS = [chr(octet) for octet in (*range(0x20), *range(0x7F, 0xA0)) if chr(octet) not in "\n\t"]
COMMANDS = (
    "\x1b@", "\x1bp\x00\x19\xfa", "\x1bd\xff", "\x1b=\x00", "\x1bi", "\x1b\x1b@", "\x1c.", "\x1c&", "\x1cp\x01\x00",
    "\x1dV\x00", "\x1dVB\x00", "\x1d(k\x03\x001Q0", "\x1d(L\x02\x000\x02", "\x1dv0\x00\x48\x00\xff\xff", "\x1d:\x1d^\x01\x00\x00",
    "\x1d(E\x03\x00\x01IN", "\x1d(A\x02\x00\x00\x02", "\x10\x04\x01", "\x10\x05\x02", "\x10\x14\x01\x00\x05",
    "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
)  # fmt: skip
"""ESC, FS, GS and DLE: reset, cash drawer, paper feed, offline, cut, codes, pictures, macros, settings, real-time requests."""
UNSEEN = tuple(
    map(chr, (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xE0041))
)
"""Soft hyphen, every bidirectional control, everything of no width, tags."""


def slip(name: str) -> Document:
    """The name in every place that a name may come to."""
    return Document(
        "回执",
        (
            Number("暂存号", "T03-1123-017"),
            Facts((("经办人", f"{name} 441***********9992"), ("企业", name))),
            Paragraph(name),
            Steps(((name, name),)),
            Clauses((Clause(name, True),)),
            Fields((Field("申请人", name),)),
            Code("GJQ:314159265358", name),
        ),
        subtitle=name,
        running=(name,),
        letterhead=name,
    )


def commands(octets: bytes) -> list[Command]:
    received, found = bytearray(octets), []
    while command := take_command(received):
        found.append(command)
    assert not received, "a command without its end"
    return found


def skeleton(octets: bytes) -> list[tuple[str, bytes]]:
    """Every command with its parameters. What is text, and how many lines it takes, is the name's own affair."""
    return [(one.name, one.parameters) for one in commands(octets) if one.name not in (TEXT, "LF")]


def without_pictures(octets: bytes) -> list[tuple[str, bytes]]:
    return [one for one in skeleton(octets) if one[0] != "GS v 0"]


def words(octets: bytes) -> str:
    interpreter = Interpreter([])
    strips = [act for command in commands(octets) for act in interpreter.run(command)]
    assert interpreter.unknown == []
    return "\n".join(strip.text for strip in strips if isinstance(strip, Strip))


TEMPLATE = {name: without_pictures(render(slip("测试甲"), profile)) for name, profile in PROFILES.items()}


@pytest.mark.parametrize("model", PROFILES)
def test_every_control_byte_in_a_name_refuses_the_slip(model: str) -> None:
    for control in CONTROLS:
        for name in (control, f"{control}测试", f"测试{control}", f"测{control}试", f"䶮{control}"):
            with pytest.raises(UnprintableCharacter) as refusal:
                render(slip(name), PROFILES[model])
            assert refusal.value.code_point == ord(control)


@pytest.mark.parametrize("model", PROFILES)
def test_no_command_in_a_name_reaches_any_printer(model: str) -> None:
    for command in COMMANDS:
        for name in (command, f"测试{command}", f"{command}测试", f"龘{command}甲"):
            with pytest.raises(UnprintableCharacter):
                render(slip(name), PROFILES[model])


@pytest.mark.parametrize("model", ["epson-tm-t82", "generic-58", "sprt-80"])
def test_what_a_command_looks_like_without_its_escape_is_only_words(model: str) -> None:
    for command in COMMANDS:
        name = "测" + "".join(sign for sign in command if sign.isprintable() and sign.isascii())

        octets = render(slip(name), PROFILES[model])

        assert (
            skeleton(octets) == TEMPLATE[model]
            if PROFILES[model].own_codes
            else without_pictures(octets) == TEMPLATE[model]
        )
        assert name in words(octets).replace("\n", "")


def tricky_hanzi() -> list[str]:
    """Every Hanzi whose second byte is an ASCII character: what eats, or is eaten."""
    found = [
        bytes((lead, trail)).decode("gb18030", "ignore") for lead in range(0x81, 0xFF) for trail in range(0x40, 0x7F)
    ]
    return [sign for sign in found if len(sign) == 1 and sign.isalpha()]


@pytest.mark.parametrize("model", ["epson-tm-t82", "generic-80", "sprt-58"])
@pytest.mark.parametrize("one_in", [17, pytest.param(1, marks=pytest.mark.soak)])
def test_no_trail_byte_makes_a_command_or_eats_what_follows(model: str, one_in: int) -> None:
    hanzi = tricky_hanzi()
    assert len(hanzi) > 6000

    for start in range(0, len(hanzi), 60):
        name = "".join(f"{sign}@" for sign in hanzi[start : start + 60 : one_in])
        octets = render(slip(name), PROFILES[model])

        assert without_pictures(octets) == TEMPLATE[model]
        if b"\x1dv0" not in octets and "epson" in model:
            assert name in words(octets).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("model", ["epson-tm-t82", "generic-80", "sprt-58"])
def test_no_half_of_a_hanzi_joins_with_what_stands_beside_it(model: str) -> None:
    """Second bytes above ASCII, before and behind the bytes of commands without their escape."""
    for trail in range(0x80, 0xFF):
        sign = bytes((0xB0, trail)).decode("gb18030", "ignore") or bytes((0x81, trail)).decode("gb18030")
        octets = render(slip(f"{sign}(k1{sign}p@{sign}"), PROFILES[model])

        assert without_pictures(octets) == TEMPLATE[model]


@pytest.mark.parametrize("model", ["epson-tm-t82", "generic-58"])
def test_four_byte_characters_add_no_command(model: str) -> None:
    for name in ("䶮", "𠮷𬭎㙟䶮𠅤", "㐀0@", "𪚥\\p"):
        octets = render(slip(name), PROFILES[model])

        assert without_pictures(octets) == TEMPLATE[model]


@pytest.mark.parametrize("model", ["epson-tm-t82", "generic-58", "sprt-80"])
@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_sign_without_ink_is_shown_by_its_code_point(sign: str, model: str) -> None:
    octets = render(slip(f"测{sign}试"), PROFILES[model])

    assert without_pictures(octets) == TEMPLATE[model]
    assert f"测[U+{ord(sign):04X}]试" in words(octets).replace("\n", "").replace(" ", "")


def test_two_names_that_differ_only_by_a_sign_without_ink_differ_on_the_slip() -> None:
    assert words(render(slip("测试甲"))) != words(render(slip("测试\u200b甲")))


NAMES = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(codec="gb18030"), max_size=12),
    st.lists(st.sampled_from([*COMMANDS, *UNSEEN, "测试", "䶮", "@", "\\", "(k1Q0", "\t"]), max_size=5).map("".join),
)


@given(NAMES.filter(lambda name: "\n" not in name), st.sampled_from([*PROFILES.values()]))
@settings(max_examples=250, derandomize=True, deadline=None)
def test_any_name_leaves_the_templates_commands_as_they_are(name: str, profile: Profile) -> None:
    try:
        octets = render(slip(name), profile)
    except UnprintableCharacter:
        return

    if name.strip():  # an empty letterhead or subtitle has no line, and no look of its own
        assert without_pictures(octets) == TEMPLATE[profile.name]
    assert {command.name for command in commands(octets)} <= {name for name, _ in TEMPLATE[profile.name]} | {
        TEXT,
        "LF",
        "GS v 0",
    }
