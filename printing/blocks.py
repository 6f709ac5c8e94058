"""THE PAPER: each block of a document as pieces: how a heading, a table, a step looks."""

import re
from collections.abc import Iterator
from itertools import chain

from printing import marks, tables
from printing.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Number,
    Paragraph,
    Rule,
    Steps,
    Table,
)
from printing.fonts import Weight
from printing.layout import Blocks, Line, Piece, Stroke
from printing.style import (
    ACCENT,
    BIG,
    BODY,
    FINE,
    GUTTER,
    HAIR,
    INK_SOFT,
    LABEL,
    MEASURE,
    MM,
    SEAL_SIDE,
    SECTION,
    SMALL,
    SUBSECTION,
    SUBTITLE,
    TITLE,
    Spacing,
)
from printing.text import Face, SetLine, SetText, set_text

ENUMERATOR = re.compile(r"(?:\d{1,2}[.、]|（[一二三四五六七八九十\d]+）|[·•])\s*")
"""A paragraph that begins so hangs: its later lines stand under its first word."""

SEAL_COLUMN = 66 * MM


def pieces(document: Document, spacing: Spacing) -> list[Piece]:
    """The whole document, top to bottom. Raises MissingGlyph."""
    body, code = _apart(document)
    made = [*_title(document, spacing), *chain.from_iterable(_block(block, spacing) for block in body)]
    return [*made, _closing(document.sealed_by, code, spacing)] if document.sealed_by else made


def _apart(document: Document) -> tuple[tuple[Block, ...], Code | None]:
    """A code at the very end of a sealed paper stands beside the seal."""
    last = document.blocks[-1] if document.blocks else None
    if document.sealed_by and isinstance(last, Code):
        return document.blocks[:-1], last
    return document.blocks, None


def _title(document: Document, spacing: Spacing) -> Iterator[Piece]:
    title = set_text(document.title, Face(TITLE, Weight.BOLD, leading=1.3), MEASURE, align="centre", glossed=True)
    yield Piece(title.height, title.at(0, 0), keeps_with_next=True)
    if document.subtitle:
        subtitle = set_text(document.subtitle, Face(SUBTITLE, leading=1.4), MEASURE, align="centre", glossed=True)
        yield Piece(subtitle.height, subtitle.at(0, 0), before=4, keeps_with_next=True)
    yield Piece(spacing.title_gap - spacing.block_gap, keeps_with_next=bool(document.blocks))


def _block(block: Block, spacing: Spacing) -> Iterator[Piece]:
    match block:
        case Heading():
            return _heading(block, spacing)
        case Paragraph():
            return _paragraph(block, spacing)
        case Facts():
            return tables.facts(block, spacing)
        case Table():
            return tables.table(block, spacing)
        case Steps():
            return _steps(block, spacing)
        case Code():
            return iter([_code(block, spacing)])
        case Number():
            return iter([_number(block, spacing)])
        case Rule():
            return iter([Piece(FINE, (Line(0, 0, MEASURE, 0, FINE, HAIR),), before=spacing.block_gap)])


def _heading(heading: Heading, spacing: Spacing) -> Iterator[Piece]:
    """A section has the accent's bar before it. Its gloss stands on the same line where there is room."""
    first = heading.level == 1
    face = Face(SECTION if first else SUBSECTION, Weight.BOLD, leading=1.35)
    indent = 9.0 if first else 0.0
    said, _, gloss = heading.text.partition("\n")
    its_gloss = set_text(gloss, face.as_gloss(), MEASURE)
    whole = set_text(heading.text, face, MEASURE - indent, glossed=True)
    if gloss and len(its_gloss.lines) == 1 and indent + face.measure(said) + 7 + its_gloss.ink <= MEASURE:
        whole = set_text(said, face, MEASURE - indent)
        lift = whole.lines[0].words.y - its_gloss.lines[0].words.y
        strokes: tuple[Stroke, ...] = (*whole.at(indent, 0), *its_gloss.at(indent + whole.ink + 7, lift))
    else:
        strokes = whole.at(indent, 0)
    bar = (
        (Blocks(((0.0, face.line_height * 0.18, 2.6, whole.height - face.line_height * 0.36),), ACCENT),)
        if first
        else ()
    )
    yield Piece(whole.height, (*bar, *strokes), before=spacing.section_gap, keeps_with_next=True)


