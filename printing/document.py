"""What is said, not how. One description, two papers: `page.render` (PDF, A4) and `receipt.render` (ESC/POS).

A newline in any text begins a new line. In a label, a heading, a title or a table's head, a line without a Chinese character is
the gloss of the line above it (`企业名称\nEnterprise`): it is set smaller and lighter.
"""

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str
    strong: bool = False
    small: bool = False
    align: Align = "left"
    leads: bool = False
    """It introduces what follows (whose data a table shows), and stands on the same page with its beginning."""


@dataclass(frozen=True)
class Facts:
    """Label and value, a row each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """`share` is this column's part of the width, relative to the other columns."""

    title: str
    share: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """Splits between rows over pages; the header row is repeated. `marked` rows (by index) are set strong: they carry records.
    A cell of blank lines is there to be written in.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()
    named_by: int | None = 0
    """The column whose cell names its row to whoever hears the table read aloud; None where no column does."""


@dataclass(frozen=True)
class Steps:
    """What happens next: when, and what."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Code:
    """A QR code (ISO/IEC 18004, level M) with its caption. `text` holds nothing personal; its first caption line is set strong.

    A code without text is the paper's token: it can be made only when the pages are known (see `page.render`).
    """

    text: str
    caption: str = ""
    millimetres: float = 30.0


@dataclass(frozen=True)
class Rule:
    """A line across."""


@dataclass(frozen=True)
class Number:
    """A number to keep, set large, in groups."""

    label: str
    text: str


@dataclass(frozen=True)
class Chart:
    """A row of figures as a picture, with the same figures in words beside it: nobody is asked to read a value off a bar.

    `bar` compares the points, `line` follows them in time, `progress` shows each as a part of `whole` (of the largest if None).
    Values are not negative. `unit` is written once, beside the title.
    """

    title: str
    points: tuple[tuple[str, float], ...]
    kind: Literal["bar", "line", "progress"] = "bar"
    unit: str = ""
    whole: float | None = None
    alternative: str = ""
    """What the picture says, for whoever does not see it; made from the figures where it is left empty."""


@dataclass(frozen=True)
class Clause:
    """`ticked`: whether it was agreed to; None where there is nothing to tick."""

    text: str
    ticked: bool | None = None


@dataclass(frozen=True)
class Clauses:
    """What is promised, clause by clause, numbered from `first`."""

    rows: tuple[Clause, ...]
    first: int = 1


@dataclass(frozen=True)
class Field:
    """A form's field: `value`, or where it is empty a line (or several) to write on."""

    label: str
    value: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Fields:
    """A form's fields, one under the other, or `abreast` side by side."""

    rows: tuple[Field, ...]
    abreast: int = 1


Block = Heading | Paragraph | Facts | Table | Steps | Code | Rule | Number | Chart | Clauses | Fields


@dataclass(frozen=True)
class Document:
    """One paper. `running` stands at the foot of every page beside `第 x 页，共 y 页`; `watermark` lies behind the text.

    `letterhead` (`信用莞家`) and `reference` (the paper's number, in groups) stand at the head of every page, left and right.

    A paper that is sealed and has a number is an official one: a guilloche drawn from the number lies behind its pages, its foot
    rule is a line of microtext, and each page says the first digits of its own hash.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: str = "zh-CN"
    running: tuple[str, ...] = ()
    watermark: str = ""
    sealed_by: str = ""
    """Name drawn under the seal's place on the last page; empty where the paper carries no seal."""
    letterhead: str = ""
    reference: str = ""

    @property
    def number(self) -> str:
        """The number of an official paper, without its groups' blanks; empty where the paper is none."""
        return "".join(self.reference.split()) if self.sealed_by else ""
