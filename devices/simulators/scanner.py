"""A code scanner on a pty: whatever is held before its window is typed into the line, with CR behind it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.simulators.noise import Noise
from devices.simulators.pty_wire import PtyWire


class Scanner:
    """Types codes; hears nothing. `link` is the line's name."""

    def __init__(self, link: Path, *, paced: bool = True, suffix: bytes = b"\r") -> None:
        self.wire = PtyWire(link, paced=paced)
        self.noise = Noise()
        self._suffix = suffix
        self._shown = 0

    def start(self) -> None:
        self.wire.plug()

    def stop(self) -> None:
        self.wire.unplug()

    def show(self, text: str) -> None:
        """Hold a code before the window, once."""
        self.type_bytes(text.encode() + self._suffix)

    def type_bytes(self, raw: bytes) -> None:
        """Send bytes as they are, without a suffix."""
        self._shown += 1
        for piece in self.noise.damage(raw):
            self.wire.write(piece)

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one stage direction: show-code with `text` or `hex` (raw bytes), noise, plug, unplug."""
        match directions["do"]:
            case "show-code" if "hex" in directions:
                self.type_bytes(bytes.fromhex(directions["hex"]))
            case "show-code":
                self.show(str(directions["text"]))
            case "noise":
                self.noise.order(str(directions["kind"]), int(directions.get("times", 1)))
            case "plug":
                self.wire.plug()
            case "unplug":
                self.wire.unplug()
            case unknown:
                raise ValueError(f"the code scanner cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """The scanner as it stands. What was shown is not kept."""
        return {"plugged": self.wire.plugged, "port": str(self.wire.link), "shown": self._shown}
