"""THE PAPER: what a seal looks like: a vector drawing of our own, plainly marked as a sample, never a real organisation's seal."""

import zlib
from collections.abc import Iterator
from functools import cache
from math import cos, pi, sin

from printing import marks, outlines
from printing.content import colour
from printing.fonts import Weight
from printing.pdf_file import SMALL
from printing.style import SEAL_RED, SEAL_SIDE

AROUND = "样章 · 非正式印章"
BELOW = "SAMPLE  ·  NOT AN OFFICIAL SEAL"
RING = 2.9
KNOT_SHARE = 0.34
BEND = 0.5523
"""How far a quarter of a circle's controls stand from its ends, as a part of the radius."""


@cache
def packed_seal_picture() -> bytes:
    """The operators that draw it on SEAL_SIDE by SEAL_SIDE points, on no ground; compressed, once for the process."""
    red, middle = colour(SEAL_RED), SEAL_SIDE / 2
    operators = [f"{red} RG {red} rg 1 0 0 1 {middle:.2f} {middle:.2f} cm", *_drawn()]
    return zlib.compress("\n".join(operators).encode("ascii"), SMALL)


def _drawn() -> Iterator[str]:
    radius = SEAL_SIDE / 2
    yield _circle(radius - RING / 2, RING)
    yield _circle(radius - RING - 2.4, 0.5)
    yield _knot(SEAL_SIDE * KNOT_SHARE)
    yield from _arc(AROUND, 12.2, Weight.BOLD, radius - 18.5, spacing=1.28, upper=True)
    yield from _arc(BELOW, 4.7, Weight.MEDIUM, radius - 10.6, spacing=1.16, upper=False)


def _circle(radius: float, thickness: float) -> str:
    far, bend = radius, radius * BEND
    quarters = (
        (far, bend, bend, far, 0.0, far),
        (-bend, far, -far, bend, -far, 0.0),
        (-far, -bend, -bend, -far, 0.0, -far),
        (bend, -far, far, -bend, far, 0.0),
    )
    curves = " ".join(" ".join(f"{number:.2f}" for number in quarter) + " c" for quarter in quarters)
    return f"{thickness:g} w {far:.2f} 0 m {curves} s"


def _knot(side: float) -> str:
    rectangles = marks.knot(-side / 2, -side / 2, side)
    return (
        " ".join(f"{left:.2f} {-top - high:.2f} {wide:.2f} {high:.2f} re" for left, top, wide, high in rectangles)
        + " f"
    )


def _arc(text: str, size: float, weight: Weight, radius: float, *, spacing: float, upper: bool) -> Iterator[str]:
    """Text on a circle: above it reads clockwise with its feet to the centre, below it counter-clockwise with its head there."""
    letters = [outlines.letter(character, weight) for character in text]
    steps = [
        _step(character, advance) * size / 1000 * spacing / radius
        for character, (_, advance) in zip(text, letters, strict=True)
    ]
    turn = 1 if upper else -1
    angle = pi / 2 * turn + turn * sum(steps) / 2
    for (path, advance), step in zip(letters, steps, strict=True):
        angle -= turn * step / 2
        yield f"q {_placed(angle, radius, turn, size / 1000, advance / 2)} cm {path} Q"
        angle -= turn * step / 2


def _step(character: str, advance: float) -> float:
    """A middle dot is as wide as a character; on the ring that would be a hole."""
    return advance * (0.55 if character == "·" else 1.0)


def _placed(angle: float, radius: float, turn: int, scale: float, half: float) -> str:
    """From a letter's own measures to its place on the ring, its middle on the ray."""
    lean = angle - turn * pi / 2
    across, up = scale * cos(lean), scale * sin(lean)
    x, y = radius * cos(angle) - half * across, radius * sin(angle) - half * up
    return f"{across:.6f} {up:.6f} {-up:.6f} {across:.6f} {x:.3f} {y:.3f}"
