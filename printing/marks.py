"""THE PAPER: what is drawn and not written: the woven knot (莞草席, the sedge mat) and the QR code, each as one path of rectangles."""

import re
from dataclasses import dataclass, field

import segno

Rectangle = tuple[float, float, float, float]
"""Left, top, width, height; y grows downwards."""

STRANDS = 3
"""Odd, so that the weave is its own mirror image."""
STRAND_SHARE = 0.62
GAP_SHARE = 0.07

DARK = re.compile(b"\x01+")


def knot(left: float, top: float, side: float) -> tuple[Rectangle, ...]:
    """Three by three strands, over and under; a strand that dives stops short of the one above it. Needs no ground colour."""
    cell = side / STRANDS
    cells = ((column, row) for row in range(STRANDS) for column in range(STRANDS))
    return tuple(
        rectangle
        for column, row in cells
        for rectangle in _crossing(left + column * cell, top + row * cell, cell, upright=(column + row) % 2 == 0)
    )


def _crossing(left: float, top: float, cell: float, *, upright: bool) -> tuple[Rectangle, Rectangle, Rectangle]:
    """One crossing: the strand above whole, the two ends of the one below."""
    pad, strand = cell * (1 - STRAND_SHARE) / 2, cell * STRAND_SHARE
    end = pad - cell * GAP_SHARE
    if upright:
        return (
            (left + pad, top, strand, cell),
            (left, top + pad, end, strand),
            (left + cell - end, top + pad, end, strand),
        )
    return (left, top + pad, cell, strand), (left + pad, top, strand, end), (left + pad, top + cell - end, strand, end)


@dataclass(frozen=True)
class Symbol:
    """A QR code (ISO/IEC 18004, level M): rows of modules, 1 where it is dark. The quiet zone is the caller's white space."""

    rows: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str, *, mask: int | None = None) -> "Symbol":
        """`mask`: one of the eight patterns that break up large areas, or None for the one that does it best, which takes 15 ms to find."""
        return cls(tuple(bytes(row) for row in segno.make_qr(text, error="m", mask=mask, boost_error=False).matrix))

    def quiet_zone(self, side: float) -> float:
        """Four modules of a symbol of that side."""
        return 4 * side / len(self.rows)

    def drawn(self, left: float, top: float, side: float) -> tuple[Rectangle, ...]:
        """Dark modules side by side are one rectangle, so that no hairline of paper runs through them on a screen."""
        module = side / len(self.rows)
        return tuple(
            (left + start * module, top + row * module, length * module, module)
            for row, modules in enumerate(self.rows)
            for start, length in _dark_runs(modules)
        )


def _dark_runs(modules: bytes) -> list[tuple[int, int]]:
    return [(found.start(), len(found.group())) for found in DARK.finditer(modules)]
