"""THE PAPER: each block of a document as pieces: how a heading, a table, a step looks."""

import re
from collections.abc import Iterator, Sequence

from printing import charts, facts, forms, marks, proofs, tables
from printing.document import (
    Block,
    Chart,
    Clauses,
    Code,
    Document,
    Facts,
    Fields,
    Heading,
    Number,
    Paragraph,
    Rule,
    Steps,
    Table,
)
from printing.fonts import Weight
from printing.layout import Blocks, Line, Piece, Stroke, Words
from printing.structure import NUMBERED, Part
from printing.style import (
    ACCENT,
    BODY,
    COMPACT_HEADINGS,
    FINE,
    GUTTER,
    HAIR,
    HEADINGS,
    INK,
    INK_SOFT,
    LABEL,
    MEASURE,
    SMALL,
    SUBTITLE,
    TITLE,
    Spacing,
)
from printing.text import Face, SetText, set_gloss, set_text
from printing.wrap import clean

ENUMERATOR = re.compile(r"(?:\d{1,2}[.、]|（[一二三四五六七八九十\d]+）|[·•])\s*")
"""A paragraph that begins so hangs: its later lines stand under its first word."""

HEADING_TAGS = ("H1", "H2", "H3")
BAR, BAR_INDENT, GLOSS_GAP = 2.6, 9.0, 7.0
THREAD_KNOT = 4.8


class Prepared:
    """What is made once, however often a document is laid out: codes by their text, tables with their cells measured."""

    def __init__(self, document: Document) -> None:
        """Raises MissingGlyph."""
        texts = {block.text for block in document.blocks if isinstance(block, Code) and block.text}
        self.codes = {text: marks.Symbol.of(text) for text in texts}
        self.tables = {id(block): tables.measured(block) for block in document.blocks if isinstance(block, Table)}


def pieces(document: Document, spacing: Spacing, prepared: Prepared, within: Part) -> Iterator[Piece]:
    """The whole document, top to bottom, as far as it is asked for; what its parts are goes into `within`. Raises MissingGlyph."""
    body, closing = _apart(document)
    yield from _title(document, spacing, within)
    yield from _body(body, spacing, prepared, within)
    if document.sealed_by:
        yield (proofs.closing_piece(document.sealed_by, closing, spacing, prepared.codes, within))


def _apart(document: Document) -> tuple[Sequence[Block], Sequence[Number | Code]]:
    """A number and a code at the very end of a sealed paper stand beside the seal."""
    blocks = document.blocks
    if document.sealed_by and blocks and isinstance(blocks[-1], Code):
        with_number = len(blocks) > 1 and isinstance(blocks[-2], Number)
        start = len(blocks) - (2 if with_number else 1)
        return blocks[:start], [block for block in blocks[start:] if isinstance(block, Number | Code)]
    return blocks, ()


def _body(body: Sequence[Block], spacing: Spacing, prepared: Prepared, within: Part) -> Iterator[Piece]:
    index = 0
    items = Part("L")
    while index < len(body):
        block = body[index]
        run_in = _run_in(body[index : index + 3], spacing, within) if spacing.compact else None
        if run_in:
            yield run_in
        elif isinstance(block, Paragraph) and _enumerator(block):
            items = items if index and _is_item(body[index - 1]) else within.part("L", attributes=NUMBERED)
            yield from _paragraph(block, spacing, items)
        elif not _is_ruled_already(body, index):
            yield from _block(block, spacing, prepared, within)
        index += 2 if run_in else 1


def _is_item(block: Block) -> bool:
    return isinstance(block, Paragraph) and _enumerator(block) is not None


def _is_ruled_already(body: Sequence[Block], index: int) -> bool:
    """Facts and tables end with a line of their own; two lines close together look like a mistake."""
    return isinstance(body[index], Rule) and index > 0 and isinstance(body[index - 1], Facts | Table)


