"""What keeps an item from being published: each rule by an item that breaks it alone, and all of them together."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from item_world import LISTS, PEOPLE, TODAY, ground, in_post, sample, three

from app.contract.service_items import FlowStep, Responsible, ServiceItem, SpecialProcedure
from app.contract.service_materials import Material
from app.contract.service_situations import Answered
from app.contract.service_themes import Theme, ThemeStep
from central.seeding.rules import FORBIDDEN_MATERIALS, OTHER_THINGS_NAMED_SO
from central.service_items.forbidden import ForbiddenLists
from central.service_items.rules import Ground, Sisters, broken_rules
from central.service_items.samples import sample_items
from central.service_items.themes import broken_theme

LICENCE, CONFIRM, FILE, RESIDENCE, BUILD = range(5)


def codes(item: ServiceItem, ground_: Ground | None = None) -> list[str]:
    return [one.code for one in broken_rules(item, ground_ or ground())]


def material(name: str, **changes: Any) -> Material:
    first = sample().materials[0]
    said = {field: getattr(first, field) for field in Material.model_fields}
    return Material.model_validate(said | {"id": "asked", "material_name": name} | changes)


def with_field(**field: Any) -> dict[str, Any]:
    form = copy.deepcopy(dict(sample().form or {}))
    form["properties"] = {**form["properties"], "more": field}
    return form


def test_every_sample_may_be_published() -> None:
    items = list(sample_items(PEOPLE, 40))
    lists = ForbiddenLists(FORBIDDEN_MATERIALS)
    beside = Ground(TODAY, in_post, lists, Sisters.of(items))

    assert [str(one) for item in items for one in broken_rules(item, beside)] == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"promise_day": 31, "anticipate_day": 30}, "promise-over-law"),
        ({"promise_type": "自然日"}, "day-units-mixed"),
        (
            {"special_procedure": (SpecialProcedure(id="x", name="听证", most_days=5, unit="自然日"),)},
            "day-units-mixed",
        ),
        ({"certificate_day": 1, "certificate_type": "自然日"}, "day-units-mixed"),
        ({"project_type": "即办件", "promise_day": 2}, "at-once-takes-days"),
        ({"responsibles": ()}, "no-responsible-person"),
        ({"responsibles": (Responsible(owner_id="person-1", valid_from=date(2027, 1, 1)),)}, "no-responsible-person"),
        ({"responsibles": (Responsible(owner_id="nobody", valid_from=date(2022, 1, 1)),)}, "responsible-not-in-post"),
        (
            {"responsibles": (Responsible(owner_id="person-1", deputy_id="gone", valid_from=date(2022, 1, 1)),)},
            "responsible-not-in-post",
        ),
        (
            {"responsibles": (Responsible(owner_id="person-1", deputy_id="person-1", valid_from=date(2022, 1, 1)),)},
            "deputy-is-owner",
        ),
        ({"materials": (material("甲"), material("乙"))}, "material-twice"),
        ({"materials": (material("甲", necessity="非必要"),)}, "material-case-missing"),
        ({"materials": (material("甲", originalnum=0, copiesnum=0),)}, "material-count-missing"),
        (
            {"materials": (material("甲", when=((Answered(question="who", one_of=("cat",)),),)),)},
            "situation-unreachable",
        ),
        (
            {"materials": (material("甲", when=((Answered(question="nowhere", one_of=("x",)),),)),)},
            "situation-unreachable",
        ),
        ({"form": {"type": "object"}}, "form-invalid"),
        (
            {"form": with_field(type="string", title="备注", **{"x-prefill": {"source": "visitor"}})},
            "field-without-purpose",
        ),
        ({"form": with_field(type="string", title="备注", **{"x-purpose": "decide"})}, "field-without-source"),
        (
            {
                "form": with_field(
                    type="string",
                    title="附件",
                    **{"x-purpose": "decide", "x-prefill": {"source": "visitor"}, "x-material": "unlisted"},
                )
            },
            "material-unlisted",
        ),
        ({"limit_scene_num": 1, "limit_scene_explain": ""}, "visit-unexplained"),
        ({"is_fee": True}, "fee-unfounded"),
        ({"is_schedule": True}, "schedule-unexplained"),
        ({"is_service_terminals": True, "handle_type": ("窗口办理",)}, "channel-missing"),
        ({"plan_cancel_date": date(2026, 11, 23)}, "cancelled-already"),
        ({"task_state": "暂停"}, "suspended-on-terminals"),
        ({"cd_operation": "D"}, "sync-deletes"),
    ],
)
def test_a_broken_rule_is_named(changes: dict[str, Any], code: str) -> None:
    item = sample(LICENCE, **changes)

    assert set(codes(item)) == {code}


def test_all_broken_rules_are_named_together() -> None:
    item = sample(LICENCE, promise_day=99, responsibles=(), is_fee=True, form={"type": "object"})

    assert set(codes(item)) >= {"promise-over-law", "no-responsible-person", "fee-unfounded", "form-invalid"}


def test_a_copy_may_not_go_another_way_than_its_sisters() -> None:
    city, town, village = three(LICENCE)
    other = town.model_copy(update={"flow": (*town.flow, FlowStep(id="more", name="再审")), "flow_kind": ""})

    assert codes(other, ground(city, village)) == ["flow-differs"]


def test_items_of_one_kind_go_one_way() -> None:
    first, second = sample(LICENCE), sample(LICENCE + 7)
    other = second.model_copy(update={"flow": second.flow[:-1]})

    assert first.catalog_code != second.catalog_code
    assert codes(other, ground(first)) == ["flow-differs"]
    assert codes(other.model_copy(update={"flow_kind": ""}), ground(first)) == []


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (RESIDENCE, "房屋产权证明"),
        (RESIDENCE, "场所租赁合同复印件"),
        (RESIDENCE, "租 赁 合 同"),
        (RESIDENCE, "租赁（合同）"),
        (RESIDENCE, "租\u3000赁·合同"),
        (RESIDENCE, "不动产权证书"),
        (BUILD, "施工图审查合格书"),
        (BUILD, "审图合格书（原件）"),
        (BUILD, "监理合同"),
    ],
)
def test_forbidden_material_is_found_however_it_is_spelt(number: int, name: str) -> None:
    assert codes(sample(number, materials=(material(name),))) == ["forbidden-material"]


SEEDED = ForbiddenLists(FORBIDDEN_MATERIALS, other_things=OTHER_THINGS_NAMED_SO)


@pytest.mark.parametrize(
    "name",
    ["知识产权证书", "知识产权证明", "知识产权证", "知识产权证书（复印件）", "知 识 产 权 证 书", "专利等知识产权证书"],
)
def test_another_things_name_that_holds_a_forbidden_word_is_let_through(name: str) -> None:
    beside = replace(ground(), forbidden=SEEDED)

    assert codes(sample(RESIDENCE, materials=(material(name),)), beside) == []


@pytest.mark.parametrize(
    "name",
    [
        "知识产权证书和房屋产权证",
        "房屋产权证（非知识产权证书）",
        "产权证知识产权证书",
        "知识产权证书租赁合同",
        "房产证",
        "不动产权证书",
    ],
)
def test_what_is_forbidden_does_not_hide_behind_another_things_name(name: str) -> None:
    beside = replace(ground(), forbidden=SEEDED)

    assert codes(sample(RESIDENCE, materials=(material(name),)), beside) == ["forbidden-material"]


def test_an_own_lists_word_stands_in_another_things_name_too() -> None:
    item = sample(CONFIRM, materials=(material("知识产权证书"),), forbidden_materials=("产权证",))

    assert codes(item, replace(ground(), forbidden=SEEDED)) == []
    assert codes(item) == ["forbidden-material"], "nobody has said that it is another thing"


def test_a_form_may_not_ask_for_it_either() -> None:
    asked = with_field(
        type="string", title="上传租赁合同", **{"x-purpose": "decide", "x-prefill": {"source": "visitor"}}
    )

    assert codes(sample(RESIDENCE, form=asked)) == ["forbidden-material"]


def test_where_no_reform_applies_the_same_material_may_be_asked() -> None:
    assert codes(sample(CONFIRM, materials=(material("租赁合同"),))) == []


def test_an_items_own_list_counts_too() -> None:
    item = sample(CONFIRM, materials=(material("健康证明"),), forbidden_materials=("健康证",))

    assert codes(item) == ["forbidden-material"]


def test_the_lists_are_given_and_not_written_in_the_rules() -> None:
    item = sample(RESIDENCE, materials=(material("租赁合同"),))
    without = Ground(TODAY, in_post, ForbiddenLists({}), Sisters.of([item]))

    assert LISTS.for_item(item) == ("产权证", "租赁合同")
    assert codes(item, without) == []


def test_a_handover_leaves_no_day_to_nobody_and_none_to_two() -> None:
    until = TODAY + timedelta(days=10)
    first = Responsible(owner_id="person-1", valid_from=date(2022, 1, 1), valid_to=until)
    good, gap, both = (Responsible(owner_id="person-2", valid_from=until + timedelta(days=days)) for days in (1, 2, 0))

    assert codes(sample(responsibles=(first, good))) == []
    assert codes(sample(responsibles=(first, gap))) == ["no-responsible-person"]
    assert codes(sample(responsibles=(first, both))) == ["responsible-twice"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"joined_depts": (), "steps": 1}, "theme-one-department"),
        ({"joined_depts": ("别的局",), "steps": 2}, "theme-department-missing"),
        ({"missing": True}, "theme-item-missing"),
        ({"circle": True}, "theme-order"),
        ({}, ""),
    ],
)
def test_a_theme_joins_what_is_there_and_at_least_two_departments(changes: dict[str, Any], code: str) -> None:
    first, second = sample(LICENCE), sample(CONFIRM)
    steps = (
        ThemeStep(id="a", catalog_code=first.catalog_code, dept="甲局", after=("b",) if "circle" in changes else ()),
        ThemeStep(id="b", catalog_code=second.catalog_code, dept="乙局", after=("a",)),
    )[: changes.get("steps", 2)]
    theme = Theme(
        code="YJS-1",
        version=1,
        name="合成",
        lead_dept="甲局",
        joined_depts=changes.get("joined_depts", ("乙局",)),
        steps=steps,
        promise_day=3,
        limit_scene_num=0,
        plan_effective_date=TODAY,
    )
    items = {} if "missing" in changes else {one.catalog_code: [one] for one in (first, second)}

    assert {one.code for one in broken_theme(theme, items)} == ({code} if code else set())
