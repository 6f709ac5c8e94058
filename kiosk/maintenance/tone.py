"""One short 嘀, made and not recorded: what a test of the loudspeaker plays."""

import io
import math
import wave
from array import array

RATE = 44_100
SECONDS = 0.35
HERTZ = 880.0
LOUDNESS = 0.4
FADE = 0.02
"""Seconds in which it comes and goes, so that nothing clicks."""


def beep() -> bytes:
    """A WAV: PCM, 16 bit, one channel."""
    count = int(RATE * SECONDS)
    samples = array(
        "h",
        (int(32_767 * LOUDNESS * _swell(at, count) * math.sin(2 * math.pi * HERTZ * at / RATE)) for at in range(count)),
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def _swell(at: int, count: int) -> float:
    return min(1.0, at / (RATE * FADE), (count - at) / (RATE * FADE))
