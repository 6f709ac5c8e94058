"""A document on a receipt, in the printer's own bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.receipt_printer.profiles import EPSON_80, PROFILES, Profile
from devices.receipt_printer.text import UnprintableCharacter
from devices.simulators.escpos_commands import Command, take_command
from devices.simulators.escpos_interpreter import Cut, Interpreter, Strip
from printing.document import (
    Block,
    Code,
    Column,
    Document,
    Facts,
    Heading,
    Number,
    Paragraph,
    Rule,
    Steps,
    Table,
)
from printing.numbers import grouped
from printing.receipt import render

SLIP = Document(
    "诉求回执",
    (
        Number("查询码", "481209375516"),
        Facts((("状态", "已暂存，尚未受理"), ("经办人", "李×× 441***********1234"))),
        Rule(),
        Steps((("现在", "存在本机，加了密"), ("网络恢复后", "自动送出，您不用再来；送到后才开始算办理时限"))),
        Heading("清单"),
        Table((Column("领域", 2), Column("条", 1, "right")), (("市场监管", "1"), ("生态环境", "0")), frozenset({0})),
        Code("GJQ:481209375516", "扫这个码查进度"),
        Paragraph("咨询 0769-00000000", align="centre"),
    ),
    subtitle="样例大厅",
    running=("终端 T0003",),
)

GOLDEN = Document("回执\nReceipt", (Number("暂存号", "T03-017"), Paragraph("东莞", strong=True)))
GOLDEN_BYTES = (
    bytes.fromhex(
        "1b40 1c26 1b3322"  # start: reset, Chinese mode, lines 34 dots apart
        "1b6101 1d2111 1c210c 1b4501 bbd8d6b4 0a 1b6100 1d2100 1c2100 1b4500"  # 回执 centred, large, strong
        "1b4a0c 1b6101 52656365697074 0a 1b6100 1b4a0c"  # Receipt
    )
    + b"-" * 48
    + bytes.fromhex(
        "0a 1b4a0c"
        "1b6101 d4ddb4e6bac5 0a 1b6100"  # 暂存号
        "1b6101 1d2111 1c210c 1b4501 5430332d303137 0a 1b6100 1d2100 1c2100 1b4500"  # T03-017
        "1b4a0c 1b4501 b6abddb8 0a 1b4500"  # 东莞
        "1b6404 1d564200"  # feed, partial cut
    )
)


def test_receipt_is_these_bytes() -> None:
    assert render(GOLDEN) == GOLDEN_BYTES


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_printer_understands_every_byte(profile: Profile) -> None:
    unknown: list[bytes] = []
    actions = [action for command in _commands(render(SLIP, profile)) for action in Interpreter(unknown).run(command)]

    assert unknown == []
    assert sum(isinstance(action, Cut) for action in actions) == profile.cutter
    assert isinstance(actions[-1], Cut) or not profile.cutter


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_word_is_on_the_slip_and_no_line_runs_over(profile: Profile) -> None:
    lines = _printed(render(SLIP, profile))

    slip = "".join("".join(lines).split())
    for words in (
        "诉求回执",
        "样例大厅",
        "查询码",
        "481209375516",
        "已暂存，尚未受理",
        "李××441***********1234",
        "送到后才开始算办理时限",
    ):
        assert words in slip
    for words in ("网络恢复后", "清单", "*市场监管1", "生态环境0", "扫这个码查进度", "咨询0769-00000000", "终端T0003"):
        assert words in slip
    assert all(sum(1 if sign.isascii() else 2 for sign in line) <= profile.columns for line in lines)


def test_code_is_the_printers_own_with_dots_a_phone_can_read() -> None:
    commands = [command for command in _commands(render(SLIP)) if command.name == "GS ( k"]

    functions = {command.n_at(3): command.parameters[4:] for command in commands}
    assert functions[65] == b"2\x00", "model 2"
    assert functions[67] == b"\x06", "dots a module"
    assert functions[69] == b"1", "level M"
    assert functions[80] == b"0GJQ:481209375516"
    assert functions[81] == b"0"


def test_longer_code_gets_five_dots_and_one_too_long_is_refused() -> None:
    longer = Document("码", (Code("A" * 140),))
    assert b"\x1d(k\x03\x001C\x05" in render(longer)

    with pytest.raises(ValueError, match="does not fit"):
        render(Document("码", (Code("a" * 900),)), PROFILES["generic-58"])


def test_number_is_as_large_as_the_roll_allows() -> None:
    large, tall = bytes.fromhex("1d2111 1c210c"), bytes.fromhex("1d2101 1c2108")

    assert large + b"\x1bE\x01" + b"4812 0937 5516" in render(SLIP, PROFILES["generic-58"])
    report = Document("回执", (Number("报告编号", "DGXY20221123T00030002146"),))
    assert tall + b"\x1bE\x01" + b"DGXY 20221123 T0003 00021 46" in render(report, EPSON_80)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("481209375516", "4812 0937 5516"),
        ("4812 0937 5516", "4812 0937 5516"),
        ("T03-1123-017", "T03-1123-017"),
        ("DGXY20221123T00030002146", "DGXY 20221123 T0003 00021 46"),
        ("QG20261123000001", "QG 20261123 000001"),
        ("1234567", "1234567"),
    ],
)
def test_number_is_written_in_groups(number: str, said: str) -> None:
    assert grouped(number) == said


@pytest.mark.parametrize("place", ["title", "subtitle", "letterhead", "reference", "running"])
def test_character_that_the_printer_lacks_refuses_the_slip(place: str) -> None:
    words = ("😀",) if place == "running" else "😀"

    with pytest.raises(UnprintableCharacter):
        render(Document(**{"title": "回执", "blocks": (), place: words}))  # type: ignore[arg-type]


def test_commands_in_a_name_stay_words_or_are_refused() -> None:
    with pytest.raises(UnprintableCharacter):
        render(Document("回执", (Facts((("经办人", "李\x1b@\x1dV\x00"),)),)))
    plain = _printed(render(Document("回执", (Facts((("经办人", "(k1Q0 李"),)),))))
    assert any("(k1Q0 李" in line for line in plain)


WORDS = st.text(alphabet="东莞市测试企业，。（）abc 12-/", min_size=0, max_size=40)
BLOCKS = st.one_of(
    st.builds(Paragraph, WORDS),
    st.builds(Heading, WORDS),
    st.builds(Number, WORDS, WORDS),
    st.builds(Facts, st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)),
    st.builds(Steps, st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)),
    st.builds(
        Table,
        st.just((Column("甲"), Column("乙", 2), Column("丙", 1, "right"))),
        st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=3).map(tuple),
        st.just(frozenset({1})),
    ),
)


@given(st.lists(BLOCKS, max_size=5), st.sampled_from([*PROFILES.values()]))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_any_slip_is_understood_and_fits(blocks: list[Block], profile: Profile) -> None:
    unknown: list[bytes] = []
    interpreter = Interpreter(unknown)
    printed = render(Document("回执", tuple(blocks)), profile)

    strips = [act for command in _commands(printed) for act in interpreter.run(command) if isinstance(act, Strip)]

    assert unknown == []
    assert all(sum(1 if sign.isascii() else 2 for sign in strip.text) <= profile.columns for strip in strips)


def _commands(octets: bytes) -> list[Command]:
    received, commands = bytearray(octets), []
    while command := take_command(received):
        commands.append(command)
    assert not received
    return commands


def _printed(octets: bytes) -> list[str]:
    interpreter = Interpreter([])
    actions = [action for command in _commands(octets) for action in interpreter.run(command)]
    return [action.text for action in actions if isinstance(action, Strip) and not action.text.startswith("[")]


@pytest.mark.parametrize("model", PROFILES)
def test_code_has_its_quiet_zone(model: str) -> None:
    """Four modules of six dots above it (ISO/IEC 18004), fed before anything of it is printed; below it a line stays empty."""
    octets = render(Document("回执", (Paragraph("文字"), Code("GJQ:314159265358", "查进度"))), PROFILES[model])

    before, _, code = octets.partition(b"\x1bJ\x18\x1ba\x01")
    assert "文字".encode("gb18030") in before
    assert b"\n\x1ba\x00" in code
