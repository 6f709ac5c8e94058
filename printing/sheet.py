"""THE PAPER: what stands on every sheet: the letterhead above, the running foot and the page's number below."""

from printing import marks
from printing.document import Document
from printing.fonts import Weight
from printing.layout import Blocks, Line, Stroke, right_aligned
from printing.style import (
    ACCENT,
    FOOT,
    FOOT_BASELINE,
    FOOT_RULE,
    HAIR,
    HAIRLINE,
    HEAD_BASELINE,
    HEAD_RULE,
    INK_SOFT,
    LABEL,
    MARGIN,
    MEASURE,
    PAGE_HEIGHT,
)
from printing.text import Face, set_text
from printing.wrap import clean

KNOT_SIDE = 10.5
FOOT_GAP = 18.0


def head(document: Document, number: int) -> tuple[Stroke, ...]:
    """Knot, letterhead and reference. A paper without them has its title there from the second page on."""
    mark: tuple[Stroke, ...] = ()
    if not (document.letterhead or document.reference):
        if number == 1:
            return ()
        said = document.title.partition("\n")[0]
    else:
        said = document.letterhead
        if said:
            mark = (Blocks(marks.knot(MARGIN, HEAD_BASELINE - KNOT_SIDE + 1.4, KNOT_SIDE), ACCENT),)
    reference = right_aligned(MARGIN + MEASURE, HEAD_BASELINE, clean(document.reference), LABEL - 0.4, colour=INK_SOFT)
    room = reference.x - MARGIN - FOOT_GAP - KNOT_SIDE
    name = set_text(said, Face(LABEL, Weight.MEDIUM, leading=1.3), room).lines[0].words
    name = name._replace(x=MARGIN + (KNOT_SIDE + 5 if mark else 0), y=HEAD_BASELINE)
    rule = Line(MARGIN, HEAD_RULE, MARGIN + MEASURE, HEAD_RULE, HAIRLINE, HAIR)
    return (*mark, rule, name, reference)


def foot(document: Document, number: int, total: int, page_code: str = "") -> tuple[Stroke, ...]:
    """`第 x 页，共 y 页` at the right, and there the page's own code; the running words at the left of it, at most two lines."""
    rule_y, y = PAGE_HEIGHT - FOOT_RULE, PAGE_HEIGHT - FOOT_BASELINE
    page = right_aligned(MARGIN + MEASURE, y, page_of(number, total, document.language), FOOT, colour=INK_SOFT)
    code = (right_aligned(MARGIN + MEASURE, y + 1.45 * FOOT, page_code, FOOT, colour=INK_SOFT),) if page_code else ()
    face = Face(FOOT, colour=INK_SOFT, leading=1.45)
    left = min(words.x for words in (page, *code))
    running = set_text("   ".join(document.running), face, left - MARGIN - FOOT_GAP)
    lines = [
        line.words._replace(x=MARGIN, y=y + index * face.line_height) for index, line in enumerate(running.lines[:2])
    ]
    rule = () if document.number else (Line(MARGIN, rule_y, MARGIN + MEASURE, rule_y, HAIRLINE, HAIR),)
    return (*rule, *lines, page, *code)


def page_of(number: int, total: int, language: str) -> str:
    if language.startswith("en"):
        return f"Page {number} of {total}"
    return f"第 {number} 页，共 {total} 页"
