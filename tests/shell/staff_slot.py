"""A smart-card reader in memory: a card is put in and pulled out by the test, and proves itself or does not."""

from __future__ import annotations

import threading
from collections.abc import Callable

from devices.errors import Cancelled, DeviceError, WaitExpired
from devices.smart_card import SocialSecurityCard, StaffCard
from devices.state import Condition, DeviceState


class StaffSlot:
    """See `devices.smart_card.SmartCardReader`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._in: StaffCard | DeviceError | None = None
        self._new = False
        self._cancels = 0

    def put_in(self, card: StaffCard | DeviceError) -> None:
        """`card` proves itself; an error is what becomes of one that does not."""
        with self._changed:
            self._in, self._new = card, True
            self._changed.notify_all()

    def pull_out(self) -> None:
        with self._changed:
            self._in, self._new = None, False
            self._changed.notify_all()

    def read_staff_card(self, timeout: float) -> StaffCard:
        self._wait(lambda: self._new, timeout)
        self._new = False
        if isinstance(self._in, StaffCard):
            return self._in
        raise self._in or Cancelled

    def read_social_security_card(self, timeout: float) -> SocialSecurityCard:
        raise WaitExpired

    def wait_for_removal(self, timeout: float) -> None:
        self._wait(lambda: self._in is None, timeout)

    def state(self) -> DeviceState:
        return DeviceState("smart-card", Condition.READY)

    def cancel(self) -> None:
        with self._changed:
            self._cancels += 1
            self._changed.notify_all()

    def close(self) -> None:
        self.cancel()

    def _wait(self, seen: Callable[[], bool], timeout: float) -> None:
        with self._changed:
            mine = self._cancels
            if not self._changed.wait_for(lambda: seen() or self._cancels != mine, timeout):
                raise WaitExpired
            if self._cancels != mine:
                raise Cancelled
