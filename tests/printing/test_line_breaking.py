"""Where a line may end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.wrap import HALF_EMPTY_AT_LINE_END, NOT_AT_LINE_END, NOT_AT_LINE_START, clean, is_chinese, lines, may_end


def columns(text: str) -> float:
    return float(sum(2 if is_chinese(character) else 1 for character in text))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("东莞市莞城街道", 8, ["东莞市莞", "城街道"]),
        ("东莞市莞城，街道", 11, ["东莞市莞城，", "街道"]),
        ("东莞市莞，街道办", 6, ["东莞市", "莞，街", "道办"]),
        ("详见《目录》一文", 7, ["详见", "《目录》", "一文"]),
        ("数据截至2022-11-23为止", 12, ["数据截至", "2022-11-23为", "止"]),
        ("由他——本人——签", 8, ["由他——", "本人——", "签"]),
        ("金额3,000.00元整", 10, ["金额", "3,000.00元", "整"]),
        ("no word is cut", 7, ["no word", "is cut"]),
        ("ABCDEFGHIJ", 4, ["ABCD", "EFGH", "IJ"]),
        ("一\n二", 10, ["一", "二"]),
        ("", 10, [""]),
        ("增长12%以上", 6, ["增长", "12%以", "上"]),
    ],
)
def test_line_ends_where_a_typesetter_would_end_it(text: str, width: float, expected: list[str]) -> None:
    assert lines(text, columns, width) == expected


ALPHABET = st.text(alphabet="东莞市信用报告，。、；：？！（）《》“”—…·—ab1 2-%/.", max_size=60)


@given(ALPHABET, st.integers(min_value=16, max_value=40))
@settings(max_examples=400, derandomize=True, deadline=None)
def test_no_text_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    broken = lines(text, columns, width)

    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    for line in broken:
        hanging = 1 if line and line[-1] in HALF_EMPTY_AT_LINE_END else 0
        assert columns(line) - hanging <= width


@given(ALPHABET)
@settings(max_examples=400, derandomize=True, deadline=None)
def test_no_piece_begins_or_ends_with_a_mark_that_may_not(text: str) -> None:
    ends = [place for place in range(1, len(text)) if may_end(text, place)]

    assert not any(text[place] in NOT_AT_LINE_START for place in ends)
    assert not any(text[place - 1] in NOT_AT_LINE_END for place in ends)


@pytest.mark.parametrize(
    "control", ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\ufe0f", "\U000e0100", "\u061c"]
)
def test_layout_controls_have_no_ink(control: str) -> None:
    assert clean(f"东莞{control}市\t测试") == "东莞市 测试"
