"""THE PAPER: what somebody answers on a form, looked at before it is believed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from printing.templates.refusals import AnswerProblem, AnswersRefused
from printing.templates.strict import hidden_in, nearest
from printing.templates.template import AnswerKind, Grid, Question, Template

Rows = tuple[tuple[str, ...], ...]
Given = str | Sequence[Sequence[str]]

LONGEST_CELL: Final = 400

_SHAPES: Final = {
    AnswerKind.USCC: re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}"),
    AnswerKind.ID_NUMBER: re.compile(r"[0-9]{17}[0-9X]"),
    AnswerKind.PHONE: re.compile(r"\+?[0-9][0-9 ()-]{4,19}"),
    AnswerKind.DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    AnswerKind.AMOUNT: re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?"),
    AnswerKind.INTEGER: re.compile(r"-?[0-9]{1,10}"),
}


@dataclass(frozen=True)
class Answers:
    """Answers that fit their template, as they are printed. Hidden in repr: they are somebody's."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    rows: Mapping[str, Rows] = field(default_factory=dict, repr=False)
    ticked: frozenset[str] = frozenset()
    """The clauses that were agreed to, by their ids."""


def validated(
    template: Template, given: Mapping[str, Given], *, ticked: Collection[str] = (), whole: bool = True
) -> Answers:
    """The answers as they are printed. `whole`: every required one is there; else the rest is written by hand.

    A character that cannot be seen, or that turns others around, refuses the answer: a name must say what it seems to say.
    Raises AnswersRefused with everything that is wrong; no answer is in its words.
    """
    problems = [
        *_unknown(template, given),
        *(problem for question in template.questions for problem in _problems(template, question, given, whole=whole)),
        *_wrong_ticks(template, ticked, whole=whole),
    ]
    if problems:
        raise AnswersRefused(problems)
    asked = {question.id: question for question in template.questions}
    texts = {name: _as_printed(asked[name], said) for name, said in given.items() if isinstance(said, str)}
    rows = {name: tuple(map(tuple, said)) for name, said in given.items() if not isinstance(said, str)}
    return Answers(texts, rows, frozenset(ticked))


def _unknown(template: Template, given: Mapping[str, Given]) -> Iterator[AnswerProblem]:
    known = [question.id for question in template.questions]
    for name in given:
        if name not in known:
            yield AnswerProblem(name[:60], "no-such-question", nearest(name, known).removeprefix("; "))


def _problems(
    template: Template, question: Question, given: Mapping[str, Given], *, whole: bool
) -> Iterator[AnswerProblem]:
    said = given.get(question.id, "")
    if not said:
        if question.required and whole:
            yield AnswerProblem(question.id, "missing")
    elif isinstance(said, str) is (question.kind is AnswerKind.ROWS):
        yield AnswerProblem(question.id, "wrong-shape")
    elif isinstance(said, str):
        yield from _wrong_text(question, said)
    else:
        yield from _wrong_rows(template, question, said)


def _wrong_text(question: Question, said: str) -> Iterator[AnswerProblem]:
    hidden = hidden_in(said)
    if hidden or not said.strip():
        yield AnswerProblem(question.id, "invisible-character", ", ".join(f"U+{point:04X}" for point in hidden[:5]))
    elif question.kind is AnswerKind.CHOICE:
        if said not in question.choices:
            yield AnswerProblem(question.id, "not-a-choice")
    elif not _has_its_shape(question.kind, said):
        yield AnswerProblem(question.id, "wrong-shape")
    else:
        yield from _beyond_limits(question, int(said) if question.kind is AnswerKind.INTEGER else len(said))


def _has_its_shape(kind: AnswerKind, said: str) -> bool:
    shape = _SHAPES.get(kind)
    right = shape is None or shape.fullmatch(said) is not None
    return right and (kind is not AnswerKind.DATE or _day(said) is not None)


def _beyond_limits(question: Question, size: int) -> Iterator[AnswerProblem]:
    if size > question.most:
        yield AnswerProblem(question.id, "too-long", str(question.most))
    elif size < question.least:
        yield AnswerProblem(question.id, "too-short", str(question.least))


def _wrong_rows(template: Template, question: Question, rows: Sequence[Sequence[str]]) -> Iterator[AnswerProblem]:
    columns = {
        len(block.columns) for block in template.blocks if isinstance(block, Grid) and block.rows_of == question.id
    }
    yield from _beyond_limits(question, len(rows))
    if any(len(row) not in columns for row in rows):
        yield AnswerProblem(question.id, "wrong-columns")
    cells = [cell for row in rows for cell in row]
    if hidden := [point for cell in cells for point in hidden_in(cell)]:
        yield AnswerProblem(question.id, "invisible-character", ", ".join(f"U+{point:04X}" for point in hidden[:5]))
    if any(len(cell) > LONGEST_CELL for cell in cells):
        yield AnswerProblem(question.id, "too-long", str(LONGEST_CELL))


def _wrong_ticks(template: Template, ticked: Collection[str], *, whole: bool) -> Iterator[AnswerProblem]:
    boxes = {promise.id: promise.required for promise in template.promises() if promise.asked}
    for name in sorted(set(ticked) - set(boxes)):
        yield AnswerProblem(name[:60], "no-such-clause", nearest(name, boxes).removeprefix("; "))
    for name, required in boxes.items():
        if required and whole and name not in ticked:
            yield AnswerProblem(name, "clause-not-ticked")


def _as_printed(question: Question, said: str) -> str:
    day = _day(said) if question.kind is AnswerKind.DATE else None
    if day is not None:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{Decimal(said):,.2f} 元" if said and question.kind is AnswerKind.AMOUNT else said


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
