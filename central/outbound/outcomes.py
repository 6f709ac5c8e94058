"""THE CENTRE, OUTBOUND: what came of one attempt, and what a system of somebody else's is to us.

Arrived    it has it, and says so
NotTaken   it surely does not have it: it could not be reached, or said "later"
Unknown    it may have it: the line broke, nobody answered, it failed in the middle
Declined   it will not have it, now or later
Absent     (asked, not sent) it knows nothing of it
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Arrived:
    """`reference` is the receiver's own number for it."""

    reference: str = ""


@dataclass(frozen=True)
class NotTaken:
    code: str
    again_after: float = 0.0


@dataclass(frozen=True)
class Unknown:
    code: str


@dataclass(frozen=True)
class Declined:
    code: str


@dataclass(frozen=True)
class Absent:
    pass


Sent = Arrived | NotTaken | Unknown | Declined
Found = Arrived | Absent | Unknown


@dataclass(frozen=True)
class Parcel:
    """What leaves the house. The same bytes at every attempt."""

    key: str
    topic: str
    subject: str
    content: str = field(repr=False)


class System(Protocol):
    """One receiver. Both calls block, for no longer than the plan's `longest_seconds`, and raise nothing."""

    def send(self, parcel: Parcel) -> Sent:
        """The receiver is told `parcel.key` and, where it can, takes the same key once."""

    def find(self, parcel: Parcel) -> Found:
        """Whether it has what was sent under this key. Asked only of receivers that do not keep keys themselves."""
