"""A card reader that speaks SAM_V (GA 467, GA/T 467-2019): waits for a card that has newly come, and says how its module is."""

import math
import struct
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from devices.card_reader.card import IdCard
from devices.card_reader.chip import Chip, FindAgain
from devices.card_reader.frames import Answer
from devices.card_reader.questions import RESET, SAM_ID, STATUS
from devices.card_reader.reads import Read
from devices.card_reader.sam_link import SamLink, Wire
from devices.card_reader.status_words import SUCCESS
from devices.errors import Cancelled, DeviceError, OutOfService, SuspectCard, WaitExpired
from devices.serial_wire import condition_of
from devices.state import Condition, DeviceState

USUAL_READS: Final = (Read.NEWEST_ADDRESS,)

_TRIES = 3
_STATUS_PATIENCE = 0.9
_WATCHED = 5.0
"""Seconds between two finds in which nobody can have changed the card unseen, or in which we take it so."""


class SamVReader:
    """A CardReader that speaks SAM_V over any wire. `poll_interval` seconds lie between two finds; the first goes out at once.

    `otherwise` are further ways to the same module, tried where it does not answer on `wire`. `reads` is what is read
    besides text and photo.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        otherwise: Sequence[Wire] = (),
        reads: Collection[Read] = USUAL_READS,
        poll_interval: float = 0.3,
        answer_timeout: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = SamLink((wire, *otherwise), answer_timeout, clock)
        self._chip = Chip(self._link, reads)
        self._poll_interval = poll_interval
        self._turn = threading.Lock()
        self._must_leave = False
        self._suspected_at = -math.inf

    def read_card(self, timeout: float) -> IdCard:
        """See CardReader."""
        with self._conversation():
            return self._wait_for_card(self._link.clock() + timeout)

    def sam_id(self) -> str:
        """See CardReader. Raises DeviceAbsent, DeviceSilent, LineNoise, OutOfService."""
        with self._conversation():
            answer = in_service(self._link.ask(SAM_ID))
        return "{:02d}.{:02d}-{:08d}-{:010d}-{:010d}".format(*struct.unpack("<HHIII", answer.content))

    def reset(self) -> None:
        """Have the module start anew. Raises as `sam_id` does."""
        with self._conversation():
            in_service(self._link.ask(RESET))

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
        self._link.cancel()

    def close(self) -> None:
        """End what is under way and let go of the wire."""
        self.cancel()
        with self._turn:
            self._link.close()

    @contextmanager
    def _conversation(self) -> Iterator[None]:
        with self._turn:
            self._begin()
            yield

    def _begin(self) -> None:
        self._link.cancelled.clear()
        self._link.open()

    def _wait_for_card(self, deadline: float) -> IdCard:
        refused: list[FindAgain] = []
        while True:
            asked_at = self._link.clock()
            try:
                if self._finds_new_card(deadline):
                    return self._read_once()
                refused.clear()
            except FindAgain as again:
                refused.append(again)
                if len(refused) == _TRIES:
                    raise again.verdict from None
            self._link.pause(min(asked_at + self._poll_interval, deadline))
            if self._link.clock() >= deadline:
                raise refused[-1].verdict if refused else WaitExpired()

    def _finds_new_card(self, deadline: float) -> bool:
        """Whether a card lies there that has not been dealt with yet.

        A module hides a card it has read until that has left the field. One that does not hide it goes on finding it: then
        the field must have been empty once before a card counts as new. So it must after a card that is not trusted, which
        nobody tries in a loop; only if the field was left unwatched meanwhile, it is tried once more.
        """
        is_found = self._chip.is_found(max(_STATUS_PATIENCE, deadline - self._link.clock()))
        if not is_found:
            self._must_leave, self._suspected_at = False, -math.inf
        is_suspect = self._link.clock() - self._suspected_at < _WATCHED
        if is_suspect:
            self._suspected_at = self._link.clock()
        return is_found and not self._must_leave and not is_suspect

    def _read_once(self) -> IdCard:
        """Read the card that was found, and learn at once whether this module hides it from now on."""
        try:
            card = self._chip.read()
        except SuspectCard:
            self._suspected_at = self._link.clock()
            raise
        self._must_leave = self._chip.is_still_found()
        self._link.stop_if_cancelled()
        return card


def in_service(answer: Answer) -> Answer:
    """The same answer, if the module carried out what it was asked. Raises OutOfService."""
    if answer.status != SUCCESS:
        raise OutOfService(f"status-{answer.status:02x}")
    return answer


def _state(condition: Condition, error: DeviceError | None = None) -> DeviceState:
    reasons = (error.code,) if error else ()
    detail = str(error.args[0]) if error and error.args else ""
    return DeviceState("card-reader", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
