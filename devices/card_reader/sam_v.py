"""The SAM_V conversation (GA 467, GA/T 467-2019): find, select, read; what each status word means for the one who stands there."""

import struct
import threading
import time
from datetime import UTC, datetime
from typing import NoReturn

from devices.card_reader.card import IdCard
from devices.card_reader.frames import Answer
from devices.card_reader.sam_link import FIND, READ, RESET, SAM_ID, SELECT, STATUS, Question, SamLink, Wire
from devices.card_reader.status_words import (
    CARD_IS_GONE,
    FOUND,
    NO_CARD,
    SUCCESS,
    UNKNOWN_ERROR,
    VERDICTS,
    VERDICTS_AFTER_TRYING_AGAIN,
)
from devices.card_reader.text_block import parse_card
from devices.errors import Cancelled, CardRemoved, DeviceError, DeviceSilent, OutOfService, WaitExpired
from devices.serial_wire import condition_of
from devices.state import Condition, DeviceState

_TRIES = 3
_STATUS_PATIENCE = 1.0
_AFTERWARDS_PATIENCE = 0.2


class _FindAgain(Exception):
    """The card was found and could not be worked with. It may lie better in a moment; `verdict` stands if it never does."""

    def __init__(self, verdict: DeviceError) -> None:
        super().__init__()
        self.verdict = verdict


class SamVReader:
    """A CardReader that speaks SAM_V over any wire. `poll_interval` seconds lie between two finds; the first goes out at once."""

    def __init__(self, wire: Wire, *, poll_interval: float = 0.3, answer_timeout: float = 3.0) -> None:
        self._wire = wire
        self._link = SamLink(wire, answer_timeout)
        self._poll_interval = poll_interval
        self._turn = threading.Lock()
        self._must_leave = False

    def read_card(self, timeout: float) -> IdCard:
        """See CardReader."""
        with self._turn:
            self._begin()
            return self._wait_for_card(time.monotonic() + timeout)

    def sam_id(self) -> str:
        """See CardReader. Raises DeviceAbsent, DeviceSilent, LineNoise, OutOfService."""
        with self._turn:
            self._begin()
            answer = self._link.ask(SAM_ID)
        if answer.status != SUCCESS:
            raise OutOfService(f"status-{answer.status:02x}")
        return "{:02d}.{:02d}-{:08d}-{:010d}-{:010d}".format(*struct.unpack("<HHIII", answer.content))

    def state(self) -> DeviceState:
        """See CardReader. Never raises; while a card is waited for or read the reader is busy and is not asked."""
        if not self._turn.acquire(blocking=False):
            return _state(Condition.BUSY)
        try:
            self._begin()
            answer = self._link.ask(STATUS, _STATUS_PATIENCE)
        except Cancelled:  # called off by a page that was turned: that says nothing against the reader
            return _state(Condition.BUSY)
        except DeviceError as error:
            return _state(condition_of(error), error)
        finally:
            self._turn.release()
        return _state(Condition.READY) if answer.status == SUCCESS else _state(Condition.BROKEN, OutOfService())

    def cancel(self) -> None:
        """See CardReader."""
        self._link.cancelled.set()
        self._wire.wake()

    def close(self) -> None:
        """End what is under way and let go of the wire."""
        self.cancel()
        with self._turn:
            self._wire.close()

    def _begin(self) -> None:
        self._link.cancelled.clear()
        self._wire.open()

    def _wait_for_card(self, deadline: float) -> IdCard:
        refused: list[_FindAgain] = []
        while True:
            asked_at = time.monotonic()
            try:
                if self._finds_new_card(deadline):
                    return self._read_once()
                refused.clear()
            except _FindAgain as again:
                refused.append(again)
                if len(refused) == _TRIES:
                    raise again.verdict from None
            self._sleep_until(min(asked_at + self._poll_interval, deadline))
            if time.monotonic() >= deadline:
                raise refused[-1].verdict if refused else WaitExpired()

    def _finds_new_card(self, deadline: float) -> bool:
        """Whether a card lies there that has not been read yet.

        A module hides a card it has read until that has left the field. One that does not hide it goes on finding it: then
        the field must have been empty once before a card counts as new.
        """
        patience = max(_STATUS_PATIENCE, deadline - time.monotonic())
        answer = self._link.ask(FIND, patience)
        if answer.status == NO_CARD:
            self._must_leave = False
            return False
        self._judge(answer, FOUND)
        return not self._must_leave

    def _read_once(self) -> IdCard:
        """Read the card that was found, and learn at once whether this module hides it from now on."""
        card = self._select_and_read()
        self._must_leave = self._is_still_found()
        self._link.stop_if_cancelled()
        return card

    def _select_and_read(self) -> IdCard:
        self._ask_of_card(SELECT)
        content = self._ask_of_card(READ).content
        photo_at = 4 + int.from_bytes(content[:2], "big")
        return parse_card(content[4:photo_at], photo=content[photo_at:])

    def _is_still_found(self) -> bool:
        """Whether this module goes on finding a card that it has read. What cannot be known is taken for yes."""
        try:
            return self._link.ask_once(FIND, _AFTERWARDS_PATIENCE).status != NO_CARD
        except DeviceError:
            return True

    def _ask_of_card(self, question: Question) -> Answer:
        """The module answered a moment ago, so its silence now is about the card."""
        try:
            answer = self._link.ask(question)
        except DeviceSilent:
            raise CardRemoved("silence") from None
        if question is READ and answer.status in CARD_IS_GONE:
            self._card_is_gone(answer)
        self._judge(answer, SUCCESS)
        return answer

    def _card_is_gone(self, answer: Answer) -> NoReturn:
        """A module may give a record once only; where the line has spoilt it, a card that still lies there is read anew."""
        removed = CardRemoved(f"status-{answer.status:02x}")
        if self._link.asked_again and self._is_still_found():
            raise _FindAgain(removed)
        raise removed

    def _judge(self, answer: Answer, expected: int) -> None:
        if answer.status == expected:
            return
        verdict = VERDICTS.get(answer.status)
        if verdict is not None:
            raise verdict(f"status-{answer.status:02x}")
        if answer.status == UNKNOWN_ERROR:
            self._link.ask(RESET)
        verdict = VERDICTS_AFTER_TRYING_AGAIN.get(answer.status, OutOfService)
        raise _FindAgain(verdict(f"status-{answer.status:02x}"))

    def _sleep_until(self, moment: float) -> None:
        self._link.cancelled.wait(max(0.0, moment - time.monotonic()))
        self._link.stop_if_cancelled()


def _state(condition: Condition, error: DeviceError | None = None) -> DeviceState:
    reasons = (error.code,) if error else ()
    detail = str(error.args[0]) if error and error.args else ""
    return DeviceState("card-reader", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
