"""An ear in the hall: what came out of the sound wire, as words. The screen is never looked at.

The sound card writes down of each piece it was given how long it is and its hash. The clips that are shipped are decoded, brought to
the volume in force, and hashed the same way; what was spoken live is known where the test says which words to expect.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devices.sound.wave import Wave, quieter
from kiosk.voice import Ear, live
from kiosk.voice.library import Library, file_name
from kiosk.voice.settings import Settings
from kiosk.voice.sounding import RATE, decoded, levelled

UNKNOWN = "…"


@dataclass
class HallEar:
    """`heard` is everything since `from_now_on`, a line for each sound: its words, the outlet it came from, whether it was cut off."""

    folder: Path
    volume: float = field(default_factory=lambda: Settings().volume)
    library: Library = field(default_factory=Library)
    skipped: int = 0
    _known: dict[str, str] = field(default_factory=dict)
    _decoded: set[tuple[Ear, str, float]] = field(default_factory=set)

    def from_now_on(self) -> None:
        self.skipped = len(self._sounds())

    def expects(self, *words: str, ear: Ear = Ear.MANDARIN) -> None:
        """Words that no clip says: espeak-ng is asked for the same."""
        for one in words:
            samples = levelled(live.speak(one, ear))
            self._known[self._hash(samples)] = one

    def heard(self) -> list[str]:
        return [self._words(sound) for sound in self._sounds()[self.skipped :]]

    def outlets(self) -> set[str]:
        return {str(sound["sink"]) for sound in self._sounds()[self.skipped :]}

    def peaks(self) -> list[int]:
        return [int(sound["peak"]) for sound in self._sounds()[self.skipped :]]

    def _words(self, sound: dict[str, Any]) -> str:
        return " ".join(self._piece(piece) for piece in sound["pieces"])

    def _piece(self, piece: dict[str, Any]) -> str:
        if piece["sha256"] not in self._known:
            self._learn(piece["frames"])
        return self._known.get(piece["sha256"], UNKNOWN)

    def _learn(self, frames: int) -> None:
        """Every clip of that length, as it sounds at the volume in force."""
        for ear, words in self._clips_of(frames):
            asked = (ear, words, self.volume)
            if asked not in self._decoded:
                self._decoded.add(asked)
                self._known[self._hash(decoded(self.library.file(words, ear)))] = words

    def _clips_of(self, frames: int) -> Iterator[tuple[Ear, str]]:
        for ear in (Ear.MANDARIN, Ear.ENGLISH):
            yield from (
                (ear, clip.words)
                for name, clip in self.library.manifest(ear).items()
                if clip.frames == frames and name == file_name(clip.words, ear)
            )

    def _hash(self, samples: Any) -> str:
        wave = quieter(Wave(samples.astype("<i2").tobytes(), 1, RATE), self.volume)
        return hashlib.sha256(wave.samples).hexdigest()

    def _sounds(self) -> list[dict[str, Any]]:
        try:
            whole, _, _ = (self.folder / "played.jsonl").read_text("ascii").rpartition("\n")
        except OSError:
            return []
        return [said for said in map(json.loads, whole.splitlines()) if "sink" in said]


def in_order(wanted: Iterable[str], heard: Iterable[str]) -> bool:
    """Whether all of `wanted` was heard, in this order, whatever came between."""
    rest = iter(heard)
    return all(any(words == one or words in one.split() for one in rest) for words in wanted)
