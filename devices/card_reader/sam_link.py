"""One question, one answer: asks the security module over a wire, and asks once more where the line garbled it."""

import threading
import time
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from devices.card_reader.frames import LONGEST_ANSWER, Answer, AnswerParser, request
from devices.card_reader.status_words import FOUND, REQUEST_GARBLED, SUCCESS
from devices.errors import Cancelled, DeviceSilent, LineNoise

_MID_FRAME_SILENCE = 1.0
_AFTER_BROKEN_FRAME = 0.2
_FLOOD = 4 * LONGEST_ANSWER


class Wire(Protocol):
    """What the link needs of a line. Calls raise DeviceAbsent when the line is gone."""

    def open(self) -> None: ...

    def send(self, message: bytes) -> None: ...

    def receive(self, timeout: float) -> bytes: ...

    def discard_input(self) -> bytes: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


class Question(NamedTuple):
    """A request, and what a good answer to it looks like.

    The shape keeps a late answer to an earlier question, and with it an earlier card, from being taken for this one's.
    """

    request: bytes
    good: Callable[[Answer], bool]

    def is_answered_by(self, answer: Answer) -> bool:
        return self.good(answer) or answer.status not in (SUCCESS, FOUND)


def _success_of(length: int) -> Callable[[Answer], bool]:
    return lambda answer: answer.status == SUCCESS and len(answer.content) == length


def _is_record(answer: Answer) -> bool:
    lengths = int.from_bytes(answer.content[:2], "big") + int.from_bytes(answer.content[2:4], "big")
    return answer.status == SUCCESS and len(answer.content) > 4 and len(answer.content) == 4 + lengths


RESET: Final = Question(request(0x10, 0xFF), _success_of(0))
STATUS: Final = Question(request(0x11, 0xFF), _success_of(0))
SAM_ID: Final = Question(request(0x12, 0xFF), _success_of(16))
FIND: Final = Question(request(0x20, 0x01), lambda answer: answer.status == FOUND)
SELECT: Final = Question(request(0x20, 0x02), _success_of(8))
READ: Final = Question(request(0x30, 0x01), _is_record)


class SamLink:
    """The conversation with one module. `cancelled` may be set from any thread; a call under way then raises Cancelled."""

    def __init__(self, wire: Wire, answer_timeout: float) -> None:
        self._wire = wire
        self._answer_timeout = answer_timeout
        self.cancelled = threading.Event()
        self.asked_again = False
        """Whether the last question had to be asked twice."""

    def ask(self, question: Question, patience: float | None = None) -> Answer:
        """The answer to one question, asked a second time where the first was lost or garbled.

        `patience` is how many seconds of silence are borne. Raises DeviceSilent (not one byte came), LineNoise (bytes came,
        no answer among them), DeviceAbsent, Cancelled.
        """
        silence = self._answer_timeout if patience is None else min(patience, self._answer_timeout)
        self.asked_again = False
        try:
            answer = self.ask_once(question, silence)
            self.asked_again = answer.status in REQUEST_GARBLED
        except (LineNoise, DeviceSilent):
            self.asked_again = True
        if self.asked_again:
            answer = self.ask_once(question, silence)
        if answer.status in REQUEST_GARBLED:
            raise LineNoise("request-garbled")
        return answer

    def ask_once(self, question: Question, silence: float) -> Answer:
        """As `ask`, but without asking again."""
        self._wire.discard_input()
        self._wire.send(question.request)
        parser = AnswerParser()
        began = heard = time.monotonic()
        while (now := time.monotonic()) < min(heard + _patience(parser, silence), began + 3 * silence):
            piece = self._wire.receive(min(heard + _patience(parser, silence), began + 3 * silence) - now)
            self.stop_if_cancelled()
            if piece:
                heard = time.monotonic()
            answer = _first_fitting(question, parser.feed(piece))
            if answer is not None:
                return answer
            if parser.received > _FLOOD:
                break
        answer = _first_fitting(question, parser.salvage())
        if answer is not None:
            return answer
        if parser.received:
            raise LineNoise("answer-garbled")
        raise DeviceSilent("no-answer")

    def stop_if_cancelled(self) -> None:
        """Raises Cancelled if `cancelled` is set."""
        if self.cancelled.is_set():
            raise Cancelled


def _patience(parser: AnswerParser, silence: float) -> float:
    """How long a silence is borne: a frame that stopped half-way or came broken will hardly mend, nothing yet may still come."""
    if parser.in_frame:
        return min(_MID_FRAME_SILENCE, silence)
    return min(_AFTER_BROKEN_FRAME, silence) if parser.broken else silence


def _first_fitting(question: Question, answers: list[Answer]) -> Answer | None:
    return next(filter(question.is_answered_by, answers), None)
