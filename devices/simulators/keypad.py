"""A tactile keypad with a headphone socket, as a HID keyboard."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.simulators.event_line import AGAIN, DOWN, EV_KEY, EV_SW, UP, EventLine

KEYS = {
    "up": 103,
    "down": 108,
    "left": 105,
    "right": 106,
    "ok": 28,
    "back": 1,
    "help": 59,
    "repeat": 60,
    "softer": 114,
    "louder": 115,
    "slower": 63,
    "faster": 64,
    "language": 65,
    "voice": 66,
}
"""What each key sends, by the kernel's numbers."""
_HEADPHONES = 0x02
_PLUG_KEYS = {True: 185, False: 186}


class Keypad:
    """`plug_keys`: it has no switch for its socket but presses F15 and F16, as keypads on plain keyboard wires do."""

    def __init__(self, link: Path, *, plug_keys: bool = False) -> None:
        self.line = EventLine(link, self._now)
        self._plug_keys = plug_keys
        self._inserted = False
        self._stuck: set[int] = set()
        self._pressed = 0

    def start(self) -> str:
        """Plug it in. Returns the name of its line."""
        self.line.start()
        return str(self.line.wire.link)

    def stop(self) -> None:
        self.line.stop()

    def press(self, key: str | int, again: int = 0) -> None:
        """Press a key, hold it for `again` repeats, and let it go. Raises ValueError for a key that there is not."""
        code = _code(key)
        self._pressed += 1
        repeats = [[(EV_KEY, code, AGAIN)]] * again
        self.line.send([(EV_KEY, code, DOWN)], *repeats, [(EV_KEY, code, UP)])

    def stick(self, key: str | int) -> None:
        """Press a key that does not come up again."""
        self._stuck.add(_code(key))
        self.line.send([(EV_KEY, _code(key), DOWN)])

    def unstick(self) -> None:
        """Clean it: all keys come up."""
        for code in sorted(self._stuck):
            self.line.send([(EV_KEY, code, UP)])
        self._stuck.clear()

    def plug_headphones(self, inserted: bool) -> None:
        """Put the plug in or pull it out."""
        self._inserted = inserted
        if self._plug_keys:
            code = _PLUG_KEYS[inserted]
            self.line.send([(EV_KEY, code, DOWN)], [(EV_KEY, code, UP)])
        else:
            self.line.send([(EV_SW, _HEADPHONES, int(inserted))])

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one stage direction: press, headphones, fault (stuck-key, flood, none), noise, plug, unplug."""
        match directions["do"]:
            case "press":
                self.press(directions["key"], int(directions.get("again", 0)))
            case "headphones":
                self.plug_headphones(bool(directions["inserted"]))
            case "fault":
                self._fault(str(directions["kind"]), directions.get("key", "ok"))
            case "noise":
                self.line.noise.order(str(directions["kind"]), int(directions.get("times", 1)))
            case "plug":
                self.line.wire.plug()
            case "unplug":
                self.line.wire.unplug()
            case unknown:
                raise ValueError(f"the keypad cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """The keypad as it stands. `held`: a host has it for itself. Which keys were pressed is not kept."""
        wire = self.line.wire
        return {
            "plugged": wire.plugged,
            "port": str(wire.link),
            "held": wire.is_held(),
            "headphones": self._inserted,
            "stuck": len(self._stuck),
            "pressed": self._pressed,
        }

    def _fault(self, kind: str, key: str | int) -> None:
        match kind:
            case "stuck-key":
                self.stick(key)
            case "flood":
                self.press(key, again=1000)
            case "none":
                self.unstick()
            case unknown:
                raise ValueError(f"no such fault: {unknown}")

    def _now(self) -> list[tuple[int, int, int]]:
        stuck = [(EV_KEY, code, DOWN) for code in sorted(self._stuck)]
        return stuck if self._plug_keys else [(EV_SW, _HEADPHONES, int(self._inserted)), *stuck]


def _code(key: str | int) -> int:
    if isinstance(key, int) and 0 < key < 0x300:
        return key
    if key not in KEYS:
        raise ValueError(f"no such key: {key}")
    return KEYS[str(key)]
