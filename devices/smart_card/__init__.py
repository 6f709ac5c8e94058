"""Smart cards through PC/SC: the social security card, and the staff card of ours.

Drivers: `pcsc.py` (readers and cards as they come and go), `social_security.py`, `staff_card.py` (what is said to a card).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from devices.state import DeviceState

__all__ = ["SmartCardReader", "SocialSecurityCard", "StaffCard"]


@dataclass(frozen=True)
class SocialSecurityCard:
    """What may be read freely off a social security card. Reading it proves possession of a readable chip, and no more.

    Hidden in repr, as every card is. `generation` is "1.00", "2.00" or "3.00" as the card says it.
    """

    name: str = field(repr=False)
    number: str = field(repr=False)
    """The social security number, which is the citizen's number."""
    sex: str = field(default="", repr=False)
    card_number: str = field(default="", repr=False)
    region: str = ""
    """The first six digits of the card's identification code."""
    generation: str = ""
    issued: date | None = field(default=None, repr=False)
    valid_to: date | None = field(default=None, repr=False)


@dataclass(frozen=True)
class StaffCard:
    """A member of staff's card that has just proved that it holds its key; what only claims to be it never becomes one."""

    card_id: str
    """The card's own number, as the roster of the hall knows it: not a person's name."""


class SmartCardReader(Protocol):
    """A PC/SC reader. All calls block; each device is used from one thread of its own, `state` and `cancel` from any."""

    def read_social_security_card(self, timeout: float) -> SocialSecurityCard:
        """Wait up to `timeout` seconds for a card that is newly put in, and read it.

        Raises WaitExpired, Cancelled, CardRemoved (also in the middle of an APDU), CardMute (put in upside down), WrongCard,
        CardUnreadable, DeviceAbsent (no reader, or no pcscd).
        """
        ...

    def read_staff_card(self, timeout: float) -> StaffCard:
        """Wait for a staff card, and let it prove by challenge and response that it holds the key of its number.

        Raises as above, and StaffCardRefused: unknown card, copied number, wrong answer.
        """
        ...

    def wait_for_removal(self, timeout: float) -> None:
        """Returns as soon as the card is out (or the reader, or pcscd, is gone). Raises WaitExpired, Cancelled."""
        ...

    def state(self) -> DeviceState: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...
