"""Prefilled forms, in memory: forms by their task code, and what somebody else knows of each enterprise's fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.contract.prefill import PrefillAsked, Prefilled, PrefilledField, Standing, Value
from app.contract.service_forms import FormField, Schema, fields, find_field, takes
from app.fake_central.refusing import Says

ELSEWHERE = ("licence", "register", "earlier-case")


@dataclass(frozen=True)
class KnownValue:
    value: Value = field(repr=False)
    as_of: date
    system: str = "合成数据源"
    dataset: str = "合成登记"
    unit: str = "合成单位"


@dataclass(frozen=True)
class KnownForm:
    """`silent`: sources that say nothing just now, and why."""

    schema: Schema
    catalog_code: str
    known: dict[str, KnownValue] = field(default_factory=dict, repr=False)
    silent: dict[str, Standing] = field(default_factory=dict)


@dataclass
class KnownForms:
    forms: dict[str, KnownForm] = field(default_factory=dict)
    asked: dict[str, PrefillAsked] = field(default_factory=dict, repr=False)

    def prefill(self, asked: PrefillAsked, granted_for: str, now: datetime) -> Prefilled:
        form = self.forms.get(asked.task_code)
        if form is None:
            raise Says(404, "service-item-unknown")
        if granted_for not in (asked.task_code, form.catalog_code):
            raise Says(403, "grant-other-service")
        chosen = _chosen(form.schema, asked.fields)
        if self.asked.setdefault(asked.asking, asked) != asked:
            raise Says(409, "prefill-other")
        return Prefilled(
            asking=asked.asking,
            task_code=asked.task_code,
            task_version=1,
            answered_at=now,
            fields_due=len(list(fields(form.schema))),
            fields=tuple(_told(form, one, asked) for one in chosen),
        )


def _chosen(schema: Schema, paths: tuple[str, ...]) -> list[FormField]:
    can_be = [one for one in fields(schema) if one.source in ELSEWHERE and find_field(schema, one.path) is not None]
    if not set(paths) <= {one.path for one in can_be}:
        raise Says(422, "prefill-field-unknown")
    return [one for one in can_be if not paths or one.path in paths]


def _told(form: KnownForm, one: FormField, asked: PrefillAsked) -> PrefilledField:
    known = form.known.get(one.prefilled_from or one.path)
    empty = _why_empty(form, one, asked, known)
    if empty is not None or known is None:
        return PrefilledField(path=one.path, standing=empty or Standing.NO_RECORD, source=one.source)
    return PrefilledField(
        path=one.path,
        standing=Standing.FILLED,
        source=one.source,
        value=known.value,
        system=known.system,
        dataset=known.dataset,
        unit=known.unit,
        as_of=known.as_of,
    )


def _why_empty(form: KnownForm, one: FormField, asked: PrefillAsked, known: KnownValue | None) -> Standing | None:
    if one.purpose not in asked.purposes:
        return Standing.NOT_AGREED
    if one.source in form.silent:
        return form.silent[one.source]
    if known is None:
        return Standing.NO_RECORD
    return None if takes(form.schema, one.path, known.value) else Standing.UNFIT