def _run_in(blocks: Sequence[Block], spacing: Spacing, within: Part) -> Piece | None:
    """A section that is one short paragraph: what it says stands at the right of its heading, if both fit on the line."""
    match blocks:
        case [Heading() as heading, Paragraph(strong=False, align="left") as said, Heading()]:
            face = _heading_face(heading, spacing)
            part, barred = _heading_part(heading, Part("Sect")), heading.level < len(HEADINGS)
            height, words = _with_gloss(clean(heading.text), face, BAR_INDENT if barred else 0.0, part)
            remark = set_text(said.text, Face(LABEL, leading=face.line_height / LABEL), MEASURE, align="right")
            ends = max(word.x + Face(word.size, word.weight).measure(word.text) for word in words)
            if len(remark.lines) > 1 or height > face.line_height or ends + GUTTER > MEASURE - remark.ink:
                return None
            drop = words[0].y - remark.lines[0].words.y
            within.add(part)
            beside = remark.at(0, drop, within.part("P"))
            bar, before = (_bar(face, height), spacing.section_gap) if barred else ((), spacing.section_gap * 0.6)
            return Piece(height, (*bar, *words, *beside), before=before)
    return None


def _title(document: Document, spacing: Spacing, within: Part) -> Iterator[Piece]:
    title = set_text(document.title, Face(TITLE, Weight.BOLD, leading=1.3), MEASURE, align="centre", glossed=True)
    yield Piece(title.height, title.at(0, 0, within.part("H1")), keeps_with_next=True)
    if document.subtitle:
        subtitle = set_text(document.subtitle, Face(SUBTITLE, leading=1.4), MEASURE, align="centre", glossed=True)
        yield Piece(subtitle.height, subtitle.at(0, 0, within.part("P")), before=4, keeps_with_next=True)
    yield Piece(spacing.title_gap - spacing.block_gap, keeps_with_next=bool(document.blocks))


def _block(block: Block, spacing: Spacing, prepared: Prepared, within: Part) -> Iterator[Piece]:
    match block:
        case Heading():
            return _heading(block, spacing, within)
        case Paragraph():
            return _paragraph(block, spacing, within)
        case Facts():
            return facts.fact_rows(block, spacing, within)
        case Table():
            return tables.table_rows(block, prepared.tables[id(block)], spacing, within)
        case Steps():
            return _steps(block, spacing, within)
        case Code():
            return iter([proofs.code_piece(block, spacing, prepared.codes, within)])
        case Number():
            return iter([proofs.number_piece(block, spacing, within)])
        case Chart():
            return charts.chart_pieces(block, spacing, within)
        case Clauses():
            return forms.clause_pieces(block, spacing, within)
        case Fields():
            return forms.field_rows(block, spacing, within)
        case Rule():
            return iter([Piece(FINE, (Line(0, 0, MEASURE, 0, FINE, HAIR),), before=spacing.block_gap)])


def _heading(heading: Heading, spacing: Spacing, within: Part) -> Iterator[Piece]:
    """A section has the accent's bar before it. Its gloss stands on the same line where there is room."""
    face, barred = _heading_face(heading, spacing), heading.level < len(HEADINGS)
    part = _heading_part(heading, within)
    height, words = _with_gloss(clean(heading.text), face, BAR_INDENT if barred else 0.0, part)
    before = spacing.section_gap * (1.0 if barred else 0.6)
    yield Piece(height, (*_bar(face, height), *words) if barred else words, before, keeps_with_next=True)


def _heading_part(heading: Heading, within: Part) -> Part:
    """The title is the first level; none is left out on the way down (ISO 14289-1, 7.4.2)."""
    deepest = next((int(part.tag[1]) for part in reversed(within.parts) if part.tag in HEADING_TAGS), 1)
    return within.part(HEADING_TAGS[min(heading.level, deepest, len(HEADING_TAGS) - 1)])


def _heading_face(heading: Heading, spacing: Spacing) -> Face:
    sizes = COMPACT_HEADINGS if spacing.compact else HEADINGS
    return Face(sizes[min(heading.level, len(sizes)) - 1], Weight.BOLD, leading=1.35)


def _bar(face: Face, height: float) -> tuple[Stroke, ...]:
    inset = face.line_height * 0.18
    return (Blocks(((0.0, inset, BAR, height - 2 * inset),), ACCENT),)


