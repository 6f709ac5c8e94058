"""A lamp of three LEDs, or of one in colours, as folders like those of /sys/class/leds."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LIGHTS = ("free", "in-use", "needs-staff")
RGB = "rgb"
_ATTRIBUTES = {"brightness": "0", "max_brightness": "255", "trigger": "[none] timer heartbeat"}


class Lamp:
    """`folder` holds one folder for each light; `in_colours`, one only, with intensities."""

    def __init__(self, folder: Path, *, in_colours: bool = False) -> None:
        self._folder = folder
        self._names = (RGB,) if in_colours else LIGHTS
        self._fault = "none"

    def start(self) -> str:
        """Plug it in. Returns its folder."""
        self.plug()
        return str(self._folder)

    def stop(self) -> None:
        self.unplug()

    def plug(self) -> None:
        """Power makes it anew, dark."""
        if self._folder.exists():
            return
        fresh = self._folder.with_name(f".{self._folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for name in self._names:
            (fresh / name).mkdir(parents=True)
            for attribute, said in _ATTRIBUTES.items():
                (fresh / name / attribute).write_text(said, "ascii")
            if name == RGB:
                (fresh / name / "multi_index").write_text("red green blue", "ascii")
                (fresh / name / "multi_intensity").write_text("0 0 0", "ascii")
        fresh.rename(self._folder)
        self._fault = "none"

    def unplug(self) -> None:
        gone = self._folder.with_name(f".{self._folder.name}.gone")
        if self._folder.exists():
            self._folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def break_down(self, fault: str) -> None:
        """`dead`: it takes what it is told and stays dark; `refusing`: it takes nothing; `blinking`: something else than the
        host blinks it; `none`: mended."""
        if fault not in ("dead", "refusing", "blinking", "none"):
            raise ValueError(f"no such fault: {fault}")
        self._fault = fault
        for name in self._names:
            brightness = self._folder / name / "brightness"
            brightness.unlink(missing_ok=True)
            if fault in ("dead", "refusing"):
                brightness.symlink_to("/dev/null" if fault == "dead" else "/dev/full")
            else:
                brightness.write_text("0", "ascii")
            trigger = "none timer [heartbeat]" if fault == "blinking" else _ATTRIBUTES["trigger"]
            (self._folder / name / "trigger").write_text(trigger, "ascii")

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one stage direction: fault (dead, refusing, blinking, none), plug, unplug."""
        match directions["do"]:
            case "fault":
                self.break_down(str(directions["kind"]))
            case "plug":
                self.plug()
            case "unplug":
                self.unplug()
            case unknown:
                raise ValueError(f"the lamp cannot do this: {unknown}")
        return {}

    def look(self) -> dict[str, Any]:
        """The lamp as it stands: which of its LEDs are lit, and in which colour where it has colours."""
        return {
            "plugged": self._folder.exists(),
            "folder": str(self._folder),
            "lit": [name for name in self._names if self._said(name, "brightness") not in ("", "0")],
            "blinking": [
                name for name in self._names if "[none]" not in f"{self._said(name, 'trigger') or '[none]'}[none]"
            ],
            "colour": self._said(RGB, "multi_intensity"),
            "fault": self._fault,
        }

    def _said(self, name: str, attribute: str) -> str:
        file = self._folder / name / attribute
        return file.read_text("ascii") if file.is_file() else ""
