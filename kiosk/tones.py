"""Short sounds, made and not recorded: a 嘀 when something was taken, two low notes when it was not."""

from __future__ import annotations

import io
import math
import wave
from array import array

RATE = 44_100
LOUDNESS = 0.4
FADE = 0.02
"""Seconds in which a note comes and goes, so that nothing clicks."""

Note = tuple[float, float]
"""Hertz and seconds."""

LONG_BEEP: tuple[Note, ...] = ((880.0, 0.35),)
TAKEN: tuple[Note, ...] = ((880.0, 0.15),)
REFUSED: tuple[Note, ...] = ((330.0, 0.18), (262.0, 0.26))


def sound_of(notes: tuple[Note, ...]) -> bytes:
    """A WAV: PCM, 16 bit, one channel; one note after the other."""
    samples = array("h")
    for hertz, seconds in notes:
        samples.extend(_note(hertz, int(RATE * seconds)))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def _note(hertz: float, count: int) -> array[int]:
    peak = 32_767 * LOUDNESS
    return array(
        "h", (int(peak * _swell(at, count) * math.sin(2 * math.pi * hertz * at / RATE)) for at in range(count))
    )


def _swell(at: int, count: int) -> float:
    return min(1.0, at / (RATE * FADE), (count - at) / (RATE * FADE))
