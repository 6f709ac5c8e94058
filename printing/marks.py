"""THE PAPER: what is drawn and not written: the woven knot (莞草席, the sedge mat) and the QR code, each as one path of rectangles."""

import segno

Rectangle = tuple[float, float, float, float]
"""Left, top, width, height; y grows downwards."""

STRANDS = 3
"""Odd, so that the weave is its own mirror image."""
STRAND_SHARE = 0.62
GAP_SHARE = 0.07


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


def qr(text: str, left: float, top: float, side: float) -> tuple[Rectangle, ...]:
    """ISO/IEC 18004, level M. `side` is the symbol's own; the quiet zone of 4 modules is the caller's white space.

    Modules side by side are one rectangle, so that no hairline of paper runs through them on a screen.
    """
    matrix = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    module = side / len(matrix)
    return tuple(
        (left + start * module, top + row * module, length * module, module)
        for row, modules in enumerate(matrix)
        for start, length in _dark_runs(modules)
    )


def qr_modules(text: str) -> int:
    """How many modules a side has, for whoever must choose a side."""
    return len(segno.make_qr(text, error="m", boost_error=False).matrix)


def _dark_runs(modules: bytes) -> list[tuple[int, int]]:
    found, start = [], None
    for column, dark in enumerate(modules + b"\0"):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            found.append((start, column - start))
            start = None
    return found
