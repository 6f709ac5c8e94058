"""The themes (一件事) that are shipped: a hundred and more, each of two departments, each in order, and the same answers say the same."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from item_world import PEOPLE, ground

from app.contract.service_forms import DIALECT
from app.contract.service_items import ServiceItem
from app.contract.service_situations import When, holds
from app.contract.service_themes import Theme, days_needed, joint_form, joint_materials, taken_steps, waves
from central.service_items.rules import broken_rules
from central.service_items.theme_files import shipped_themes, theme_items
from central.service_items.themes import broken_theme

THEMES = {theme.code: theme for theme in shipped_themes()}
ASKED = {
    "YJS-OPEN-001": {"东莞市税务局", "市人力资源社会保障局", "市住房公积金管理中心", "市公安局", "市金融工作局"},
    "YJS-OPEN-002": {"市市场监管局", "东莞市税务局", "市人力资源社会保障局", "市住房公积金管理中心"},
    "YJS-OPEN-003": {"市卫生健康局", "东莞市税务局", "市人力资源社会保障局", "市住房公积金管理中心"},
    "YJS-OPEN-004": {"市新闻出版局", "东莞市税务局", "市人力资源社会保障局", "市住房公积金管理中心"},
    "YJS-CLOSE-001": {"东莞市税务局", "市市场监管局", "市人力资源社会保障局"},
    "YJS-STAFF-001": {"市人力资源社会保障局", "东莞市税务局", "市医疗保障局"},
    "YJS-LIFE-001": {"市卫生健康局", "市公安局", "市医疗保障局"},
    "YJS-LIFE-008": {"市人力资源社会保障局", "市医疗保障局", "市住房公积金管理中心"},
}
"""What the plan names, and departments that must take part in it."""


@cache
def items() -> dict[str, ServiceItem]:
    return {item.catalog_code: item for item in theme_items(PEOPLE)}


def test_there_are_a_hundred_and_more_each_of_its_own_content() -> None:
    said = [(theme.steps, theme.questions) for theme in THEMES.values()]

    assert len(THEMES) >= 100
    assert len({theme.name for theme in THEMES.values()}) == len(THEMES)
    assert len(set(map(repr, said))) >= 100
    assert all(theme.english for theme in THEMES.values())


@pytest.mark.parametrize("code", THEMES)
def test_is_in_order_and_of_two_departments(code: str) -> None:
    theme = THEMES[code]

    assert broken_theme(theme, {code: [item] for code, item in items().items()}) == []
    assert len({step.dept for step in theme.steps}) >= 2
    assert {step.dept for step in theme.steps} <= {theme.lead_dept, *theme.joined_depts}


@pytest.mark.parametrize("code", ASKED)
def test_departments_that_the_plan_names_take_part(code: str) -> None:
    assert ASKED[code] <= {step.dept for step in THEMES[code].steps}


@pytest.mark.parametrize("code", THEMES)
def test_every_question_decides_something(code: str) -> None:
    """Nobody is asked for nothing."""
    theme = THEMES[code]
    decided = {name for step in theme.steps for name in asked_in(step.when)}
    for step in theme.steps:
        for material in items()[step.catalog_code].materials:
            decided |= asked_in(material.when)

    assert {question.id for question in theme.questions} <= decided
    assert all(question.english for question in theme.questions)


def test_every_item_keeps_the_rules_of_publication() -> None:
    every = tuple(items().values())

    assert [one for item in every for one in broken_rules(item, ground(*every))] == []


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_same_answers_always_give_the_same_list(data: st.DataObject) -> None:
    theme = data.draw(st.sampled_from(list(THEMES.values())))
    answers = {one.id: data.draw(st.sampled_from(one.choices)).id for one in theme.questions}
    backwards = dict(reversed(answers.items()))

    first = said(theme, answers)

    assert said(theme, backwards) == first
    assert said(Theme.model_validate_json(theme.model_dump_json()), answers) == first


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_shared_field_is_asked_once_and_every_field_by_somebody(data: st.DataObject) -> None:
    theme = data.draw(st.sampled_from(list(THEMES.values())))
    answers = {one.id: data.draw(st.sampled_from(one.choices)).id for one in theme.questions}
    steps = taken_steps(theme, answers)

    form = joint_form(theme, items(), answers)

    wanted = [properties(items()[step.catalog_code]) for step in steps]
    assert set(form["properties"]) == set().union(*wanted)
    assert sum(map(len, wanted)) >= len(form["properties"])
    assert form["$schema"] == DIALECT


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_days_are_those_of_the_longest_way_not_their_sum(data: st.DataObject) -> None:
    theme = data.draw(st.sampled_from(list(THEMES.values())))
    answers = {one.id: data.draw(st.sampled_from(one.choices)).id for one in theme.questions}
    taken = [items()[step.catalog_code].promise_day for step in taken_steps(theme, answers)]

    days = days_needed(theme, items(), answers)

    assert max(taken, default=0) <= days <= sum(taken)
    assert days <= theme.promise_day


def test_restaurant_with_a_licence_needs_no_second_registration() -> None:
    restaurant = THEMES["YJS-OPEN-005"]
    other = {question.id: "no" for question in restaurant.questions} | {"who": "self"}

    new = {step.id for step in taken_steps(restaurant, other)}
    old = {step.id for step in taken_steps(restaurant, other | {"licensed": "yes"})}

    assert {"name-check", "register", "seal", "tax"} == new - old
    assert old == {"food"}


def test_steps_wait_for_the_registration_and_then_go_side_by_side() -> None:
    opening = THEMES["YJS-OPEN-001"]
    answers = {"who": "self", "licensed": "no", "staff": "yes", "account": "yes"}

    found = [{step.id for step in wave} for wave in waves(opening, answers)]

    assert found == [{"name-check"}, {"register"}, {"seal", "tax", "social", "fund", "bank"}]
    assert all(not before & after for before, after in pairwise(found))


def said(theme: Theme, answers: dict[str, str]) -> tuple[object, ...]:
    handed_in = joint_materials(theme, items(), answers)
    return taken_steps(theme, answers), handed_in, joint_form(theme, items(), answers)


def properties(item: ServiceItem) -> set[str]:
    found = (item.form or {})["properties"]
    assert isinstance(found, dict)
    return set(found)


def asked_in(when: When) -> set[str]:
    assert when == () or not holds(when, {})
    return {one.question for case in when for one in case}
