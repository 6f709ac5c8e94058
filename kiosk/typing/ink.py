"""What a written character looks like to a matcher that knows no stroke order: how much ink runs which way, and where.

Runs in the helper process only, and where the model is made: numpy is not loaded into the terminal itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Stroke = Sequence[tuple[float, float]]
Ink = Sequence[Stroke]
"""Strokes in the order they were written, points from pen-down to pen-up; any unit, y downwards."""

Floats = NDArray[np.floating[Any]]

GRID = 8
DIRECTIONS = 8
LENGTH = DIRECTIONS * GRID * GRID + 1
"""Of a feature vector: ink by direction, row and column, and how many strokes there were."""

SPACING = 0.04
"""Of the longer side of the ink: strokes are cut into pieces of this length, each of which has one direction and one place."""
THIN = 0.25
"""A character whose shorter side is less than this part of the longer one keeps its shape: 一 is not stretched into a block."""
EVENED = 0.8
"""How far a crowded half is spread and an empty one drawn together, from 0 (not at all) to 1: hands differ most in this."""
REACH = 1.7
"""Ink within so many standard deviations of the middle fills its half of the box."""


def features(ink: Ink) -> Floats:
    """One vector of LENGTH for one character. Strokes without length count as dots. Raises ValueError without a single point."""
    drawn = [np.asarray(stroke, dtype=np.float32).reshape(-1, 2) for stroke in ink if len(stroke)]
    if not drawn:
        raise ValueError("no ink")
    pieces = [_cut(stroke, _spacing(drawn)) for stroke in drawn]
    ends = np.concatenate([np.stack((piece[:-1], piece[1:])) for piece in pieces], axis=1)
    weights = np.ones((1, ends.shape[1]), dtype=np.float32)
    found: Floats = vectors(ends[0][None], ends[1][None], weights, np.array([len(drawn)]))[0]
    return found


def vectors(starts: Floats, ends: Floats, weights: Floats, strokes: NDArray[np.int_]) -> Floats:
    """Many characters at once: `starts` and `ends` of their pieces (characters, pieces, 2), each piece with its weight, 0 for one
    that is not there; how many strokes each has. Returns (characters, LENGTH)."""
    low, size = _frame(starts, ends, weights)
    steps = (ends - starts) / size
    lengths = np.hypot(steps[..., 0], steps[..., 1]) * weights * GRID
    middles = np.clip(_evened(((starts + ends) / 2 - low) / size, lengths) * (GRID - 1), 0, GRID - 1 - 1e-4)
    turns = (np.arctan2(steps[..., 1], steps[..., 0]) / (2 * np.pi) * DIRECTIONS) % DIRECTIONS
    ink = _spread(turns, middles, lengths)
    ink = np.sqrt(_blurred(ink)).reshape(len(starts), -1)
    ink /= np.linalg.norm(ink, axis=1, keepdims=True) + 1e-6
    count = np.minimum(strokes, 30)[:, None] / 60
    return np.concatenate((ink, count), axis=1, dtype=np.float32)


def _spacing(drawn: list[Floats]) -> float:
    points = np.concatenate(drawn)
    return max(float(np.ptp(points, axis=0).max()) * SPACING, 1e-6)


def _cut(stroke: Floats, spacing: float) -> Floats:
    """The same line as points `spacing` apart. A dot becomes two points in one place."""
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(lengths)))
    count = max(2, int(along[-1] / spacing) + 1)
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, stroke[:, axis]) for axis in (0, 1)], axis=1).astype(np.float32)


def _frame(starts: Floats, ends: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Lower corner and size of each character's box, (characters, 1, 2); pieces that are not there do not count."""
    there = weights[..., None] > 0
    low = np.minimum(starts, ends).min(axis=1, keepdims=True, initial=np.inf, where=there)
    high = np.maximum(starts, ends).max(axis=1, keepdims=True, initial=-np.inf, where=there)
    size = np.maximum(high - low, 1e-6)
    longer = size.max(axis=2, keepdims=True)
    framed = np.where(size < THIN * longer, longer, size)
    return low - (framed - size) / 2, framed


def _evened(places: Floats, lengths: Floats) -> Floats:
    """Places in the box (characters, pieces, 2) moved so that both halves hold their ink alike (bi-moment normalisation)."""
    share = lengths[..., None] / (lengths.sum(axis=1)[:, None, None] + 1e-6)
    off = places - (places * share).sum(axis=1, keepdims=True)
    share = np.broadcast_to(share, off.shape)
    moved = np.zeros_like(off)
    for side in (off < 0, off > 0):
        within = share.sum(axis=1, keepdims=True, where=side) + 1e-6
        spread = np.sqrt((off**2 * share).sum(axis=1, keepdims=True, where=side) / within)
        moved = np.where(side, off / np.maximum(REACH * spread, 0.18) / 2, moved)
    return np.asarray(EVENED * (0.5 + moved) + (1 - EVENED) * places)


def _spread(turns: Floats, middles: Floats, lengths: Floats) -> Floats:
    """Each piece is shared among its two nearest directions and its four nearest cells."""
    count = len(turns)
    cells = np.zeros(count * DIRECTIONS * GRID * GRID)
    character = np.arange(count)[:, None] * DIRECTIONS
    direction, corner = np.floor(turns).astype(int), np.floor(middles).astype(int)
    past = turns - direction
    over = middles - corner
    for more in (0, 1):
        facing = (direction + more) % DIRECTIONS
        share = lengths * (past if more else 1 - past)
        for right in (0, 1):
            for down in (0, 1):
                x = np.minimum(corner[..., 0] + right, GRID - 1)
                y = np.minimum(corner[..., 1] + down, GRID - 1)
                part = share * np.abs(1 - right - over[..., 0]) * np.abs(1 - down - over[..., 1])
                place = ((character + facing) * GRID + y) * GRID + x
                cells += np.bincount(place.ravel(), part.ravel(), minlength=len(cells))
    return cells.reshape(count, DIRECTIONS, GRID, GRID).astype(np.float32)


def _blurred(ink: Floats) -> Floats:
    """A hand is never exact: a quarter of each cell lies in its neighbours."""
    for axis in (2, 3):
        padded = np.pad(ink, [(1, 1) if place == axis else (0, 0) for place in range(4)])
        before, here, after = (np.take(padded, range(step, step + GRID), axis=axis) for step in (0, 1, 2))
        ink = before / 4 + here / 2 + after / 4
    return ink
