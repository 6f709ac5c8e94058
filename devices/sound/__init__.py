"""Sound out: the headphones or the loudspeaker. What is private goes to headphones only; who plays says which.

Driver: `player_process.py` (a player of ALSA or PipeWire as a process, fed with PCM).
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from devices.state import DeviceState

__all__ = ["Outlet", "SoundOut"]


class Outlet(StrEnum):
    SPEAKER = "speaker"
    HEADPHONES = "headphones"


class SoundOut(Protocol):
    """A sound card on a wire."""

    def play(
        self, wave: bytes, outlet: Outlet, volume: float = 1.0, *, unless: Callable[[], bool] | None = None
    ) -> None:
        """Play one WAV (PCM, 16 bit) to its end; `volume` 0 to 1. Ends what was playing. Blocks.

        `unless` is asked once, when a `stop` from then on would end this sound: who wanted silence just before is not overheard.
        Raises Cancelled (by `stop`, by the next `play`, or since `unless` said so), DeviceAbsent (no such player or sink),
        OutOfService.
        """
        ...

    def stop(self) -> None:
        """From any thread: silence within 100 ms."""
        ...

    def state(self) -> DeviceState: ...

    def close(self) -> None: ...
