"""SAM_V frames against those that vendors and others have published."""

from functools import reduce
from operator import xor

import pytest

from devices.card_reader import frames
from devices.card_reader.frames import Answer, AnswerParser, request
from devices.card_reader.questions import NEWEST_ADDRESS, READ_ALL
from devices.card_reader.record import full_record
from devices.card_reader.text_block import parse_appended_address
from devices.simulators.card_chip import text_block

FOUND = bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97")
SELECTED = bytes.fromhex("AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C")
STATUS_GOOD = bytes.fromhex("AA AA AA 96 69 00 04 00 00 90 94")
SAM_ID = bytes.fromhex("AA AA AA 96 69 00 14 00 00 90 05 00 03 00 05 B4 32 01 39 30 00 00 D2 02 96 49 06")

RESIDENT = {
    "card_type": "resident",
    "name": "张测试",
    "sex": "1",
    "nation": "01",
    "birth": "19000307",
    "address": "广东省东莞市测试镇示例路1号",
    "number": "441900190003079992",
    "issuer": "东莞市公安局测试分局",
    "valid_from": "20200101",
    "valid_to": "长期",
}
HMT = {
    "card_type": "hmt",
    "name": "陈测试",
    "sex": "2",
    "birth": "19000101",
    "address": "东莞市测试镇示例路16号",
    "number": "810000190001019987",
    "issuer": "东莞市公安局测试分局",
    "valid_from": "20200101",
    "valid_to": "20250101",
    "pass_number": "H00000000",
    "issue_count": "01",
}
FOREIGNER_2017 = {
    "card_type": "foreigner_2017",
    "name": "测试",
    "name_en": "TEST, EXAMPLE",
    "sex": "2",
    "birth": "19000101",
    "number": "XXX000000000000",
    "nation": "XXX",
    "issuer_code": "1500",
    "version": "00",
    "valid_from": "20180101",
    "valid_to": "20280101",
}
FOREIGNER_2023 = {
    "card_type": "foreigner_2023",
    "name": "测试",
    "name_en": "TEST, EXAMPLE",
    "sex": "1",
    "birth": "19000101",
    "number": "911444190001010010",
    "nation": "XXX",
    "renewals": "01",
    "valid_from": "20240101",
    "valid_to": "20340101",
}


def framed(body: bytes) -> bytes:
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return frames.PREAMBLE + counted + bytes((reduce(xor, counted),))


def record(text: bytes) -> bytes:
    return framed(bytes.fromhex("00 00 90 01 00 04 00") + text + bytes(1024))


@pytest.mark.parametrize(
    ("command", "parameter", "published"),
    [
        (0x10, 0xFF, "AA AA AA 96 69 00 03 10 FF EC"),
        (0x11, 0xFF, "AA AA AA 96 69 00 03 11 FF ED"),
        (0x12, 0xFF, "AA AA AA 96 69 00 03 12 FF EE"),
        (0x20, 0x01, "AA AA AA 96 69 00 03 20 01 22"),
        (0x20, 0x02, "AA AA AA 96 69 00 03 20 02 21"),
        (0x30, 0x01, "AA AA AA 96 69 00 03 30 01 32"),
        (0x30, 0x03, "AA AA AA 96 69 00 03 30 03 30"),
        (0x30, 0x05, "AA AA AA 96 69 00 03 30 05 36"),
        (0x30, 0x10, "AA AA AA 96 69 00 03 30 10 23"),
        (0x60, 0x00, "AA AA AA 96 69 00 03 60 00 63"),
        (0x60, 0x01, "AA AA AA 96 69 00 03 60 01 62"),
        (0x60, 0x02, "AA AA AA 96 69 00 03 60 02 61"),
        (0x60, 0x03, "AA AA AA 96 69 00 03 60 03 60"),
        (0x60, 0x04, "AA AA AA 96 69 00 03 60 04 67"),
    ],
)
def test_requests_are_the_published_ones(command: int, parameter: int, published: str) -> None:
    assert request(command, parameter) == bytes.fromhex(published)


@pytest.mark.parametrize(
    ("published", "answer"),
    [
        (FOUND, Answer(0x9F, 0, bytes(4))),
        (SELECTED, Answer(0x90, 0, bytes(8))),
        (STATUS_GOOD, Answer(0x90, 0, b"")),
        (SAM_ID, Answer(0x90, 0, bytes.fromhex("05 00 03 00 05 B4 32 01 39 30 00 00 D2 02 96 49"))),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 80 84"), Answer(0x80, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 81 85"), Answer(0x81, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 41 45"), Answer(0x41, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 32 36"), Answer(0x32, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 10 14"), Answer(0x10, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 24 20"), Answer(0x24, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 60 64"), Answer(0x60, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 66 62"), Answer(0x66, 0, b"")),
        (bytes.fromhex("AA AA AA 96 69 00 04 00 00 91 95"), Answer(0x91, 0, b"")),
    ],
)
def test_published_answers_are_understood(published: bytes, answer: Answer) -> None:
    assert AnswerParser().feed(published) == [answer]


