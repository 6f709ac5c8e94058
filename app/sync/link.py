"""How the road to the centre is, in the words a tile and a technician both use."""

from dataclasses import dataclass
from datetime import datetime

from app.central import Cause

SHUT_OUT = frozenset({"terminal-forked", "incarnation-other", "terminal-unknown"})
"""Refusals that no waiting mends: two stores speak for this terminal, another one has its place, or it was revoked."""


@dataclass(frozen=True)
class Link:
    """`online` is None before the centre was first asked. `refusal` is the code by which the centre keeps this terminal out
    (unknown key, clock, installation): the wire is there and nothing is delivered until staff have acted."""

    online: bool | None = None
    cause: Cause | None = None
    refusal: str = ""
    checked_at: datetime | None = None

    @property
    def is_shut_out(self) -> bool:
        """The centre takes nothing more of this terminal until an operator has acted: what is filed now would wait for nobody knows how
        long."""
        return self.refusal in SHUT_OUT

    def says_the_same(self, other: "Link") -> bool:
        """True when only the time of the check differs."""
        return (self.online, self.cause, self.refusal) == (other.online, other.cause, other.refusal)
