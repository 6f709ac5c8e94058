"""Who may act here: a staff card that has just proved its key, for as long as it stays in the reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer

from devices.errors import Cancelled, CardError, CardMute, CardRemoved, DeviceError, StaffCardRefused, WaitExpired
from kiosk.maintenance.trials import CLAIM_SECONDS, MAINTENANCE
from kiosk.service import Facility

if TYPE_CHECKING:
    from devices.smart_card import SmartCardReader, StaffCard
    from devices.supervisor import Supervision
    from kiosk.background import Worker

T = TypeVar("T")

LOOK_SECONDS = 2.0
AGAIN_MS = 1_000
"""After something went wrong at the reader: soon enough for a person, seldom enough for a reader that is gone."""


class StaffCardWatch:
    """Waits for a staff card, then for its removal, and so on while it is `begin`-to-`end`. GUI thread; the reader has its own.

    `proven(card)`: a card has proved itself. `removed()`: it is out, or nobody can say any more that it is in. `refused(code)`:
    something was put in that is no proof.
    """

    def __init__(
        self,
        reader: SmartCardReader,
        supervision: Supervision,
        worker: Worker,
        *,
        proven: Callable[[StaffCard], None],
        removed: Callable[[], None],
        refused: Callable[[str], None],
    ) -> None:
        self._reader = reader
        self._supervision = supervision
        self._worker = worker
        self._proven, self._removed, self._refused = proven, removed, refused
        self._turn = 0
        self._watching = False

    def begin(self) -> None:
        if not self._watching:
            self._watching = True
            self._wait_for_card()

    def end(self) -> None:
        """Nothing more is heard from here, and the reader is called off."""
        self._watching = False
        self._turn += 1
        self._reader.cancel()

    def _wait_for_card(self) -> None:
        mine = self._turn
        self._worker.do(
            lambda: self._look_until(mine, lambda: self._reader.read_staff_card(LOOK_SECONDS)),
            lambda card: self._card_came(card) if self._turn == mine else None,
            lambda error: self._no_card(error, mine),
        )

    def _card_came(self, card: StaffCard) -> None:
        mine = self._turn
        self._proven(card)
        self._worker.do(
            lambda: self._look_until(mine, lambda: self._reader.wait_for_removal(LOOK_SECONDS)),
            lambda _: self._card_is_out(mine),
            lambda error: self._card_is_out(mine) if isinstance(error, DeviceError) else _raise(error),
        )

    def _card_is_out(self, mine: int) -> None:
        if self._turn == mine:
            self._removed()
            self._wait_for_card()

    def _no_card(self, error: Exception, mine: int) -> None:
        if not isinstance(error, DeviceError):
            raise error
        if self._turn != mine:
            return
        if isinstance(error, CardError) and not isinstance(error, CardRemoved):
            self._refused(_code_of(error))
        QTimer.singleShot(AGAIN_MS, lambda: self._wait_for_card() if self._turn == mine else None)

    def _look_until(self, mine: int, look: Callable[[], T]) -> T:
        """Short looks, a claim for each. Raises Cancelled when nobody waits any more."""
        while self._turn == mine:
            try:
                with self._supervision.claim(Facility.SMART_CARD, MAINTENANCE, CLAIM_SECONDS):
                    return look()
            except WaitExpired:
                continue
        raise Cancelled


def _code_of(error: CardError) -> str:
    """The words of the other codes are for a visitor with an identity card."""
    return error.code if isinstance(error, CardMute) else StaffCardRefused.code


def _raise(error: Exception) -> None:
    raise error
