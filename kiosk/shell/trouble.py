"""What stands on the problem page: a code with its words, and at most three ways on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.door import Surroundings
    from kiosk.service import Facility


@dataclass(frozen=True)
class Needed:
    """A device that a way goes by. `since`, aware: it stopped then, and is not taken for well before it was looked at again."""

    facility: Facility
    since: datetime | None = None

    def is_well(self, around: Surroundings) -> bool:
        state = around.devices.get(self.facility)
        seen = state.checked_at if state else None
        return around.works(self.facility) and (self.since is None or (seen is not None and seen > self.since))


@dataclass(frozen=True)
class Way:
    """One way on from a problem page."""

    id: str
    text: str
    go: Callable[[], None]
    needed: Needed | None = None


@dataclass(frozen=True)
class Trouble:
    """What did not work, by its code; the page finds the words."""

    code: str
    ways: tuple[Way, ...]

    def waits_for_staff(self, around: Surroundings) -> bool:
        """Whether a way goes by a device that is not well: a person comes first, then the way."""
        return any(way.needed is not None and not way.needed.is_well(around) for way in self.ways)
