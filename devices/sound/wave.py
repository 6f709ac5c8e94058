"""Makes a WAV quieter: the volume is ours, so that no mixer of the machine has to be trusted with it."""

import array
import io
import sys
import wave as riff
from dataclasses import dataclass

from devices.errors import OutOfService

_BYTES_A_SAMPLE = 2


@dataclass(frozen=True)
class Wave:
    """PCM of 16 bit, as a WAV has it: little-endian, channels interleaved."""

    samples: bytes
    channels: int
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / (_BYTES_A_SAMPLE * self.channels * self.rate)


def read(octets: bytes) -> Wave:
    """Raises OutOfService("not-a-wave") for what is no WAV of 16-bit PCM."""
    try:
        with riff.open(io.BytesIO(octets)) as file:
            frame = _BYTES_A_SAMPLE * file.getnchannels()
            if file.getsampwidth() == _BYTES_A_SAMPLE and frame and file.getframerate() > 0:
                samples = file.readframes(file.getnframes())
                return Wave(samples[: len(samples) // frame * frame], file.getnchannels(), file.getframerate())
    except (riff.Error, EOFError, ValueError):
        pass
    raise OutOfService("not-a-wave")


def written(wave: Wave) -> bytes:
    """The WAV of it."""
    octets = io.BytesIO()
    with riff.open(octets, "wb") as file:
        file.setnchannels(wave.channels)
        file.setsampwidth(_BYTES_A_SAMPLE)
        file.setframerate(wave.rate)
        file.writeframes(wave.samples)
    return octets.getvalue()


def quieter(wave: Wave, gain: float) -> Wave:
    """Every sample times `gain`, 0 to 1; at 1 nothing is touched."""
    if gain >= 1.0:
        return wave
    samples = array.array("h", wave.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    factor = int(gain * 65_536)
    softer = array.array("h", [sample * factor >> 16 for sample in samples])
    if sys.byteorder == "big":
        softer.byteswap()
    return Wave(softer.tobytes(), wave.channels, wave.rate)


def silence(seconds: float = 0.05, rate: int = 16_000) -> Wave:
    return Wave(bytes(_BYTES_A_SAMPLE * int(seconds * rate)), 1, rate)
