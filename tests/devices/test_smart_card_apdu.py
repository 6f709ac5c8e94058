"""Commands and answers of a card, one by one, over cards that answer what they are told to."""

from collections.abc import Callable

import pytest

from devices.errors import CardUnreadable
from devices.smart_card.apdu import Card, command, without_le


class Script:
    """A card that gives these answers in turn, the last one for ever, and remembers what it was asked."""

    def __init__(self, *answers: str) -> None:
        self._answers = [bytes.fromhex(answer) for answer in answers]
        self.heard: list[str] = []

    def __call__(self, words: bytes) -> bytes:
        self.heard.append(words.hex())
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.mark.parametrize(
    ("made", "octets"),
    [
        (lambda: command(0xA4, 4, 0), "00a40400"),
        (lambda: command(0xB2, 1, 0x2C, le=18), "00b2012c12"),
        (lambda: command(0xA4, 4, 0, b"\xf0\x01"), "00a4040002f001"),
        (lambda: command(0x88, 0, 0, b"\x01", le=256), "008800000101" + "00"),
    ],
)
def test_the_four_cases_of_a_command(made: Callable[[], bytes], octets: str) -> None:
    assert made().hex() == octets


@pytest.mark.parametrize(
    ("words", "over_t0"),
    [
        ("00a40400", "00a40400"),
        ("00b2012c12", "00b2012c12"),
        ("00a4040002f001", "00a4040002f001"),
        ("00a4040002f00100", "00a4040002f001"),
    ],
)
def test_t0_takes_the_le_from_what_has_content(words: str, over_t0: str) -> None:
    assert without_le(bytes.fromhex(words)).hex() == over_t0


def test_what_is_held_back_is_fetched_and_put_together() -> None:
    script = Script("6102", "aabb6101", "cc9000")

    reply = Card(script).send(bytes.fromhex("00a4040002f001"))

    assert (reply.content.hex(), reply.status) == ("aabbcc", 0x9000)
    assert script.heard == ["00a4040002f001", "00c0000002", "00c0000001"]


def test_256_more_bytes_are_written_as_none() -> None:
    script = Script("6100", "aa" * 256 + "9000")

    assert len(Card(script).send(bytes.fromhex("00cadf0200")).content) == 256
    assert script.heard[1] == "00c0000000"


@pytest.mark.parametrize(
    ("asked", "again"), [("00b2012c12", "00b2012c05"), ("00b2012c", "00b2012c05"), ("00a4040001f000", "00a4040001f005")]
)
def test_a_wrong_length_is_put_right(asked: str, again: str) -> None:
    script = Script("6c05", "01030102039000")

    reply = Card(script).send(bytes.fromhex(asked))

    assert reply.ok
    assert script.heard == [asked, again]


def test_a_wrong_length_is_put_right_once() -> None:
    script = Script("6c05")

    reply = Card(script).send(bytes.fromhex("00b2012c12"))

    assert reply.status == 0x6C05
    assert len(script.heard) == 2


def test_a_card_that_always_has_more_to_say_is_not_listened_to_for_ever() -> None:
    silent, talkative = Script("6105"), Script("aa" * 256 + "6100")

    for script in (silent, talkative):
        with pytest.raises(CardUnreadable, match="endless-answer"):
            Card(script).send(bytes.fromhex("00cadf0200"))

        assert len(script.heard) <= 32


@pytest.mark.parametrize("answer", ["", "90", "aa" * 257 + "9000"])
def test_an_answer_of_no_possible_length_is_refused(answer: str) -> None:
    with pytest.raises(CardUnreadable, match="reply-length"):
        Card(Script(answer)).send(bytes.fromhex("00b2012c12"))


@pytest.mark.parametrize("answer", ["0000", "6000", "aabb5000", "a000", "ffff"])
def test_what_is_no_status_word_is_refused(answer: str) -> None:
    with pytest.raises(CardUnreadable, match="status-word"):
        Card(Script(answer)).send(bytes.fromhex("00b2012c12"))


def test_what_a_card_says_is_not_shown() -> None:
    reply = Card(Script("31329000")).send(bytes.fromhex("00b2012c12"))

    assert "31" not in repr(reply)
    assert "12" not in repr(reply)
