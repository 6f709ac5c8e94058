"""The devices as a visit has them: each piece of work holds the device's claim, so that maintenance and a visit never share one.

What a visit waits for at a device comes in short looks, and the claim is held for one look at a time: whoever else wants the
device gets it between two of them, and nothing waits for a visit to end. A device this hall does not have is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

from devices.card_reader import CardReader, IdCard, TellsRemoval
from devices.code_scanner import CodeScanner, Scan
from devices.errors import DeviceAbsent, WaitExpired
from devices.page_printer import PagePrinter, Progress, SheetsOut
from devices.receipt_printer import Profile, ReceiptPrinter
from devices.receipt_printer.profiles import GENERIC_80
from devices.state import Condition, DeviceState
from devices.supervisor import Supervised

if TYPE_CHECKING:
    from devices.supervisor import Supervision

VISIT = "visit"
PATIENCE = 2.0
"""Seconds a visit waits for a device that somebody else has; then it is told who."""

Device_co = TypeVar("Device_co", bound=Supervised, covariant=True)


class Lent(Generic[Device_co]):
    """One device on loan. `state` and `close` need no claim."""

    def __init__(self, name: str, device: Device_co | None, supervision: Supervision) -> None:
        self._name = name
        self._device = device
        self._supervision = supervision
        self._out = False

    @contextmanager
    def _held(self) -> Iterator[Device_co]:
        """The device, for one piece of work. Raises DeviceClaimed, DeviceAbsent."""
        if self._device is None:
            raise DeviceAbsent("not-fitted")
        with self._supervision.claim(self._name, VISIT, PATIENCE):
            self._out = True
            try:
                yield self._device
            finally:
                self._out = False

    def _held_now(self) -> Device_co | None:
        """The device while a visit works with it: what another does there is not a visit's to cancel."""
        return self._device if self._out else None

    def state(self) -> DeviceState:
        if self._device is None:
            return DeviceState(self._name, Condition.ABSENT, ("not-fitted",))
        return self._device.state()

    def close(self) -> None:
        if self._device is not None:
            self._device.close()


class LentCardReader(Lent[CardReader]):
    """See `devices.card_reader.CardReader`."""

    def read_card(self, timeout: float) -> IdCard:
        with self._held() as reader:
            return reader.read_card(timeout)

    def sam_id(self) -> str:
        with self._held() as reader:
            return reader.sam_id()

    @property
    def tells_removal(self) -> bool:
        """Whether a card is put into it, so that it is known when somebody pulls it out."""
        return isinstance(self._device, TellsRemoval)

    def wait_for_removal(self, timeout: float) -> None:
        """See `devices.card_reader.TellsRemoval`. One that cannot tell never does."""
        with self._held() as reader:
            if not isinstance(reader, TellsRemoval):
                raise WaitExpired
            reader.wait_for_removal(timeout)

    def cancel(self) -> None:
        if (device := self._held_now()) is not None:
            device.cancel()


class LentCodeScanner(Lent[CodeScanner]):
    """See `devices.code_scanner.CodeScanner`."""

    def scan(self, timeout: float) -> Scan:
        with self._held() as scanner:
            return scanner.scan(timeout)

    def cancel(self) -> None:
        if (device := self._held_now()) is not None:
            device.cancel()


class LentPagePrinter(Lent[PagePrinter]):
    """See `devices.page_printer.PagePrinter`."""

    def print_pages(
        self, pdf: bytes, *, job_name: str, pages: int, on_progress: Callable[[Progress], None], timeout: float
    ) -> SheetsOut:
        with self._held() as printer:
            return printer.print_pages(pdf, job_name=job_name, pages=pages, on_progress=on_progress, timeout=timeout)

    def settle(self, job_name: str, pages: int) -> SheetsOut:
        with self._held() as printer:
            return printer.settle(job_name, pages)

    def cancel(self) -> None:
        if (device := self._held_now()) is not None:
            device.cancel()


class LentReceiptPrinter(Lent[ReceiptPrinter]):
    """See `devices.receipt_printer.ReceiptPrinter`."""

    @property
    def profile(self) -> Profile:
        return self._device.profile if self._device is not None else GENERIC_80

    def print_receipt(self, receipt: bytes) -> None:
        with self._held() as printer:
            printer.print_receipt(receipt)
