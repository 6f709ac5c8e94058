"""THE PAPER: a document becomes a receipt in ESC/POS: the same blocks, one column, one ink."""

from collections.abc import Iterator

from devices.receipt_printer.profiles import EPSON_80, Profile
from devices.receipt_printer.text import UnprintableCharacter, width, wrap
from printing import wrap as layout
from printing.charts import value_text
from printing.document import (
    Block,
    Chart,
    Clauses,
    Code,
    Column,
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
from printing.escpos import LARGE, NORMAL, TALL, Slip
from printing.numbers import grouped

__all__ = ["UnprintableCharacter", "render"]

LABEL_SHARE = 0.34
"""No label is given more of the line than this; a longer one gets a line of its own."""
COLUMN_GAP = 1
MARK = "* "
BLANK = "_" * 16


def render(document: Document, profile: Profile = EPSON_80) -> bytes:
    """The finished byte string for a printer of this model, cut included.

    Raises UnprintableCharacter, with its code point: a slip that would lie about a name is not printed.
    """
    slip = Slip(profile)
    _head(slip, document)
    for block in document.blocks:
        _block(slip, block)
    _foot(slip, document)
    return slip.cut()


def _head(slip: Slip, document: Document) -> None:
    if document.letterhead:
        slip.write(_lines(document.letterhead, slip.columns), align="centre")
    title, *glosses = _seen(document.title).split("\n")
    slip.write(wrap(title, slip.columns // 2), align="centre", scale=LARGE, strong=True)
    slip.gap()
    for line in (*glosses, *_seen(document.subtitle).split("\n")):
        if line:
            slip.write(wrap(line, slip.columns), align="centre")
    slip.gap()
    if document.reference:
        slip.write(_lines(document.reference, slip.columns), align="centre")
    slip.rule()


def _foot(slip: Slip, document: Document) -> None:
    if document.running:
        slip.rule()
        for words in document.running:
            slip.write(_lines(words, slip.columns), align="centre")


def _block(slip: Slip, block: Block) -> None:
    match block:
        case Heading():
            slip.gap()
            slip.write(_lines(block.text, slip.columns), strong=True)
        case Paragraph():
            slip.gap()
            slip.write(_lines(block.text, slip.columns), align=block.align, strong=block.strong)
        case Facts():
            _facts(slip, block)
        case Table():
            _table(slip, block)
        case Steps():
            _steps(slip, block)
        case Code():
            _code(slip, block)
        case Rule():
            slip.rule()
        case Number():
            _number(slip, block)
        case Chart():
            _chart(slip, block)
        case Clauses():
            _clauses(slip, block)
        case Fields():
            _fields(slip, block)


def _seen(text: str) -> str:
    """A sign that has no ink, or turns others around, is shown by its code point: a name says what it seems to say.

    The slip is not refused for it, since it stands for a promise that was made. Other controls refuse it where a line is encoded.
    """
    said = text.replace("\t", " ")
    return said if said.isascii() else layout.LAYOUT_CONTROLS.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", said)


def _lines(text: str, columns: int) -> list[str]:
    return wrap(_seen(text), columns)


def _one_line(text: str) -> str:
    return _seen(text).replace("\n", " ")


def _facts(slip: Slip, facts: Facts) -> None:
    """Label and value side by side, values in one column; a long label stands above its value."""
    slip.gap()
    most = int(slip.columns * LABEL_SHARE)
    labels = [_one_line(label) for label, _ in facts.rows]
    indent = max((width(label) for label in labels if width(label) <= most), default=0) + 2
    for label, (_, value) in zip(labels, facts.rows, strict=True):
        beside = width(label) <= most
        if not beside:
            slip.write(wrap(label, slip.columns))
        for index, line in enumerate(_lines(value, slip.columns - indent)):
            slip.write([_padded(label if beside and index == 0 else "", indent) + line])


def _steps(slip: Slip, steps: Steps) -> None:
    for when, what in steps.rows:
        slip.gap()
        slip.write(wrap(_one_line(when), slip.columns), strong=True)
        slip.write([f"  {line}" for line in _lines(what, slip.columns - 2)])


def _number(slip: Slip, number: Number) -> None:
    """As large as the roll allows on one line."""
    slip.gap()
    text = grouped(_seen(number.text))
    scale = LARGE if width(text) * 2 <= slip.columns else TALL if width(text) <= slip.columns else NORMAL
    slip.write(wrap(_one_line(number.label), slip.columns), align="centre")
    slip.write(wrap(text, slip.columns // scale.wide), align="centre", scale=scale, strong=True)


def _code(slip: Slip, code: Code) -> None:
    slip.qr(code.text)
    if code.caption:
        slip.write(_lines(code.caption, slip.columns), align="centre")


def _chart(slip: Slip, chart: Chart) -> None:
    """Its figures in words: a picture so narrow says less than they do."""
    slip.gap()
    slip.write(_lines(chart.title, slip.columns), strong=True)
    _facts(slip, Facts(tuple((label, value_text(value) + chart.unit) for label, value in chart.points)))


def _clauses(slip: Slip, clauses: Clauses) -> None:
    for number, clause in enumerate(clauses.rows, clauses.first):
        before = f"{number}. " + ("" if clause.ticked is None else "[x] " if clause.ticked else "[ ] ")
        slip.gap()
        for index, line in enumerate(_lines(clause.text, slip.columns - len(before))):
            slip.write([(" " * len(before) if index else before) + line])


def _fields(slip: Slip, fields: Fields) -> None:
    """A field without a value is a line to write on."""
    _facts(slip, Facts(tuple((field.label, field.value or "\n".join([BLANK] * field.lines)) for field in fields.rows)))


def _table(slip: Slip, table: Table) -> None:
    """Rows in columns by their shares. A row with records begins with a mark and is set strong."""
    indent = len(MARK) if table.marked else 0
    slip.gap()
    widths = _widths(table.columns, slip.columns - indent)
    titles = tuple(column.title.partition("\n")[0] for column in table.columns)
    slip.write(_row(titles, table.columns, widths, " " * indent))
    slip.rule()
    for index, row in enumerate(table.rows):
        marked = index in table.marked
        slip.write(_row(row, table.columns, widths, MARK if marked else " " * indent), strong=marked)
    slip.rule()


def _widths(columns: tuple[Column, ...], room: int) -> list[int]:
    """Whole columns, at least a Hanzi each; what rounding leaves goes to the last."""
    room -= COLUMN_GAP * (len(columns) - 1)
    whole = sum(column.share for column in columns)
    widths = [max(2, int(room * column.share / whole)) for column in columns]
    return [*widths[:-1], max(2, room - sum(widths[:-1]))]


def _row(cells: tuple[str, ...], columns: tuple[Column, ...], widths: list[int], mark: str) -> Iterator[str]:
    wrapped = [_lines(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    for index in range(max(map(len, wrapped))):
        line = (lines[index] if index < len(lines) else "" for lines in wrapped)
        placed = (_placed(text, column, wide) for text, column, wide in zip(line, columns, widths, strict=True))
        yield (mark if index == 0 else " " * len(mark)) + (" " * COLUMN_GAP).join(placed).rstrip(" ")


def _placed(text: str, column: Column, wide: int) -> str:
    return " " * (wide - width(text)) + text if column.align == "right" else _padded(text, wide)


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - width(text))
