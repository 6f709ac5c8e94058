"""One device under watch: it is asked on a thread of its own, beat by beat, and what is new about it is told."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from devices.errors import DeviceError, DeviceSilent
from devices.serial_wire import condition_of
from devices.state import Condition, DeviceState
from devices.supervisor import Change, Rhythm, Supervised
from devices.supervisor.claims import Claim

TOLD: Final = ("condition", "reasons", "warnings", "detail")
"""The fields whose difference is a change; that a device was asked anew is none."""

WELL: Final = frozenset({Condition.READY, Condition.BUSY, Condition.NEEDS_VISITOR})

DEFECT: Final = "device-defect"
"""A driver raised what it should not: ours to mend, and the device counts as broken meanwhile."""


class Watch:
    """Watches over one device. `state` is how it was last; `heard` is told of each change on the watching thread."""

    def __init__(
        self,
        name: str,
        device: Supervised,
        rhythm: Rhythm,
        heard: Callable[[Change], None],
        met_defect: Callable[[str, Exception], None],
    ) -> None:
        self.name = name
        self.claim = Claim()
        self.state = DeviceState(name, Condition.UNKNOWN)
        self._device = device
        self._rhythm = rhythm
        self._heard = heard
        self._met_defect = met_defect
        self._telling = threading.RLock()
        self._wanted = threading.Event()
        self._ending = False
        self._retry = rhythm.first_retry
        self._look_began: float | None = None
        self._thread = threading.Thread(target=self._work, name=f"watch {name}", daemon=True)

    def start(self) -> None:
        self._publish(DeviceState(self.name, Condition.STARTING))
        self._thread.start()

    def ask_now(self) -> None:
        """From any thread: the next look is due, and patience begins anew."""
        self._retry = self._rhythm.first_retry
        self._wanted.set()

    def end(self) -> None:
        """Take no further look. A look under way is waited for by `join`."""
        self._ending = True
        self._wanted.set()

    def join(self, timeout: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def tell_anew(self, heard: Callable[[Change], None]) -> None:
        """How the device is, all of it, to one who has just begun to listen; nothing newer comes before it."""
        with self._telling:
            heard(Change(self.name, self.state, frozenset(TOLD)))

    def doubt(self, look_limit: float) -> None:
        """Called now and then from elsewhere: a look that does not end says that the device is silent, whatever it said before."""
        began = self._look_began
        if began is not None and time.monotonic() - began > look_limit:
            self._publish(_failed(self.name, DeviceSilent("look-does-not-end")))

    def _work(self) -> None:
        while not self._ending:
            self._wanted.clear()
            state = self._look()
            if not self._ending:
                self._publish(state)
                self._wanted.wait(self._until_next(state))

    def _look(self) -> DeviceState:
        self._look_began = time.monotonic()
        try:
            state = self._device.state()
        except DeviceError as error:
            state = _failed(self.name, error)
        except Exception as defect:
            self._met_defect(self.name, defect)
            state = DeviceState(self.name, Condition.BROKEN, (DEFECT,), checked_at=datetime.now(UTC))
        finally:
            self._look_began = None
        if self.claim.holder and state.condition is Condition.READY:
            return replace(state, condition=Condition.BUSY)
        return state

    def _until_next(self, state: DeviceState) -> float:
        if state.condition in WELL:
            self._retry = self._rhythm.first_retry
            return self._rhythm.while_well
        wait, self._retry = self._retry, min(2 * self._retry, self._rhythm.longest_retry)
        return wait

    def _publish(self, state: DeviceState) -> None:
        with self._telling:
            changed = frozenset(field for field in TOLD if getattr(state, field) != getattr(self.state, field))
            self.state = state
            if changed:
                self._heard(Change(self.name, state, changed))


def _failed(name: str, error: DeviceError) -> DeviceState:
    """A driver that raises instead of answering has told us the reason all the same."""
    return DeviceState(name, condition_of(error), (error.code,), checked_at=datetime.now(UTC))
