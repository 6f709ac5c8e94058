"""Social security cards of every make, over a chip in memory: nothing here needs a reader."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from devices.errors import CardUnreadable, DeviceError, WrongCard
from devices.simulators.card_chip import sample_cards
from devices.simulators.smart_card_chip import OtherChip, SocialSecurityChip
from devices.simulators.staff_card_chip import StaffCardOffice
from devices.smart_card import social_security

ZHANG = sample_cards()["zhang"]


def without(*records: int) -> Callable[[SocialSecurityChip], Callable[[bytes], bytes]]:
    """The card with some records of EF05 missing."""

    def card(chip: SocialSecurityChip) -> Callable[[bytes], bytes]:
        def transmit(words: bytes) -> bytes:
            missing = words[1] == 0xB2 and words[3] == 0x2C and words[2] in records
            return b"\x6a\x83" if missing else chip.answer(words)

        return transmit

    return card


def changed(command: str, answer: str) -> Callable[[bytes], bytes]:
    """Zhang's card, with another answer to the commands that begin so."""
    chip = SocialSecurityChip(ZHANG)

    def transmit(words: bytes) -> bytes:
        return bytes.fromhex(answer) if words.hex().startswith(command) else chip.answer(words)

    return transmit


@pytest.mark.parametrize("make", [{}, {"holds_back": True}, {"insists": True}, {"holds_back": True, "insists": True}])
@pytest.mark.parametrize("padding", [b"\0", b" ", b"\xff"])
@pytest.mark.parametrize("form", ["file", "tag"])
@pytest.mark.parametrize("generation", ["1.00", "2.00", "3.00"])
def test_every_make_of_card_is_read(generation: str, form: Any, padding: bytes, make: dict[str, bool]) -> None:
    chip = SocialSecurityChip(ZHANG, generation=generation, form=form, padding=padding, **make)

    card = social_security.read(chip.answer)

    assert (card.name, card.number, card.sex) == ("张测试", "441900190003079992", "男")
    assert (card.region, card.generation, card.card_number) == ("441900", generation, "T00000001")
    assert (card.issued, card.valid_to) == (date(2020, 1, 2), date(2030, 1, 1))


@pytest.mark.parametrize(
    "name", sorted(name for name, card in sample_cards().items() if card["card_type"] == "resident")
)
def test_every_sample_resident_is_read(name: str) -> None:
    person = sample_cards()[name]

    card = social_security.read(SocialSecurityChip(person).answer)

    assert (card.name, card.number) == (person["name"], person["number"])


def test_a_card_says_nothing_about_its_holder_in_repr() -> None:
    card = social_security.read(SocialSecurityChip(ZHANG).answer)

    assert all(secret not in repr(card) for secret in ("张", "4419001900", "T00000001", "2020"))


def test_what_a_card_has_not_is_empty() -> None:
    card = social_security.read(without(1, 3, 5, 6, 7)(SocialSecurityChip(ZHANG)))

    assert (card.name, card.region, card.generation, card.sex) == ("张测试", "", "", "")
    assert (card.card_number, card.issued, card.valid_to) == ("", None, None)


@pytest.mark.parametrize("transmit", [OtherChip().answer, StaffCardOffice().issue("DG-0001").answer])
def test_another_card_is_a_wrong_card(transmit: Callable[[bytes], bytes]) -> None:
    with pytest.raises(WrongCard):
        social_security.read(transmit)


@pytest.mark.parametrize("form", ["file", "tag"])
def test_a_card_that_wants_a_pin_is_not_read_and_never_sent_one(form: Any) -> None:
    chip, heard = SocialSecurityChip(ZHANG, pin=True, form=form), []

    def transmit(words: bytes) -> bytes:
        heard.append(words[1])
        return chip.answer(words)

    with pytest.raises(CardUnreadable, match="pin-wanted"):
        social_security.read(transmit)
    assert set(heard) <= {0xA4, 0xB2}


def hex_of(text: str, length: int) -> str:
    value = text.encode("gb18030").ljust(length, b"\0")
    return f"00{len(value):02x}{value.hex()}9000"


@pytest.mark.parametrize(
    ("command", "answer", "field"),
    [
        ("00b20134", hex_of("441900190003079991", 18), "number"),
        ("00b20134", hex_of("441900190013079992", 18), "number"),
        ("00b20134", hex_of("44190019000307999", 17), "number"),
        ("00b20134", hex_of("", 0), "number"),
        ("00b20234", hex_of("", 30), "name"),
        ("00b20234", "001e" + "ff80" * 15 + "9000", "name"),
        ("00b20234", hex_of("张\n测试", 30), "name"),
        ("00b20234", hex_of("张\u200b测试", 30), "name"),
        ("00b20234", "001f" + "41" * 31 + "9000", "record"),
        ("00b20234", "001e" + "41" * 29 + "9000", "record"),
        ("00b20234", "9000", "record"),
        ("00b20434", hex_of("7", 1), "sex"),
        ("00b2012c", "0110" + "4419ab" + "00" * 13 + "9000", "region"),
        ("00b2032c", hex_of("9.9", 3), "generation"),
        ("00b2052c", "0504202013019000", "issued"),
        ("00b2062c", "06042020aa019000", "valid_to"),
        ("00b2052c", "6581", "refused"),
        ("00a40400", "6283", "application"),
    ],
)
def test_what_makes_no_sense_is_unreadable_and_the_field_is_named(command: str, answer: str, field: str) -> None:
    with pytest.raises(CardUnreadable) as unreadable:
        social_security.read(changed(command, answer))

    assert unreadable.value.args == (field,)


@pytest.mark.parametrize("digits", ["00000000", "ffffffff", "99999999"])
def test_no_end_is_no_date(digits: str) -> None:
    card = social_security.read(changed("00b2062c", f"0604{digits}9000"))

    assert card.valid_to is None


def test_a_line_that_fails_is_heard_of() -> None:
    def transmit(_: bytes) -> bytes:
        raise DeviceError("line")

    with pytest.raises(DeviceError, match="line"):
        social_security.read(transmit)
