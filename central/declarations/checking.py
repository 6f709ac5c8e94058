"""THE CENTRE, DECLARATIONS: what keeps a declaration from being one of ours. Every rule that is broken is named, with who can mend it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.contract.declared_services import Output
from app.contract.service_forms import FORM_INVALID, fields, wrong_form
from app.contract.service_situations import When, can_come_about, wrong_questions
from central.declarations.declaration import Declaration, Pair, Schema
from central.declarations.plan import PlanRow, catalog_codes, plan
from central.packs.refused import Fault, Who

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ASKED_OF_SYSTEMS: Final = frozenset({"licence", "register", "earlier-case"})
_ALWAYS_THERE: Final = frozenset({Output.SCREEN, Output.RECEIPT, Output.JOB})
"""What the generic pages give to every service; paper only where the plan has it."""

Found = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """What declarations may refer to."""

    shared: Mapping[str, Schema] = field(repr=False)
    kinds: frozenset[str]


def wrong_declaration(one: Declaration, known: Known) -> Iterator[Fault]:
    """Everything that is wrong with it; nothing where it may be published."""
    row = plan().get(one.id)
    if row is None:
        yield Fault(one.id, "service-unknown", "方案里没有这个编号")
        return
    yield from (Fault(one.id, code, words) for code, words in _by_the_plan(one, row))
    if one.id not in catalog_codes():
        yield Fault(one.id, "item-unknown", "items.json 没有写它是哪个事项", Who.ITEMS)
    missing = sorted(one.shared() - set(known.shared))
    if missing:
        yield Fault(one.id, "field-unknown", f"没有共用字段 {'、'.join(missing)}")
        return
    if one.item.kind not in known.kinds:
        yield Fault(one.id, "kind-unknown", f"flow_kinds.json 里没有办理方式 {one.item.kind}", Who.ITEMS)
    form = one.form(dict(known.shared))
    yield from (Fault(one.id, code, words) for rule in _RULES for code, words in rule(one, form))


def _by_the_plan(one: Declaration, row: PlanRow) -> Found:
    if one.identity not in row.identity:
        yield "plan-differs", f"方案的身份等级是 {row.said.identity}，这里是 {one.identity}"
    if one.offline not in row.offline:
        yield "plan-differs", f"方案的断网办法是 {row.said.offline}，这里是 {one.offline}"
    beyond = set(one.outputs) - set(row.outputs) - _ALWAYS_THERE
    if beyond:
        yield "plan-differs", f"方案的产出是 {row.said.outputs}，这里多了 {'、'.join(sorted(beyond))}"


def _form(_one: Declaration, form: dict[str, Any]) -> Found:
    yield from wrong_form(form)


def _field_words(_one: Declaration, form: dict[str, Any]) -> Found:
    for name, schema in form["properties"].items():
        if not isinstance(schema, dict):
            continue  # said by the form's own rules
        yield from _english(f"字段 {name}", schema.get("x-english"))
        if "x-hint" in schema:
            yield from _pair(f"字段 {name} 的提示", schema["x-hint"])
        choices = _choices(schema)
        if choices is not None:
            yield from _options(name, choices, schema.get("x-options"))
        if "x-material" in schema and schema["x-material"] not in {one.id for one in _one.item.materials}:
            yield "material-unlisted", f"字段 {name} 要交的材料不在材料清单里"


def _choices(schema: Schema) -> list[Any] | None:
    """What is chosen from: by an `enum`, or by that of a list's parts."""
    inside = schema.get("items", {})
    found = schema.get("enum", inside.get("enum") if isinstance(inside, dict) else None)
    return found if isinstance(found, list) else None


def _options(name: str, choices: list[Any], said: Any) -> Found:
    if not isinstance(said, dict) or set(said) != {str(choice) for choice in choices}:
        yield "option-without-words", f"字段 {name} 的每个选项都要在 x-options 里有中英文"
        return
    for choice, pair in said.items():
        yield from _pair(f"字段 {name} 的选项 {choice}", pair)


def _words(one: Declaration, _form: dict[str, Any]) -> Found:
    pairs: dict[str, Pair | None] = {
        "名称": one.title,
        "提示": one.hint,
        "下一步": one.next_step,
        "事项名称": one.item.name,
    }
    for page in one.pages:
        pairs |= {f"第 {page.id} 页的标题": page.title, f"第 {page.id} 页的提示": page.hint}
    pairs |= {f"同意 {consent.id}": consent.words for consent in one.consents}
    if one.commitment is not None:
        pairs |= {"承诺书": one.commitment.title, "不守承诺的后果": one.commitment.consequence}
        pairs |= {f"承诺 {clause.id}": clause.words for clause in one.commitment.clauses}
    for where, pair in pairs.items():
        if pair is not None:
            yield from _pair(where, pair)
    for question in one.item.questions:
        yield from _english(f"问题 {question.id}", question.english)
        for choice in question.choices:
            yield from _english(f"问题 {question.id} 的选项 {choice.id}", choice.english)
    for material in one.item.materials:
        yield from _english(f"材料 {material.id}", material.english)


def _pair(where: str, pair: Any) -> Found:
    """Chinese in Chinese, English in English: neither is left out."""
    if not (isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(one, str) and one for one in pair)):
        yield "words-missing", f"{where} 要写成 [中文, 英文]"
        return
    yield from _english(where, pair[1])


def _english(where: str, said: Any) -> Found:
    if not isinstance(said, str) or not said.strip():
        yield "english-missing", f"{where} 没有英文"
    elif _HAN.search(said):
        yield "english-missing", f"{where} 的英文里有汉字"


def _purposes(one: Declaration, form: dict[str, Any]) -> Found:
    """Others are asked for nothing that nobody was asked to agree to, and nobody is asked to agree to what is not needed."""
    agreed = {purpose for consent in one.consents for purpose in consent.purposes}
    asked = {found.purpose for found in fields(form) if found.source in _ASKED_OF_SYSTEMS}
    if asked - agreed:
        yield "consent-missing", f"预填的用途 {'、'.join(sorted(asked - agreed))} 没有征求同意"
    if agreed - asked:
        yield "consent-idle", f"征求同意的用途 {'、'.join(sorted(agreed - asked))} 没有字段用到"


def _times(one: Declaration, _form: dict[str, Any]) -> Found:
    if one.item.promise_days > one.item.legal_days:
        yield "promise-over-law", f"承诺 {one.item.promise_days} 天，超过法定 {one.item.legal_days} 天"


def _situations(one: Declaration, _form: dict[str, Any]) -> Found:
    questions = one.item.questions
    wrong = list(wrong_questions(questions))
    yield from (("situation-unreachable", words) for words in wrong)
    if wrong:
        return
    whens: dict[str, When] = {f"第 {page.id} 页": page.when for page in one.pages}
    whens |= {f"材料 {material.id}": material.when for material in one.item.materials}
    if one.commitment is not None:
        whens["承诺书"] = one.commitment.not_for
    for where, when in whens.items():
        if not can_come_about(questions, when):
            yield "situation-unreachable", f"{where} 的情形不会出现"


_RULES: tuple[Callable[[Declaration, dict[str, Any]], Found], ...] = (
    _form, _field_words, _words, _purposes, _times, _situations,
)  # fmt: skip
__all__ = ["FORM_INVALID", "Known", "wrong_declaration"]
