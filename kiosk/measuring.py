"""Looks at the queue and its disk every few seconds: the door goes by it, and whoever watches over many terminals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import StoreError
from app.log import get_logger

if TYPE_CHECKING:
    from datetime import timedelta

    from app.metrics import MetricsDoor
    from kiosk.hands import Hands

log = get_logger("measuring")


class Measuring:
    """GUI thread; the looking itself is done on the store's. `seen(no_room)` hears why nothing new can be stored, empty when it can."""

    def __init__(self, hands: Hands, seen: Callable[[str], None]) -> None:
        self._hands = hands
        self._seen = seen
        self._door: MetricsDoor | None = None
        self._looking = False
        self._written = True

    def begin(self) -> None:
        port = self._hands.config.metrics.port
        if port:
            self._open_door(port)
        self.look()

    def _open_door(self, port: int) -> None:
        from app.metrics import MetricsDoor

        try:
            self._door = MetricsDoor(port)
        except OSError as error:
            log.error("metrics not served", errno=error.errno)

    def look(self) -> None:
        """One look at a time: a disk that is slow is not asked again before it has answered."""
        if self._looking:
            return
        self._looking = True
        devices = {name: str(state.condition) for name, state in self._hands.supervision.states().items()}
        self._hands.workers.store.do(lambda: self._measure(devices), self._measured, self._failed)

    def _measure(self, devices: dict[str, str]) -> tuple[str, str]:
        from app import metrics

        hands = self._hands
        measured = metrics.measure(
            hands.outbox,
            hands.now(),
            online=hands.sync.link.online,
            clock_offset=clock_offset(hands.central),
            devices=devices,
        )
        text = metrics.text_of(measured)
        self._write(text)
        return text, measured.room.closed_by or ""

    def _write(self, text: str) -> None:
        """Figures that cannot be written are told of once; the terminal works on."""
        from app import metrics

        file = self._hands.config.metrics.file
        if not file:
            return
        try:
            metrics.write(Path(file), text)
            self._written = True
        except OSError as error:
            if self._written:
                log.error("metrics not written", errno=error.errno)
            self._written = False

    def _measured(self, found: tuple[str, str]) -> None:
        self._looking = False
        text, no_room = found
        if self._door is not None:
            self._door.show(text)
        self._seen(no_room)

    def _failed(self, error: Exception) -> None:
        self._looking = False
        if not isinstance(error, StoreError | OSError):
            raise error
        log.error("not measured", code=getattr(error, "code", "home-unreadable"))

    def end(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None


def clock_offset(central: object) -> timedelta | None:
    """How far this machine's clock lies behind the centre's; None where nobody has said so yet."""
    from app.centre_clock import CentreClock

    clock = getattr(central, "clock", None)
    return clock.offset if isinstance(clock, CentreClock) and clock.is_set else None
