"""The helper that reads handwriting: `python -I -m kiosk.typing.ink_program`. One JSON line in, one out.

{"id": 1, "ink": [[x, y, x, y, …], …]} → {"id": 1, "candidates": ["东", "车", …]}
"""

from __future__ import annotations

import os
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one drawing is no work for several threads, and their start is

import resources
from kiosk.typing.shut_in import Answer, Request, refuse, serve, shut_in

MOST_POINTS = 4_000
CANDIDATES = 10
FARTHEST = 1e6
"""No panel has a pixel beyond; what is no number is beyond too."""


def main() -> int:
    try:
        from kiosk.typing.matcher import Matcher

        matcher = Matcher.load(resources.path("typing", "handwriting.npz"))
    except (ImportError, OSError, ValueError, KeyError) as error:
        return refuse(type(error).__name__)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # stdout of a program is a text stream

    def answered(request: Request) -> Answer:
        return {"candidates": matcher.match(strokes_of(request), CANDIDATES)}

    shut_in()
    matcher.match(
        [[(0.0, 0.0), (1.0, 1.0)]]
    )  # whatever numpy loads at its first use is loaded before a visitor waits for it
    serve(answered)
    return 0


def strokes_of(request: Request) -> list[list[tuple[float, float]]]:
    """Raises ValueError or TypeError for what is no ink, or too much of it."""
    strokes = [list(zip(map(float, row[::2]), map(float, row[1::2]), strict=True)) for row in request["ink"]]
    too_far = any(not abs(number) < FARTHEST for stroke in strokes for point in stroke for number in point)
    if too_far or sum(map(len, strokes)) > MOST_POINTS:
        raise ValueError("too much ink")
    return strokes


if __name__ == "__main__":
    sys.exit(main())
