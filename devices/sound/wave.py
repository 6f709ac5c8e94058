"""Sounds as WAVs: makes them quieter, so that no mixer of the machine has to be trusted with the volume, and joins them."""

from __future__ import annotations

import io
import struct
import wave as riff
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from devices.errors import OutOfService

_BYTES_A_SAMPLE = 2
_CUE = struct.Struct("<IIIIII")


@dataclass(frozen=True)
class Wave:
    """PCM of 16 bit, as a WAV has it: little-endian, channels interleaved.

    `marks` are the frames at which its pieces begin, where it was joined out of some; a WAV has them as cue points, which
    players pass over.
    """

    samples: bytes
    channels: int
    rate: int
    marks: tuple[int, ...] = ()

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
                whole = samples[: len(samples) // frame * frame]
                return Wave(whole, file.getnchannels(), file.getframerate(), _marks_in(octets))
    except (riff.Error, EOFError, ValueError):
        pass
    raise OutOfService("not-a-wave")


def written(wave: Wave) -> bytes:
    """The WAV of it, its cue points before the samples."""
    octets = io.BytesIO()
    with riff.open(octets, "wb") as file:
        file.setnchannels(wave.channels)
        file.setsampwidth(_BYTES_A_SAMPLE)
        file.setframerate(wave.rate)
        file.writeframes(wave.samples)
    return _with_cues(octets.getvalue(), wave.marks) if wave.marks else octets.getvalue()


def joined(waves: Sequence[Wave]) -> Wave:
    """One after the other, each with a mark where it begins. All are of one rate and number of channels, and there is at least one."""
    marks, frames = [], 0
    for one in waves:
        marks.append(frames)
        frames += len(one.samples) // (_BYTES_A_SAMPLE * one.channels)
    return replace(waves[0], samples=b"".join(one.samples for one in waves), marks=tuple(marks))


def quieter(wave: Wave, gain: float) -> Wave:
    """Every sample times `gain`, 0 to 1; at 1 nothing is touched."""
    if gain >= 1.0:
        return wave
    import numpy  # where nothing is played it is not needed

    samples = numpy.frombuffer(wave.samples, dtype="<i2").astype(numpy.int64)
    softer = (samples * int(gain * 65_536)) >> 16
    return replace(wave, samples=softer.astype("<i2").tobytes())


def silence(seconds: float = 0.05, rate: int = 16_000) -> Wave:
    return Wave(bytes(_BYTES_A_SAMPLE * int(seconds * rate)), 1, rate)


# ---- cue points (RIFF: chunks, each with its name and length) ----


def _chunks(octets: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, where its content begins, and its length."""
    at = 12
    while at + 8 <= len(octets):
        name, length = struct.unpack_from("<4sI", octets, at)
        yield name, at + 8, length
        at += 8 + length + length % 2


def _marks_in(octets: bytes) -> tuple[int, ...]:
    with suppress(struct.error):
        for name, at, _ in _chunks(octets):
            if name == b"cue ":
                (count,) = struct.unpack_from("<I", octets, at)
                return tuple(
                    _CUE.unpack_from(octets, at + 4 + place * _CUE.size)[5] for place in range(min(count, 10_000))
                )
    return ()


def _with_cues(octets: bytes, marks: Sequence[int]) -> bytes:
    points = b"".join(
        _CUE.pack(number, mark, int.from_bytes(b"data", "little"), 0, 0, mark)
        for number, mark in enumerate(marks, start=1)
    )
    cues = struct.pack("<4sII", b"cue ", 4 + len(points), len(marks)) + points
    before_data = next(at - 8 for name, at, _ in _chunks(octets) if name == b"data")
    size = struct.pack("<I", len(octets) - 8 + len(cues))
    return octets[:4] + size + octets[8:before_data] + cues + octets[before_data:]
