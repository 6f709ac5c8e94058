"""What the pages of a declared service show: plain values from what is declared, answered and filed. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.contract.declared_services import Identity, Words
from app.contract.numbers import is_phone
from app.contract.service_materials import Necessity
from kiosk.services.declared.generic.deciding import term_words
from kiosk.services.declared.generic.fields import LENGTHS, Field, Kind
from kiosk.services.declared.generic.stages import known_of, phone_field
from kiosk.services.declared.generic.told import Told, comes_next, deadline
from kiosk.words import problem
from kiosk.words.dates import day_words, in_fours, phone_words
from kiosk.words.names import with_english_names
from printing.numbers import grouped

if TYPE_CHECKING:
    from app.contract.service_materials import Material
    from app.contract.service_situations import Question
    from kiosk.services.declared.generic.flow import DeclaredFlow

Row = dict[str, object]

WHO = {
    Identity.N0: "不用证件",
    Identity.N1: "身份证",
    Identity.N2: "身份证和电子营业执照",
    Identity.N3: "身份证和电子营业执照",
}
HANDED_IN = {
    Necessity.NECESSARY: "受理前带到窗口",
    Necessity.LATER: "可以先不交，办结前补到窗口",
    Necessity.NOT_NECESSARY: "一般不用交",
}
PAD = {Kind.DAY: [4, 2, 2], Kind.MONTH: [4, 2]}
ROW_OF_WORDS = 40
"""A long answer stands on the check page in rows of so many characters: also at twice the size each fits on a sheet."""


def words(flow: DeclaredFlow, said: Words) -> str:
    return said.en if flow.english else said.zh


def either(flow: DeclaredFlow, chinese: str, english: str) -> str:
    return english if flow.english and english else chinese


# ---- before one begins ----


def opening(flow: DeclaredFlow) -> Row:
    item, say = flow.item, flow.say
    fee = say("收费：%1", item.fee_basis) if item.is_fee else say("不收费")
    facts = [
        ("要带什么证件", say(WHO[flow.declared.identity])),
        ("多久办好", _how_long(flow)),
        ("要花多少钱", fee),
        ("填的内容怎么用", say("只交给办这件事的单位，在这台机里加密存放，办完就清除屏幕")),
        *_not_here(flow),
    ]
    return {
        "title": words(flow, flow.declared.title),
        "hint": words(flow, flow.declared.hint),
        "facts": [{"label": say(label), "text": text} for label, text in facts],
    }


def _how_long(flow: DeclaredFlow) -> str:
    """And by whom, where its name is known in the language of the page."""
    term, office = term_words(flow.item, flow.say), with_english_names(flow.item.dept_name, flow.say)
    if flow.english and not office.isascii():
        return flow.say("受理后%1", term)
    return flow.say("受理后%1，由%2办", term, office)


def _not_here(flow: DeclaredFlow) -> list[tuple[str, str]]:
    """What cannot be done at a terminal, before anybody has filled in a form."""
    listed = [one for one in flow.item.materials if not one.when and one.id not in _filled_in(flow)]
    if not listed:
        return []
    names = flow.say("、").join(either(flow, one.material_name, one.english) for one in listed)
    return [("这里收不了的", flow.say("原件这台机看不了，填完以后带到窗口：%1", names))]


# ---- the page that is up ----


def question(flow: DeclaredFlow) -> Row:
    """title, lead, label, kind, text, options [{id, text, chosen}], several, optional, complete, problem, length, groups, exact,
    decimal, said (what others had said), canContest, contested"""
    name = flow.stage.name
    if name.startswith("ask."):
        asked = next(one for one in flow.item.questions if one.id == name.removeprefix("ask."))
        return _situation(flow, asked)
    if name == "phone":
        return _phone(flow)
    one = flow.field_here
    return _field(flow, one) if one is not None else {}


def _situation(flow: DeclaredFlow, asked: Question) -> Row:
    chosen = flow.filling.chosen.get(asked.id)
    options = [
        {"id": one.id, "text": either(flow, one.text, one.english), "chosen": one.id == chosen} for one in asked.choices
    ]
    return {
        **_EMPTY,
        "title": either(flow, asked.text, asked.english),
        "options": options,
        "complete": asked.id in flow.filling.situation,
    }


def _phone(flow: DeclaredFlow) -> Row:
    text = flow.own_phone
    wrong = len(text) >= 11 and not is_phone(text)
    return {
        **_EMPTY,
        "title": flow.say("打哪个电话联系您？"),
        "lead": flow.say("手机，或者区号加座机。"),
        "label": flow.say("联系电话"),
        "kind": Kind.PHONE.value,
        "text": text,
        "complete": is_phone(text),
        "problem": problem(flow.shell.language_now, "phone-wrong").what if wrong else "",
        **_pad(Kind.PHONE, text, 12),
    }


_EMPTY: Row = {
    "title": "",
    "lead": "",
    "label": "",
    "kind": "",
    "text": "",
    "options": [],
    "several": False,
    "optional": False,
    "complete": False,
    "problem": "",
    "length": 11,
    "groups": [11],
    "exact": False,
    "decimal": False,
    "said": "",
    "canContest": False,
    "contested": False,
}


def _field(flow: DeclaredFlow, one: Field) -> Row:
    asking, title, unit = flow.asking, one.title(flow.english), one.unit(flow.english)
    title = flow.say("%1（%2）", title, unit) if unit else title
    return {
        **_EMPTY,
        "title": title,
        "lead": one.hint(flow.english) or _kinds_hint(flow, one),
        "label": title,
        "kind": one.kind.value,
        "text": asking.text,
        "options": _options(flow, one),
        "several": one.kind is Kind.SEVERAL,
        "optional": not asking.must,
        "complete": asking.is_answered(),
        "problem": _problem(flow, one),
        "said": _said(flow, one),
        "canContest": asking.can_contest,
        "contested": one.path in asking.contested,
        **_pad(one.kind, asking.text, one.length),
    }


def _options(flow: DeclaredFlow, one: Field) -> list[Row]:
    value = flow.asking.value
    chosen = set(map(str, value)) if isinstance(value, list) else {one.text_of(value)}
    return [
        {"id": key, "text": text, "chosen": key in chosen}
        for key, text in one.options(flow.english, flow.say("是"), flow.say("否"))
    ]


def _kinds_hint(flow: DeclaredFlow, one: Field) -> str:
    if one.kind is Kind.DAY:
        return flow.say("8 位数字：年、月、日，如 20261201")
    if one.kind is Kind.MONTH:
        return flow.say("6 位数字：年、月，如 202612")
    return flow.say("手机，或者区号加座机。") if one.kind is Kind.PHONE else ""


def _pad(kind: Kind, text: str, length: int) -> Row:
    """How a pad of digits shows it."""
    if kind is Kind.PHONE:
        landline = text.startswith("0")
        return {"length": 12 if landline else 11, "groups": [4, 4, 4] if landline else [3, 4, 4], "exact": True}
    if kind in PAD:
        return {"length": LENGTHS[kind], "groups": PAD[kind], "exact": True}
    return {"length": length, "groups": [length], "exact": False, "decimal": kind is Kind.DECIMAL}


def _problem(flow: DeclaredFlow, one: Field) -> str:
    """Said as soon as it is known to be wrong, in plain words."""
    asking, say = flow.asking, flow.say
    code = one.fault(asking.text)
    if code == "phone-wrong":
        return problem(flow.shell.language_now, code).what
    if code:
        return say("没有这一天，请看一遍")
    if asking.value in (None, "", []) or asking.is_answered():
        return ""
    return misfit(flow, one, asking.value)


def misfit(flow: DeclaredFlow, one: Field, value: Any) -> str:
    """What the form does not take about this value."""
    schema, say = one.schema, flow.say
    if one.kind in (Kind.WHOLE, Kind.DECIMAL) and not isinstance(value, bool):
        least, most = schema.get("minimum"), schema.get("maximum")
        if least is not None and value < least:
            return say("不能小于 %1", least)
        if most is not None and value > most:
            return say("不能大于 %1", most)
    if one.kind in (Kind.TEXT, Kind.LETTERS, Kind.DIGITS) and len(str(value)) < int(schema.get("minLength", 0)):
        return say("至少写 %1 个字", schema["minLength"])
    return say("这样填不对，请看一遍")


def _said(flow: DeclaredFlow, one: Field) -> str:
    line = flow.asking.line(one.path) if flow.asking.row is None else None
    if line is None or line.prefilled is None:
        return ""
    return flow.say("已有的资料里是：%1（%2）", text_of(flow, one, line.prefilled), source_of(flow, one.path))


def source_of(flow: DeclaredFlow, path: str) -> str:
    """Who says so, and as of when."""
    line = flow.asking.line(path)
    if line is None or line.prefilled is None:
        return ""
    if not line.system or line.as_of is None:
        return flow.say("来自身份证")
    return flow.say("来自%1，截至 %2", line.unit or line.system, day_words(line.as_of, flow.say))


def text_of(flow: DeclaredFlow, one: Field, value: Any) -> str:
    said = one.words_of(value, flow.english, flow.say("是"), flow.say("否"))
    if one.kind is Kind.PHONE:
        return phone_words(said)
    return in_fours(said) if one.kind is Kind.USCC else said


def known(flow: DeclaredFlow) -> list[Row]:
    page = next((one for one in flow.declared.pages if f"known.{one.id}" == flow.stage.name), None)
    if page is None:
        return []
    return [
        {
            "label": one.title(flow.english),
            "value": text_of(flow, one, flow.filling.values[one.path]),
            "note": source_of(flow, one.path),
            "change": f"field.{one.path}",
        }
        for one in known_of(page, flow.filling, flow)
    ]


def rows(flow: DeclaredFlow) -> Row:
    one = flow.field_here
    if one is None or one.kind is not Kind.ROWS:
        return {}
    yes, no = flow.say("是"), flow.say("否")
    made = flow.asking.rows
    return {
        "title": one.title(flow.english),
        "hint": one.hint(flow.english),
        "rows": [one.row_words(row, flow.english, yes, no) for row in made],
        "full": len(made) >= flow.asking.most,
        "complete": flow.asking.is_answered(),
        "optional": not flow.asking.must,
    }


# ---- commitment and materials ----


def commitment(flow: DeclaredFlow) -> Row:
    offered = flow.filling.commitment(flow.has_licence)
    if offered is None:
        return {}
    ticked = flow.filling.promised
    return {
        "title": words(flow, offered.title),
        "consequence": words(flow, offered.consequence),
        "signed": offered.signed,
        "clauses": [
            {"id": one.id, "text": words(flow, one.words), "ticked": one.id in ticked} for one in offered.clauses
        ],
    }


def _filled_in(flow: DeclaredFlow) -> set[str]:
    """Materials that are handed in by filling in the form."""
    return {
        str(one.schema["x-material"])
        for fields in flow.filling.fields.values()
        for one in fields
        if one.schema.get("x-material")
    }


def materials(flow: DeclaredFlow) -> list[Row]:
    here = _filled_in(flow)
    return [
        {"name": either(flow, one.material_name, one.english), "how": _how(flow, one, here)}
        for one in flow.filling.listed()
    ]


def _how(flow: DeclaredFlow, one: Material, here: set[str]) -> str:
    if one.id in here:
        return flow.say("在这里填好了，不用带")
    said = flow.say(HANDED_IN[one.necessity])
    return f"{said}{flow.say('：')}{one.handle_case}" if one.handle_case and not flow.english else said


def to_bring(flow: DeclaredFlow) -> tuple[str, ...]:
    here = _filled_in(flow)
    return tuple(
        either(flow, one.material_name, one.english)
        for one in flow.filling.listed()
        if one.id not in here and one.necessity is not Necessity.NOT_NECESSARY
    )


# ---- check and filed ----


def check_rows(flow: DeclaredFlow) -> list[Row]:
    missing = {one.stage: one.code for one in flow.filling.missing()}
    found = [*_who(flow), *_situations(flow, missing), *_fields(flow, missing), *_own_phone(flow), *_promised(flow)]
    return [{"note": "", "change": "", "problem": "", **row} for row in found]


def _who(flow: DeclaredFlow) -> list[Row]:
    holder, grant, say = flow.shell.visit.holder, flow.grant, flow.say
    rows: list[Row] = []
    if flow.by_licence and grant is not None:
        rows.append({"label": say("企业"), "value": grant.entity_name, "note": say("来自电子营业执照")})
    elif flow.by_licence:
        note = say("您输入的，市里会再核对")
        rows.append({"label": say("信用代码"), "value": in_fours(flow.uscc), "note": note, "change": "enterprise"})
    if holder is not None:
        rows.append({"label": say("经办人"), "value": holder.masked_name})
    return rows


def _situations(flow: DeclaredFlow, missing: dict[str, str]) -> list[Row]:
    said = flow.filling.situation
    rows: list[Row] = []
    for asked in flow.item.questions:
        if flow.filling.is_asked(asked):
            chosen = next((one for one in asked.choices if one.id == said.get(asked.id)), None)
            value = either(flow, chosen.text, chosen.english) if chosen else ""
            label = either(flow, asked.text, asked.english)
            rows.append(_asked(flow, label, value, f"ask.{asked.id}", missing))
    return rows


def _fields(flow: DeclaredFlow, missing: dict[str, str]) -> list[Row]:
    every = (one for page in flow.declared.pages for one in flow.filling.fields[page.id])
    return [row for one in every if flow.filling.asks(one) for row in _rows_of(flow, one, missing)]


def _rows_of(flow: DeclaredFlow, one: Field, missing: dict[str, str]) -> list[Row]:
    """The whole of what was answered, cut into rows that fit; 修改 stands on the first."""
    label, stage = one.title(flow.english), f"field.{one.path}"
    value = text_of(flow, one, flow.filling.values[one.path]) if flow.filling.has(one) else ""
    parts = [value[at : at + ROW_OF_WORDS] for at in range(0, len(value), ROW_OF_WORDS)] or [""]
    first = _asked(flow, label, parts[0], stage, missing)
    line = flow.asking.line(one.path)
    if line is not None and line.prefilled is not None and flow.filling.values.get(one.path) == line.prefilled:
        first["note"] = source_of(flow, one.path)
    more: list[Row] = [{"label": flow.say("%1（接上）", label), "value": part} for part in parts[1:]]
    return [first, *more]


def _asked(flow: DeclaredFlow, label: str, value: str, stage: str, missing: dict[str, str]) -> Row:
    code, wrong = missing.get(stage), ""
    if code:
        wrong = flow.say("%1：还没有填", label) if code == "missing" else flow.say("%1：这样填不对", label)
    return {"label": label, "value": value or flow.say("没有填"), "change": stage, "problem": wrong}


def _own_phone(flow: DeclaredFlow) -> list[Row]:
    if phone_field(flow.filling) is not None:
        return []
    wrong = "" if is_phone(flow.own_phone) else flow.say("%1：还没有填", flow.say("联系电话"))
    value = phone_words(flow.own_phone) or flow.say("没有填")
    return [{"label": flow.say("联系电话"), "value": value, "change": "phone", "problem": wrong}]


def _promised(flow: DeclaredFlow) -> list[Row]:
    offered = flow.filling.commitment(flow.has_licence)
    if offered is None:
        return []
    made = flow.filling.promises(flow.has_licence)
    said = flow.say("逐条承诺了，共 %1 条", len(offered.clauses)) if made else flow.say("没有承诺，按清单交材料")
    return [{"label": words(flow, offered.title), "value": said, "change": "commitment"}]


def filed(flow: DeclaredFlow, told: Told) -> Row:
    say, bring = flow.say, told.bring
    steps = comes_next(told, flow.hands.config, say)
    return {
        "accepted": bool(told.accepted),
        "setAside": told.waits_for_staff,
        "number": grouped(told.accepted or told.filed.local_no),
        "numberLabel": say("申请编号") if told.accepted else say("暂存号"),
        "queryCode": in_fours(told.query_code),
        "due": deadline(told, say),
        "bring": say("还要带到窗口：%1", say("、").join(bring)) if bring else "",
        "events": [{"when": when, "text": text, "done": place == 0} for place, (when, text) in enumerate(steps)],
    }
