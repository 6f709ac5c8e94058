"""THE PAPER: a template's file (TOML) becomes a template, or is refused with every wrong key named."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from printing.document import Align, Code, Column, Facts, Heading, Paragraph, Rule, Steps
from printing.templates.refusals import TemplateRefused
from printing.templates.strict import LONGEST_TEXT, Strict, nearest
from printing.templates.template import (
    SLOT,
    AnswerKind,
    Asked,
    Filler,
    Grid,
    Kind,
    Promise,
    Promises,
    Question,
    Template,
    TemplateBlock,
)

MOST_ROWS: Final = 500
MOST_CHARACTERS: Final = 2_000
MOST_NUMBER: Final = 10**9


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


_ALIGN: Final[dict[Side, Align]] = {Side.LEFT: "left", Side.RIGHT: "right", Side.CENTRE: "centre"}


class BlockKind(StrEnum):
    """The blocks of `printing.document`, as a file names them."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    FACTS = "facts"
    TABLE = "table"
    STEPS = "steps"
    CODE = "code"
    RULE = "rule"
    CLAUSES = "clauses"
    FIELDS = "fields"


def read(octets: bytes, name: str) -> Template:
    """The template in a file's bytes; `name` is the file's, for the words. Raises TemplateRefused."""
    try:
        written = tomllib.loads(octets.decode())
    except (ValueError, RecursionError) as wrong:
        raise TemplateRefused(name, [f"读不出来，不是 TOML / it cannot be read as TOML: {wrong}"]) from None
    wrong_keys: list[str] = []
    template = _template(Strict(written, "", wrong_keys))
    problems = wrong_keys or list(_contradictions(template))
    if problems:
        raise TemplateRefused(name, problems)
    return template


def _template(top: Strict) -> Template:
    template = Template(
        id=top.name("id"),
        version=top.text("version", most=20),
        kind=top.choice("kind", Kind),
        title=_glossed(top, "title", 40),
        subtitle=_glossed(top, "subtitle", 60, default=""),
        summary=top.text("summary", most=30),
        summary_en=top.text("summary_en", most=60),
        effective_from=top.day("effective_from") or date.min,
        effective_to=top.day("effective_to", optional=True),
        source=top.text("source", most=300),
        verified=top.flag("verified"),
        placeholder=top.flag("placeholder", default=False),
        questions=tuple(map(_question, top.tables("questions", optional=True))),
        blocks=tuple(block for written in top.tables("blocks") for block in _block(written)),
    )
    top.close()
    return template


def _glossed(table: Strict, key: str, most: int, default: str | None = None, *, lines: bool = False) -> str:
    """A text and its English, which stands beneath it: `key` and `key_en`."""
    said = table.text(key, most=most, default=default, lines=lines)
    gloss = table.text(f"{key}_en", most=2 * most, default="", lines=lines)
    return f"{said}\n{gloss}" if gloss else said


def _question(table: Strict) -> Question:
    kind = table.choice("kind", AnswerKind, AnswerKind.TEXT)
    ceiling = {AnswerKind.INTEGER: MOST_NUMBER, AnswerKind.ROWS: MOST_ROWS}.get(kind, MOST_CHARACTERS)
    question = Question(
        id=table.name("id"),
        label=_glossed(table, "label", 40),
        kind=kind,
        required=table.flag("required", default=False),
        least=table.whole("least", least=0, most=ceiling, default=0),
        most=table.whole("most", least=1, most=ceiling, default=60),
        lines=table.whole("lines", least=1, most=20, default=1),
        choices=table.texts("choices", most=60, default=()),
        filled_by=table.choice("filled_by", Filler) if table.has("filled_by") else None,
    )
    table.close()
    return question


def _block(table: Strict) -> Iterator[TemplateBlock]:
    """One block; a paragraph with English is two."""
    kind = table.choice("type", BlockKind)
    yield from _BLOCKS[kind](table)
    table.close()


def _heading(table: Strict) -> Iterator[TemplateBlock]:
    yield Heading(_glossed(table, "text", 60), table.whole("level", least=1, most=3, default=1))


def _paragraph(table: Strict) -> Iterator[TemplateBlock]:
    text = table.text("text", most=LONGEST_TEXT, lines=True)
    english = table.text("text_en", most=LONGEST_TEXT, default="", lines=True)
    side = _ALIGN[table.choice("align", Side, Side.LEFT)]
    strong, small = table.flag("strong", default=False), table.flag("small", default=False)
    yield Paragraph(text, strong=strong, small=small, align=side)
    if english:
        yield Paragraph(english, small=True, align=side)


def _facts(table: Strict) -> Iterator[TemplateBlock]:
    rows = table.tables("rows")
    yield Facts(tuple((_glossed(row, "label", 40), _glossed(row, "value", 400, lines=True)) for row in rows))
    _close(rows)


def _steps(table: Strict) -> Iterator[TemplateBlock]:
    rows = table.tables("rows")
    yield Steps(tuple((_glossed(row, "when", 40), _glossed(row, "what", 400, lines=True)) for row in rows))
    _close(rows)


