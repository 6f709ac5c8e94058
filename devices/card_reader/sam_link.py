"""One question, one answer: asks the security module over a wire, and asks once more where the line garbled it."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from devices.card_reader.frames import LONGEST_ANSWER, Answer, AnswerParser
from devices.card_reader.questions import STATUS, Question
from devices.card_reader.status_words import REQUEST_GARBLED
from devices.errors import Cancelled, DeviceAbsent, DeviceError, DeviceSilent, LineNoise

_MID_FRAME_SILENCE: Final = 1.0
_AFTER_BROKEN_FRAME: Final = 0.2
_FLOOD: Final = 4 * LONGEST_ANSWER
_TRIAL_PATIENCE: Final = 0.25
"""Seconds for a module to show that it is at the other end of this wire. Five of them fit into one look at the device."""


class Wire(Protocol):
    """What the link needs of a line. Calls raise DeviceAbsent when the line is gone."""

    def open(self) -> None: ...

    def send(self, message: bytes) -> None: ...

    def receive(self, timeout: float) -> bytes: ...

    def discard_input(self) -> bytes: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


class SamLink:
    """The conversation with one module. `cancelled` may be set from any thread; a call under way then raises Cancelled.

    Where nobody knows how the module was set up, `wires` are all the ways to it (other rates, other framings of the same
    port): the one on which it answers is used until it falls silent.
    """

    def __init__(
        self, wires: Sequence[Wire], answer_timeout: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._wires = list(wires)
        self._wire = self._wires[0]
        self._is_found = len(self._wires) == 1
        self._answer_timeout = answer_timeout
        self.clock = clock
        self.cancelled = threading.Event()
        self.asked_again = False
        """Whether the last question had to be asked twice."""

    def open(self) -> None:
        """See to it that the line is open. Raises DeviceAbsent; where the way must be found, DeviceSilent and LineNoise too."""
        if not self._is_found:
            self._find_wire()
            return
        try:
            self._wire.open()
        except DeviceAbsent:
            self._lose_way()
            raise

    def turn_to(self, wire: Wire) -> None:
        """Speak over `wire` from now on, if the module answers there; what it was before is tried again if it falls silent.

        Raises as `ask` does, and then speaks over the old one.
        """
        before = self._wire
        try:
            self._turn(wire)
            self.ask(STATUS)
        except DeviceError:
            self._turn(before)
            raise
        self._wires = [wire, *self._wires]

    def ask(self, question: Question, patience: float | None = None) -> Answer:
        """The answer to one question, asked a second time where the first was lost or garbled.

        `patience` is how many seconds of silence are borne. Raises DeviceSilent (not one byte came), LineNoise (bytes came,
        no answer among them), DeviceAbsent, Cancelled.
        """
        try:
            return self._ask_twice(question, patience)
        except (DeviceAbsent, DeviceSilent, LineNoise):
            self._lose_way()
            raise

    def ask_unless_silent(self, question: Question, silence: float) -> Answer:
        """As `ask`, for what a module may not know: only noise is asked again, silence is its answer."""
        silence = min(silence, self._answer_timeout)
        try:
            answer = self.ask_once(question, silence)
            garbled = answer.status in REQUEST_GARBLED
        except LineNoise:
            garbled = True
        return self.ask_once(question, silence) if garbled else answer

    def ask_once(self, question: Question, silence: float) -> Answer:
        """As `ask`, but without asking again."""
        self._wire.discard_input()
        self._wire.send(question.request)
        parser = AnswerParser()
        began = heard = self.clock()
        while (now := self.clock()) < min(heard + _patience(parser, silence), began + 3 * silence):
            piece = self._wire.receive(min(heard + _patience(parser, silence), began + 3 * silence) - now)
            self.stop_if_cancelled()
            if piece:
                heard = self.clock()
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

    def pause(self, until: float) -> None:
        """Wait on the line, on which nothing should come: so an unplugged one is noticed at once. Raises DeviceAbsent, Cancelled."""
        self.stop_if_cancelled()
        while (left := until - self.clock()) > 0:
            self._wire.receive(left)
            self.stop_if_cancelled()

    def cancel(self) -> None:
        """From any thread: end what is under way."""
        self.cancelled.set()
        for wire in self._wires:
            wire.wake()

    def stop_if_cancelled(self) -> None:
        """Raises Cancelled if `cancelled` is set."""
        if self.cancelled.is_set():
            raise Cancelled

    def close(self) -> None:
        """Let go of the line; the next `open` opens it again."""
        self._wire.close()

    def _ask_twice(self, question: Question, patience: float | None) -> Answer:
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

    def _find_wire(self) -> None:
        """Try one after the other, the last known one first. Raises what the likeliest of them had to say."""
        refusals: list[DeviceError] = []
        for wire in list(self._wires):
            try:
                self._turn(wire)
                self.ask_once(STATUS, _TRIAL_PATIENCE)
            except (DeviceAbsent, DeviceSilent, LineNoise) as refusal:
                refusals.append(refusal)
            else:
                self._is_found = True
                self._wires.sort(key=lambda known: known is not wire)
                return
        raise min(refusals, key=_likelihood)

    def _lose_way(self) -> None:
        """What answers next may be another module, set up otherwise."""
        self._is_found = len(self._wires) == 1

    def _turn(self, wire: Wire) -> None:
        """One port takes one wire at a time."""
        if wire is not self._wire:
            self._wire.close()
        self._wire = wire
        wire.open()


def _likelihood(refusal: DeviceError) -> int:
    return (LineNoise, DeviceSilent, DeviceAbsent).index(type(refusal))


def _patience(parser: AnswerParser, silence: float) -> float:
    """How long a silence is borne: a frame that stopped half-way or came broken will hardly mend, nothing yet may still come."""
    if parser.in_frame:
        return min(_MID_FRAME_SILENCE, silence)
    return min(_AFTER_BROKEN_FRAME, silence) if parser.broken else silence


def _first_fitting(question: Question, answers: list[Answer]) -> Answer | None:
    fitting = next(filter(question.is_answered_by, answers), None)
    return fitting and fitting.keeping(question.kept(fitting.content))
