"""The presence sensor: whether somebody stands before the terminal. It sees that, and nobody's face.

Driver: `evdev_presence_sensor.py` (a HID sensor through evdev).
"""

from collections.abc import Callable
from typing import Protocol

from devices.state import DeviceState

__all__ = ["PresenceSensor"]


class PresenceSensor(Protocol):
    """A presence sensor on a wire."""

    def listen(self, heard: Callable[[bool], None]) -> None:
        """Tell `heard` of every coming (True) and going (False), on the sensor's own thread; at once how it is now."""
        ...

    def state(self) -> DeviceState: ...

    def close(self) -> None: ...
