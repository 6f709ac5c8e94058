"""Keeps watch over every device: each is asked on a thread of its own, brought back with growing patience, lent to one at a time.

`Supervisor` is all that others use. A device that can be supervised offers `state()`, which answers at any time, from any
thread, within about two seconds, and never raises for the device's sake; and `close()`.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from devices.state import DeviceState

__all__ = ["Change", "Rhythm", "Supervised", "Supervision"]


class Supervised(Protocol):
    """What a driver offers to whoever keeps watch over it."""

    def state(self) -> DeviceState: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Rhythm:
    """Seconds between two looks. A device that is well is asked every `while_well`; one that is not is asked again after
    `first_retry`, then twice as late each time, never later than `longest_retry`."""

    while_well: float = 1.5
    first_retry: float = 0.25
    longest_retry: float = 2.0


@dataclass(frozen=True)
class Change:
    """What is new about one device. `changed` names the fields of `state` that differ from the last one told:
    condition, reasons, warnings, detail. A look that finds everything as before is no change."""

    name: str
    state: DeviceState
    changed: frozenset[str]


class Supervision(Protocol):
    """What the hall may ask of the supervisor. Every call may come from any thread."""

    def listen(self, heard: Callable[[Change], None]) -> None:
        """Tell `heard` of every change from now on, on the device's watching thread; and at once how each device is."""
        ...

    def states(self) -> Mapping[str, DeviceState]:
        """How each device was when it was last asked; `checked_at` says when that was."""
        ...

    def ask_now(self, name: str | None = None) -> None:
        """Look at once, not at the next beat: at one device, or at all."""
        ...

    def claim(self, name: str, by: str, timeout: float) -> AbstractContextManager[None]:
        """Have the device for oneself while the block runs; `by` says who ("visit", "maintenance").

        Waits up to `timeout` seconds for whoever has it. Raises DeviceClaimed, whose argument says who has it. A claimed
        device is still asked, and is told of as busy.
        """
        ...
