"""How a device is, in words a technician and a tile can both use."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Condition(StrEnum):
    """`ready` is claimed only of a device that answered just now; what has not been asked is `unknown`."""

    UNKNOWN = "unknown"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    NEEDS_VISITOR = "needs-visitor"
    NEEDS_STAFF = "needs-staff"
    BROKEN = "broken"
    ABSENT = "absent"


@dataclass(frozen=True)
class DeviceState:
    """One look at one device. `reasons` are stable codes, worst first; `checked_at` is aware, UTC."""

    device: str
    condition: Condition
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    checked_at: datetime | None = None
    detail: str = ""

    @property
    def is_held_elsewhere(self) -> bool:
        """Another program has it: it is busy, and it says why. How it really is, only that program knows."""
        return self.condition is Condition.BUSY and bool(self.reasons)
