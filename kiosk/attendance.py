"""Looks after the devices and the road to the centre while nobody asks: what has failed closes its tiles, what is back opens them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from devices.errors import DeviceError
from devices.state import Condition, DeviceState
from kiosk.service import Facility

if TYPE_CHECKING:
    from app.sync import Link
    from kiosk.background import Homecoming, Worker
    from kiosk.hands import Hands
    from kiosk.shell.shell import Shell

ROUND_MS = 10_000
"""A device that fails while nobody uses it is noticed within this time."""


class Attendance(QObject):
    """One round asks every device on its own thread; a device that has not answered the last round is not asked again yet."""

    def __init__(self, shell: Shell, hands: Hands, home: Homecoming) -> None:
        super().__init__()
        self._shell = shell
        self._hands = hands
        self._home = home
        self._asked: set[Facility] = set()
        self._beat = QTimer(self)
        self._beat.setInterval(ROUND_MS)
        self._beat.timeout.connect(self.make_a_round)

    def begin(self) -> None:
        self._hands.sync.listen(
            on_link=lambda link: self._home.call(lambda: self._link_changed(link)),
            on_settled=lambda standing: self._home.call(lambda: self._shell.job_settled(standing)),
        )
        self._hands.sync.start()
        self._hands.note("switched-on")
        self.make_a_round()
        self._beat.start()

    def end(self) -> None:
        self._beat.stop()

    def make_a_round(self) -> None:
        hands, workers = self._hands, self._hands.workers
        self._hands.promises.offer_again()
        self._ask(Facility.CARD_READER, workers.reader, hands.reader.state)
        self._ask(Facility.CODE_SCANNER, workers.scanner, hands.scanner.state)
        self._ask(Facility.PAGE_PRINTER, workers.pages, hands.page_printer.state)
        self._ask(Facility.RECEIPT_PRINTER, workers.receipts, hands.receipt_printer.state)

    def _ask(self, facility: Facility, worker: Worker, look: Callable[[], DeviceState]) -> None:
        if facility in self._asked:
            return
        self._asked.add(facility)
        worker.do(
            look,
            lambda state: self._answered(facility, state),
            lambda error: self._failed(facility, error),
        )

    def _answered(self, facility: Facility, state: DeviceState) -> None:
        self._asked.discard(facility)
        around = self._shell.around
        self._shell.look_around(replace(around, devices={**around.devices, facility: state}))

    def _failed(self, facility: Facility, error: Exception) -> None:
        self._asked.discard(facility)
        self._answered(facility, _state_of(facility, error))

    def _link_changed(self, link: Link) -> None:
        self._shell.look_around(replace(self._shell.around, online=link.online))


def _state_of(facility: Facility, error: Exception) -> DeviceState:
    """A driver that raises instead of answering has told us the reason all the same."""
    if not isinstance(error, DeviceError):
        raise error
    absent = error.code == "device-absent"
    return DeviceState(facility, Condition.ABSENT if absent else Condition.BROKEN, reasons=(error.code,))
