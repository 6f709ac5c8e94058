"""Numbers are crossed out in one place, so that no page, slip or centre can show more of them than another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contract.masking import masked_name, masked_number, masked_phone
from app.visit import Holder

ROOT = Path(__file__).resolve().parents[2]
MASKING = ROOT / "app" / "contract" / "masking.py"


@pytest.mark.parametrize(
    ("name", "shown"), [("张测试", "张××"), ("欧阳谧忞", "欧×××"), ("李", "李×"), ("吴䶮𠅤", "吴××"), ("", "×")]
)
def test_of_a_name_the_first_character_is_shown(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("441900190003079992", "441***********9992"),
        ("810000190001019987", "810***********9987"),
        ("1234567", "*******"),
    ],
)
def test_of_a_number_the_first_three_and_the_last_four_are_shown(number: str, shown: str) -> None:
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"), [("13800000000", "138****0000"), ("0769-22334455", "076****4455"), ("12345", "****")]
)
def test_of_a_telephone_number_the_first_three_and_the_last_four_are_shown(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@given(st.text(alphabet="0123456789X", max_size=30))
def test_no_number_is_shown_whole_whatever_its_length(number: str) -> None:
    shown = masked_number(number)

    assert len(shown) == len(number)
    assert shown.count("*") >= min(4, len(number))


def test_a_holder_shows_nothing_more_of_itself() -> None:
    holder = Holder(name="张测试", number="441900190003079992")

    assert (holder.masked_name, holder.masked_number) == ("张××", "441***********9992")
    assert "张测试" not in repr(holder)
    assert "441900190003079992" not in repr(holder)


def test_nothing_else_crosses_anything_out() -> None:
    crossing = re.compile(r'["\']\*{2,}|\*{4}|["\']\*["\'] \*|"×" \*')
    others = [
        f"{file.relative_to(ROOT)}:{number}"
        for room in ("app", "central", "kiosk", "printing")
        for file in (ROOT / room).rglob("*.py")
        if file != MASKING
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if crossing.search(line)
    ]

    assert others == []
