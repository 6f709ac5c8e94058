"""What is said to a card and what it may answer: ISO/IEC 7816-4 command and response pairs, short form only."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from devices.errors import CardUnreadable

__all__ = ["OK", "Card", "Reply", "Transmit", "command", "without_le"]

OK: Final = 0x9000
LONGEST_REPLY: Final = 258
"""256 bytes of data and the status word."""
MOST_PIECES: Final = 32
LARGEST_ANSWER: Final = 4_096
"""A card that always has 61xx more to say is not listened to for ever."""

_MORE, _OTHER_LENGTH = 0x61, 0x6C
_GET_RESPONSE = bytes.fromhex("00 C0 00 00")
_STATUS_CLASSES = frozenset(range(0x61, 0x70)) | frozenset(range(0x90, 0xA0))
"""First bytes that a status word may have (ISO/IEC 7816-3 10.3.3)."""


class Transmit(Protocol):
    """One command to the card and its answer, status word included. Raises what its line raises."""

    def __call__(self, command: bytes, /) -> bytes: ...


@dataclass(frozen=True)
class Reply:
    """What a card answered: data, hidden in repr, and the status word."""

    content: bytes = field(repr=False)
    status: int

    @property
    def ok(self) -> bool:
        return self.status == OK


class Card:
    """A card that is spoken to. Keeps nothing of what it says."""

    def __init__(self, transmit: Transmit) -> None:
        self._transmit = transmit

    def send(self, words: bytes) -> Reply:
        """The whole answer: what the card holds back (61xx) is fetched, a wrong Le (6Cxx) is put right once.

        Raises CardUnreadable for what is no answer, or one without end.
        """
        reply = self._once(words)
        if reply.status >> 8 == _OTHER_LENGTH:
            reply = self._once(_with_le(words, reply.status & 0xFF))
        content, pieces = reply.content, 1
        while reply.status >> 8 == _MORE:
            if pieces == MOST_PIECES or len(content) > LARGEST_ANSWER:
                raise CardUnreadable("endless-answer")
            reply = self._next_piece(reply.status & 0xFF)
            content, pieces = content + reply.content, pieces + 1
        return Reply(content, reply.status)

    def _next_piece(self, length: int) -> Reply:
        fetch = _GET_RESPONSE + bytes((length,))
        reply = self._once(fetch)
        if reply.status >> 8 == _OTHER_LENGTH:
            reply = self._once(_with_le(fetch, reply.status & 0xFF))
        return reply

    def _once(self, words: bytes) -> Reply:
        octets = bytes(self._transmit(words))
        if not 2 <= len(octets) <= LONGEST_REPLY:
            raise CardUnreadable("reply-length")
        if octets[-2] not in _STATUS_CLASSES:
            raise CardUnreadable("status-word")
        return Reply(octets[:-2], int.from_bytes(octets[-2:], "big"))


def command(instruction: int, p1: int, p2: int, content: bytes = b"", *, le: int | None = None) -> bytes:
    """CLA 00 INS P1 P2 [Lc content] [Le]. `le` counts the bytes wanted, 256 being written as 00; None asks for none."""
    words = bytes((0x00, instruction, p1, p2))
    if content:
        words += bytes((len(content),)) + content
    return words if le is None else words + bytes((le & 0xFF,))


def without_le(words: bytes) -> bytes:
    """T=0 cannot carry content and Le in one command: the card is asked by GET RESPONSE (ISO/IEC 7816-3 12.2.4)."""
    return words[:-1] if _is_case_4(words) else words


def _is_case_4(words: bytes) -> bool:
    return len(words) > 5 and len(words) == 6 + words[4]


def _with_le(words: bytes, length: int) -> bytes:
    has_le = len(words) == 5 or _is_case_4(words)
    return (words[:-1] if has_le else words) + bytes((length,))
