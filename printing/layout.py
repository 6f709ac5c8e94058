"""THE PAPER: blocks become pieces, pieces become pages. Pure: it measures, it draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from printing import fonts, marks
from printing.fonts import Weight
from printing.structure import Part
from printing.style import INK


class Words(NamedTuple):
    """Text on one line from `x`, on the baseline `y`; `spread` is added after each character.

    `part` is what of the document this says; what says nothing of it (a page's number, a rule) is part of nothing.
    """

    x: float
    y: float
    text: str
    size: float
    weight: Weight = Weight.REGULAR
    colour: str = INK
    spread: float = 0.0
    part: Part | None = None
    language: str = ""
    """Where it is another than the document's."""


class Line(NamedTuple):
    x: float
    y: float
    to_x: float
    to_y: float
    thickness: float
    colour: str
    part: Part | None = None


class Blocks(NamedTuple):
    """Rectangles filled as one path."""

    rectangles: tuple[marks.Rectangle, ...]
    colour: str = INK
    part: Part | None = None


class Path(NamedTuple):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    thickness: float
    colour: str
    part: Part | None = None


class Token(NamedTuple):
    """Where a code goes that is made last of all, from what the pages say; (x, y) is its upper left corner."""

    x: float
    y: float
    side: float
    part: Part | None = None


Stroke = Words | Line | Blocks | Path | Token
"""Coordinates in points; y grows downwards from the top of whatever holds the stroke."""


def moved(stroke: Stroke, right: float, down: float) -> Stroke:
    match stroke:
        case Words() | Token():
            return stroke._replace(x=stroke.x + right, y=stroke.y + down)
        case Line(x, y, to_x, to_y):
            return stroke._replace(x=x + right, y=y + down, to_x=to_x + right, to_y=to_y + down)
        case Blocks():
            return stroke._replace(rectangles=tuple((x + right, y + down, w, h) for x, y, w, h in stroke.rectangles))
        case Path():
            return stroke._replace(points=tuple((x + right, y + down) for x, y in stroke.points))


class Piece(NamedTuple):
    """What never splits. `before` is the air above it, dropped at the top of a page; `header` comes again where it opens a page."""

    height: float
    strokes: tuple[Stroke, ...] = ()
    before: float = 0.0
    keeps_with_next: bool = False
    header: Piece | None = None
    seal_at: tuple[float, float] | None = None
    """Where the seal's upper left corner goes, if the seal stands in this piece."""


class Placed(NamedTuple):
    """A piece on a page: `top` counts from the top of the text. `again`: a table's head where it was said before."""

    top: float
    piece: Piece
    again: bool = False


Page = tuple[Placed, ...]


class TooManyPages(Exception):
    """More pages than were asked for: whoever tries a layout need not finish it."""


def paginate(pieces: Iterable[Piece], height: float, most: int | None = None) -> list[Page]:
    """Fill pages of `height` from the top. Pieces that keep together go over together, unless they fill more than a page.

    Raises TooManyPages as soon as there are more than `most`.
    """
    pages = _Pages(height)
    for group in _groups(pieces):
        if not pages.fits(group):
            pages.turn()
        for piece in group:
            pages.place(piece)
        if most is not None and pages.count > most:
            raise TooManyPages
    return pages.finished()


def _groups(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
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

    @property
    def count(self) -> int:
        """Pages so far, the open one included."""
        return len(self._done) + bool(self._open)

    def fits(self, group: Sequence[Piece]) -> bool:
        return self._used + sum(piece.before + piece.height for piece in group) <= self._height + 0.01

    def turn(self) -> None:
        """Begin a new page, unless this one is still empty."""
        if self._open:
            self._done.append(tuple(self._open))
            self._open, self._used = [], 0.0

    def place(self, piece: Piece) -> None:
        if self._used + piece.before + piece.height > self._height + 0.01:
            self.turn()
        if not self._open:
            piece = piece._replace(before=0.0)
            if piece.header:
                self._put(piece.header, again=True)
        self._put(piece)

    def _put(self, piece: Piece, *, again: bool = False) -> None:
        self._open.append(Placed(self._used + piece.before, piece, again))
        self._used += piece.before + piece.height

    def finished(self) -> list[Page]:
        self.turn()
        return self._done or [()]


def keeps_company(index: int, count: int, whole: int = 4) -> bool:
    """Whether a row stays with the next: few rows are never parted, and of many none stands alone on a page."""
    return index < count - 1 and (count <= whole or index in (0, count - 2))


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
