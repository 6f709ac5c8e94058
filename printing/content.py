"""THE PAPER: strokes become a page's content stream: its operators, and which of them say which part (ISO 32000-1, 14.6 and 14.7.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

from printing.embedded import EmbeddedFonts
from printing.layout import Blocks, Line, Path, Placed, Stroke, Words, moved
from printing.structure import Part
from printing.style import PAGE_HEIGHT

ARTIFACT = "/Artifact BMC"
PAGINATION = {
    "head": "/Artifact<</Type/Pagination/Subtype/Header>>BDC",
    "foot": "/Artifact<</Type/Pagination/Subtype/Footer>>BDC",
    "ground": "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC",
}
END = "EMC"

Box = tuple[float, float, float, float]


@cache
def colour(written: str) -> str:
    """`#RRGGBB` as three operands of DeviceRGB."""
    return " ".join(f"{int(written[start : start + 2], 16) / 255:.3g}" for start in (1, 3, 5))


class Content:
    """The content of one page. Strokes count from the sheet's upper left corner, the page from its lower left.

    `marked`: the part each marked content says, by its number on this page. What says no part is an artifact.
    """

    def __init__(self, fonts: EmbeddedFonts, page: int, *, tagged: bool) -> None:
        self.marked: list[Part] = []
        self._fonts, self._page, self._tagged = fonts, page, tagged
        self._operators: list[str] = []

    def form(self, name: str) -> None:
        """Draw a form that lies behind the text."""
        self._artifact(PAGINATION["ground"], [f"/{name} Do"])

    def around(self, strokes: Sequence[Stroke], where: str) -> None:
        """What stands on the sheet and is no part of the document: its head, its foot."""
        write = _Pen(self._fonts).write
        words = [write(stroke) for stroke in strokes if isinstance(stroke, Words)]
        self._artifact(PAGINATION[where], [*_graphics(strokes), *(("BT", *words, "ET") if words else ())])

    def body(self, placed: Sequence[Placed], right: float, down: float) -> None:
        """The pieces of a page: first what is drawn, then what is said, top to bottom, in one text object."""
        drawn: dict[Part | None, list[Stroke]] = {}
        for top, piece, _ in placed:
            for stroke in piece.strokes:
                if type(stroke) is not Words:
                    drawn.setdefault(stroke.part, []).append(moved(stroke, right, down + top))
        for part, strokes in drawn.items():
            self._draw(part, strokes)
        pen = _Pen(self._fonts)
        self._operators.append("BT")
        for one in placed:
            self._say(pen, one, right, down + one.top)
        self._operators.append("ET")

    def _draw(self, part: Part | None, strokes: Sequence[Stroke]) -> None:
        if part is None:
            self._artifact(ARTIFACT, _graphics(strokes))
            return
        if part.tag == "Figure":
            box = " ".join([f"{edge:.2f}" for edge in _box(strokes)])
            part.attributes = f"/A<</O/Layout/Placement/Block/BBox[{box}]>>"
        operators = list(_graphics(strokes))
        self._operators += [self._opened(part, ""), *operators, END] if self._tagged else operators

    def _say(self, pen: _Pen, placed: Placed, right: float, down: float) -> None:
        """The words of a piece, those of one part in one marked content. A table's head that comes again is an artifact."""
        write, append, tagged = pen.write, self._operators.append, self._tagged
        before: tuple[Part | None, str] | None = None
        for stroke in placed.piece.strokes:
            if type(stroke) is not Words or not stroke.text:
                continue
            said = None if placed.again else stroke.part, stroke.language
            if tagged and said != before:
                if before:
                    append(END)
                append(self._opened(*said))
                before = said
            append(write(stroke, right, down))
        if before:
            append(END)

    def _opened(self, part: Part | None, language: str) -> str:
        if part is None:
            return ARTIFACT
        mark = len(self.marked)
        self.marked.append(part)
        part.marks += ((self._page, mark),)
        return f"/{part.tag}<</MCID {mark}/Lang({language})>>BDC" if language else f"/{part.tag}<</MCID {mark}>>BDC"

    def _artifact(self, kind: str, operators: Iterable[str]) -> None:
        self._operators += [kind, *operators, END] if self._tagged else operators

    def written(self) -> bytes:
        return "\n".join(self._operators).encode("ascii")


class _Pen:
    """Writes words in one text object, and says only what changes from one to the next. It knows nothing of what went before."""

    def __init__(self, fonts: EmbeddedFonts) -> None:
        self._shown = fonts.shown
        self._look: tuple[str, float] = ("", -1.0)
        self._font = ("", 0.0)

    def write(self, words: Words, right: float = 0.0, down: float = 0.0) -> str:
        x, y, text, size, weight, ink, spread, _, _ = words
        place = f"1 0 0 1 {x + right:.2f} {PAGE_HEIGHT - down - y:.2f} Tm"
        if (ink, spread) != self._look:
            self._look = ink, spread
            place = f"{colour(ink)} rg {spread:.3f} Tc {place}"
        for font, codes in self._shown(text, weight):
            if (font, size) != self._font:
                self._font = font, size
                place += f"/{font} {size:g} Tf"
            place += f"<{codes}>Tj"
        return place


def _graphics(strokes: Iterable[Stroke]) -> Iterator[str]:
    """Filled shapes first, then lines on top of them."""
    strokes = list(strokes)
    for stroke in strokes:
        if type(stroke) is Blocks:
            yield f"{colour(stroke.colour)} rg"
            yield from (
                f"{left:.2f} {PAGE_HEIGHT - top - height:.2f} {width:.2f} {height:.2f} re"
                for left, top, width, height in stroke.rectangles
            )
            yield "f"
    look = ("", 0.0)
    for stroke in strokes:
        if isinstance(stroke, Line | Path):
            if look != (stroke.colour, stroke.thickness):
                look = stroke.colour, stroke.thickness
                yield f"{colour(stroke.colour)} RG {stroke.thickness:g} w"
            yield _line(stroke)


def _line(stroke: Line | Path) -> str:
    points = stroke.points if isinstance(stroke, Path) else ((stroke.x, stroke.y), (stroke.to_x, stroke.to_y))
    (x, y), *others = points
    return f"{x:.2f} {PAGE_HEIGHT - y:.2f} m " + " ".join(f"{x:.2f} {PAGE_HEIGHT - y:.2f} l" for x, y in others) + " S"


def _box(strokes: Iterable[Stroke]) -> Box:
    """Left, bottom, right, top of what is drawn, on the page."""
    points = list(chain.from_iterable(map(_corners, strokes)))
    across, up = [x for x, _ in points], [PAGE_HEIGHT - y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _corners(stroke: Stroke) -> Iterable[tuple[float, float]]:
    match stroke:
        case Blocks(rectangles):
            return chain.from_iterable(((x, y), (x + width, y + height)) for x, y, width, height in rectangles)
        case Line(x, y, to_x, to_y):
            return ((x, y), (to_x, to_y))
        case Path(points):
            return points
    return ()
