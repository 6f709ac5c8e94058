"""S309 空白表格和样本: which forms there are, and one of them as pages, blank or with what the visitor's card and licence say. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import resources
from printing import page, picture
from printing.templates import pack
from printing.templates.answers import Answers, validated
from printing.templates.composing import composed
from printing.templates.refusals import AnswersRefused
from printing.templates.template import Filler, Template

if TYPE_CHECKING:
    from app.contract.licence import LicenceGrant
    from app.visit import Holder
    from printing.picture import Picture

PREVIEW_PX = 1240
"""Width of the preview's pictures: 150 dots an inch on A4."""
IDENTIFIED = frozenset({Filler.ENTITY_NAME, Filler.USCC, Filler.HOLDER_NAME})
"""What a form can only be given by somebody who has identified."""


@dataclass(frozen=True)
class Form:
    """A form ready to be shown and printed. `left_blank`: something was known and could not be set, so it is written by hand."""

    template: Template
    answers: Answers
    pages: int
    pictures: list[Picture] = field(repr=False)
    filled: bool = False
    left_blank: bool = False


@dataclass(frozen=True)
class Sheets:
    """A form as it is printed, under its number."""

    number: str
    pdf: bytes = field(repr=False)
    pages: int = 1


def offered(today: date) -> tuple[Template, ...]:
    """Every form in force, in the order of the pack. Blocks. Raises `printing.templates.refusals.Refused`."""
    return pack.load(resources.path("packs", "papers")).offered(today)


def can_be_filled(template: Template) -> bool:
    return bool(template.can_be_filled_by() & IDENTIFIED)


def wants_licence(template: Template) -> bool:
    return bool(template.can_be_filled_by() & {Filler.ENTITY_NAME, Filler.USCC})


def known(holder: Holder | None, grant: LicenceGrant | None, today: date) -> Mapping[Filler, str]:
    """What this terminal may write on a form for who stands here: no number of a card, which is written by hand."""
    said = {Filler.TODAY: today.isoformat()}
    if holder is not None:
        said[Filler.HOLDER_NAME] = holder.name
    if grant is not None:
        said |= {Filler.ENTITY_NAME: grant.entity_name, Filler.USCC: grant.uscc}
    return said


def prepared(template: Template, said: Mapping[Filler, str]) -> Form:
    """The form and its pages as pictures. Blocks. Raises MissingGlyph."""
    given = {
        question.id: said[question.filled_by]
        for question in template.questions
        if question.filled_by is not None and said.get(question.filled_by)
    }
    answers, left_blank = _what_fits(template, given)
    laid = page.render(composed(template, answers))
    pictures = picture.pages(laid.pdf, PREVIEW_PX)
    return Form(template, answers, laid.pages, pictures, filled=bool(said), left_blank=left_blank)


def numbered(form: Form, number: str, terminal: str, at: datetime) -> Sheets:
    """The form under its number, with place and time at its foot; `at` is Dongguan's time. Blocks."""
    printed = f"自助终端 {terminal}  {at:%Y-%m-%d %H:%M}"
    laid = page.render(composed(form.template, form.answers, reference=number, printed=printed))
    return Sheets(number, laid.pdf, laid.pages)


def _what_fits(template: Template, given: Mapping[str, str]) -> tuple[Answers, bool]:
    """Whatever the form cannot take (a name too long, a sign that cannot be seen) is left to the visitor's pen."""
    try:
        return validated(template, given, whole=False), False
    except AnswersRefused as refused:
        wrong = {problem.question for problem in refused.problems}
        return validated(template, {name: said for name, said in given.items() if name not in wrong}, whole=False), True
