"""THE PAPER: one template of a form: what it says, what it asks, from which version and day on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from printing.document import Code, Column, Facts, Heading, Paragraph, Rule, Steps

SLOT: Final = re.compile(r"\{([a-z][a-z0-9-]*)\}")
"""Where an answer stands within a sentence: `{principal}`."""


class Kind(StrEnum):
    """What a paper is, as it is sorted on a page."""

    FORM = "form"
    LETTER = "letter"
    COMMITMENT = "commitment"
    AGREEMENT = "agreement"
    LIST = "list"
    GUIDE = "guide"
    ROUTE_SLIP = "route-slip"


class AnswerKind(StrEnum):
    """What may be answered. `uscc` and `id-number`: their shape; that the check character is right is for whoever asks.

    `rows` are the rows of a table.
    """

    TEXT = "text"
    USCC = "uscc"
    ID_NUMBER = "id-number"
    PHONE = "phone"
    DATE = "date"
    AMOUNT = "amount"
    INTEGER = "integer"
    CHOICE = "choice"
    ROWS = "rows"


class Filler(StrEnum):
    """What a terminal knows by itself, once somebody has identified."""

    ENTITY_NAME = "entity-name"
    USCC = "uscc"
    HOLDER_NAME = "holder-name"
    TODAY = "today"


@dataclass(frozen=True)
class Question:
    """A field of a form. `least` and `most`: characters; of an integer its value, of rows how many.

    `lines` to write on by hand where nothing is answered; `filled_by` what a terminal may put there.
    """

    id: str
    label: str
    kind: AnswerKind = AnswerKind.TEXT
    required: bool = False
    least: int = 0
    most: int = 60
    lines: int = 1
    choices: tuple[str, ...] = ()
    filled_by: Filler | None = None


@dataclass(frozen=True)
class Promise:
    """One clause. `asked`: it has a box to tick; `required`: nothing is promised without it."""

    id: str
    text: str
    asked: bool = False
    required: bool = False


@dataclass(frozen=True)
class Promises:
    rows: tuple[Promise, ...]
    first: int = 1


@dataclass(frozen=True)
class Asked:
    """Questions one under the other, or `abreast` side by side."""

    questions: tuple[str, ...]
    abreast: int = 1


@dataclass(frozen=True)
class Grid:
    """A table: fixed rows, then the answered rows of the question `rows_of`, or where there are none `blank_rows` to write in."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    rows_of: str = ""
    blank_rows: int = 0


TemplateBlock = Heading | Paragraph | Facts | Steps | Rule | Code | Promises | Asked | Grid


@dataclass(frozen=True)
class Template:
    """A label, a title or a heading carries its English as a gloss, after a newline; a sentence as a sentence of its own.

    `placeholder`: it stands for an official text that is not here yet, and every page says so. `verified`: whether whoever is
    responsible for its words has looked at them. In force from `effective_from` up to and with `effective_to`.
    """

    id: str
    version: str
    kind: Kind
    title: str
    summary: str
    summary_en: str
    effective_from: date
    source: str
    verified: bool
    blocks: tuple[TemplateBlock, ...]
    questions: tuple[Question, ...] = ()
    effective_to: date | None = None
    placeholder: bool = False
    subtitle: str = field(default="")

    @property
    def name(self) -> str:
        return self.title.partition("\n")[0]

    @property
    def name_en(self) -> str:
        return self.title.partition("\n")[2]

    def question(self, question_id: str) -> Question:
        """Raises KeyError."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def promises(self) -> Iterator[Promise]:
        for block in self.blocks:
            if isinstance(block, Promises):
                yield from block.rows

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def can_be_filled_by(self) -> frozenset[Filler]:
        """What of it a terminal may write by itself."""
        return frozenset(question.filled_by for question in self.questions if question.filled_by is not None)
