"""THE PAPER: blocks become pieces, pieces become pages. Pure: it measures, it draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from printing import fonts, marks
from printing.fonts import Weight
from printing.style import INK


@dataclass(frozen=True)
class Words:
    """Text on one line from `x`, on the baseline `y`; `spread` is added after each character."""

    x: float
    y: float
    text: str
    size: float
    weight: Weight = Weight.REGULAR
    colour: str = INK
    spread: float = 0.0


@dataclass(frozen=True)
class Line:
    x: float
    y: float
    to_x: float
    to_y: float
    thickness: float
    colour: str


@dataclass(frozen=True)
class Blocks:
    """Rectangles filled as one path."""

    rectangles: tuple[marks.Rectangle, ...]
    colour: str = INK


Stroke = Words | Line | Blocks
"""Coordinates in points; y grows downwards from the top of whatever holds the stroke."""


def moved(stroke: Stroke, right: float, down: float) -> Stroke:
    match stroke:
        case Words():
            return replace(stroke, x=stroke.x + right, y=stroke.y + down)
        case Line():
            return Line(
                stroke.x + right,
                stroke.y + down,
                stroke.to_x + right,
                stroke.to_y + down,
                stroke.thickness,
                stroke.colour,
            )
        case Blocks():
            return Blocks(tuple((x + right, y + down, w, h) for x, y, w, h in stroke.rectangles), stroke.colour)


@dataclass(frozen=True)
class Piece:
    """What never splits. `before` is the air above it, dropped at the top of a page; `header` comes again where it opens a page."""

    height: float
    strokes: tuple[Stroke, ...] = ()
    before: float = 0.0
    keeps_with_next: bool = False
    header: Piece | None = None
    seal_at: tuple[float, float] | None = None
    """Where the seal's upper left corner goes, if the seal stands in this piece."""


@dataclass(frozen=True)
class Placed:
    """A piece on a page: `top` counts from the top of the text."""

    top: float
    piece: Piece


Page = tuple[Placed, ...]


def paginate(pieces: Sequence[Piece], height: float) -> list[Page]:
    """Fill pages of `height` from the top. Pieces that keep together go over together, unless they fill more than a page."""
    pages = _Pages(height)
    for group in _groups(pieces):
        if not pages.fits(group):
            pages.turn()
        for piece in group:
            pages.place(piece)
    return pages.finished()


def _groups(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.keeps_with_next:
            yield group
            group = []
    if group:
        yield group


class _Pages:
    """Pages being filled."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._done: list[Page] = []
        self._open: list[Placed] = []
        self._used = 0.0

    def fits(self, group: Sequence[Piece]) -> bool:
        return self._used + sum(piece.before + piece.height for piece in group) <= self._height + 0.01

    def turn(self) -> None:
        """Begin a new page, unless this one is still empty."""
        if self._open:
            self._done.append(tuple(self._open))
            self._open, self._used = [], 0.0

    def place(self, piece: Piece) -> None:
        if not self.fits([piece]):
            self.turn()
        if not self._open:
            piece = replace(piece, before=0.0)
            if piece.header:
                self._put(piece.header)
        self._put(piece)

    def _put(self, piece: Piece) -> None:
        self._open.append(Placed(self._used + piece.before, piece))
        self._used += piece.before + piece.height

    def finished(self) -> list[Page]:
        self.turn()
        return self._done or [()]


def baseline(leading: float, size: float) -> float:
    """From the top of a line to its baseline: the Chinese character (0.88 em above it, 0.12 below) stands in the middle."""
    return (leading - size) / 2 + 0.88 * size


def right_aligned(
    right: float, y: float, text: str, size: float, weight: Weight = Weight.REGULAR, colour: str = INK
) -> Words:
    return Words(right - fonts.width(text, weight, size), y, text, size, weight, colour)


def centred(
    middle: float, y: float, text: str, size: float, weight: Weight = Weight.REGULAR, colour: str = INK
) -> Words:
    return Words(middle - fonts.width(text, weight, size) / 2, y, text, size, weight, colour)
