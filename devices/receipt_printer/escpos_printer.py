"""The receipt printer's driver: ESC/POS over any of its three wires."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from devices.errors import (
    DeviceAbsent,
    DeviceError,
    DeviceSilent,
    LineNoise,
    OutcomeUnknown,
    PrinterError,
    PrinterFault,
)
from devices.receipt_printer.conversation import Conversation
from devices.receipt_printer.pieces import pieces
from devices.receipt_printer.profiles import GENERIC_80, EndProof, Profile
from devices.receipt_printer.status import Look, is_sensor_status
from devices.receipt_printer.wire import Wire
from devices.serial_wire import condition_of
from devices.state import Condition, DeviceState

NAME: Final = "receipt-printer"

CLEAR_BUFFERS: Final = bytes.fromhex("1014 08 01 03 14 01 06 02 08")
"""DLE DC4 fn 8, in real time: forget what has not been printed."""
BUFFERS_CLEARED: Final = bytes.fromhex("37 25 00")
RECOVER_AND_CLEAR: Final = bytes.fromhex("1005 02")
"""DLE ENQ 2: what older printers know in its place. They do not answer it."""
ANSWER_TO_CLEAR_WITHIN: Final = 1.0
PAUSE_BETWEEN_LOOKS: Final = 0.05
PIECE: Final = 256
"""So many octets are under way at most before the printer is asked whether it still prints; a picture counts as one."""

_ENDED_BY_STAFF: Final = {"unrecoverable", "recoverable", "cutter-fault", "other"}


class EscPosPrinter:
    """A receipt printer of one model on one wire. Any thread may ask for its state; receipts are printed one at a time.

    Opens the wire when it is needed, so that a printer switched off and on, or pulled out and put back, is no case apart.
    `answer_timeout` bounds each look, `finish_timeout` the printing of one receipt beyond its time on the wire, in seconds.
    """

    def __init__(
        self,
        wire: Wire,
        profile: Profile = GENERIC_80,
        *,
        answer_timeout: float = 1.5,
        finish_timeout: float = 20.0,
        end_proof: EndProof | None = None,
    ) -> None:
        self.profile = profile
        self._wire = wire
        self._answer_timeout = answer_timeout
        self._finish_timeout = finish_timeout
        self._end_proof = end_proof or profile.end_proof
        self._process_ids = itertools.cycle(range(10_000))
        self._turn = threading.Lock()
        self._printing = False
        self._remains_inside = False
        self._went_unanswered = False

    def print_receipt(self, receipt: bytes) -> None:
        """Look, send, wait for the end, look again; as `ReceiptPrinter.print_receipt` promises.

        What a fault leaves unprinted is cleared in the printer, and what it leaves half printed is cut off before the next
        receipt: nobody's words come out later or on somebody else's paper.
        """
        with self._turn, self._marked_as_printing(), self._conversation() as talk:
            try:
                _refuse(talk.look())
            except LineNoise as error:
                raise PrinterFault("line-noise") from error
            try:
                self._send_and_follow(talk, receipt)
            except DeviceError as error:
                self._remains_inside = True
                self._forget_the_rest(talk, error)
                raise OutcomeUnknown(error.code) from error
            self._remains_inside = False

    def state(self) -> DeviceState:
        """One look, now; busy while a receipt is printed. Never raises for the printer's sake; the near end is a warning."""
        if self._printing or not self._turn.acquire(timeout=self._answer_timeout):
            return _state(Condition.BUSY)
        try:
            with self._conversation() as talk:
                look = talk.look()
        except DeviceAbsent as error:
            return _state(condition_of(error), (error.code,), detail=str(error))
        except (DeviceSilent, LineNoise) as error:
            return _state(Condition.BROKEN, (error.code,), detail=str(error))
        finally:
            self._turn.release()
        return _state(_condition(look), look.faults, look.warnings)

    def close(self) -> None:
        """Let go of the wire; the next call opens it again."""
        with self._turn:
            self._wire.close()

    @contextlib.contextmanager
    def _marked_as_printing(self) -> Iterator[None]:
        self._printing = True
        try:
            yield
        finally:
            self._printing = False

    @contextlib.contextmanager
    def _conversation(self) -> Iterator[Conversation]:
        """The wire, let go of at once where the talk broke off: what has not left it must not come out later."""
        try:
            self._wire.open()
            yield Conversation(self._wire, self._answer_timeout, late=self._went_unanswered)
        except BaseException as error:
            self._leave(broken_off=not _was_told(error))
            self._went_unanswered |= any(
                isinstance(what, DeviceSilent | LineNoise) for what in (error, error.__cause__)
            )
            raise
        self._went_unanswered = False
        self._leave()

    def _leave(self, *, broken_off: bool = False) -> None:
        if broken_off:
            self._wire.abandon()
        elif not self._wire.stays_open:
            self._wire.close()

    def _send_and_follow(self, talk: Conversation, receipt: bytes) -> None:
        whole = (self.profile.cut_off_remains if self._remains_inside else b"") + receipt
        deadline = time.monotonic() + self._finish_timeout + len(whole) / self._wire.octets_per_second
        talk.strays.clear()
        for piece in pieces(whole, PIECE):
            talk.send(piece)
            _refuse(talk.glance())
        self._wait_for_the_end(talk, deadline)
        _refuse(talk.look())

    def _wait_for_the_end(self, talk: Conversation, deadline: float) -> None:
        process_id = b"%04d" % next(self._process_ids)
        talk.strays.clear()
        talk.send(b"\x1d(H\x06\x0000" + process_id if self._end_proof is EndProof.PROCESS_ID else b"\x1dr\x01")
        while not self._has_ended(talk.strays, process_id):
            if time.monotonic() > deadline:
                raise DeviceSilent("not finished in time")
            _refuse(talk.look())
            with contextlib.suppress(DeviceSilent):
                talk.strays.append(talk.reply(PAUSE_BETWEEN_LOOKS))

    def _has_ended(self, replies: list[bytes], process_id: bytes) -> bool:
        if self._end_proof is EndProof.PROCESS_ID:
            return b"\x37\x22" + process_id + b"\x00" in replies
        return any(is_sensor_status(reply) for reply in replies)

    def _forget_the_rest(self, talk: Conversation, error: DeviceError) -> None:
        """Clear the printer's buffers: a refill must not find anything there. One that still answers is heard out."""
        with contextlib.suppress(DeviceError):
            talk.send(CLEAR_BUFFERS if self.profile.clears else RECOVER_AND_CLEAR)
            if isinstance(error, DeviceSilent):
                return
            if self.profile.clears:
                _hear_that_it_is_clear(talk)
            talk.glance()


def _hear_that_it_is_clear(talk: Conversation) -> None:
    until = time.monotonic() + ANSWER_TO_CLEAR_WITHIN
    while time.monotonic() < until and talk.reply(until - time.monotonic()) != BUFFERS_CLEARED:
        pass  # an answer that was still under way


def _refuse(look: Look | None) -> None:
    if look and (error := look.error()):
        raise error


def _was_told(error: BaseException) -> bool:
    """Whether this is the printer's own word that it cannot print: then the wire is sound, and nothing was sent."""
    return isinstance(error, PrinterError) and not isinstance(error, OutcomeUnknown) and error.__cause__ is None


def _condition(look: Look) -> Condition:
    if _ENDED_BY_STAFF & {*look.faults}:
        return Condition.BROKEN
    return Condition.NEEDS_STAFF if look.faults else Condition.READY


def _state(
    condition: Condition, reasons: tuple[str, ...] = (), warnings: tuple[str, ...] = (), *, detail: str = ""
) -> DeviceState:
    return DeviceState(NAME, condition, reasons, warnings, datetime.now(UTC), detail)
