"""The lamp on the terminal: shows from afar whether it is free, needs staff, or is out of order. It does not blink.

Driver: `led_lamp.py` (the LED class of Linux).
"""

from enum import StrEnum
from typing import Protocol

from devices.state import DeviceState

__all__ = ["Lamp", "Light"]


class Light(StrEnum):
    OFF = "off"
    FREE = "free"
    IN_USE = "in-use"
    NEEDS_STAFF = "needs-staff"


class Lamp(Protocol):
    """A lamp on a wire."""

    def show(self, light: Light) -> None:
        """Raises DeviceAbsent, OutOfService (it did not take it)."""
        ...

    def state(self) -> DeviceState: ...

    def close(self) -> None: ...
