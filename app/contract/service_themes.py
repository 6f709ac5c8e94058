"""One thing (一件事): several items of several departments as one application: what they share is asked once and handed in once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field

from app.contract.service_forms import DIALECT
from app.contract.service_items import CatalogCode, Day, Days, DayUnit, ServiceItem, materials
from app.contract.service_materials import Material
from app.contract.service_situations import Answers, Id, Line, Question, Questions, When, check_answers, holds
from app.contract.wire import Message

MOST_STEPS: Final = 40


class ThemeStep(Message):
    """One item's part. `after`: the steps that must be done before it begins; `when`: in which situation it belongs at all."""

    id: Id
    catalog_code: CatalogCode
    dept: Line = Field(min_length=1)
    after: Annotated[tuple[Id, ...], Field(max_length=MOST_STEPS)] = ()
    mandatory: bool = True
    when: When = ()


class Theme(Message):
    """`questions` decide which steps are taken; each item's own questions are asked with them, and the same one once."""

    code: str = Field(pattern=r"^[0-9A-Z-]{3,30}$")
    version: int = Field(ge=1, le=1_000_000)
    name: Line = Field(min_length=1)
    english: Line = ""
    lead_dept: Line = Field(min_length=1)
    joined_depts: Annotated[tuple[Line, ...], Field(max_length=30)]
    questions: Questions = ()
    steps: Annotated[tuple[ThemeStep, ...], Field(min_length=1, max_length=MOST_STEPS)]
    promise_day: Days
    promise_type: DayUnit = DayUnit.WORKING
    limit_scene_num: int = Field(ge=0, le=20)
    plan_effective_date: Day
    plan_cancel_date: Day | None = None
    stage: str = Field(default="", pattern=r"^[a-z]{0,20}$")
    """When in the life of a person or a business it comes up: open, change, close, staff, person, works, run; empty: not said."""


class PublishedTheme(Message):
    effective_from: Day
    effective_to: Day | None = None
    theme: Theme

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)


class ThemeConflict(ValueError):
    """Two items mean different things by one name: they cannot be asked together. Each in words."""

    code = "service-theme-conflict"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class SharedMaterial:
    """A material that is handed in once, and the items it serves (catalog codes)."""

    material: Material
    serves: tuple[str, ...]


Items = Mapping[str, ServiceItem]
"""Catalog code → the item that a theme's step means."""


def waves(theme: Theme, answers: Answers) -> tuple[tuple[ThemeStep, ...], ...]:
    """What is begun at once, then what waits for it, and so on; steps of this situation only. Raises AnswersRefused for answers to
    other questions than the theme's."""
    check_answers(theme.questions, answers)
    waiting = [step for step in theme.steps if holds(step.when, answers)]
    taken = {step.id for step in waiting}
    done: set[str] = set()
    found = []
    while waiting:
        wave = tuple(step for step in waiting if not (set(step.after) & taken) - done)
        if not wave:
            raise ThemeConflict(("环节互相等待",))
        found.append(wave)
        done |= {step.id for step in wave}
        waiting = [step for step in waiting if step.id not in done]
    return tuple(found)


def wrong_order(theme: Theme) -> Iterator[str]:
    """What is wrong with the order of a theme's steps, in words."""
    ids = [step.id for step in theme.steps]
    if len(set(ids)) != len(ids):
        yield "两个环节同名"
    for step in theme.steps:
        if set(step.after) - set(ids):
            yield f"环节 {step.id} 等待一个不存在的环节"
    left = {step.id: set(step.after) & set(ids) for step in theme.steps}
    while free := [name for name, before in left.items() if not before & set(left)]:
        for name in free:
            del left[name]
    if left:
        yield f"环节互相等待：{'、'.join(sorted(left))}"


def all_questions(theme: Theme, items: Items) -> tuple[Question, ...]:
    """The theme's questions, then those of its items: the same question once. Raises ThemeConflict."""
    found: dict[str, Question] = {question.id: question for question in theme.questions}
    differing = []
    for item in _in_order(theme.steps, items):
        for question in item.questions:
            if found.setdefault(question.id, question) != question:
                differing.append(f"问题 {question.id} 在 {item.task_name} 里另有含义")
    if differing:
        raise ThemeConflict(tuple(differing))
    return tuple(found.values())


