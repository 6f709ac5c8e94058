"""What is written, as it is said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.voice import Ear
from kiosk.voice.normaliser import BETWEEN, phrase, read, spelt
from kiosk.voice.numerals import MOST, chinese_number, english_number, english_ordinal, english_year

CHINESE = [
    ("第 2 步，共 5 步", "第二步，共五步"),
    ("2 页", "两页"),
    ("第 2 页", "第二页"),
    ("已输入 18 位，共 18 位", "已输入十八位，共十八位"),
    ("2025年9月14日 09:41", "二零二五年九月十四日九点四十一分"),
    ("2025-09-14", "二零二五年九月十四日"),
    ("10:00", "十点整"),
    ("17:05", "十七点零五分"),
    ("共 12,345.60 元", "共一万二千三百四十五点六零元"),
    ("¥50", "五十元"),
    ("85%", "百分之八十五"),
    ("A4 打印机", "A四打印机"),
    ("自助终端 T03", "自助终端T零三"),
    ("您好。\n有事，\n在这里办。", "您好。有事，在这里办"),
    ("“经营”方面，可选几个。", "经营方面，可选几个"),
    ("测××", "测某某"),
    ("东莞市某某有限公司(合成)", "东莞市某某有限公司，合成"),
    ("……", ""),
    ("", ""),
]
ENGLISH = [
    ("Step 2 of 5", "Step two of five"),
    ("14 Sep 2025, 09:41", "the fourteenth of September twenty twenty-five, nine forty-one"),
    ("Monday 14 Sep", "Monday the fourteenth of September"),
    ("All pages are out (2)", "All pages are out, two"),
    ("12,345.60", "twelve thousand three hundred and forty-five point six zero"),
    ("A4 printer", "A four printer"),
]
SPELT = [
    ("91441900MA0TE5T16P", "九幺四四，幺九零零，MA零T，E五T幺，六P"),
    ("138 0000 0000", "幺三八，零零零零，零零零零"),
    ("0769-2233 4455", "零七六九，二二三三，四四五五"),
    ("0769-12345", "零七六九，幺二三四五"),
    ("4821 0937 5510", "四八二幺，零九三七，五五幺零"),
    ("K7QF-3MXR-92TD", "K七QF，三MXR，九二TD"),
    ("12345", "一二三四五"),
    ("4419**********1234", "四四一九，隐藏十位，一二三四"),
]


@pytest.mark.parametrize(("written", "said"), CHINESE)
def test_chinese_is_said_in_words(written: str, said: str) -> None:
    assert phrase(written, Ear.MANDARIN) == said


@pytest.mark.parametrize(("written", "said"), ENGLISH)
def test_english_is_said_in_words(written: str, said: str) -> None:
    assert phrase(written, Ear.ENGLISH) == said


@pytest.mark.parametrize(("written", "said"), SPELT)
def test_codes_and_telephones_are_spelt_with_a_pause_every_four(written: str, said: str) -> None:
    (piece,) = read(written, Ear.MANDARIN)

    assert piece.spelt
    assert piece.words.replace(BETWEEN, "") == said


def test_cantonese_says_one_as_it_is() -> None:
    assert "幺" not in phrase("138 0000 1111", Ear.CANTONESE)


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=1, max_size=30))
def test_what_is_spelt_says_every_sign_once(signs: str) -> None:
    groups = spelt(signs, Ear.ENGLISH).words.split("，")

    said = [sign for group in groups for sign in group.split(BETWEEN)]
    assert len(said) == len(signs)
    assert all(len(group.split(BETWEEN)) <= (4 if len(signs) > 6 else 6) for group in groups)


written = st.text(
    st.one_of(
        st.sampled_from("0123456789:-/. ,%¥年月日时分第个页元A4×*（）“”，。：%"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@settings(max_examples=400)
@given(written, st.sampled_from(list(Ear)))
def test_nothing_that_is_written_stops_it_and_no_digit_is_left(text: str, ear: Ear) -> None:
    said = phrase(text, ear)

    assert not re.search(r"[0-9]", said)
    assert said == said.strip()


@settings(max_examples=200)
@given(written, st.sampled_from([Ear.MANDARIN, Ear.CANTONESE]))
def test_what_is_said_is_said_the_same_when_it_is_read_again(text: str, ear: Ear) -> None:
    """Clips are found by what they say, whoever has put it into words."""
    once = phrase(text, ear).replace(BETWEEN, "")

    assert phrase(once, ear) == phrase(phrase(once, ear), ear)


# ---- numbers ----


def value(said: str) -> int:
    """A number's own reader, place by place."""
    digits = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
    places = {"十": 10, "百": 100, "千": 1000}
    total = part = digit = 0
    for sign in said:
        if sign in digits:
            digit = digits[sign]
        elif sign in places:
            part += (digit or 1) * places[sign]
            digit = 0
        elif sign == "万":
            total = (total + part + digit) * 10_000 if total < 10_000 else total + (part + digit) * 10_000
            part = digit = 0
        else:
            total = (total + part + digit) * 100_000_000
            part = digit = 0
    return total + part + digit


@given(st.integers(0, 99_999_999))
def test_chinese_number_is_the_number(number: int) -> None:
    said = chinese_number(number)

    assert value(said) == number
    assert "零零" not in said


@given(st.integers(0, MOST - 1))
def test_numbers_have_words_up_to_the_most(number: int) -> None:
    assert re.fullmatch("[零一二三四五六七八九十百千万亿]+", chinese_number(number))
    assert re.fullmatch("[a-z -]+", english_number(number))


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (10, "十"), (110, "一百一十"), (1004, "一千零四"), (20500, "二万零五百"), (100000001, "一亿零一")],
)
def test_places_that_are_empty_are_said_once(number: int, said: str) -> None:
    assert chinese_number(number) == said


@pytest.mark.parametrize(("number", "said"), [(1, "first"), (12, "twelfth"), (21, "twenty-first"), (30, "thirtieth")])
def test_days_are_ordinals_in_english(number: int, said: str) -> None:
    assert english_ordinal(number) == said


@pytest.mark.parametrize(
    ("year", "said"),
    [(1905, "nineteen oh five"), (2000, "two thousand"), (2026, "twenty twenty-six"), (1900, "nineteen hundred")],
)
def test_years_are_said_in_pairs_in_english(year: int, said: str) -> None:
    assert english_year(year) == said
