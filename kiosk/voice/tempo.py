"""Speech slower or faster with its pitch kept: overlap-add of pieces that fit each other (WSOLA). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    Samples = numpy.ndarray[Any, numpy.dtype[numpy.int16]]

WINDOW, SEEK = 0.025, 0.008
"""Seconds: of one piece, about three periods of a low voice; and how far around its place a piece is looked for."""


def stretched(samples: Samples, rate: int, speed: float) -> Samples:
    """`samples` of 16 bit, mono, as long as at `speed` (0.7: slower) they are. At 1 nothing is touched."""
    window, seek = int(WINDOW * rate) // 2 * 2, int(SEEK * rate)
    if speed == 1.0 or len(samples) < 2 * window + 2 * seek:
        return samples
    import numpy as np

    hop = window // 2
    shape = np.hanning(window + 1)[:window].astype(np.float32)
    before = np.concatenate(
        [np.zeros(seek, np.float32), samples.astype(np.float32), np.zeros(window + seek, np.float32)]
    )
    pieces = int(len(samples) / speed) // hop
    out = np.zeros((pieces + 2) * hop, np.float32)
    wanted = before[seek : seek + hop]
    for place in range(pieces):
        start = _best_start(before, int(place * hop * speed), 2 * seek, wanted)
        piece = before[start : start + window]
        out[place * hop : place * hop + window] += (
            piece * shape if place else np.concatenate([piece[:hop], piece[hop:] * shape[hop:]])
        )
        wanted = before[start + hop : start + 2 * hop]
    return np.clip(out[: pieces * hop], -32_768, 32_767).astype(np.int16)


def _best_start(before: Any, place: int, width: int, wanted: Any) -> int:
    """Where, within `width` from `place`, the sound goes on most like `wanted`."""
    import numpy as np

    last = max(0, len(before) - 2 * len(wanted))
    place = min(place, max(0, last - width))
    around = before[place : place + width + len(wanted)]
    likeness = np.correlate(around, wanted, mode="valid")
    energy = np.sqrt(np.convolve(around**2, np.ones(len(wanted), np.float32), mode="valid")) + 1.0
    return place + int(np.argmax(likeness / energy))
