"""Hands for benchmarks/handwriting.py: each writes a character in its own way. They are no kin of those the model has learnt from
(scripts/make_handwriting.py): other noise, other bends, made up apart. No person's writing is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Strokes = list[NDArray[np.float64]]
Hand = Callable[[Strokes], Strokes]

INK = Path(__file__).parent / "ink" / "kanjivg.npz"


def drawn() -> Iterator[tuple[str, str, Strokes]]:
    """kind (common | rare | simple), character, strokes in a box of 1."""
    with np.load(INK) as ink:
        kinds = np.repeat(["common", "rare", "simple"], ink["kinds"])
        points, end = ink["points"] / 255, 0
        for kind, code, count in zip(kinds, ink["characters"], ink["strokes"], strict=True):
            start, end = end, end + int(count)
            yield str(kind), chr(int(code)), list(points[start:end])


class Hands:
    """The same seed gives the same writing."""

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)

    def every(self) -> dict[str, Hand]:
        return {
            "neat": lambda ink: ink,
            "shaky": self.shaky,
            "very shaky": lambda ink: self.shaky(ink, 0.035),
            "two joined": lambda ink: self.joined(ink, only_one=True),
            "half joined": self.joined,
            "any order": self.any_order,
            "last missing": lambda ink: self.shaky(ink)[:-1] if len(ink) > 4 else self.shaky(ink),
            "slanted": self.slanted,
        }

    def shaky(self, ink: Strokes, amount: float = 0.018) -> Strokes:
        """Each stroke off its place, each point off its stroke; a little slant, a little narrow."""
        slant, narrow = self._chance.uniform(-0.12, 0.12), self._chance.uniform(0.75, 1.0)
        return [self._bent(self._shaken(stroke, amount), slant, narrow) for stroke in ink]

    def slanted(self, ink: Strokes) -> Strokes:
        """Shaky, slanted by 17 degrees, the paper turned by 8."""
        turn = self._chance.choice((-0.14, 0.14))
        turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        return [self._bent(self._shaken(stroke, 0.018), 0.3, 0.9) @ turned for stroke in ink]

    def joined(self, ink: Strokes, *, only_one: bool = False) -> Strokes:
        """Shaky, the pen not lifted between every second pair of strokes, or between one pair."""
        strokes = self.shaky(ink)
        pairs = self._chance.random(len(strokes) - 1) < 0.5
        if only_one and len(strokes) > 1:
            pairs = np.arange(len(strokes) - 1) == self._chance.integers(len(strokes) - 1)
        written = strokes[:1]
        for stroke, with_the_last in zip(strokes[1:], pairs, strict=True):
            if with_the_last:
                written[-1] = np.concatenate((written[-1], stroke))
            else:
                written.append(stroke)
        return written

    def any_order(self, ink: Strokes) -> Strokes:
        strokes = self.shaky(ink)
        return [strokes[place] for place in self._chance.permutation(len(strokes))]

    def _shaken(self, stroke: NDArray[np.float64], amount: float) -> NDArray[np.float64]:
        trembling = self._chance.normal(0, amount * 0.35, stroke.shape)
        return np.asarray(stroke + self._chance.normal(0, amount, 2) + trembling)

    def _bent(self, stroke: NDArray[np.float64], slant: float, narrow: float) -> NDArray[np.float64]:
        return np.stack(((stroke[:, 0] + slant * (1 - stroke[:, 1])) * narrow, stroke[:, 1]), axis=1)
