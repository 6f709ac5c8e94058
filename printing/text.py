"""THE PAPER: a text set in lines: wrapped, aligned, spread to the measure where that looks better."""

from dataclasses import dataclass, replace

from printing import fonts, wrap
from printing.document import Align
from printing.fonts import Weight
from printing.layout import Words, baseline
from printing.style import BODY, GLOSS, INK, INK_SOFT, Spacing

GLOSS_GAP = 4.0
MOST_SPREAD = 0.07
"""In em after each character. More looks like a gap; such a line is left ragged."""


@dataclass(frozen=True)
class Face:
    """How a text looks. `leading` is a multiple of the size."""

    size: float = BODY
    weight: Weight = Weight.REGULAR
    colour: str = INK
    leading: float = 1.5

    @property
    def line_height(self) -> float:
        return self.size * self.leading

    def measure(self, text: str) -> float:
        return fonts.width(text, self.weight, self.size)

    def as_gloss(self) -> "Face":
        """Smaller and lighter, for the English line under a Chinese one."""
        return Face(max(GLOSS, self.size * 0.58), Weight.REGULAR, INK_SOFT, 1.4)


@dataclass(frozen=True)
class SetLine:
    """One line, drawn from its own top left; `ink` is how wide it is."""

    words: Words
    height: float
    ink: float
    also: tuple[Words, ...] = ()
    """What follows on the same baseline in another face."""


@dataclass(frozen=True)
class SetText:
    lines: tuple[SetLine, ...]

    @property
    def height(self) -> float:
        return sum(line.height for line in self.lines)

    @property
    def ink(self) -> float:
        return max((line.ink for line in self.lines), default=0.0)

    def followed_by(self, beside: "SetText", gap: float) -> "SetText | None":
        """This one's only line, then the other's on the same baseline; None where either has more than one."""
        if len(self.lines) != 1 or len(beside.lines) != 1:
            return None
        line, other = self.lines[0], beside.lines[0]
        x = line.ink + gap
        joined = replace(other.words, x=x, y=line.words.y)
        return SetText((replace(line, ink=x + other.ink, also=(joined,)),))

    def shifted(self, right: float) -> "SetText":
        """The same, further to the right within its width."""
        return SetText(
            tuple(
                replace(
                    line,
                    words=replace(line.words, x=line.words.x + right),
                    also=tuple(replace(words, x=words.x + right) for words in line.also),
                )
                for line in self.lines
            )
        )

    def at(self, x: float, y: float) -> tuple[Words, ...]:
        """Its strokes, with its upper left corner at (x, y)."""
        moved = []
        for line in self.lines:
            moved += [replace(words, x=words.x + x, y=words.y + y) for words in (line.words, *line.also)]
            y += line.height
        return tuple(moved)


def set_text(
    text: str, face: Face, width: float, *, align: Align = "left", justified: bool = False, glossed: bool = False
) -> SetText:
    """Set `text` to `width`. `glossed`: a line without Chinese under a Chinese one is its gloss. Raises MissingGlyph."""
    done: list[SetLine] = []
    first, *_ = paragraphs = wrap.clean(text).split("\n")
    for paragraph in paragraphs:
        is_gloss = glossed and _is_chinese(first) and not _is_chinese(paragraph)
        its_face = face.as_gloss() if is_gloss else face
        filled = wrap.lines(paragraph, its_face.measure, width)
        done += [_set_line(line, its_face, width, align, justified and line is not filled[-1]) for line in filled]
    return SetText(tuple(done))


def glossed(text: str, face: Face, width: float, spacing: Spacing, align: Align = "left") -> SetText:
    """A label with its gloss: under it, or on a compact paper beside it where `width` has room for both."""
    said, _, gloss = wrap.clean(text).partition("\n")
    if spacing.compact and gloss and _is_chinese(said):
        beside = set_text(said, face, width).followed_by(set_text(gloss, face.as_gloss(), width), GLOSS_GAP)
        if beside and beside.ink <= width:
            shift = {"left": 0.0, "centre": (width - beside.ink) / 2, "right": width - beside.ink}[align]
            return beside.shifted(shift)
    return set_text(text, face, width, align=align, glossed=True)


def _is_chinese(text: str) -> bool:
    return any(map(wrap.is_chinese, text))


def _set_line(line: str, face: Face, width: float, align: Align, justified: bool) -> SetLine:
    ink = face.measure(line)
    x = {"left": 0.0, "centre": (width - ink) / 2, "right": width - ink}[align]
    spread = _spread(line, face, width - ink) if justified else 0.0
    y = baseline(face.line_height, face.size)
    return SetLine(Words(x, y, line, face.size, face.weight, face.colour, spread), face.line_height, ink)


def _spread(line: str, face: Face, left_over: float) -> float:
    """What each gap gets so that the last ink meets the margin; Chinese only, English keeps its word spaces."""
    if len(line) < 2 or not _is_chinese(line):
        return 0.0
    hanging = face.size / 2 if line[-1] in wrap.HALF_EMPTY_AT_LINE_END else 0.0
    spread = (left_over + hanging) / (len(line) - 1)
    return spread if 0 < spread <= MOST_SPREAD * face.size else 0.0