def _with_gloss(text: str, face: Face, indent: float, part: Part) -> tuple[float, tuple[Words, ...]]:
    """A heading's height and words: the gloss beside, or under it where the line is too short for both."""
    said, _, gloss = text.partition("\n")
    line, beside = set_text(said, face, MEASURE - indent), set_gloss(gloss, face, MEASURE)
    x = indent + line.ink + GLOSS_GAP
    if gloss and "\n" not in gloss and x + beside.ink <= MEASURE and len(line.lines) == 1:
        drop = line.lines[0].words.y - beside.lines[0].words.y
        return line.height, (*line.at(indent, 0, part), *beside.at(x, drop, part))
    under = set_text(text, face, MEASURE - indent, glossed=True)
    return under.height, under.at(indent, 0, part)


def _enumerator(paragraph: Paragraph) -> re.Match[str] | None:
    return ENUMERATOR.match(paragraph.text) if paragraph.align == "left" else None


def _paragraph(paragraph: Paragraph, spacing: Spacing, within: Part) -> Iterator[Piece]:
    """A line is a piece; the first two and the last two stay together. With its enumerator it is an item of a list."""
    face = Face(
        SMALL if paragraph.small else BODY,
        Weight.BOLD if paragraph.strong else Weight.REGULAR,
        INK_SOFT if paragraph.small and not paragraph.strong else INK,
        spacing.leading,
    )
    found = _enumerator(paragraph)
    item = within.part("LI") if found else within
    label, part = item.part("Lbl") if found else None, item.part("LBody" if found else "P")
    hang = face.measure(found.group()) if found else 0.0
    body = paragraph.text[found.end() :] if found else paragraph.text
    text = set_text(body, face, MEASURE - hang, align=paragraph.align, justified=paragraph.align == "left")
    count = len(text.lines)
    for index, line in enumerate(text.lines):
        enumerator = set_text(found.group().rstrip(), face, MEASURE).at(0, 0, label) if found and index == 0 else ()
        gap = spacing.block_gap * (0.45 if paragraph.small or found else 0.8)
        yield Piece(
            line.height,
            (*enumerator, *SetText((line,)).at(hang, 0, part)),
            before=gap if index == 0 else 0.0,
            keeps_with_next=(count > 1 and index in (0, count - 2)) or (paragraph.leads and index == count - 1),
        )


def _steps(steps: Steps, spacing: Spacing, within: Part) -> Iterator[Piece]:
    """When on the left, a thread with its knots, what on the right."""
    part = within.part("L")
    when_face, what_face = Face(LABEL, Weight.MEDIUM, ACCENT, 1.45), Face(BODY, leading=1.5)
    whens = [set_text(when, when_face, MEASURE * 0.3) for when, _ in steps.rows]
    thread = max((when.ink for when in whens), default=0.0) + 14
    for index, (when, (_, what)) in enumerate(zip(whens, steps.rows, strict=True)):
        text = set_text(what, what_face, MEASURE - thread - 14, justified=True)
        height = max(when.height, text.height) + 2 * spacing.fact_padding * 0.7
        y = spacing.fact_padding * 0.7
        item = part.part("LI")
        middle = y + text.lines[0].words.y - 0.38 * BODY
        drop = text.lines[0].words.y - when.lines[0].words.y
        yield Piece(
            height,
            (
                *_thread(thread, middle, height, first=index == 0, last=index == len(whens) - 1),
                *when.at(0, y + drop, item.part("Lbl")),
                *text.at(thread + 14, y, item.part("LBody")),
            ),
            before=spacing.block_gap if index == 0 else 0.0,
        )


def _thread(x: float, middle: float, height: float, *, first: bool, last: bool) -> tuple[Stroke, ...]:
    """A knot, and the thread that comes to it and leaves it, with a little air around the knot."""
    knot = Blocks(((x - THREAD_KNOT / 2, middle - THREAD_KNOT / 2, THREAD_KNOT, THREAD_KNOT),), ACCENT)
    comes = () if first else (Line(x, 0, x, middle - THREAD_KNOT, FINE, HAIR),)
    leaves = () if last else (Line(x, middle + THREAD_KNOT, x, height, FINE, HAIR),)
    return (knot, *comes, *leaves)
