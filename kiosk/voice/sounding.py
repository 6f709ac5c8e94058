"""Steps as sound: clips out of their files, live speech and pauses, joined to one WAV with a mark where each begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from devices.sound.wave import Wave, joined, written
from kiosk.voice import Ear, live
from kiosk.voice.composing import Clip, Live, Step
from kiosk.voice.tempo import stretched

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.voice.library import Library

RATE: Final = 24_000
LIVE_RMS: Final = 0.1 * 32_768
"""Live speech is made as loud as the clips are."""


class Sounding:
    """Turns steps into sound in one language of the ear. Called on the player's thread; reads files, runs espeak-ng."""

    def __init__(self, library: Library, missed: Callable[[str, Ear], None]) -> None:
        """`missed` hears of words that no clip says, (words, ear), unless they are somebody's own."""
        self._library = library
        self._missed = missed

    def wav(
        self, steps: Sequence[Step], ear: Ear, speed: float, *, rest: float = 0.0, private: bool = False
    ) -> bytes | None:
        """All of them as one WAV of 24 kHz, mono, 16 bit, with `rest` seconds of silence after; None where there is nothing to hear."""
        for step in steps if not private else ():
            if isinstance(step, Live):
                self._missed(step.words, step.ear)
        pieces = [piece for step in steps for piece in self._piece(step, ear, speed)]
        if not pieces:
            return None
        return written(joined([*pieces, *([_silent(rest)] if rest else [])]))

    def _piece(self, step: Step, ear: Ear, speed: float) -> Iterable[Wave]:
        if isinstance(step, Clip):
            return self._clip(step.words, ear, speed)
        if isinstance(step, Live):
            return self._live(step, speed)
        return [_silent(step.seconds / speed)]

    def _clip(self, words: str, ear: Ear, speed: float) -> Iterable[Wave]:
        try:
            samples = decoded(self._library.file(words, ear))
        except (OSError, KeyError, RuntimeError):  # gone or spoilt since it was found: then it is spoken
            return self._live(Live(words, ear), speed)
        return [_wave(stretched(samples, RATE, speed))]

    def _live(self, step: Live, speed: float) -> Iterable[Wave]:
        try:
            return [_wave(levelled(live.speak(step.words, step.ear, speed)))]
        except live.CannotSpeak:
            return []


def decoded(file: Path) -> Any:
    """The samples of a clip or a recording: 16 bit, mono, 24 kHz. Raises RuntimeError (soundfile's) for what is no sound file."""
    import soundfile

    samples, rate = soundfile.read(str(file), dtype="int16", always_2d=True)
    mono = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1).astype("int16")
    return resampled(mono, rate)


def resampled(samples: Any, rate: int) -> Any:
    """At 24 kHz, by straight lines between samples: good enough for speech."""
    if rate == RATE or not len(samples):
        return samples
    import numpy as np

    there = np.arange(int(len(samples) * RATE / rate)) * (rate / RATE)
    return np.interp(there, np.arange(len(samples)), samples).astype(np.int16)


def levelled(pcm: bytes) -> Any:
    """What espeak-ng said, without the silence around it, as loud as a clip."""
    import numpy as np

    samples = resampled(np.frombuffer(pcm, dtype="<i2"), live.RATE).astype(np.float64)
    loud = np.flatnonzero(np.abs(samples) > 300)
    if not len(loud):
        return samples[:0].astype(np.int16)
    said = samples[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 20]
    spoken = said[np.abs(said) > 300]
    gain = min(LIVE_RMS / float(np.sqrt(np.mean(spoken**2))), 29_000 / float(np.abs(said).max()))
    return (said * gain).astype(np.int16)


def _wave(samples: Any) -> Wave:
    return Wave(samples.astype("<i2").tobytes(), 1, RATE)


def _silent(seconds: float) -> Wave:
    return Wave(bytes(2 * int(seconds * RATE)), 1, RATE)
