"""The tactile keypad with its headphone socket: six to eight keys that a blind visitor finds with the fingers.

Driver: `evdev_keypad.py` (a HID keyboard through evdev, grabbed).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.state import DeviceState

__all__ = ["Key", "KeyPressed", "Keypad", "KeypadEvent", "PlugMoved"]


class Key(StrEnum):
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    OK = "ok"
    BACK = "back"
    HELP = "help"
    REPEAT = "repeat"
    LOUDER = "louder"
    SOFTER = "softer"
    FASTER = "faster"
    SLOWER = "slower"
    LANGUAGE = "language"
    VOICE = "voice"
    """The four that only larger keypads have: on the others a held `repeat` leads to the same."""


@dataclass(frozen=True)
class KeyPressed:
    """`again` is true for the repeats of a key that is held down."""

    key: Key
    again: bool = False


@dataclass(frozen=True)
class PlugMoved:
    """Headphones went in or out."""

    inserted: bool


KeypadEvent = KeyPressed | PlugMoved


class Keypad(Protocol):
    """A keypad on a wire."""

    def listen(self, heard: Callable[[KeypadEvent], None]) -> None:
        """Tell `heard` of every key and plug from now on, on the keypad's own thread; at once whether headphones are in."""
        ...

    def state(self) -> DeviceState: ...

    def close(self) -> None: ...
