"""Which characters a drawing may be: the nearest of the learnt ones. Runs in the helper process only.

The model is made by scripts/make_handwriting.py: a linear map that leaves out what differs between hands and keeps what differs
between characters (linear discriminant analysis), and for each character one point behind it, in whole numbers of one byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.typing.ink import Floats, Ink, features


@dataclass(frozen=True)
class Matcher:
    """`labels[i]` is the character of row i of `points`; a character may have several rows (7 with and without its bar)."""

    labels: str
    map: Floats
    points: Floats
    squares: Floats

    @classmethod
    def load(cls, path: Path) -> Matcher:
        """Raises OSError, ValueError or KeyError for a file that is no model."""
        with np.load(path, allow_pickle=False) as model:
            points = model["points"].astype(np.float32) * model["scale"].astype(np.float32)
            handicap = model["handicap"].astype(np.float32)
            labels = bytes(model["labels"]).decode("utf-8")
            learnt = model["map"].astype(np.float32)
        if len(labels) != len(points):
            raise ValueError("labels and points differ")
        return cls(labels, learnt, points, (points**2).sum(axis=1) + handicap)

    def match(self, ink: Ink, most: int = 10) -> list[str]:
        """At most `most` characters, the likeliest first, none twice. Raises ValueError without a single point of ink."""
        far = self._distances(features(ink))
        near = np.argpartition(far, 4 * most)[: 4 * most]
        ordered = near[np.argsort(far[near])]
        return list(dict.fromkeys(self.labels[row] for row in ordered))[:most]

    def _distances(self, vector: Floats) -> NDArray[np.float32]:
        """Squared, less what all have in common."""
        there = (vector @ self.map).astype(np.float32)
        return np.asarray(self.squares - 2 * (self.points @ there), dtype=np.float32)
