"""A presence sensor, as an input device: a proximity switch, or a distance in centimetres."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.simulators.event_line import EV_ABS, EV_SW, Event, EventLine

_FRONT_PROXIMITY = 0x0B
_DISTANCE = 0x19
NEAR, FAR = 40, 250
"""Centimetres: somebody at the screen, nobody this side of the hall's door."""


class PresenceSensor:
    """`measures`: it tells a distance and not merely whether."""

    def __init__(self, link: Path, *, measures: bool = False) -> None:
        self.line = EventLine(link, lambda: [self._told()])
        self._measures = measures
        self._distance = FAR

    def start(self) -> str:
        """Plug it in. Returns the name of its line."""
        self.line.start()
        return str(self.line.wire.link)

    def stop(self) -> None:
        self.line.stop()

    def stand_at(self, distance: int) -> None:
        """Somebody stands so many centimetres away."""
        self._distance = distance
        self.line.send([self._told()])

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one stage direction: presence (near, or distance), fault (flutter), noise, plug, unplug."""
        match directions["do"]:
            case "presence" if "distance" in directions:
                self.stand_at(int(directions["distance"]))
            case "presence":
                self.stand_at(NEAR if directions["near"] else FAR)
            case "fault" if directions["kind"] == "flutter":
                self._flutter(int(directions.get("times", 100)))
            case "noise":
                self.line.noise.order(str(directions["kind"]), int(directions.get("times", 1)))
            case "plug":
                self.line.wire.plug()
            case "unplug":
                self.line.wire.unplug()
            case unknown:
                raise ValueError(f"the presence sensor cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """The sensor as it stands. `held`: a host has it for itself."""
        wire = self.line.wire
        return {
            "plugged": wire.plugged,
            "port": str(wire.link),
            "held": wire.is_held(),
            "near": self._is_near(),
            "distance": self._distance,
        }

    def _flutter(self, times: int) -> None:
        """A loose contact: it says the same again and again."""
        self.line.send(*[[self._told()]] * times)

    def _is_near(self) -> bool:
        return self._distance <= NEAR

    def _told(self) -> Event:
        return (
            (EV_ABS, _DISTANCE, self._distance) if self._measures else (EV_SW, _FRONT_PROXIMITY, int(self._is_near()))
        )
