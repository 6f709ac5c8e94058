"""SAM_V frames (GA 467): a request is built, answers are picked out of whatever the line delivers. No wire in here.

    request    AA AA AA 96 69 | length | command parameter …   | check
    answer     AA AA AA 96 69 | length | SW1 SW2 SW3 content … | check

`length` is two bytes, big-endian, and counts all that follows it; `check` is the XOR of all between preamble and itself.
"""

from dataclasses import dataclass, field, replace
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AA AA AA 96 69")
LONGEST_ANSWER = 2_321
"""Bytes of a whole answer: text, photo and two fingerprints."""

_HEAD = len(PREAMBLE) + 2
_SHORTEST_LENGTH = 4
_LONGEST_LENGTH = LONGEST_ANSWER - _HEAD


@dataclass(frozen=True)
class Answer:
    """One whole answer. `status` is SW3, by which it is judged; SW1 and SW2 are the card's own word, passed on."""

    status: int
    card_word: int
    content: bytes = field(repr=False)

    def keeping(self, content: bytes) -> "Answer":
        """The same answer with this content only."""
        return replace(self, content=content)


def request(command: int, parameter: int) -> bytes:
    """The frame that asks the module to carry out one command, e.g. `request(0x20, 0x01)`: find a card."""
    counted = bytes((0, 3, command, parameter))
    return PREAMBLE + counted + bytes((_check(counted),))


class AnswerParser:
    """Picks whole answers out of a stream of pieces. It gives up one byte at a time, so junk never takes an answer with it."""

    def __init__(self) -> None:
        self._pending = b""
        self.received = 0
        """Bytes fed so far."""
        self.broken = 0
        """Frames given up because their length or their check was wrong."""

    @property
    def in_frame(self) -> bool:
        """Whether a frame has begun and is not whole yet."""
        return len(self._pending) >= len(PREAMBLE)

    def feed(self, piece: bytes) -> list[Answer]:
        """Take in what has arrived; return the answers that are whole now, in order."""
        self._pending += piece
        self.received += len(piece)
        answers = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        return answers

    def salvage(self) -> list[Answer]:
        """The line has fallen silent: a frame that is not whole by now never will be. Answers caught behind its head."""
        answers = []
        while self.in_frame:
            self._give_up_one_byte()
            answers += self.feed(b"")
        return answers

    def _next(self) -> Answer | None:
        while self._find_preamble():
            if len(self._pending) < _HEAD:
                return None
            length = int.from_bytes(self._pending[_HEAD - 2 : _HEAD], "big")
            if not _SHORTEST_LENGTH <= length <= _LONGEST_LENGTH:
                self._give_up_one_byte()
                continue
            if len(self._pending) < _HEAD + length:
                return None
            counted = self._pending[len(PREAMBLE) : _HEAD + length]
            if _check(counted):
                self._give_up_one_byte()
                continue
            self._pending = self._pending[_HEAD + length :]
            return Answer(counted[4], int.from_bytes(counted[2:4], "big"), counted[5:-1])
        return None

    def _find_preamble(self) -> bool:
        """Drop what cannot be the beginning of a frame. A preamble may be here only in part, so its last bytes stay."""
        at = self._pending.find(PREAMBLE)
        self._pending = self._pending[at:] if at >= 0 else self._pending[-(len(PREAMBLE) - 1) :]
        return at >= 0

    def _give_up_one_byte(self) -> None:
        self.broken += 1
        self._pending = self._pending[1:]


def _check(counted: bytes) -> int:
    return reduce(xor, counted, 0)
