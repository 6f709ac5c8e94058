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
    """Splits between rows over pages; the header row is repeated. `marked` rows (by index) are set strong: they carry records."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Steps:
    """What happens next: when, and what."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Code:
    """A QR code (ISO/IEC 18004, level M) with its caption. `text` holds nothing personal; its first caption line is set strong."""

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


Block = Heading | Paragraph | Facts | Table | Steps | Code | Rule | Number


@dataclass(frozen=True)
class Document:
    """One paper. `running` stands at the foot of every page beside `第 x 页，共 y 页`; `watermark` lies behind the text.

    `letterhead` (`信用莞家`) and `reference` (the paper's number, in groups) stand at the head of every page, left and right.
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
