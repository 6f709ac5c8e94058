"""What a keyboard wedge types, decoded from recorded events; nothing here but a pure function."""

import random
from collections.abc import Iterable

import pytest

from devices.code_scanner.evdev_scanner import _Keys
from devices.code_scanner.framing import text_of
from devices.code_scanner.wedge import NO_CHARACTER, AltCodes, typed
from devices.errors import ScanRefused
from devices.evdev import InputEvent
from devices.evdev.codes import EV_KEY, EV_LED, EV_SYN, KEYS, LED_CAPSL, SYN_DROPPED, SYN_REPORT
from devices.evdev.node import EvdevNode
from devices.evdev.stream import packed


def pressed(*names: str, start: float = 100.0, held: str = "") -> list[InputEvent]:
    """Keys one after the other, a millisecond apart, while `held` is down."""
    keys = [(KEYS[f"KEY_{name}"], value) for name in names for value in (1, 0)]
    around = KEYS[f"KEY_{held}"] if held else 0
    whole = [(around, 1), *keys, (around, 0)] if held else keys
    return [
        event
        for at, (code, value) in enumerate(whole)
        for event in (
            InputEvent(start + at / 1000, EV_KEY, code, value),
            InputEvent(start + at / 1000, EV_SYN, SYN_REPORT, 0),
        )
    ]


def alt(*numbers: int) -> list[InputEvent]:
    return [event for number in numbers for event in pressed(*(f"KP{digit}" for digit in str(number)), held="LEFTALT")]


def typing_of(events: Iterable[InputEvent], **how: object) -> bytes:
    """Without the gap before the first key, which ends whatever was there before."""
    return typed(events, **how).lstrip(b"\r")  # type: ignore[arg-type]


# Recorded from a hand scanner in keyboard mode: "Ab-1" and Enter, as evtest prints it (type, code, value), 1 ms apart.
RECORDED = """
1 42 1|0 0 0|4 4 458756|1 30 1|0 0 0|4 4 458756|1 30 0|0 0 0|1 42 0|0 0 0|4 4 458757|1 48 1|0 0 0|1 48 0|0 0 0|
1 12 1|0 0 0|1 12 0|0 0 0|1 2 1|0 0 0|1 2 0|0 0 0|1 28 1|0 0 0|1 28 0|0 0 0
"""


def test_a_recorded_scan() -> None:
    events = [
        InputEvent(1_700_000_000 + at / 1000, *map(int, line.split()))
        for at, line in enumerate(RECORDED.replace("\n", "").split("|"))
    ]

    assert typing_of(events) == b"Ab-1\r"


@pytest.mark.parametrize(
    ("keys", "shifted", "plain"),
    [
        ("A Z", b"AZ", b"az"),
        ("1 2 3 4 5 6 7 8 9 0", b"!@#$%^&*()", b"1234567890"),
        ("MINUS EQUAL LEFTBRACE RIGHTBRACE BACKSLASH", b"_+{}|", b"-=[]\\"),
        ("SEMICOLON APOSTROPHE GRAVE COMMA DOT SLASH SPACE", b':"~<>? ', b";'`,./ "),
        ("KP0 KP1 KP9 KPDOT KPSLASH KPASTERISK KPMINUS KPPLUS", b"019./*-+", b"019./*-+"),
    ],
)
def test_the_us_layout(keys: str, shifted: bytes, plain: bytes) -> None:
    assert typing_of(pressed(*keys.split())) == plain
    assert typing_of(pressed(*keys.split(), held="LEFTSHIFT")) == shifted
    assert typing_of(pressed(*keys.split(), held="RIGHTSHIFT")) == shifted


@pytest.mark.parametrize("enter", ["ENTER", "KPENTER"])
def test_either_enter_ends_a_code(enter: str) -> None:
    assert typing_of(pressed("A", enter)) == b"a\r"


def test_caps_lock_turns_letters_over_and_nothing_else() -> None:
    letters = pressed("A", "1")

    assert typing_of(letters, caps_lock=True) == b"A1"
    assert typing_of(pressed("A", "1", held="LEFTSHIFT"), caps_lock=True) == b"a!"
    assert typing_of(pressed("CAPSLOCK") + letters) == b"A1"
    assert typing_of([InputEvent(100, EV_LED, LED_CAPSL, 1), *letters]) == b"A1"
    assert typing_of(pressed("CAPSLOCK", "CAPSLOCK") + letters) == b"a1"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("text", ["啊", "东莞", "𠅤", "é"])
