"""A card reader in memory that a card is put into and pulled out of by the test."""

from __future__ import annotations

import threading

from devices.card_reader import CardType, IdCard
from devices.errors import Cancelled, WaitExpired
from devices.state import Condition, DeviceState


class CardSlot:
    """See `devices.card_reader.CardReader` and `TellsRemoval`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._in: IdCard | None = None
        self._new = False
        self._cancels = 0

    def put_in(self, card: IdCard) -> None:
        with self._changed:
            self._in, self._new = card, True
            self._changed.notify_all()

    def pull_out(self) -> None:
        with self._changed:
            self._in, self._new = None, False
            self._changed.notify_all()

    def read_card(self, timeout: float) -> IdCard:
        with self._changed:
            mine = self._cancels
            self._changed.wait_for(lambda: self._new or self._cancels != mine, timeout)
            if self._cancels != mine:
                raise Cancelled
            if not self._new or self._in is None:
                raise WaitExpired
            self._new = False
            return self._in

    def wait_for_removal(self, timeout: float) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._in is None, timeout):
                raise WaitExpired

    def sam_id(self) -> str:
        return "05.03-20100101-0000012345-1234567890"

    def state(self) -> DeviceState:
        return DeviceState("card-reader", Condition.READY)

    def cancel(self) -> None:
        with self._changed:
            self._cancels += 1
            self._changed.notify_all()

    def close(self) -> None:
        self.cancel()


def another_card() -> IdCard:
    return IdCard(CardType.RESIDENT, "李测试", "女", None, "44010019000101009X", None, None, long_term=True)
