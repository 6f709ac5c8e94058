"""Damage of every kind in what a card answers: nothing but a DeviceError comes out, nobody else's card, and no false believer."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import DeviceError, StaffCardRefused
from devices.simulators.card_chip import sample_cards
from devices.simulators.smart_card_chip import SocialSecurityChip
from devices.simulators.staff_card_chip import StaffCardOffice
from devices.smart_card import SocialSecurityCard, social_security, staff_card
from devices.smart_card.staff_trust import StaffTrust

MANY = settings(max_examples=600, deadline=None, derandomize=True, database=None)

OFFICE = StaffCardOffice()
STAFF = {"DG-0001": OFFICE.issue("DG-0001"), "DG-0002": OFFICE.issue("DG-0002", holds_back=True)}
COPIES = {number: chip.copy() for number, chip in STAFF.items()}
CERTIFICATE = OFFICE.certify("DG-0001", ec.generate_private_key(ec.SECP256R1()).public_key())
TRUST = StaffTrust("DG-HALL-01", (OFFICE.certificate,), frozenset({"DG-0001", "DG-0002"}))

PEOPLE = [sample_cards()["zhang"], sample_cards()["li"]]
MAKES: list[dict[str, Any]] = [
    {},
    {"generation": "1.00"},
    {"form": "tag"},
    {"generation": "3.00", "holds_back": True, "insists": True},
]


class Damaged:
    """A card whose answer number `strike` comes damaged; `struck` says whether it came to that."""

    def __init__(self, answer: Callable[[bytes], bytes], strike: int, damage: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self._left = strike
        self._damage = damage
        self.struck = False

    def __call__(self, words: bytes) -> bytes:
        self._left -= 1
        if self._left:
            return self._answer(words)
        self.struck = True
        return self._damage(self._answer(words))


def cut(answer: bytes, dice: random.Random) -> bytes:
    return answer[: dice.randrange(len(answer))]


def lengthened(answer: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(answer) + 1)
    return answer[:at] + dice.randbytes(dice.randint(1, 300)) + answer[at:]


def other_status(answer: bytes, dice: random.Random) -> bytes:
    return answer[:-2] + dice.choice(
        [b"\x90\x00", b"\x61\x10", b"\x6c\x05", b"\x6a\x82", b"\x69\x82", dice.randbytes(2)]
    )


def replaced(answer: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(dice.choice([0, 1, 2, 20, 34, 258, 300]))


def only_status(answer: bytes, dice: random.Random) -> bytes:
    return b"\x90\x00"


def flipped(answer: bytes, dice: random.Random) -> bytes:
    spoilt = bytearray(answer)
    spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
    return bytes(spoilt)


KEEPS_LETTERS = [cut, lengthened, other_status, replaced, only_status]
"""What a line, a reader or a rude card does. A flipped letter is another letter, and no card says that it is."""


def damage_social_security_cards(times: int, seed: int) -> int:
    """So many damaged answers, from two people's cards in turn. Returns how often a card was read all the same."""
    dice, done, read = random.Random(seed), 0, 0
    while done < times:
        person, other = dice.sample(PEOPLE, 2)
        how = dice.choice([*KEEPS_LETTERS, flipped])
        chip = SocialSecurityChip(person, **dice.choice(MAKES))
        card = Damaged(chip.answer, dice.randint(1, 14), lambda answer, how=how: how(answer, dice))
        with suppress(DeviceError):
            record = social_security.read(card)
            read += card.struck
            assert_is_of(record, person, other, letters_kept=how is not flipped)
        done += card.struck
    return read


def assert_is_of(record: SocialSecurityCard, person: Any, other: Any, *, letters_kept: bool) -> None:
    assert record.number == person["number"]
    assert record.name != other["name"]
    if letters_kept:
        assert record.name == person["name"]
        assert (record.region, record.generation[-3:]) in {("441900", ".00"), ("441900", ""), ("", ".00")}


def damage_staff_cards(times: int, seed: int) -> int:
    """So many damaged answers, of cards and of their copies in turn. Returns how often a card was believed all the same."""
    dice, done, believed = random.Random(seed), 0, 0
    while done < times:
        how = dice.choice([*KEEPS_LETTERS, flipped])
        number, is_copy = dice.choice(list(STAFF)), dice.random() < 0.5
        chip = COPIES[number] if is_copy else STAFF[number]
        card = Damaged(chip.answer, dice.randint(1, 8), lambda answer, how=how: how(answer, dice))
        with suppress(DeviceError):
            assert (staff_card.read(card, TRUST).card_id, is_copy) == (number, False)
            believed += card.struck
        done += card.struck
    return believed


def test_no_damage_shows_another_persons_card() -> None:
    assert damage_social_security_cards(2_000, seed=1) > 0


def test_no_damage_makes_a_copy_pass() -> None:
    assert damage_staff_cards(500, seed=1) > 0


@pytest.mark.soak
def test_twenty_thousand_damaged_answers() -> None:
    assert damage_social_security_cards(20_000, seed=2) > 0
    assert damage_staff_cards(20_000, seed=2) > 0


answers = st.lists(
    st.binary(max_size=300)
    | st.sampled_from([b"\x90\x00", b"\x61\x00", b"\x6c\x10", b"\x6a\x82", b"\x08\x12" + b"4" * 18 + b"\x90\x00"]),
    min_size=1,
    max_size=40,
)


@MANY
@given(answers)
def test_whatever_a_card_answers_is_a_record_or_a_device_error(said: list[bytes]) -> None:
    turns = iter(said * 20)
    with suppress(DeviceError):
        social_security.read(lambda _: next(turns, b"\x90\x00"))


@MANY
@given(answers)
def test_whatever_a_card_answers_proves_nothing(said: list[bytes]) -> None:
    turns = iter(said * 20)

    with pytest.raises(DeviceError):
        staff_card.read(lambda _: next(turns, b"\x90\x00"), TRUST)


@MANY
@given(
    st.binary(max_size=600)
    | st.binary(max_size=40).map(lambda tail: CERTIFICATE[: len(CERTIFICATE) - len(tail)] + tail)
)
def test_any_bytes_are_a_certificate_of_ours_or_refused(octets: bytes) -> None:
    if octets != CERTIFICATE:
        with pytest.raises(StaffCardRefused):
            TRUST.key_of("DG-0001", octets)


@MANY
@given(st.integers(0, 8 * 396 - 1))
def test_no_letter_of_a_certificate_can_be_another(bit: int) -> None:
    spoilt = bytearray(CERTIFICATE)
    spoilt[bit // 8 % len(spoilt)] ^= 1 << bit % 8

    with pytest.raises(StaffCardRefused):
        TRUST.key_of("DG-0001", bytes(spoilt))
