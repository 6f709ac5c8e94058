"""THE PAPER: a text set in lines: wrapped, aligned, spread to the measure where that looks better."""

from typing import NamedTuple

from printing import fonts, wrap
from printing.document import Align
from printing.fonts import Weight
from printing.layout import Words, baseline
from printing.structure import Part
from printing.style import BODY, GLOSS, INK, INK_SOFT, Spacing

GLOSS_GAP = 4.0
GLOSS_LANGUAGE = "en"
MOST_SPREAD = 0.07
"""In em after each character. More looks like a gap; such a line is left ragged."""


class Face(NamedTuple):
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


class SetLine(NamedTuple):
    """One line, drawn from its own top left; `ink` is how wide it is."""

    words: Words
    height: float
    ink: float
    also: tuple[Words, ...] = ()
    """What follows on the same baseline in another face."""


class SetText(NamedTuple):
    lines: tuple[SetLine, ...]

    @property
    def height(self) -> float:
        return sum([line.height for line in self.lines])

    @property
    def ink(self) -> float:
        return max([line.ink for line in self.lines], default=0.0)

    def followed_by(self, beside: "SetText", gap: float) -> "SetText | None":
        """This one's only line, then the other's on the same baseline; None where either has more than one."""
        if len(self.lines) != 1 or len(beside.lines) != 1:
            return None
        line, other = self.lines[0], beside.lines[0]
        x = line.ink + gap
        joined = other.words._replace(x=x, y=line.words.y)
        return SetText((line._replace(ink=x + other.ink, also=(joined,)),))

    def shifted(self, right: float) -> "SetText":
        """The same, further to the right within its width."""
        return SetText(
            tuple(
                line._replace(
                    words=line.words._replace(x=line.words.x + right),
                    also=tuple(words._replace(x=words.x + right) for words in line.also),
                )
                for line in self.lines
            )
        )

    def at(self, x: float, y: float, part: Part | None = None) -> tuple[Words, ...]:
        """Its strokes, with its upper left corner at (x, y), as what `part` of the document says."""
        placed = []
        for line in self.lines:
            for words in (line.words, *line.also):
                left, baseline, text, size, weight, colour, spread, _, language = words
                placed.append(Words(left + x, baseline + y, text, size, weight, colour, spread, part, language))
            y += line.height
        return tuple(placed)


def set_text(
    text: str, face: Face, width: float, *, align: Align = "left", justified: bool = False, glossed: bool = False
) -> SetText:
    """Set `text` to `width`. `glossed`: a line without Chinese under a Chinese one is its gloss. Raises MissingGlyph."""
    text = wrap.clean(text)
    if "\n" not in text:
        return SetText(_set_paragraph(text, face, width, align, justified))
    done: list[SetLine] = []
    first, *_ = paragraphs = text.split("\n")
    for paragraph in paragraphs:
        is_gloss = glossed and _is_chinese(first) and not _is_chinese(paragraph)
        lines = _set_paragraph(paragraph, face.as_gloss() if is_gloss else face, width, align, justified)
        done += map(_in_english, lines) if is_gloss else lines
    return SetText(tuple(done))


def set_gloss(text: str, face: Face, width: float) -> SetText:
    """The gloss of what is set in `face`."""
    return SetText(tuple(map(_in_english, set_text(text, face.as_gloss(), width).lines)))


def _in_english(line: SetLine) -> SetLine:
    return line._replace(words=line.words._replace(language=GLOSS_LANGUAGE))


def _set_paragraph(paragraph: str, face: Face, width: float, align: Align, justified: bool) -> tuple[SetLine, ...]:
    filled = wrap.lines(paragraph, fonts.advances(face.weight).__getitem__, width / face.size)
    if len(filled) == 1:
        return (_set_line(filled[0], face, width, align),)
    done, place = [], 0
    for line in filled:
        place = paragraph.index(line, place) + len(line)
        done.append(
            _set_line(line, face, width, align, justified and line is not filled[-1], paragraph[place : place + 1])
        )
    return tuple(done)


def glossed(text: str, face: Face, width: float, spacing: Spacing, align: Align = "left") -> SetText:
    """A label with its gloss: under it, or on a compact paper beside it where `width` has room for both."""
    said, _, gloss = wrap.clean(text).partition("\n")
    if spacing.compact and gloss and _is_chinese(said):
        beside = set_text(said, face, width).followed_by(set_gloss(gloss, face, width), GLOSS_GAP)
        if beside and beside.ink <= width:
            shift = {"left": 0.0, "centre": (width - beside.ink) / 2, "right": width - beside.ink}[align]
            return beside.shifted(shift)
    return set_text(text, face, width, align=align, glossed=True)


def _is_chinese(text: str) -> bool:
    return any(map(wrap.is_chinese, text))


def _set_line(line: str, face: Face, width: float, align: Align, justified: bool = False, after: str = "") -> SetLine:
    """A line that ends at a blank keeps it: whoever copies or hears the text must not find two words run together."""
    ink = face.measure(line)
    x = 0.0 if align == "left" else (width - ink) * (0.5 if align == "centre" else 1.0)
    spread = _spread(line, face, width - ink) if justified else 0.0
    y = baseline(face.line_height, face.size)
    said = line + after if after == " " else line
    return SetLine(Words(x, y, said, face.size, face.weight, face.colour, spread), face.line_height, ink)


def _spread(line: str, face: Face, left_over: float) -> float:
    """What each gap gets so that the last ink meets the margin; Chinese only, English keeps its word spaces."""
    if len(line) < 2 or not _is_chinese(line):
        return 0.0
    hanging = face.size / 2 if line[-1] in wrap.HALF_EMPTY_AT_LINE_END else 0.0
    spread = (left_over + hanging) / (len(line) - 1)
    return spread if 0 < spread <= MOST_SPREAD * face.size else 0.0
