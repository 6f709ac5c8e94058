"""THE PAPER: a template with its answers becomes a document, and says on every page which text it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

from printing.document import (
    Block,
    Clause,
    Clauses,
    Code,
    Document,
    Facts,
    Field,
    Fields,
    Heading,
    Paragraph,
    Rule,
    Steps,
    Table,
)
from printing.templates.answers import Answers
from printing.templates.template import SLOT, Asked, Grid, Promises, Template, TemplateBlock

LETTERHEAD: Final = "莞家自助"
PLACEHOLDER: Final = "示范文本占位，以官方文本为准"
PLACEHOLDER_EN: Final = "A placeholder for the model text: the official text is what counts."
NOT_VERIFIED: Final = "本页文字尚未经主管部门核实，以主管部门公布的为准。"
NOT_VERIFIED_EN: Final = "The office in charge has not yet checked these words: what it publishes is what counts."
BLANK: Final = "＿" * 8
"""Where an answer within a sentence is written by hand."""
BLANK_CELL: Final = "\n"
"""Two lines high: room for a hand."""
DIGITS: Final = 16


def composed(template: Template, answers: Answers | None = None, *, reference: str = "", printed: str = "") -> Document:
    """The paper, blank where nothing is answered. `reference` is its number; `printed` says where and when, at the foot.

    At the foot of each page: the version, and the first digits of the text's SHA-256 (see `text_of`).
    """
    told = answers or Answers()
    version = f"{template.name} {template.version} 版"
    marked = (PLACEHOLDER,) if template.placeholder else ()
    return Document(
        title=template.title,
        subtitle=template.subtitle,
        blocks=(*_caution(template), *(_block(template, block, told) for block in template.blocks)),
        running=(*marked, version, f"文字指纹 {fingerprint(template)}", *((printed,) if printed else ())),
        watermark="示范文本占位" if template.placeholder else "",
        letterhead=LETTERHEAD,
        reference=reference,
    )


def _caution(template: Template) -> Iterator[Block]:
    """What is not official, or not checked, says so before anything else."""
    if template.placeholder:
        yield Paragraph(f"{PLACEHOLDER}。", strong=True, align="centre")
        yield Paragraph(PLACEHOLDER_EN, small=True, align="centre")
    elif not template.verified:
        yield Paragraph(f"{NOT_VERIFIED}\n{NOT_VERIFIED_EN}", small=True, align="centre")


def _block(template: Template, block: TemplateBlock, told: Answers) -> Block:
    def said(text: str) -> str:
        return SLOT.sub(
            lambda slot: told.texts.get(slot[1]) or BLANK, text
        )  # one pass: what was answered is never a slot

    match block:
        case Heading():
            return Heading(said(block.text), block.level)
        case Paragraph():
            return Paragraph(said(block.text), block.strong, block.small, block.align)
        case Facts():
            return Facts(tuple((said(label), said(value)) for label, value in block.rows))
        case Steps():
            return Steps(tuple((said(when), said(what)) for when, what in block.rows))
        case Code():
            return Code(said(block.text), said(block.caption))
        case Rule():
            return block
        case Promises():
            rows = (Clause(said(row.text), row.id in told.ticked if row.asked else None) for row in block.rows)
            return Clauses(tuple(rows), block.first)
        case Asked():
            return Fields(tuple(_field(template, name, told) for name in block.questions), block.abreast)
        case Grid():
            return _table(block, [tuple(map(said, row)) for row in block.rows], told)


def _field(template: Template, name: str, told: Answers) -> Field:
    question = template.question(name)
    choices = "    ".join(f"□ {choice}" for choice in question.choices)
    return Field(question.label, told.texts.get(name) or choices, question.lines)


def _table(grid: Grid, fixed: list[tuple[str, ...]], told: Answers) -> Table:
    """Where several rows say something, the first cell of each is its name; a blank one has none."""
    rows = (*fixed, *told.rows.get(grid.rows_of, ()))
    blank = () if told.rows.get(grid.rows_of) else ((BLANK_CELL,) * len(grid.columns),) * grid.blank_rows
    return Table(grid.columns, (*rows, *blank), named_by=0 if len(rows) > 1 and not blank else None)


# ---- which text it is ----


def fingerprint(template: Template) -> str:
    """The first sixteen hexadecimal digits of the SHA-256 of its text, in fours."""
    digits = text_sha256(template)[:DIGITS].upper()
    return " ".join(re.findall("....", digits))


def text_sha256(template: Template) -> str:
    return hashlib.sha256(text_of(template).encode()).hexdigest()


def text_of(template: Template) -> str:
    """Every fixed word of the paper, a line each, in UTF-8 with line feeds: what the fingerprint is over.

    `〔label〕` stands for an answer. Whoever has these lines can work out the fingerprint with any tool.
    """
    lines = [template.title, f"{template.id} {template.version}", *filter(None, [template.subtitle])]
    lines += [line for block in template.blocks for line in _lines(template, block)]
    return "".join(f"{line}\n" for line in lines)


def _lines(template: Template, block: TemplateBlock) -> Iterator[str]:
    def named(text: str) -> str:
        return SLOT.sub(lambda slot: _label(template, slot[1]), text)

    match block:
        case Heading() | Paragraph():
            yield named(block.text)
        case Facts() | Steps():
            yield from (f"{named(left)}：{named(right)}" for left, right in block.rows)
        case Code():
            yield from (named(block.text), named(block.caption))
        case Rule():
            yield "----"
        case Promises():
            for number, row in enumerate(block.rows, block.first):
                yield f"{'□ ' if row.asked else ''}{number}. {named(row.text)}"
        case Asked():
            for name in block.questions:
                choices = template.question(name).choices
                yield _label(template, name) + "".join(f" □ {choice}" for choice in choices)
        case Grid():
            yield " | ".join(column.title for column in block.columns)
            yield from (" | ".join(map(named, row)) for row in block.rows)


def _label(template: Template, name: str) -> str:
    return f"〔{template.question(name).label.partition(chr(10))[0]}〕"
