"""The themes (一件事) that the program ships, and the items that they join: resources/services/themes, written short, made whole here.

The same field, question and material is written once (parts.json), so no two items can mean different things by one name.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Final

from app.contract.service_forms import DIALECT
from app.contract.service_items import (
    DayUnit,
    FlowStep,
    HandleType,
    Opening,
    ProjectType,
    Responsible,
    ServerType,
    ServiceItem,
    SpecialProcedure,
    UseLevel,
)
from app.contract.service_materials import Material
from app.contract.service_situations import Answered, Choice, Question, When
from app.contract.service_themes import Theme, ThemeStep
from resources import path

FROM: Final = date(2026, 1, 1)
_WRITTEN: Final = datetime(2025, 12, 1, tzinfo=UTC)
_ASKED_OF: Final = {
    "N": ("entity_name", "agent_name", "phone"),
    "U": ("entity_name", "uscc", "agent_name", "phone"),
    "P": ("person_name", "person_id", "phone"),
}
"""What everybody is asked who applies: a business that is only coming to be has no code yet."""
_SERVED: Final = {
    "N": (ServerType.ENTERPRISE, ServerType.OTHER_BODY, ServerType.PERSON),
    "U": (ServerType.ENTERPRISE, ServerType.OTHER_BODY),
    "P": (ServerType.PERSON,),
}
_RESIDENCE: Final = "住所申报承诺制"
_EVERY: Final = "*"
_MEMBERS: Final = ("id-card", "authority@who=agent")
"""Materials that every item asks for."""

Step = tuple[str, bool, When]
"""Item, whether it must be, in which situation."""


def theme_items(people: Sequence[str]) -> list[ServiceItem]:
    """The city's copy of each item that a shipped theme joins. `people`: ids of those who answer for them, in turn."""
    return [
        made.model_copy(update={"responsibles": (Responsible(owner_id=people[place % len(people)], valid_from=FROM),)})
        for place, made in enumerate(_items().values())
    ]


@cache
def shipped_themes() -> tuple[Theme, ...]:
    """By code. `promise_day` is what its steps need when all of them are taken."""
    read = _read("themes.json")
    return tuple(_theme(read["families"][family], row) for family, rows in read["themes"].items() for row in rows)


@cache
def _items() -> dict[str, ServiceItem]:
    """By the name that the themes' file calls them."""
    return {name: _item(name, place) for place, name in enumerate(_read("items.json")["items"])}


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path("services", "themes", name).read_text("utf-8"))
    return found


def _item(name: str, place: int) -> ServiceItem:
    zh, en, dept, kind_id, promised, legal, law, served, asked, materials = _read("items.json")["items"][name]
    kind, code = _read("parts.json")["kinds"][kind_id], f"4419T{place:07d}"
    listed = [*_MEMBERS, *materials]
    inspected = kind.get("inspected", False)
    return ServiceItem(
        row_guid=f"T{place:07d}-0000-4000-8000-000000000000",
        task_name=zh,
        english=en,
        catalog_code=code,
        task_code=f"11441900MB2C{place:04d}T{code}0",
        task_type=kind["type"],
        task_version=1,
        by_law=f"{law}（待主管部门核实）",
        power_source="法定本级行使",
        use_level=UseLevel.CITY,
        dept_name=_dept(dept),
        anticipate_day=legal,
        anticipate_type=DayUnit.WORKING,
        promise_day=promised,
        promise_type=DayUnit.WORKING,
        accept_condition=f"办理{zh}所需情况属实；材料齐全，符合规定形式。",
        handle_flow="→".join(kind["steps"]),
        flow=tuple(FlowStep(id=f"f{number}", name=step) for number, step in enumerate(kind["steps"], start=1)),
        flow_kind=kind_id,
        special_procedure=(_INSPECTION,) if inspected else (),
        server_type=_SERVED[served],
        project_type=ProjectType.AT_ONCE if kind.get("at_once") else ProjectType.PROMISED,
        handle_type=(HandleType.WINDOW, HandleType.ONLINE, HandleType.TERMINAL),
        limit_scene_num=0,
        is_handle=True,
        handle_area="全市通办",
        result_type=kind["result"],
        result_name=f"{zh}{kind['result']}",
        transact_addr="东莞市民服务中心",
        transact_time="周一至周五 9:00—17:00",
        link_way="12345",
        supervise_way="12345",
        plan_effective_date=FROM,
        cd_time=_WRITTEN,
        data_source="随程序提供，待主管部门核实",
        materials=tuple(_material(one) for one in listed),
        reform_marks=(_RESIDENCE,) if name in _read("items.json")["residence"] else (),
        questions=_questions_in(listed),
        form=_form((*_ASKED_OF[served], *asked)),
        opening_hours=tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(1, 6)),
    )