def test_alt_codes_are_the_bytes_of_a_character_one_by_one_or_as_one_number(encoding: str, text: str) -> None:
    singly = alt(*text.encode(encoding))
    whole = alt(*(int.from_bytes(character.encode(encoding), "big") for character in text))

    assert typing_of(singly) == typing_of(whole) == text.encode(encoding)


def test_alt_codes_may_be_numbers_of_unicode() -> None:
    numbers = alt(*map(ord, "啊A𠅤"))

    assert typing_of(numbers, alt_codes=AltCodes.UNICODE) == "啊A𠅤".encode()
    assert typing_of(alt(0xD800), alt_codes=AltCodes.UNICODE) == NO_CHARACTER
    assert typing_of(alt(9_999_999), alt_codes=AltCodes.UNICODE) == NO_CHARACTER


def test_an_alt_code_with_a_leading_zero_and_one_for_enter() -> None:
    assert typing_of(pressed("KP0", "KP0", "KP6", "KP5", held="RIGHTALT") + alt(13)) == b"A\r"


@pytest.mark.parametrize("key", ["F1", "UP", "DELETE", "LEFTMETA", "VOLUMEUP", "HOME"])
def test_a_key_that_types_no_character_makes_the_code_one_that_is_refused(key: str) -> None:
    assert typing_of(pressed("A", key, "B")) == b"a" + NO_CHARACTER + b"b"


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_ctrl_and_a_letter_are_a_control_code(letter: str) -> None:
    assert typed(pressed(letter, held="LEFTCTRL")).lstrip(b"\r") == bytes((ord(letter) & 0x1F,)).lstrip(b"\r")


def test_alt_and_something_else_than_a_digit_is_no_character() -> None:
    assert NO_CHARACTER in typing_of(pressed("F4", held="LEFTALT"))
    assert NO_CHARACTER in typing_of(alt(99_999_999_999))


def test_a_modifier_whose_release_was_lost_spoils_no_other_code() -> None:
    stuck = pressed("LEFTSHIFT")[:1] + pressed("CAPSLOCK")[:1]

    assert typing_of([*stuck, *pressed("1", "ENTER"), *pressed("1", "B", "ENTER")]) == b"!\r1b\r"
    assert typing_of([*stuck, *pressed("1", start=100), *pressed("1", "B", start=101)]) == b"!\r1b"


def test_a_held_key_types_once() -> None:
    repeats = [InputEvent(100.02 + at / 30, EV_KEY, KEYS["KEY_A"], 2) for at in range(100)]

    assert typing_of(pressed("A")[:1] + repeats) == b"a"


def test_a_gap_in_the_events_own_times_ends_a_code() -> None:
    assert typing_of(pressed("A", start=100) + pressed("B", start=100.2)) == b"ab"
    assert typing_of(pressed("A", start=100) + pressed("B", start=101)) == b"a\rb"


def test_events_that_the_kernel_dropped_spoil_the_code_and_not_the_next() -> None:
    dropped = [InputEvent(100.01, EV_SYN, SYN_DROPPED, 0), InputEvent(100.01, EV_KEY, KEYS["KEY_X"], 1)]
    report = [InputEvent(100.01, EV_SYN, SYN_REPORT, 0)]

    told = typing_of(pressed("LEFTSHIFT")[:1] + dropped + report + pressed("A", "ENTER", "B"))

    assert told == NO_CHARACTER + b"a\rb"


def test_twenty_thousand_damaged_recordings_and_the_good_one_behind_each_is_read() -> None:
    chance = random.Random(20_000)
    reading = _Keys(EvdevNode("/nowhere"), AltCodes.BYTES, 0.25)
    now = 0.0

    for number in range(20_000):
        now += 1.0
        good = b"".join(map(packed, pressed(*str(number), "ENTER", start=1000 + now)))
        damaged = bytearray(good)
        for _ in range(chance.randrange(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        frames = reading.take(bytes(damaged[chance.randrange(24) : -chance.randrange(1, 60)]), now)
        for frame in frames + reading.take(b"", now + 0.5):
            try:
                text_of(frame)
            except ScanRefused:
                continue

        assert reading.take(good, now + 0.6)[-1].raw == str(number).encode()
