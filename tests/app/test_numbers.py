"""Numbers with a check: the vectors of the standards, and every single slip of the finger is caught."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contract.numbers import (
    USCC_ALPHABET,
    has_mod97,
    id_check_character,
    is_id_number,
    is_uscc,
    mod97_check,
    uscc_check_character,
)

USCC = [
    "91441900MA0TE5T08W",
    "91441900MA0TE5T16P",
    "91441900MA0TE5T24J",
    "91441900MA0TE5T32D",
    "91441900MA0TE5T408",
    "91441900MA0TE5T595",
    "91441900MA0000007J",
    "92441900MAXXXXXX7J",
    "114400000000000007",
    "52100000500000007R",
    "N2440100MF0000013B",
    "93440106MA9W00002X",
    "Y1100000000000019H",
    "91110000600037341L",
]
IDS = [
    "441900194802290012",
    "44190019850615003X",
    "441900200107100043",
    "442527194802290011",
    "442502195001010013",
    "110101190001010014",
    "441900190003079992",
    "310101189912310025",
    "44010019000101009X",
    "810000190101019992",
    "830000190202029982",
    "911440190303030011",
]


@pytest.mark.parametrize("number", USCC)
def test_uscc_of_every_department_is_accepted(number: str) -> None:
    assert is_uscc(number)
    assert uscc_check_character(number[:17]) == number[17]


@pytest.mark.parametrize("number", IDS)
def test_id_number_of_every_region_and_age_is_accepted(number: str) -> None:
    assert is_id_number(number)
    assert id_check_character(number[:17]) == number[17]


@pytest.mark.parametrize(
    "text", ["", "91441900MA0TE5T08", "91441900ma0te5t08w", "91441900MA0TE5T08W\n", "9144190OMA0TE5T08W", "９" * 18]
)
def test_what_is_no_uscc_is_refused(text: str) -> None:
    assert not is_uscc(text)


@pytest.mark.parametrize(
    "text",
    ["", "44190019850615003x", "441900198506150031", "4419001985061500", "44190019850615003X ", "４" * 18, "0" * 18],
)
def test_what_is_no_id_number_is_refused(text: str) -> None:
    assert not is_id_number(text)


@pytest.mark.parametrize("birth", ["19490229", "19851301", "19850631", "19850600", "00000101"])
def test_id_number_with_an_impossible_birth_date_is_refused(birth: str) -> None:
    first_17 = f"441900{birth}001"

    assert not is_id_number(first_17 + id_check_character(first_17))


@given(st.sampled_from(USCC), st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_in_a_uscc_is_caught(number: str, at: int, other: str) -> None:
    wrong = number[:at] + other + number[at + 1 :]

    assert is_uscc(wrong) is (wrong == number)


@given(st.sampled_from(IDS), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_in_an_id_number_is_caught(number: str, at: int, other: str) -> None:
    wrong = number[:at] + other + number[at + 1 :]

    assert is_id_number(wrong) is (wrong == number)


def test_mod97_agrees_with_the_standard_of_bank_account_numbers() -> None:
    # The IBAN of ISO 13616's own example: country and check moved to the end, the same MOD 97-10.
    assert mod97_check("WEST12345698765432GB") == "82"
    assert has_mod97("WEST12345698765432GB82")


@given(st.from_regex(r"[0-9A-Z]{1,12}(-[0-9A-Z]{1,12}){0,3}", fullmatch=True))
def test_mod97_is_found_again_with_and_without_a_hyphen(body: str) -> None:
    check = mod97_check(body)

    assert has_mod97(body + check)
    assert has_mod97(f"{body}-{check}")


@given(st.from_regex(r"[0-9]{8}-[0-9]{6}", fullmatch=True), st.data())
def test_mod97_catches_one_wrong_digit_and_two_swapped(body: str, data: st.DataObject) -> None:
    whole = body.replace("-", "") + mod97_check(body)
    at = data.draw(st.integers(0, len(whole) - 2))
    other = data.draw(st.sampled_from("0123456789"))
    swapped = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]
    wrong = whole[:at] + other + whole[at + 1 :]

    assert has_mod97(wrong) is (wrong == whole)
    assert has_mod97(swapped) is (swapped == whole)


@pytest.mark.parametrize("text", ["", "12", "-12", "abc12", "莞12", "1--34", "1²34"])
def test_what_is_no_checked_number_is_refused(text: str) -> None:
    assert not has_mod97(text)


@pytest.mark.parametrize("call", [uscc_check_character, id_check_character, mod97_check])
def test_a_check_of_nothing_is_an_error(call: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match=r"number|code"):
        call("")
