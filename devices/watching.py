"""Tells of every change of a terminal's devices, line by line, to a technician who stands beside it and pulls plugs."""

import queue
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from devices.listing import Row, drivers_of, row, sections_of
from devices.supervisor import Change
from devices.supervisor.supervisor import Supervisor

BREATH = 0.2
"""Seconds between two looks whether the time is over; a signal is heard at once."""


def watch(config: Path, told: Callable[[Row], None], seconds: float | None = None) -> None:
    """Tell how each device is that `config` names, and from then on each change, for `seconds` or until KeyboardInterrupt.

    Raises ConfigUnreadable. `told` is called on the caller's own thread.
    """
    sections = sections_of(config)
    drivers = drivers_of(sections)
    changes: queue.SimpleQueue[Change] = queue.SimpleQueue()
    supervisor = Supervisor(drivers)
    supervisor.start()
    try:
        supervisor.listen(changes.put)
        for change in _coming(changes, seconds):
            at_time = (change.state.checked_at or datetime.now().astimezone()).astimezone()
            told(
                {
                    **row(change.state, sections[change.name]),
                    "changed": sorted(change.changed),
                    "at_time": at_time.strftime("%H:%M:%S"),
                }
            )
    finally:
        supervisor.stop()
        for driver in drivers.values():
            driver.close()


def _coming(changes: "queue.SimpleQueue[Change]", seconds: float | None) -> Iterator[Change]:
    until = time.monotonic() + seconds if seconds is not None else float("inf")
    while (left := until - time.monotonic()) > 0:
        try:
            yield changes.get(timeout=min(BREATH, left))
        except queue.Empty:
            continue
