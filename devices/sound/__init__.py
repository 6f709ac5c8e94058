"""Sound out: the headphones or the loudspeaker. What is private goes to headphones only; who plays says which.

Driver: `player_process.py` (a player of ALSA or PipeWire as a process, fed with PCM).
"""

from enum import StrEnum
from typing import Protocol

from devices.state import DeviceState

__all__ = ["Outlet", "SoundOut"]


class Outlet(StrEnum):
    SPEAKER = "speaker"
    HEADPHONES = "headphones"


class SoundOut(Protocol):
    """A sound card on a wire."""

    def play(self, wave: bytes, outlet: Outlet, volume: float = 1.0) -> None:
        """Play one WAV (PCM, 16 bit) to its end; `volume` 0 to 1. Ends what was playing. Blocks.

        Raises Cancelled (by `stop`, or by the next `play`), DeviceAbsent (no such player or sink), OutOfService.
        """
        ...

    def stop(self) -> None:
        """From any thread: silence within 100 ms."""
        ...

    def state(self) -> DeviceState: ...

    def close(self) -> None: ...
