"""The receipt printer's driver: ESC/POS over TCP (port 9100)."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from devices.errors import DeviceAbsent, DeviceError, DeviceSilent, LineNoise, OutcomeUnknown, PrinterFault
from devices.receipt_printer.status import Look, is_sensor_status
from devices.state import Condition, DeviceState

if TYPE_CHECKING:
    from devices.receipt_printer.escpos_wire import Wire

NAME = "receipt-printer"

CLEAR_BUFFERS = bytes.fromhex("1014 08 01 03 14 01 06 02 08")
"""DLE DC4 fn 8, in real time: forget what has not been printed."""
BUFFERS_CLEARED = bytes.fromhex("37 25 00")
ANSWER_TO_CLEAR_WITHIN = 1.0
CUT_OFF_REMAINS = bytes.fromhex("1b40 1d5642 00")
PAUSE_BETWEEN_LOOKS = 0.05

_ENDED_BY_STAFF = {"unrecoverable", "recoverable", "cutter-fault", "other"}


class EndProof(StrEnum):
    """How a printer lets us know that the paper is out. DLE EOT cannot: it is answered at once, however much is still waiting.

    `process-id`: GS ( H fn 48, echoed once all before it is printed (Epson TM and its kin).
    `sensor-status`: GS r 1, answered in its turn in the buffer; older, and every printer knows it, but it may come while the
    last lines still run.
    """

    PROCESS_ID = "process-id"
    SENSOR_STATUS = "sensor-status"


class EscPosTcpPrinter:
    """A receipt printer at host and port. Connects anew for each call, so that a printer switched off and on is no case apart.

    `answer_timeout` bounds connecting and each answer, `finish_timeout` the printing of one receipt, both in seconds.
    """

    def __init__(
        self,
        host: str,
        port: int = 9100,
        *,
        answer_timeout: float = 1.0,
        finish_timeout: float = 20.0,
        end_proof: EndProof = EndProof.PROCESS_ID,
    ) -> None:
        self._address = (host, port)
        self._answer_timeout = answer_timeout
        self._finish_timeout = finish_timeout
        self._end_proof = end_proof
        self._process_ids = itertools.cycle(range(10_000))
        self._remains_inside = False

    def print_receipt(self, receipt: bytes) -> None:
        """Look, send, wait for the end, look again; as `ReceiptPrinter.print_receipt` promises.

        What a fault leaves unprinted is cleared in the printer, and what it leaves half printed is cut off before the next
        receipt: nobody's words come out later or on somebody else's paper.
        """
        with self._wire() as wire:
            try:
                _refuse(wire.look())
            except LineNoise as error:
                raise PrinterFault("line-noise") from error
            try:
                self._send_and_follow(wire, receipt)
            except DeviceError as error:
                self._remains_inside = True
                _forget_the_rest(wire)
                raise OutcomeUnknown(error.code) from error
            self._remains_inside = False

    def state(self) -> DeviceState:
        """One look, now. Never raises for the printer's sake; the roll's near end is a warning."""
        try:
            with self._wire() as wire:
                look = wire.look()
        except DeviceAbsent as error:
            return _state(Condition.ABSENT, (error.code,))
        except (DeviceSilent, LineNoise) as error:
            return _state(Condition.BROKEN, (error.code,))
        if _ENDED_BY_STAFF & {*look.faults}:
            return _state(Condition.BROKEN, look.faults, look.warnings)
        return _state(Condition.NEEDS_STAFF if look.faults else Condition.READY, look.faults, look.warnings)

    def close(self) -> None:
        """Nothing is held between calls."""

    @contextlib.contextmanager
    def _wire(self) -> Iterator[Wire]:
        # Imported on the printer's own thread: python-escpos reads its capability tables for a quarter of a second, which the
        # terminal's first frame should not wait for.
        from devices.receipt_printer.escpos_wire import Wire

        wire = Wire(*self._address, self._answer_timeout)
        try:
            yield wire
        finally:
            wire.close()

    def _send_and_follow(self, wire: Wire, receipt: bytes) -> None:
        deadline = time.monotonic() + self._finish_timeout
        process_id = b"%04d" % next(self._process_ids)
        question = b"\x1d(H\x06\x0000" + process_id if self._end_proof is EndProof.PROCESS_ID else b"\x1dr\x01"
        wire.strays.clear()
        wire.write((CUT_OFF_REMAINS if self._remains_inside else b"") + receipt + question, self._finish_timeout)
        while not self._has_ended(wire.strays, process_id):
            if time.monotonic() > deadline:
                raise DeviceSilent("not finished in time")
            _refuse(wire.look())
            with contextlib.suppress(DeviceSilent):
                wire.strays.append(wire.reply(PAUSE_BETWEEN_LOOKS))
        _refuse(wire.look())

    def _has_ended(self, replies: list[bytes], process_id: bytes) -> bool:
        if self._end_proof is EndProof.PROCESS_ID:
            return b"\x37\x22" + process_id + b"\x00" in replies
        return any(is_sensor_status(reply) for reply in replies)


def _refuse(look: Look) -> None:
    if error := look.error():
        raise error


def _forget_the_rest(wire: Wire) -> None:
    """Clear the printer's buffers, and wait for its word that they are: a refill must not find anything there."""
    until = time.monotonic() + ANSWER_TO_CLEAR_WITHIN
    with contextlib.suppress(DeviceError):
        wire.write(CLEAR_BUFFERS)
        while time.monotonic() < until and wire.reply(until - time.monotonic()) != BUFFERS_CLEARED:
            pass  # an answer that was still under way


def _state(condition: Condition, reasons: tuple[str, ...], warnings: tuple[str, ...] = ()) -> DeviceState:
    return DeviceState(NAME, condition, reasons, warnings, datetime.now(UTC))
