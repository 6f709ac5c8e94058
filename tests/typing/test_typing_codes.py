"""A code pad offers what can stand at each place, finds what is wrong, and refuses no true code."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contract.numbers import USCC_ALPHABET, id_check_character, is_id_number, is_uscc, uscc_check_character
from kiosk.typing.codes import (
    DIGITS,
    OFFICES,
    PROVINCES,
    code_of,
    id_complaint,
    id_possible,
    uscc_complaint,
    uscc_possible,
)

TODAY = date(2026, 11, 23)

regions = st.builds(
    lambda province, rest: province + rest, st.sampled_from(sorted(PROVINCES)), st.text(DIGITS, min_size=4, max_size=4)
)
uscc_bodies = st.builds(
    lambda office, kind, region, organisation: office + kind + region + organisation,
    st.sampled_from(OFFICES),
    st.sampled_from(USCC_ALPHABET),
    regions,
    st.text(USCC_ALPHABET, min_size=9, max_size=9),
)
births = st.dates(date(1900, 1, 1), TODAY).map(lambda day: f"{day:%Y%m%d}")
id_bodies = st.builds(
    lambda region, birth, order: region + birth + order, regions, births, st.text(DIGITS, min_size=3, max_size=3)
)


@given(uscc_bodies)
@settings(max_examples=80, deadline=None)
def test_every_true_credit_code_can_be_keyed_in(body: str) -> None:
    code = body + uscc_check_character(body)

    offered = [code[place] in uscc_possible(code[:place]) for place in range(18)]

    assert all(offered)
    assert [uscc_complaint(code[:length]) for length in range(19)] == [""] * 19
    assert code_of("uscc", TODAY).is_whole(code)


@given(id_bodies)
@settings(max_examples=80, deadline=None)
def test_every_true_identity_number_can_be_keyed_in(body: str) -> None:
    number = body + id_check_character(body)

    offered = [number[place] in id_possible(number[:place], TODAY) for place in range(18)]

    assert all(offered)
    assert [id_complaint(number[:length], TODAY) for length in range(19)] == [""] * 19
    assert code_of("id-number", TODAY).is_whole(number)


@given(uscc_bodies, st.integers(0, 16), st.sampled_from(USCC_ALPHABET))
@settings(max_examples=80, deadline=None)
def test_one_wrong_character_is_never_taken_for_right(body: str, place: int, other: str) -> None:
    code = body + uscc_check_character(body)
    wrong = code[:place] + other + code[place + 1 :]

    complaint = uscc_complaint(wrong)

    assert bool(complaint) is (wrong != code)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_whatever_is_offered_leads_to_a_number_or_is_told_wrong(data: st.DataObject) -> None:
    keyed = ""
    while possible := id_possible(keyed, TODAY):
        keyed += data.draw(st.sampled_from(possible))

    assert len(keyed) == 18
    assert id_complaint(keyed, TODAY) in {"", "id-wrong"}
    assert (id_complaint(keyed, TODAY) == "") is is_id_number(keyed)


@given(st.text("0123456789ABXYZa张 ", max_size=20))
def test_nothing_keyed_in_raises(keyed: str) -> None:
    assert isinstance(uscc_complaint(keyed), str)
    assert isinstance(uscc_possible(keyed), str)


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ("", "12345678" + "9"),
        ("4", "123456"),
        ("441900", "12"),
        ("4419001", "89"),
        ("44190019900", "123456789"),
        ("4419001990022", "012345678"),
        ("4419002026112", "0123"),
        ("44190019900101001", DIGITS + "X"),
        ("441900199001010010", ""),
    ],
)
def test_identity_number_offers_only_what_can_follow(given: str, offered: str) -> None:
    assert id_possible(given, TODAY) == offered


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("0", "uscc-office"),
        ("9144A9", "uscc-region"),
        ("9199", "uscc-region"),
        ("9144I", "uscc-alphabet"),
        ("914419000000000000", "uscc-wrong"),
    ],
)
def test_credit_code_says_what_is_wrong(given: str, wrong: str) -> None:
    assert uscc_complaint(given) == wrong


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("99", ""),
        ("00", "id-region"),
        ("44190019900230", "id-birth"),
        ("44190020270101", "id-birth"),
        ("4419X", "id-alphabet"),
        ("441900199001010019", "id-wrong"),
    ],
)
def test_identity_number_says_what_is_wrong(given: str, wrong: str) -> None:
    assert id_complaint(given, TODAY) == wrong


def test_codes_of_the_state_itself_are_known() -> None:
    assert all(character in uscc_possible("91100000"[:place]) for place, character in enumerate("91100000"))
    assert not is_uscc("911000000000000000")
