"""Bytes of an input device's line, cut into events: parts, damage, and what could never be an event."""

import random
import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.evdev import InputEvent
from devices.evdev.codes import EV_ABS, EV_KEY, EV_SW, EV_SYN, KEYS, SWITCHES, SYN_REPORT, event_code
from devices.evdev.stream import EVENT, EventStream, packed

PRESS = InputEvent(1_700_000_000.25, EV_KEY, KEYS["KEY_A"], 1)
REPORT = InputEvent(1_700_000_000.25, EV_SYN, SYN_REPORT, 0)


def test_an_event_is_24_bytes_as_the_kernel_writes_them() -> None:
    assert EVENT.size == 24
    assert packed(PRESS) == struct.pack("<qqHHi", 1_700_000_000, 250_000, 1, 30, 1)
    assert EventStream().take(packed(PRESS), 0.0) == [PRESS]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(1, 60), max_size=20))
def test_however_they_are_cut_the_events_are_the_same(lengths: list[int]) -> None:
    octets = (packed(PRESS) + packed(REPORT)) * 10
    stream = EventStream()
    events = []

    for length in [*lengths, len(octets)]:
        events += stream.take(octets[:length], 1.0)
        octets = octets[length:]

    assert events == [PRESS, REPORT] * 10


def test_a_part_that_nothing_follows_is_thrown_away() -> None:
    stream = EventStream()
    stream.take(packed(PRESS)[:13], 1.0)

    assert stream.take(packed(PRESS), 1.5) == [PRESS]


def test_what_cannot_be_an_event_is_none() -> None:
    impossible = [
        (-1, 0, EV_KEY, 30, 1),
        (1, 1_000_000, EV_KEY, 30, 1),
        (1, 0, 0x20, 0, 0),
        (1, 0, EV_KEY, 0x300, 1),
        (1, 0, EV_KEY, 30, 3),
        (1, 0, EV_SW, 0x11, 1),
        (1, 0, EV_ABS, 0x40, 1),
    ]

    for values in impossible:
        # Behind it a whole one: found, whatever had to be skipped.
        assert EventStream().take(EVENT.pack(*values) + packed(PRESS), 1.0)[-1] == PRESS
        assert EventStream().take(EVENT.pack(*values), 1.0) == []


@settings(max_examples=1000, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_plausible_events_and_the_next_whole_one_is_found(octets: bytes) -> None:
    stream = EventStream()

    events = stream.take(octets, 1.0)

    assert all(event.type <= 0x1F and event.seconds >= 0 for event in events)
    assert stream.take(packed(PRESS), 2.0) == [PRESS]


def test_twenty_thousand_damaged_reports_and_the_good_one_behind_each_is_heard() -> None:
    chance = random.Random(20_000)
    stream = EventStream()
    now = 0.0

    for _ in range(20_000):
        now += 1.0
        damaged = bytearray((packed(PRESS) + packed(REPORT)) * 2)
        for _ in range(chance.randrange(1, 10)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        stream.take(bytes(damaged[chance.randrange(24) : chance.randrange(24, len(damaged))]), now)

        assert stream.take(packed(PRESS), now + 0.5) == [PRESS]


def test_names_are_the_kernels() -> None:
    """The numbers are those of linux/input-event-codes.h."""
    assert event_code("KEY_F15") == (EV_KEY, 185)
    assert event_code("KEY_VOLUMEUP") == (EV_KEY, 115)
    assert event_code("SW_FRONT_PROXIMITY") == (EV_SW, 0x0B)
    assert event_code("ABS_DISTANCE") == (EV_ABS, 0x19)
    assert SWITCHES["SW_HEADPHONE_INSERT"] == 2
