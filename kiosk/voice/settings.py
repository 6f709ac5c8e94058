"""How loud, how fast, in which language: what a listener may turn, and what the next one finds. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kiosk.voice import Ear

SPEEDS: Final = (0.7, 1.0, 1.3)
SPEED_NAMES: Final = ("较慢", "适中", "较快")
STEP_DB: Final = 6.0
STEPS: Final = 5
"""Steps of 6 dB from the quietest to the loudest: 24 dB, 18 are asked for (EN 301 549 8.2.1)."""

USUAL_DBA: Final = 65.0
"""Where every visit begins and ends (EN 301 549 5.1.3.13)."""


@dataclass(frozen=True)
class Settings:
    """`full_dba`: what a sound meter shows where the listener's head is while a clip plays at full; measured when a terminal is set up."""

    full_dba: float = 77.0
    ear: Ear = Ear.MANDARIN
    pace: int = 1
    level: int = 0
    """Steps above 65 dBA."""

    @property
    def speed(self) -> float:
        return SPEEDS[self.pace]

    @property
    def dba(self) -> float:
        return USUAL_DBA + STEP_DB * self.level

    @property
    def volume(self) -> float:
        """Of full, 0 to 1."""
        return float(min(1.0, 10 ** ((self.dba - self.full_dba) / 20)))

    @property
    def highest(self) -> int:
        """The loudest step that this terminal can do, at most two above the usual one."""
        return max(0, min(2, int((self.full_dba - USUAL_DBA) // STEP_DB)))

    @property
    def step(self) -> int:
        """1 (quietest) to STEPS."""
        return self.level - self.highest + STEPS

    def louder(self, by: int) -> Settings:
        """`by` steps louder, or as loud (as quiet) as can be."""
        return replace(self, level=max(self.highest - STEPS + 1, min(self.highest, self.level + by)))

    def faster(self, by: int) -> Settings:
        return replace(self, pace=max(0, min(len(SPEEDS) - 1, self.pace + by)))

    def anew(self) -> Settings:
        """For the next visitor."""
        return Settings(self.full_dba)
