"""Answers to declared services: made from their forms, the same every time. Right ones, and ones that are wrong in one thing each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.contract.declared_services import DeclaredService, FormPage
from app.contract.service_forms import DIALECT, faults, wrong_answers
from app.contract.service_situations import Question, holds

DAY: Final = "2026-03-20"
SAMPLES: Final = (
    "13800000001", "91441900MA0TE5T16P", "2026-03", "1000000.00", "HC-DG-2026-0187", "2204-441900-04-01-000000", "ZL202210000001.X",
    "zhang@example.cn", "6222020000000001", "DGXY20261123T00030000123", "QG20261123000117", "09:30", "518000", "123456789012",
    "44190019850615003X",
)  # fmt: skip
"""What fits the patterns that forms use. A pattern that none of these fits wants one more here."""


def situations(questions: Sequence[Question]) -> Iterator[dict[str, str]]:
    """Every way to answer them."""
    yield from _situations(tuple(questions), {})


def first_situation(questions: Sequence[Question]) -> dict[str, str]:
    """With the first choice everywhere."""
    return next(situations(questions))


def shown(service: DeclaredService, situation: Mapping[str, str]) -> tuple[FormPage, ...]:
    return tuple(page for page in service.pages if holds(page.when, situation))


def answers_to(
    service: DeclaredService, form: Mapping[str, Any], situation: Mapping[str, str], *, only_required: bool = False
) -> dict[str, Any]:
    """What a visitor in this situation answers: every field of every page that is shown, or only what must be."""
    pages = shown(service, situation)
    asked = [path for page in pages for path in page.fields]
    must = set(form["required"]).union(*(page.required for page in pages)) if only_required else set(asked)
    given = {path: value_of(form["properties"][path]) for path in asked if path in must}
    by_rules = {path for path, keyword in faults(form, given) if keyword == "required"}
    return given | {path: value_of(form["properties"][path]) for path in asked if path in by_rules}


def value_of(field: Mapping[str, Any]) -> Any:
    """One value that the field takes. Raises LookupError where nobody has thought of one."""
    found = next((value for value in _thought_of(field) if not _refused(field, value)), None)
    if found is None:
        raise LookupError(f"no sample fits {field.get('title')}: {field.get('pattern')}")
    return found


def wrong_in_one(form: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is wrong, and the answers: one left out, one of another kind, one out of its limits, one that nobody asked."""
    for path in form["required"]:
        yield f"{path} left out", {name: value for name, value in answers.items() if name != path}
    for path in answers:
        for why, value in _wrong_values(form["properties"][path]):
            yield f"{path} {why}", {**answers, path: value}
    yield "one more", {**answers, "nobody_asked": "x"}


def _situations(left: tuple[Question, ...], said: dict[str, str]) -> Iterator[dict[str, str]]:
    if not left:
        yield said
    elif not holds(left[0].when, said):
        yield from _situations(left[1:], said)
    else:
        for choice in left[0].choices:
            yield from _situations(left[1:], {**said, left[0].id: choice.id})


def _thought_of(field: Mapping[str, Any]) -> Iterator[Any]:
    match field["type"]:
        case "boolean":
            yield True
        case "array":
            yield [value_of(field["items"])]
        case "integer" | "number":
            yield from (field.get("minimum", 1), field.get("maximum", 1))
        case _ if "enum" in field:
            yield field["enum"][0]
        case _ if field.get("format") == "date":
            yield DAY
        case _ if "pattern" in field:
            yield from SAMPLES
        case _:
            yield f"合成{field.get('title', '')}"[: field.get("maxLength", 100)]


def _wrong_values(field: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "of another kind", {"not": "a value"}
    if "minimum" in field:
        yield "too little", field["minimum"] - 0.01
    if "maximum" in field:
        yield "too much", field["maximum"] + 1
    if "maxLength" in field:
        yield "too long", "长" * (field["maxLength"] + 1)
    if "enum" in field or "items" in field:
        yield "not among the choices", ["another"] if "items" in field else "another"
    if field.get("format") == "date":
        yield "no day", "2026-02-30"
    if "pattern" in field:
        yield "of no such pattern", "?"


def _refused(field: Mapping[str, Any], value: Any) -> bool:
    alone = {"$schema": DIALECT, "type": "object", "properties": {"it": field}}
    return bool(wrong_answers(alone, {"it": value}))