def _paragraph(paragraph: Paragraph, spacing: Spacing) -> Iterator[Piece]:
    """A line is a piece; the first two and the last two stay together."""
    face = Face(
        SMALL if paragraph.small else BODY,
        Weight.BOLD if paragraph.strong else Weight.REGULAR,
        INK_SOFT if paragraph.small and not paragraph.strong else Face.colour,
        spacing.leading,
    )
    found = ENUMERATOR.match(paragraph.text) if paragraph.align == "left" else None
    hang = face.measure(found.group()) if found else 0.0
    body = paragraph.text[found.end() :] if found else paragraph.text
    text = set_text(body, face, MEASURE - hang, align=paragraph.align, justified=paragraph.align == "left")
    count = len(text.lines)
    for index, line in enumerate(text.lines):
        enumerator = set_text(found.group().rstrip(), face, MEASURE).at(0, 0) if found and index == 0 else ()
        gap = spacing.block_gap * (0.45 if paragraph.small or found else 0.8)
        yield Piece(
            line.height,
            (*enumerator, *SetText((line,)).at(hang, 0)),
            before=gap if index == 0 else 0.0,
            keeps_with_next=count > 1 and index in (0, count - 2),
        )


def _steps(steps: Steps, spacing: Spacing) -> Iterator[Piece]:
    """When on the left, a thread with its knots, what on the right."""
    when_face, what_face = Face(LABEL, Weight.MEDIUM, ACCENT, 1.45), Face(BODY, leading=1.5)
    whens = [set_text(when, when_face, MEASURE * 0.3) for when, _ in steps.rows]
    thread = max((when.ink for when in whens), default=0.0) + 14
    for index, (when, (_, what)) in enumerate(zip(whens, steps.rows, strict=True)):
        text = set_text(what, what_face, MEASURE - thread - 14, justified=True)
        height = max(when.height, text.height) + 2 * spacing.fact_padding * 0.7
        y = spacing.fact_padding * 0.7
        middle = y + text.lines[0].words.y - 0.38 * BODY
        begins, ends = (middle if index == 0 else 0.0), (middle if index == len(whens) - 1 else height)
        drop = text.lines[0].words.y - when.lines[0].words.y
        yield Piece(
            height,
            (
                Line(thread, begins, thread, ends, FINE, HAIR),
                Blocks(((thread - 2.4, middle - 2.4, 4.8, 4.8),), ACCENT),
                *when.at(0, y + drop),
                *text.at(thread + 14, y),
            ),
            before=spacing.block_gap if index == 0 else 0.0,
        )


def _code(code: Code, spacing: Spacing) -> Piece:
    side = code.millimetres * MM
    return Piece(side, _code_strokes(code, side, 0.0, MEASURE), before=spacing.section_gap)


def _code_strokes(code: Code, side: float, top: float, width: float) -> tuple[Stroke, ...]:
    """The code, and its caption to the right of its quiet zone, in the middle of its height."""
    quiet = side * 4 / marks.qr_modules(code.text)
    said, _, rest = code.caption.partition("\n")
    room = width - side - quiet - 4
    lines: tuple[SetLine, ...] = ()
    if said:
        lines = set_text(said, Face(BODY, Weight.MEDIUM), room).lines
    if rest:
        lines += set_text(rest, Face(LABEL, colour=INK_SOFT, leading=1.6), room).lines
    caption = SetText(lines)
    return Blocks(marks.qr(code.text, 0, top, side)), *caption.at(side + quiet + 4, top + (side - caption.height) / 2)


def _number(number: Number, spacing: Spacing) -> Piece:
    label = set_text(number.label, Face(LABEL, colour=INK_SOFT, leading=1.4), MEASURE, glossed=True)
    text = set_text(_grouped(number.text), Face(BIG, Weight.MEDIUM, leading=1.3), MEASURE)
    return Piece(
        label.height + text.height + 2, (*label.at(0, 0), *text.at(0, label.height + 2)), before=spacing.block_gap * 1.3
    )


def _grouped(number: str) -> str:
    """In fours, as one reads a number aloud; a number that already has its groups keeps them."""
    if not number.isalnum() or len(number) < 8:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _closing(sealed_by: str, code: Code | None, spacing: Spacing) -> Piece:
    """The seal's place at the right, whose seal it is under it; the code that proves the paper at the left of it."""
    name = set_text(sealed_by, Face(BODY, Weight.MEDIUM, leading=1.4), SEAL_COLUMN, align="centre")
    column = MEASURE - SEAL_COLUMN
    side = code.millimetres * MM if code else 0.0
    height = max(SEAL_SIDE + 4 + name.height, side)
    strokes: tuple[Stroke, ...] = name.at(column, SEAL_SIDE + 4)
    if code:
        strokes += _code_strokes(code, side, height - side, column - GUTTER)
    seal_at = (column + (SEAL_COLUMN - SEAL_SIDE) / 2, 0.0)
    return Piece(height, strokes, before=spacing.section_gap, seal_at=seal_at)