_INSPECTION: Final = SpecialProcedure(
    id="inspection", name="现场核查", most_days=10, unit=DayUnit.WORKING, by_law="待主管部门核实"
)


def _dept(short: str) -> str:
    name: str = _read("parts.json")["departments"][short]
    return name


def _form(asked: Sequence[str]) -> dict[str, Any]:
    """`?` behind a field's name: it may be left empty."""
    names = list(dict.fromkeys(one.rstrip("?") for one in asked))
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in names if f"{name}?" not in asked],
        "properties": {name: _field(name) for name in names},
    }


def _field(name: str) -> dict[str, Any]:
    zh, en, purpose, known, limits, *options = _read("parts.json")["fields"][name]
    source, _, field = known.partition("/")
    chosen = {"enum": list(options[0]), "x-options": options[0]} if options else {}
    said = {"title": zh, "x-english": en, "x-purpose": purpose}
    prefill = {"x-prefill": {"source": source} | ({"field": field} if field else {})}
    made: dict[str, Any] = {"type": "string"} | said | prefill | limits | chosen
    return made


def _material(written: str) -> Material:
    name, _, when = written.partition("@")
    zh, en, kind, source, originals, copies = _read("parts.json")["materials"][name]
    return Material(
        id=name,
        material_name=zh,
        english=en,
        material_type=kind,
        source_channel=source,
        originalnum=originals,
        copiesnum=copies,
        copy_explain="A4 纸，写明与原件一致" if copies else "",
        when=_when(when),
    )


def _questions_in(materials: Sequence[str]) -> tuple[Question, ...]:
    """Those by which a material is asked for, each once."""
    named = (case.question for one in materials for cases in _when(one.partition("@")[2]) for case in cases)
    return tuple(_question(name) for name in dict.fromkeys(named))


def _question(name: str) -> Question:
    zh, en, choices = _read("parts.json")["questions"][name]
    return Question(
        id=name,
        text=zh,
        english=en,
        choices=tuple(Choice(id=id, text=words[0], english=words[1]) for id, words in choices.items()),
    )


def _when(written: str) -> When:
    """`a=x&b=y`: both; empty: always."""
    if not written:
        return ()
    parts = (one.partition("=") for one in written.split("&"))
    return (tuple(Answered(question=question, one_of=(choice,)) for question, _, choice in parts),)


def _theme(family: dict[str, Any], row: list[Any]) -> Theme:
    number, zh, en, asked, own = row
    rounds = [[*_steps(round, own)] for round in family["steps"]]
    depts = list(dict.fromkeys(_items()[name].dept_name for round in rounds for name, _, _ in round))
    lead = _dept(family["lead"]) if family["lead"] else depts[0]
    theme = Theme(
        code=f"YJS-{number}",
        version=1,
        name=zh,
        english=en,
        lead_dept=lead,
        joined_depts=tuple(dept for dept in depts if dept != lead),
        questions=tuple(_question(name) for name in dict.fromkeys((*family["questions"], *asked))),
        steps=tuple(_theme_steps(rounds)),
        promise_day=0,
        limit_scene_num=0,
        plan_effective_date=FROM,
        stage=family["stage"],
    )
    return theme.model_copy(update={"promise_day": _longest(rounds)})


def _steps(round: list[str], own: list[str]) -> Iterator[Step]:
    for written in round:
        for one in own if written == _EVERY else (written,):
            name, _, when = one.partition("@")
            yield name.rstrip("!"), not name.endswith("!"), _when(when)


def _theme_steps(rounds: list[list[Step]]) -> Iterator[ThemeStep]:
    before: tuple[str, ...] = ()
    for round in rounds:
        for name, mandatory, when in round:
            item = _items()[name]
            yield ThemeStep(
                id=name,
                catalog_code=item.catalog_code,
                dept=item.dept_name,
                after=before,
                mandatory=mandatory,
                when=when,
            )
        before = (*before, *(name for name, _, _ in round))


def _longest(rounds: list[list[Step]]) -> int:
    return sum(max((_items()[name].promise_day for name, _, _ in round), default=0) for round in rounds)
