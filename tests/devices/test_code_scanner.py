"""Where one scanned code ends and the next begins, what is a code at all, and what was shown already: pure functions."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.code_scanner.framing import LONGEST_CODE, Frame, Framing, text_of
from devices.code_scanner.showings import SAME_SHOWING, Showings
from devices.errors import ScanRefused

CONTROL_CODES = [*range(0x20), 0x7F]


def frames_of(*pieces: bytes, silence_at_the_end: bool = False) -> list[bytes]:
    framing = Framing()
    frames = [frame for piece in pieces for frame in framing.take(piece, 1.0)]
    return [frame.raw for frame in frames + (framing.take(b"", 2.0) if silence_at_the_end else [])]


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b"\n\r\r\n"])
def test_a_code_ends_with_its_terminator(suffix: bytes) -> None:
    assert frames_of(b"LIC-1" + suffix + b"LIC-2" + suffix) == [b"LIC-1", b"LIC-2"]


def test_a_code_without_a_terminator_ends_with_silence() -> None:
    framing = Framing(silence=0.08)

    assert framing.take(b"LIC", 1.0) == []
    assert framing.take(b"", 1.07) == []
    assert framing.take(b"-1", 1.07) == []
    assert framing.patience(1.1) == pytest.approx(0.05)
    assert framing.take(b"", 1.16) == [Frame(b"LIC-1", 1.0)]
    assert framing.patience(1.2) is None


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.binary(min_size=1, max_size=40)))
def test_however_the_bytes_are_cut_the_frames_are_the_same(pieces: list[bytes]) -> None:
    assert frames_of(*pieces, silence_at_the_end=True) == frames_of(b"".join(pieces), silence_at_the_end=True)


def test_the_longest_code_is_taken_and_a_longer_one_refused_whole() -> None:
    longest, too_long = b"7" * LONGEST_CODE, b"8" * (LONGEST_CODE + 100)

    frames = frames_of(longest + b"\r", too_long, too_long + b"\rNEXT\r")

    assert frames == [longest, too_long[: LONGEST_CODE + 1], b"NEXT"]
    with pytest.raises(ScanRefused, match="too-long"):
        text_of(Frame(frames[1], 0.0))


def test_an_endless_stream_is_told_once_and_kept_in_no_memory() -> None:
    framing = Framing()

    told = [frame for at in range(1000) for frame in framing.take(b"x" * 4096, 1.0 + at / 1000)]

    assert len(told) == 1
    assert len(framing._pending) <= LONGEST_CODE


@pytest.mark.parametrize("control", CONTROL_CODES, ids=lambda code: f"{code:02x}")
def test_no_control_code_is_part_of_a_code(control: int) -> None:
    frames = frames_of(b"LIC" + bytes((control,)) + b"123\r")

    for raw in frames:
        if control in raw:
            with pytest.raises(ScanRefused):
                text_of(Frame(raw, 0.0))
    assert all(raw in (b"LIC", b"123") for raw in frames) or control not in b"\r\n"


@pytest.mark.parametrize("raw", [b"\xff\xfe\xff", b"\x7f", b"   ", "\u202etxt".encode(), b"\xc2\x85"])
def test_what_is_no_printable_text_is_refused(raw: bytes) -> None:
    with pytest.raises(ScanRefused):
        text_of(Frame(raw, 0.0))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_in_either_encoding(encoding: str) -> None:
    assert text_of(Frame("东莞市测试码𠅤".encode(encoding), 0.0)) == "东莞市测试码𠅤"


@settings(max_examples=1000, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=64) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_printable_text_or_refused(raw: bytes) -> None:
    text, refusal = None, None
    try:
        text = text_of(Frame(raw, 0.0))
    except ScanRefused as refused:
        refusal = refused

    if text is not None:
        assert text.strip()
        assert not any(ord(character) < 0x20 for character in text)
    else:
        # What was scanned hangs on the exception nowhere.
        assert refusal is not None
        assert refusal.__context__ is None
        assert refusal.args in {("control-bytes",), ("not-text",), ("too-long",)}


def test_twenty_thousand_damaged_codes_and_the_good_one_behind_each_is_read() -> None:
    chance = random.Random(20_000)
    framing = Framing()
    now = 0.0

    for number in range(20_000):
        now += 1.0
        damaged = bytearray(f"LIC-{number:06}-91441900MA0000007J\r".encode() * chance.randrange(1, 3))
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        frames = framing.take(bytes(damaged[: chance.randrange(len(damaged))]), now)
        frames += framing.take(b"", now + 0.1)
        for frame in frames:
            try:
                text_of(frame)
            except ScanRefused:
                continue
        good = framing.take(f"GOOD-{number}\r".encode(), now + 0.2)

        assert [text_of(frame) for frame in good] == [f"GOOD-{number}"]


def test_a_code_that_is_repeated_within_two_seconds_is_one_showing_of_it() -> None:
    showings = Showings()

    first = showings.see(b"SAME", 0.0)
    repeats = [showings.see(b"SAME", at * 0.9 * SAME_SHOWING) for at in range(1, 10)]

    assert all(repeat is first for repeat in repeats)


def test_a_code_that_was_away_for_two_seconds_is_shown_anew() -> None:
    showings = Showings()

    first = showings.see(b"SAME", 0.0)
    showings.see(b"OTHER", 1.0)

    assert showings.see(b"SAME", SAME_SHOWING) is not first


def test_two_codes_on_one_sheet_are_two_showings_however_they_alternate() -> None:
    showings = Showings()

    seen = [showings.see(raw, at / 10) for at, raw in enumerate([b"A", b"B"] * 5)]

    assert len({id(showing) for showing in seen}) == 2


def test_no_code_is_kept_in_clear() -> None:
    showings = Showings()
    showings.see(b"LIC-SECRET", 0.0)

    assert b"SECRET" not in b"".join(showings._lately)
