"""How a receipt printer is: what has been done to it, what keeps it from printing, and what it says of that in its bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from devices.simulators.escpos_paper import DOTS_A_MILLIMETRE, FULL_ROLL_MM, PaperPath

SHEET_MM = 100
"""What the hall's dock calls one sheet of a roll: a short receipt."""
ERRORS = {"recoverable": 0x04, "unrecoverable": 0x20, "head-hot": 0x40}
"""Kinds of the direction `error`, by their bit in the answer to DLE EOT 3."""


class Condition:
    """Cover, knife, head, switches; the roll is the paper path's own."""

    def __init__(self, paper: PaperPath) -> None:
        self._paper = paper
        self._cover_open = self._knife_stuck = self._knife_error = self._offline = False
        self._errors: set[str] = set()
        self.mute = self.deaf = self.tells_unasked = False
        self.slow = 0.0
        self.garbage = b""

    def knows(self, directions: dict[str, Any]) -> bool:
        return directions.get("do") in self._DIRECTIONS

    def follow(self, directions: dict[str, Any]) -> None:
        self._DIRECTIONS[directions["do"]](self, directions)

    def told(self) -> dict[str, Any]:
        return {
            "paper_mm": self._paper.left // DOTS_A_MILLIMETRE,
            "cover_open": self._cover_open,
            "cutter_stuck": self._knife_stuck,
            "offline": self._offline,
            "mute": self.mute,
            "errors": sorted(self._errors),
        }

    def obstacle(self) -> str:
        """What keeps it from printing, if anything does."""
        if self._cover_open:
            return "cover"
        if self._paper.left <= 0:
            return "paper"
        return "knife" if self._knife_error else "error" if self._errors else "offline" if self._offline else ""

    def use_knife(self) -> None:
        self._knife_error = self._knife_stuck

    def answer_to(self, question: int) -> bytes:
        """DLE EOT 1-4: fixed bits 0x12, and what is the matter. Nothing for a question there is not."""
        no_paper = self._paper.left <= 0
        bits = {
            1: 0x08 * bool(self.obstacle()),
            2: 0x04 * self._cover_open | 0x20 * no_paper | 0x40 * bool(self._error_bits()),
            3: self._error_bits(),
            4: 0x0C * self._paper.near_end | 0x60 * no_paper,
        }
        return bytes((0x12 | bits[question],)) if question in bits else b""

    def sensor_status(self) -> bytes:
        """GS r 1: fixed bits 0x00."""
        return bytes((0x03 * self._paper.near_end | 0x0C * (self._paper.left <= 0),))

    def automatic_status(self) -> bytes:
        """Automatic Status Back: 0x10 and three bytes more, unasked at every change."""
        first = 0x10 | 0x08 * bool(self.obstacle()) | 0x20 * self._cover_open
        return bytes((first, self._error_bits(), self.sensor_status()[0], 0))

    def _error_bits(self) -> int:
        return 0x08 * self._knife_error | sum(ERRORS[kind] for kind in self._errors)

    # --- directions -----------------------------------------------------------------------------------------------------------

    def _load(self, directions: dict[str, Any]) -> None:
        """`sheets` of 100 mm or `millimetres`; a full roll with neither."""
        millimetres = directions.get("millimetres", int(directions.get("sheets", FULL_ROLL_MM // SHEET_MM)) * SHEET_MM)
        self._paper.left = int(millimetres) * DOTS_A_MILLIMETRE

    def _set_cover(self, directions: dict[str, Any]) -> None:
        self._cover_open = bool(directions.get("open", True))

    def _set_knife(self, directions: dict[str, Any]) -> None:
        """A stuck knife shows when it is used; a freed one is well again at once."""
        self._knife_stuck = bool(directions.get("stuck", True))
        self._knife_error &= self._knife_stuck

    def _set_offline(self, directions: dict[str, Any]) -> None:
        self._offline = bool(directions.get("on", True))

    def _set_error(self, directions: dict[str, Any]) -> None:
        kind = str(directions["kind"])
        if kind not in ERRORS:
            raise ValueError(f"no such error of a receipt printer: {kind}")
        (self._errors.add if directions.get("on", True) else self._errors.discard)(kind)

    def _set_mute(self, directions: dict[str, Any]) -> None:
        self.mute = bool(directions.get("on", True))

    def _set_deaf(self, directions: dict[str, Any]) -> None:
        """It takes no bytes at all any more."""
        self.deaf = bool(directions.get("on", True))

    def _set_unasked(self, directions: dict[str, Any]) -> None:
        self.tells_unasked = bool(directions.get("on", True))

    def _set_garbage(self, directions: dict[str, Any]) -> None:
        self.garbage = bytes.fromhex(directions.get("hex", ""))

    def _set_slow(self, directions: dict[str, Any]) -> None:
        self.slow = float(directions.get("seconds", 0))

    _DIRECTIONS: ClassVar[dict[str, Callable[[Condition, dict[str, Any]], None]]] = {
        "paper": _load,
        "cover": _set_cover,
        "cutter": _set_knife,
        "offline": _set_offline,
        "error": _set_error,
        "mute": _set_mute,
        "deaf": _set_deaf,
        "unasked": _set_unasked,
        "garbage": _set_garbage,
        "slow": _set_slow,
    }