def taken_steps(theme: Theme, answers: Answers) -> tuple[ThemeStep, ...]:
    """The steps of this situation, in the order in which they begin. `answers`: at least those to the theme's questions; others are not
    looked at. Raises AnswersRefused."""
    return tuple(step for wave in waves(theme, _own(theme, answers)) for step in wave)


def days_needed(theme: Theme, items: Items, answers: Answers) -> int:
    """Working days that the departments promise for this situation: what goes on side by side counts once. Raises AnswersRefused."""
    return sum(
        max(items[step.catalog_code].promise_day for step in wave) for wave in waves(theme, _own(theme, answers))
    )


def situation_of(item: ServiceItem, answers: Answers) -> dict[str, str]:
    """Of a theme's answers those that this item asks."""
    return {question.id: answers[question.id] for question in item.questions if question.id in answers}


def joint_form(theme: Theme, items: Items, answers: Answers | None = None) -> dict[str, Any]:
    """One form: a field that several items ask is there once, and required where one of them requires it. With answers it is that of
    the situation's own steps. Raises ThemeConflict, AnswersRefused."""
    fields: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    required: dict[str, None] = {}
    conditions: list[Any] = []
    differing = []
    steps = theme.steps if answers is None else taken_steps(theme, answers)
    for item in _in_order(steps, items):
        form: dict[str, Any] = dict(item.form or {})
        for ours, theirs in ((fields, form.get("properties", {})), (definitions, form.get("$defs", {}))):
            differing += [f"字段 {name} 在 {item.task_name} 里另有含义" for name in _join(ours, theirs)]
        required |= dict.fromkeys(form.get("required", ()))
        rest = {word: form[word] for word in _CONDITIONS if word in form}
        if rest and rest not in conditions:
            conditions.append(rest)
    if differing:
        raise ThemeConflict(tuple(differing))
    return _form(fields, definitions, list(required), conditions)


def joint_materials(theme: Theme, items: Items, answers: Answers) -> tuple[SharedMaterial, ...]:
    """What is handed in, once each, and for which items; by the answers to `all_questions`.

    Raises AnswersRefused; ThemeConflict where one id stands for two materials.
    """
    check_answers(all_questions(theme, items), answers)
    taken = taken_steps(theme, answers)
    found: dict[str, SharedMaterial] = {}
    for code in dict.fromkeys(step.catalog_code for step in taken):
        item = items[code]
        for material in materials(item, situation_of(item, answers)):
            found[material.id] = _shared(found.get(material.id), material, code)
    return tuple(found.values())


_CONDITIONS: Final = ("if", "then", "else", "allOf", "anyOf", "oneOf", "not", "dependentRequired")


def _own(theme: Theme, answers: Answers) -> dict[str, str]:
    return {question.id: answers[question.id] for question in theme.questions if question.id in answers}


def _in_order(steps: Sequence[ThemeStep], items: Items) -> Sequence[ServiceItem]:
    return [items[code] for code in dict.fromkeys(step.catalog_code for step in steps)]


def _join(ours: dict[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Take in what is new; which names mean something else here."""
    return [name for name, one in theirs.items() if _written(ours.setdefault(name, one)) != _written(one)]


def _written(schema: object) -> str:
    return json.dumps(schema, sort_keys=True)


def _form(
    fields: dict[str, Any], definitions: dict[str, Any], required: list[str], conditions: list[Any]
) -> dict[str, Any]:
    form: dict[str, Any] = {"$schema": DIALECT, "type": "object", "additionalProperties": False, "properties": fields}
    extra = {"required": required, "$defs": definitions, "allOf": conditions}
    return form | {word: held for word, held in extra.items() if held}


def _shared(before: SharedMaterial | None, material: Material, code: str) -> SharedMaterial:
    """As many of it as the item that wants most."""
    if before is None:
        return SharedMaterial(material, (code,))
    if before.material.material_name != material.material_name:
        raise ThemeConflict((f"材料编号 {material.id} 指两种材料",))
    most = before.material.model_copy(
        update={
            "originalnum": max(before.material.originalnum, material.originalnum),
            "copiesnum": max(before.material.copiesnum, material.copiesnum),
        }
    )
    return SharedMaterial(most, (*before.serves, code))