def _code(table: Strict) -> Iterator[TemplateBlock]:
    yield Code(table.text("text", most=300), table.text("caption", most=120, default="", lines=True))


def _rule(_table: Strict) -> Iterator[TemplateBlock]:
    yield Rule()


def _clauses(table: Strict) -> Iterator[TemplateBlock]:
    rows = table.tables("rows")
    yield Promises(tuple(map(_promise, rows)), table.whole("first", least=1, most=99, default=1))
    _close(rows)


def _promise(row: Strict) -> Promise:
    text = row.text("text", most=LONGEST_TEXT)
    english = row.text("text_en", most=LONGEST_TEXT, default="")
    asked = row.flag("ticks", default=False)
    if row.flag("required", default=False) and not asked:
        row.complain("required", "没有勾选框的条款不能必填 / only a clause that is ticked can be required")
    required = asked and row.flag("required", default=False)
    return Promise(row.name("id"), f"{text}\n{english}" if english else text, asked, required)


def _fields(table: Strict) -> Iterator[TemplateBlock]:
    yield Asked(table.texts("questions", most=60), table.whole("abreast", least=1, most=3, default=1))


def _grid(table: Strict) -> Iterator[TemplateBlock]:
    columns = table.tables("columns")
    grid = Grid(
        tuple(
            Column(_glossed(one, "title", 30), one.share("share"), _ALIGN[one.choice("align", Side, Side.LEFT)])
            for one in columns
        ),
        tuple(table.lists("rows")),
        table.name("rows_of", default=""),
        table.whole("blank_rows", least=0, most=60, default=0),
    )
    _close(columns)
    if not columns:
        table.complain("columns", "至少一列 / at least one column")
    if any(len(row) != len(grid.columns) for row in grid.rows):
        table.complain("rows", "有一行的列数不对 / a row does not have as many cells as there are columns")
    yield grid


def _close(rows: list[Strict]) -> None:
    for row in rows:
        row.close()


_BLOCKS: Final[dict[BlockKind, Callable[[Strict], Iterator[TemplateBlock]]]] = {
    BlockKind.HEADING: _heading,
    BlockKind.PARAGRAPH: _paragraph,
    BlockKind.FACTS: _facts,
    BlockKind.TABLE: _grid,
    BlockKind.STEPS: _steps,
    BlockKind.CODE: _code,
    BlockKind.RULE: _rule,
    BlockKind.CLAUSES: _clauses,
    BlockKind.FIELDS: _fields,
}


# ---- keys that are right each by itself and cannot be together ----


def _contradictions(template: Template) -> Iterator[str]:
    known = [question.id for question in template.questions]
    yield from (f"questions: 重复 / twice: {name}" for name in _twice(known))
    yield from (f"clauses: 重复 / twice: {name}" for name in _twice([one.id for one in template.promises()]))
    if template.effective_to is not None and template.effective_to < template.effective_from:
        yield "effective_to: 早于 / before effective_from"
    for question in template.questions:
        yield from _contradictions_of(question)
    used = list(_used(template))
    for name in dict.fromkeys(used):
        if name not in known:
            yield f"blocks: 没有这个问题 / no such question: {name}{nearest(name, known)}"
    for name in known:
        if name not in used:
            yield f"questions: 没有地方用到 / nothing shows the answer to: {name}"
    for text in texts_of(template):
        if "{" in SLOT.sub("", text) or "}" in SLOT.sub("", text):
            yield "blocks: 花括号里应是一个问题的名字 / braces may only hold the name of a question"
    yield from _wrong_rows(template)


def _contradictions_of(question: Question) -> Iterator[str]:
    if question.least > question.most:
        yield f"questions.{question.id}: least > most"
    if bool(question.choices) is not (question.kind is AnswerKind.CHOICE):
        yield f'questions.{question.id}: choices 只用于，也必用于 / belong to, and only to, kind = "choice"'


def _wrong_rows(template: Template) -> Iterator[str]:
    """Rows stand in a table, and nothing else does."""
    rows = {question.id for question in template.questions if question.kind is AnswerKind.ROWS}
    shown = {block.rows_of for block in template.blocks if isinstance(block, Grid) and block.rows_of}
    for name in sorted(rows ^ shown):
        yield f'questions.{name}: kind = "rows" 和表格的 rows_of 应对上 / must agree with a table\'s rows_of'


def _twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _used(template: Template) -> Iterator[str]:
    for block in template.blocks:
        if isinstance(block, Asked):
            yield from block.questions
        elif isinstance(block, Grid) and block.rows_of:
            yield block.rows_of
    for text in texts_of(template):
        yield from SLOT.findall(text)


def texts_of(template: Template) -> Iterator[str]:
    """Every sentence into which an answer may be set."""
    for block in template.blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Facts() | Steps():
                yield from (part for row in block.rows for part in row)
            case Promises():
                yield from (row.text for row in block.rows)
            case Code():
                yield from (block.text, block.caption)
            case Grid():
                yield from (cell for row in block.rows for cell in row)
            case Rule() | Asked():
                pass