@pytest.mark.parametrize(
    ("fields", "check"),
    # Of these frames the named fields and the check are published; what else stands on the cards is ours.
    [(RESIDENT, 0x22), (HMT, 0x23), (FOREIGNER_2017, 0xE6), (FOREIGNER_2023, 0x8E)],
    ids=["resident", "hmt", "foreigner 2017", "foreigner 2023"],
)
def test_whole_records_of_all_four_cards_carry_the_published_check(fields: dict[str, str], check: int) -> None:
    published = (
        bytes.fromhex("AA AA AA 96 69 05 08 00 00 90 01 00 04 00") + text_block(fields) + bytes(1024) + bytes((check,))
    )

    (answer,) = AnswerParser().feed(published)

    assert len(published) == 1295
    assert answer.status == 0x90
    assert answer.content[4:260] == text_block(fields)


@pytest.mark.parametrize(
    ("fields", "first_bytes"),
    [
        (RESIDENT, "20 5F 4B 6D D5 8B" + "20 00" * 12 + "31 00 30 00 31 00"),
        (HMT, "48 96 4B 6D D5 8B" + "20 00" * 12 + "32 00 20 00 20 00"),
        (FOREIGNER_2017, "54 00 45 00 53 00 54 00 2C 00 20 00"),
        (FOREIGNER_2023, "4B 6D D5 8B" + "20 00" * 13 + "31 00 30 00 31 00"),
    ],
    ids=["resident", "hmt", "foreigner 2017", "foreigner 2023"],
)
def test_chips_of_the_hall_begin_as_published(fields: dict[str, str], first_bytes: str) -> None:
    assert text_block(fields).startswith(bytes.fromhex(first_bytes))


@pytest.mark.parametrize(("prints", "length", "head"), [(0, 1297, "05 0A"), (1, 1809, "07 0A"), (2, 2321, "09 0A")])
def test_full_records_are_as_long_as_published_and_lose_their_fingerprints(prints: int, length: int, head: str) -> None:
    text, photo, fingerprints = text_block(RESIDENT), b"\x57" * 1024, b"\xf9" * 512 * prints
    published = framed(
        bytes.fromhex("00 00 90 01 00 04 00") + (512 * prints).to_bytes(2, "big") + text + photo + fingerprints
    )

    (answer,) = AnswerParser().feed(published)
    kept = READ_ALL.kept(answer.content)

    assert len(published) == length
    assert published[5:7] == bytes.fromhex(head)
    assert READ_ALL.good(answer)
    assert full_record(kept) == (text, photo, prints > 0)
    assert b"\xf9" * 8 not in kept


@pytest.mark.parametrize(
    "spoilt", [b"", b"\1", bytes.fromhex("01 00 04 00 02 00"), bytes.fromhex("00 00 00 00 00 01 F9")]
)
def test_what_is_no_full_record_is_none(spoilt: bytes) -> None:
    assert not READ_ALL.good(Answer(0x90, 0, spoilt))


def test_the_published_new_address_answer_is_understood() -> None:
    address = "广东省东莞市测试镇新址3号".encode("utf-16-le")
    published = bytes.fromhex("AA AA AA 96 69 00 4A 00 00 90") + address + b" \0" * ((70 - len(address)) // 2) + b"\x33"

    (answer,) = AnswerParser().feed(published)

    assert len(published) == 81
    assert NEWEST_ADDRESS.good(answer)
    assert parse_appended_address(answer.content) == "广东省东莞市测试镇新址3号"


def test_an_answer_may_come_byte_by_byte() -> None:
    parser = AnswerParser()

    answers = [answer for byte in record(text_block(RESIDENT)) for answer in parser.feed(bytes((byte,)))]

    assert [answer.content[4:260] for answer in answers] == [text_block(RESIDENT)]


@pytest.mark.parametrize(
    "junk",
    [
        b"\0",
        b"\xaa",
        b"\xaa\xaa\xaa\x96",
        b"\xaa" * 9,
        frames.PREAMBLE + b"\xff\xff",
        frames.PREAMBLE + b"\0\0",
        FOUND[:-1] + b"\0",
    ],
    ids=["a zero", "a lone AA", "half a preamble", "many AA", "an endless length", "no length", "a wrong check"],
)
def test_junk_never_takes_an_answer_with_it(junk: bytes) -> None:
    assert AnswerParser().feed(junk + SELECTED) == [Answer(0x90, 0, bytes(8))]


def test_two_answers_in_one_piece_are_both_there_in_order() -> None:
    assert [answer.status for answer in AnswerParser().feed(FOUND + SELECTED)] == [0x9F, 0x90]


def test_an_answer_caught_behind_a_false_head_is_found_when_the_line_falls_silent() -> None:
    parser = AnswerParser()

    waiting = parser.feed(frames.PREAMBLE + b"\x05\x08" + SELECTED)
    silent = parser.salvage()

    assert waiting == []
    assert silent == [Answer(0x90, 0, bytes(8))]
    assert not parser.in_frame


def test_the_longest_answer_is_taken_and_a_longer_one_is_not() -> None:
    longest = framed(bytes((0, 0, 0x90)) + bytes(frames.LONGEST_ANSWER - 11))
    too_long = framed(bytes((0, 0, 0x90)) + bytes(frames.LONGEST_ANSWER - 10))

    assert len(longest) == 2321
    assert len(AnswerParser().feed(longest)) == 1
    assert AnswerParser().feed(too_long) == []


def test_content_stays_out_of_repr() -> None:
    assert "content" not in repr(Answer(0x90, 0, b"secret"))
