"""A lamp of the kernel's LED class: up to three single LEDs, or one of several colours. It is lit or not; it never blinks."""

import errno
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from devices.errors import DeviceAbsent, DeviceError, OutOfService
from devices.lamp import Light
from devices.state import Condition, DeviceState

COLOURS: Final[Mapping[Light, Sequence[int]]] = {
    Light.FREE: (0, 255, 0),
    Light.IN_USE: (255, 255, 255),
    Light.NEEDS_STAFF: (255, 160, 0),
}
"""What a lamp of several colours shows: intensities in the order of its `multi_index`, usually red, green, blue."""

_LONGEST_ATTRIBUTE = 16_384


class LedLamp:
    """A Lamp on folders of /sys/class/leds.

    `leds` names a folder for each Light that has one; two Lights may share one. A Light without a folder is dark. Where a
    folder has `multi_intensity` it is one LED of several colours, and `colours` says which colour is which Light.
    """

    def __init__(
        self, leds: Mapping[Light | str, Path | str], *, colours: Mapping[Light | str, Sequence[int]] | None = None
    ) -> None:
        """Raises ValueError for a Light that there is not, or where no Light has a folder."""
        self._leds = {Light(light): Path(led) for light, led in leds.items()}
        self._colours = {Light(light): tuple(colour) for light, colour in (colours or COLOURS).items()}
        if not self._leds or Light.OFF in self._leds:
            raise ValueError("a lamp has one to three lights: free, in-use, needs-staff")
        self._shown: Light | None = None
        self._turn = threading.RLock()

    def show(self, light: Light) -> None:
        """See Lamp. What the LED itself then says is read back."""
        with self._turn:
            self._shown = light
            self._show(light)

    def state(self) -> DeviceState:
        """Ready when every LED is there and says what it was last told; one that was plugged in anew is told again."""
        try:
            with self._turn:
                self._look()
        except DeviceAbsent as absent:
            return _state(Condition.ABSENT, absent)
        except DeviceError as error:
            return _state(Condition.BROKEN, error)
        return _state(Condition.READY)

    def close(self) -> None:
        """Go dark, if it was lit from here: a terminal that does not run is not free."""
        with self._turn, suppress(DeviceError):
            if self._shown not in (None, Light.OFF):
                self._show(Light.OFF)
        self._shown = None

    def _look(self) -> None:
        for led in set(self._leds.values()):
            _Led(led).look()
        if self._shown is not None and not self._is_showing(self._shown):
            self._show(self._shown)

    def _show(self, light: Light) -> None:
        for led in sorted(set(self._leds.values())):
            _Led(led).set(self._colours.get(light, ()), is_lit=self._leds.get(light) == led)

    def _is_showing(self, light: Light) -> bool:
        return all(
            _Led(led).is_set(self._colours.get(light, ()), is_lit=self._leds.get(light) == led)
            for led in set(self._leds.values())
        )


class _Led:
    """One folder: Documentation/ABI/testing/sysfs-class-led and -multicolor."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def look(self) -> None:
        """Raises DeviceAbsent where it is not there, or where we may not switch it."""
        self._brightest()
        if not os.access(self._folder / "brightness", os.W_OK):
            raise DeviceAbsent("port-forbidden")

    def set(self, colour: Sequence[int], *, is_lit: bool) -> None:
        """Raises DeviceAbsent, OutOfService."""
        brightest = self._brightest()
        if self._is_blinking():
            self._write("trigger", "none")
        if is_lit and self._has_colours():
            self._write("multi_intensity", " ".join(map(str, colour)))
        self._write("brightness", str(brightest if is_lit else 0))
        if not self.is_set(colour, is_lit=is_lit):
            raise OutOfService("not-taken")

    def is_set(self, colour: Sequence[int], *, is_lit: bool) -> bool:
        """Raises DeviceAbsent. A few LEDs round a brightness: lit is lit."""
        if self._is_blinking() or (self._number("brightness") > 0) is not is_lit:
            return False
        wanted = " ".join(map(str, colour))
        return not (is_lit and self._has_colours()) or self._read("multi_intensity") == wanted

    def _brightest(self) -> int:
        return max(1, self._number("max_brightness"))

    def _has_colours(self) -> bool:
        return (self._folder / "multi_intensity").exists()

    def _is_blinking(self) -> bool:
        """Something else than we decides when it is lit: a heartbeat, a disk."""
        with suppress(DeviceAbsent):
            return "[none]" not in (said := self._read("trigger")) and "[" in said
        return False

    def _number(self, attribute: str) -> int:
        said = self._read(attribute)
        return int(said) if said.isdecimal() else 0

    def _read(self, attribute: str) -> str:
        try:
            with (self._folder / attribute).open("rb") as file:
                return file.read(_LONGEST_ATTRIBUTE).decode("ascii", "replace").strip()
        except OSError as error:
            refusal = _refusal(error)
        raise refusal

    def _write(self, attribute: str, said: str) -> None:
        try:
            # Not created where it is missing: a lamp that was pulled out is absent, not a file.
            descriptor = os.open(self._folder / attribute, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC)
            try:
                os.write(descriptor, said.encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            refusal = _refusal(error)
        else:
            return
        raise refusal


def _refusal(error: OSError) -> DeviceError:
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENOTDIR):
        return DeviceAbsent("no-such-lamp")
    return DeviceAbsent("port-forbidden") if error.errno in (errno.EACCES, errno.EPERM) else OutOfService("not-taken")


def _state(condition: Condition, error: DeviceError | None = None) -> DeviceState:
    reasons, detail = ((error.code,), str(error)) if error else ((), "")
    return DeviceState("lamp", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
