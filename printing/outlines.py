"""THE PAPER: letters as filled paths, for what is drawn and not read: microtext, and the words of a seal."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from printing import fonts
from printing.fonts import Weight, open_font


@cache
def letter(character: str, weight: Weight, *, curved: bool = True) -> tuple[str, float]:
    """The path in thousandths of an em, its foot in the origin, `f` included; and its advance. Raises MissingGlyph.

    Letters of a quarter of a millimetre need no curves, which a reader takes long to draw: a rule of microtext has two thousand.
    """
    font = open_font(fonts.files(weight)[character])
    glyph = font.glyph_of(ord(character))
    paths = " ".join(_closed(contour, curved) for contour in font.contours(glyph))
    return f"{paths} f" if paths else "", round(1000 * font.advance(glyph))


def _closed(contour: Sequence[tuple[int, int, bool]], curved: bool) -> str:
    """A contour of quadratic curves as PDF's cubic ones; between two points off the line lies one on it."""
    points: list[tuple[float, float, bool]] = []
    for point, following in pairwise([*contour, contour[0]]):
        points.append(point)
        if not point[2] and not following[2]:
            points.append(((point[0] + following[0]) / 2, (point[1] + following[1]) / 2, True))
    first = next(index for index, point in enumerate(points) if point[2])
    points = [*points[first:], *points[: first + 1]]
    at: tuple[float, float] = points[0][:2]
    bend: tuple[float, float] | None = None
    pieces = [f"{at[0]:g} {at[1]:g} m"]
    for x, y, on in points[1:]:
        if on:
            pieces.append(_piece(at, bend if curved else None, (x, y)))
            at, bend = (x, y), None
        else:
            bend = (x, y)
    return " ".join([*pieces, "h"])


def _piece(start: tuple[float, float], bend: tuple[float, float] | None, end: tuple[float, float]) -> str:
    if bend is None:
        return f"{end[0]:g} {end[1]:g} l"
    controls = ((point[axis] + 2 * bend[axis]) / 3 for point in (start, end) for axis in (0, 1))
    return " ".join(f"{number:.0f}" for number in (*controls, *end)) + " c"
