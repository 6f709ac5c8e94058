"""Any bytes at the card reader's door: a card comes out whole, or it is refused."""

import json
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import xor

from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices.card_reader.card_json import to_json
from devices.card_reader.frames import LONGEST_ANSWER, PREAMBLE, AnswerParser
from devices.card_reader.text_block import parse_card
from devices.errors import CardUnreadable
from devices.simulators.card_chip import sample_cards, text_block

CHIPS = {name: text_block(fields) for name, fields in sample_cards().items()}
MANY = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def framed(status: int, content: bytes = b"") -> bytes:
    body = bytes((0, 0, status)) + content
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes((reduce(xor, counted),))


def record(chip: bytes) -> bytes:
    return framed(0x90, bytes.fromhex("01 00 04 00") + chip + bytes(1024))


FOUND, SELECTED = framed(0x9F, bytes(4)), framed(0x90, bytes(8))


@dataclass
class Damage:
    """What the line does to one answer."""

    cut_at: int = 99_999
    flips: tuple[tuple[int, int], ...] = ()
    junk: bytes = b""

    def of(self, answer: bytes) -> bytes:
        damaged = bytearray(answer)
        for at, bit in self.flips:
            damaged[at % len(damaged)] ^= 1 << bit
        return self.junk + bytes(damaged)[: self.cut_at]


flips = st.lists(st.tuples(st.integers(0, 1400), st.integers(0, 7)), max_size=1).map(tuple)
damages = st.builds(
    Damage,
    cut_at=st.one_of(st.just(99_999), st.integers(0, 1400)),
    flips=flips,
    junk=st.one_of(st.just(b""), st.binary(max_size=20), st.just(PREAMBLE), st.just(PREAMBLE[:3])),
)


@MANY
@given(st.lists(st.binary(max_size=60) | st.sampled_from([PREAMBLE, FOUND, SELECTED, PREAMBLE[:4]]), max_size=20))
def test_any_stream_is_borne(pieces: list[bytes]) -> None:
    parser = AnswerParser()

    answers = [answer for piece in pieces for answer in parser.feed(piece)] + parser.salvage()

    assert sum(7 + 4 + len(answer.content) for answer in answers) <= sum(map(len, pieces))
    assert not parser.in_frame


@MANY
@given(damages, st.sampled_from(sorted(CHIPS)), st.lists(st.integers(0, 1400), max_size=8))
def test_a_damaged_record_is_given_whole_or_not_at_all(damage: Damage, name: str, cuts: list[int]) -> None:
    parser = AnswerParser()
    line = damage.of(record(CHIPS[name]))
    edges = [0, *sorted(cuts), len(line)]

    answers = [answer for start, end in pairwise(edges) for answer in parser.feed(line[start:end])] + parser.salvage()

    assert [answer.content[4:260] for answer in answers] in ([], [CHIPS[name]])


@MANY
@given(
    st.binary(max_size=100) | st.sampled_from([PREAMBLE, PREAMBLE[:2], FOUND[:-1]]), st.sampled_from([FOUND, SELECTED])
)
@example(FOUND[:-1], SELECTED)
def test_an_answer_is_found_behind_any_junk_once_the_line_is_silent(junk: bytes, answer: bytes) -> None:
    parser = AnswerParser()

    answers = parser.feed(junk + answer) + parser.salvage()

    assert AnswerParser().feed(answer)[0] in answers


@MANY
@given(st.binary(min_size=256, max_size=256))
def test_any_256_bytes_are_a_card_or_unreadable(text: bytes) -> None:
    read_or_refused(text)


@MANY
@given(
    st.sampled_from(sorted(CHIPS)),
    st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_a_spoilt_chip_is_a_card_or_unreadable(name: str, spoilt: list[tuple[int, int]]) -> None:
    text = bytearray(CHIPS[name])
    for at, byte in spoilt:
        text[at] = byte

    read_or_refused(bytes(text))


@MANY
@given(st.sampled_from([" ", "J", "I", "Y"]), st.text(max_size=124))
def test_any_characters_are_a_card_or_unreadable(mark: str, characters: str) -> None:
    text = characters.encode("utf-16-le", "surrogatepass")[:248].ljust(248, b" ")

    read_or_refused(text + mark.encode("utf-16-le") + b" \0" * 3)


def read_or_refused(text: bytes) -> None:
    try:
        card = parse_card(text)
    except CardUnreadable:
        return
    told = json.loads(json.dumps(to_json(card), ensure_ascii=False).encode())
    assert told["name"]
    assert told["number"]
    assert "\0" not in "".join(filter(None, told.values()))


def test_the_longest_junk_is_bounded() -> None:
    parser = AnswerParser()

    parser.feed(PREAMBLE * 10_000)

    assert len(parser.salvage()) == 0
    assert LONGEST_ANSWER == 2321
