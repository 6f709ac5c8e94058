"""A code scanner in keyboard mode: it types what is held before its window, key by key, with Enter behind it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from devices.simulators.event_line import DOWN, EV_KEY, EV_LED, UP, Event, EventLine
from devices.simulators.key_rows import CAPS_LOCK, ENTER, KEYPAD, LEFT_ALT, LEFT_SHIFT, PLAIN, SHIFTED

_CAPS_LED = 1


class WedgeScanner:
    """Types codes. What is no ASCII goes as ALT and numbers: `alt` says whether each byte has its own ("bytes"), or each
    character one number for all its bytes ("whole") or its number in Unicode ("unicode")."""

    def __init__(self, link: Path, *, encoding: str = "utf-8", alt: str = "bytes", enter: bool = True) -> None:
        self.line = EventLine(link, lambda: [(EV_LED, _CAPS_LED, int(self.caps_lock))])
        self.caps_lock = False
        self._encoding, self._alt, self._enter = encoding, alt, enter
        self._shown = 0

    def start(self) -> str:
        """Plug it in. Returns the name of its line."""
        self.line.start()
        return str(self.line.wire.link)

    def stop(self) -> None:
        self.line.stop()

    def show(self, text: str) -> None:
        """Hold a code before the window, once."""
        self._shown += 1
        for character in text:
            self._type(character)
        if self._enter:
            self.press(ENTER)

    def press(self, key: int) -> None:
        """Press one key and let it go."""
        self.line.send([(EV_KEY, key, DOWN)], [(EV_KEY, key, UP)])

    def toggle_caps_lock(self) -> None:
        """Somebody reads the scanner a code of its settings: it presses the key, and the lamp lights."""
        self.caps_lock = not self.caps_lock
        self.press(CAPS_LOCK)

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one stage direction: show-code with `text` or `keys`, noise, plug, unplug."""
        match directions["do"]:
            case "show-code" if "keys" in directions:
                for key in directions["keys"]:
                    self.press(int(key))
            case "show-code":
                self.show(str(directions["text"]))
            case "noise":
                self.line.noise.order(str(directions["kind"]), int(directions.get("times", 1)))
            case "plug":
                self.line.wire.plug()
            case "unplug":
                self.line.wire.unplug()
            case unknown:
                raise ValueError(f"the wedge scanner cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """The scanner as it stands. What was shown is not kept."""
        wire = self.line.wire
        return {"plugged": wire.plugged, "port": str(wire.link), "held": wire.is_held(), "shown": self._shown}

    def _type(self, character: str) -> None:
        if character in PLAIN or character in SHIFTED:
            is_shifted = (character in SHIFTED) ^ (self.caps_lock and character.isalpha())
            key = PLAIN.get(character) or SHIFTED[character]
            self.line.send(
                *_held_with(LEFT_SHIFT, [key]) if is_shifted else ([(EV_KEY, key, DOWN)], [(EV_KEY, key, UP)])
            )
        else:
            for number in self._numbers(character):
                self.line.send(*_held_with(LEFT_ALT, [KEYPAD[digit] for digit in str(number)]))

    def _numbers(self, character: str) -> list[int]:
        octets = character.encode(self._encoding)
        match self._alt:
            case "unicode":
                return [ord(character)]
            case "whole":
                return [int.from_bytes(octets, "big")]
        return list(octets)


def _held_with(modifier: int, keys: list[int]) -> Iterator[list[Event]]:
    yield [(EV_KEY, modifier, DOWN)]
    for key in keys:
        yield [(EV_KEY, key, DOWN)]
        yield [(EV_KEY, key, UP)]
    yield [(EV_KEY, modifier, UP)]
