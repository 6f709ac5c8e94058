"""What is known of readers and cards: which card is another one, and what is said where there is no pcscd at all."""

import threading
import time

import pytest

from devices.advice import advices
from devices.errors import DeviceAbsent
from devices.smart_card.pcsc import Register
from devices.smart_card.pcsc_lite import ReaderStatus
from devices.smart_card.pcsc_reader import PcscReader
from devices.smart_card.watching import NO_PCSCD
from devices.state import Condition

EMPTY, PRESENT, MUTE = 0x10, 0x20, 0x200
ATR, OTHER_ATR = b"\x3b\x00", b"\x3b\x80\x01\x81"


def card(event: int, atr: bytes = ATR, *, mute: bool = False, reader: str = "A") -> ReaderStatus:
    return ReaderStatus(reader, event << 16 | PRESENT | (MUTE if mute else 0), atr)


def no_card(event: int) -> ReaderStatus:
    return ReaderStatus("A", event << 16 | EMPTY, b"")


def number(register: Register, status: ReaderStatus) -> int:
    (known,) = register.cards("", [status])
    return known.number


def test_a_card_that_stays_is_one_card() -> None:
    register = Register()

    assert number(register, card(1)) == number(register, card(1))


def test_a_card_that_was_out_is_another_one_though_nobody_saw_it_out() -> None:
    register = Register()

    assert number(register, card(1)) < number(register, card(3))


def test_a_card_that_was_seen_out_is_another_one() -> None:
    register = Register()
    first = number(register, card(1))
    assert register.cards("", [no_card(2)]) == ()

    assert number(register, card(3)) > first


def test_a_card_that_lay_there_while_pcscd_was_away_is_the_same() -> None:
    register = Register()
    before = number(register, card(7))
    assert register.cards(NO_PCSCD, []) == ()

    assert number(register, card(0)) == before


def test_another_kind_of_card_after_pcscd_was_away_is_another_one() -> None:
    register = Register()
    before = number(register, card(7))
    register.cards(NO_PCSCD, [])

    assert number(register, card(0, OTHER_ATR)) > before


def test_a_card_is_not_told_of_before_pcscd_has_counted_it() -> None:
    register = Register()
    register.cards("", [no_card(2)])

    assert register.cards("", [card(2)]) == ()
    assert number(register, card(3)) == 1


def test_readers_have_cards_of_their_own() -> None:
    register = Register()

    first, second = register.cards("", [card(1), card(1, reader="B", mute=True)])

    assert (first.reader, first.mute, second.reader, second.mute) == ("A", False, "B", True)
    assert first.number != second.number


def test_a_card_shows_nothing_of_its_chip_in_repr() -> None:
    (known,) = Register().cards("", [card(1, OTHER_ATR)])

    assert "01" not in repr(known)


def test_without_pcscd_there_are_words_for_it_at_once() -> None:
    reader = PcscReader()
    before = threading.active_count()
    began = time.monotonic()

    state = reader.state()

    assert time.monotonic() - began < 2
    assert (state.condition, state.reasons, state.detail) == (Condition.ABSENT, ("device-absent",), "no-pcscd")
    assert "pcscd" in advices(state)[0].what.zh
    with pytest.raises(DeviceAbsent, match="no-pcscd"):
        reader.read_social_security_card(5)
    reader.close()
    assert threading.active_count() == before
