"""The supervisor itself: all watches, the claims on them, and the ear at the kernel's door."""

import logging
import os
import select
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Final

from devices.state import DeviceState
from devices.supervisor import Change, Rhythm, Supervised
from devices.supervisor.hot_plug import HotPlug
from devices.supervisor.watch import Watch

LOOK_LIMIT: Final = 5.0
"""Seconds after which a look that has not ended counts as silence."""
ROUND: Final = 1.0
SETTLE: Final = 0.05
"""Seconds between an announcement and the look: the new device's name appears a moment after it."""
PATIENCE_AT_END: Final = 3.0


class Supervisor:
    """Watches over `devices` by name (see `Supervision`). `met_defect(name, exception)` hears of what no driver may raise."""

    def __init__(
        self,
        devices: Mapping[str, Supervised],
        rhythm: Rhythm | None = None,
        met_defect: Callable[[str, Exception], None] | None = None,
    ) -> None:
        self._listeners: list[Callable[[Change], None]] = []
        self._rhythm = rhythm or Rhythm()
        self._watches = {
            name: Watch(name, device, self._rhythm, self._tell, met_defect or _log_defect)
            for name, device in devices.items()
        }
        self._hot_plug: HotPlug | None = None
        self._wake_read, self._wake_write = -1, -1
        self._round: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch. From now on every device is asked on a thread of its own."""
        self._hot_plug = HotPlug()
        self._wake_read, self._wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        for watch in self._watches.values():
            watch.start()
        self._round = threading.Thread(target=self._make_rounds, name="supervisor", daemon=True)
        self._round.start()

    def stop(self) -> None:
        """Watch no more. Looks under way are waited for, not for ever; the devices themselves stay as they are."""
        if self._round is None or self._hot_plug is None:
            return
        for watch in self._watches.values():
            watch.end()
        os.write(self._wake_write, b"!")
        self._round.join()
        deadline = time.monotonic() + PATIENCE_AT_END
        for watch in self._watches.values():
            watch.join(max(0.0, deadline - time.monotonic()))
        self._round = None
        self._hot_plug.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def listen(self, heard: Callable[[Change], None]) -> None:
        """See Supervision."""
        self._listeners.append(heard)
        for watch in self._watches.values():
            watch.tell_anew(heard)

    def states(self) -> Mapping[str, DeviceState]:
        """See Supervision."""
        return {name: watch.state for name, watch in self._watches.items()}

    def ask_now(self, name: str | None = None) -> None:
        """See Supervision. Raises KeyError for a device nobody watches."""
        for watch in self._watches.values() if name is None else (self._watches[name],):
            watch.ask_now()

    def claim(self, name: str, by: str, timeout: float) -> AbstractContextManager[None]:
        """See Supervision. Raises KeyError for a device nobody watches."""
        return self._watches[name].claim.held(by, timeout)

    def claimed_by(self, name: str) -> str:
        """Who has the device, or nothing."""
        return self._watches[name].claim.holder

    def _tell(self, change: Change) -> None:
        for heard in tuple(self._listeners):
            heard(change)

    def _make_rounds(self) -> None:
        for _ in self._beats():
            for watch in self._watches.values():
                watch.doubt(LOOK_LIMIT)
            if self._something_was_plugged():
                self.ask_now()

    def _beats(self) -> Iterator[None]:
        """One after each announcement of the kernel, and one a second; none any more once `stop` has written to the pipe."""
        poll = select.poll()
        poll.register(self._wake_read, select.POLLIN)
        if self._hot_plug is not None and self._hot_plug.fileno() >= 0:
            poll.register(self._hot_plug.fileno(), select.POLLIN)
        while self._wake_read not in {which for which, _ in poll.poll(ROUND * 1000)}:
            yield

    def _something_was_plugged(self) -> bool:
        if self._hot_plug is None or not self._hot_plug.heard_something():
            return False
        time.sleep(SETTLE)
        self._hot_plug.heard_something()
        return True


def _log_defect(name: str, defect: Exception) -> None:
    """Its kind is written down, never its words: they could hold what a card said."""
    logging.getLogger("devices.supervisor").error("defect in the driver of %s: %s", name, type(defect).__name__)
