"""THE CENTRE, PREFILL: which fields of a form are asked for, of whom, and what of an answer goes into it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.contract.prefill import PrefilledField, Standing
from app.contract.service_forms import FormField, Schema, fields, find_field, takes
from central.prefill.systems import Answer, Wanted

ELSEWHERE: Final = frozenset({"licence", "register", "earlier-case"})
"""Sources that the centre can ask. See `central.prefill.plan.Source`."""
CARD: Final = "id-card"


@dataclass(frozen=True)
class Form:
    """A form, with the fields of it that are asked for."""

    schema: Schema
    every: tuple[FormField, ...]
    chosen: tuple[FormField, ...]

    @property
    def with_source(self) -> int:
        return sum(field.source not in ("", "visitor") for field in self.every)

    @property
    def from_card(self) -> int:
        return sum(field.source == CARD for field in self.every)


class FieldUnknown(LookupError):
    """A field was named that this form does not ask, or that nobody but the visitor can fill."""


def chosen_of(schema: Schema, paths: Collection[str]) -> Form:
    """All that others may know, where no paths are named. Raises FieldUnknown."""
    every = tuple(fields(schema))
    can_be = {one.path for one in every if one.source in ELSEWHERE and find_field(schema, one.path) is not None}
    if not set(paths) <= can_be:
        raise FieldUnknown
    wanted = set(paths) or can_be
    return Form(schema, every, tuple(one for one in every if one.path in wanted))


def wanted_of(form: Form, purposes: Collection[str]) -> Iterator[Wanted]:
    """Only what the visitor agreed to, and under the purpose that stands in the form."""
    for one in form.chosen:
        if one.purpose in purposes:
            yield Wanted(one.path, one.source, one.prefilled_from or one.path, one.purpose)


def as_told(
    form: Form, field: FormField, heard: Answer | Standing, told_by: tuple[str, str], today: date
) -> PrefilledField:
    """`told_by`: the system's title and the name of the unit that keeps it."""
    if isinstance(heard, Standing):
        return PrefilledField(path=field.path, standing=heard, source=field.source)
    known = heard.get(field.path)
    if known is None:
        return PrefilledField(path=field.path, standing=Standing.NO_RECORD, source=field.source)
    if known.as_of > today or not takes(form.schema, field.path, known.value):
        return PrefilledField(path=field.path, standing=Standing.UNFIT, source=field.source)
    system, unit = told_by
    return PrefilledField(
        path=field.path,
        standing=Standing.FILLED,
        source=field.source,
        value=known.value,
        system=system,
        dataset=known.dataset,
        unit=unit,
        as_of=known.as_of,
    )
