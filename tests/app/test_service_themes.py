"""One thing for several departments: what is shared is asked once and handed in once, and steps begin when those before them are done."""

from __future__ import annotations

from datetime import date

import pytest

from app.contract.service_items import ServiceItem
from app.contract.service_situations import Answered, AnswersRefused, Choice, Question
from app.contract.service_themes import (
    Theme,
    ThemeConflict,
    ThemeStep,
    all_questions,
    joint_form,
    joint_materials,
    waves,
    wrong_order,
)
from central.service_items.samples import sample_items

ALL = {item.catalog_code: item for item in sample_items(["p"], 30) if item.use_level == "市"}
LICENCE, CONFIRM, FILE, RESIDENCE = list(ALL.values())[:4]
AGENT = {"who": "agent", "large": "yes"}


def step(id: str, item: ServiceItem, *after: str, **more: object) -> ThemeStep:
    return ThemeStep.model_validate(
        {"id": id, "catalog_code": item.catalog_code, "dept": item.dept_name, "after": after} | more
    )


def theme(*steps: ThemeStep, questions: tuple[Question, ...] = ()) -> Theme:
    return Theme(
        code="YJS-DG-023",
        version=1,
        name="我要开餐饮店（合成）",
        lead_dept=steps[0].dept,
        joined_depts=tuple({one.dept for one in steps[1:]}),
        questions=questions,
        steps=steps,
        promise_day=5,
        limit_scene_num=1,
        plan_effective_date=date(2026, 1, 1),
    )


DINING = theme(step("a", RESIDENCE), step("b", LICENCE, "a"), step("c", FILE, "a"), step("d", CONFIRM, "b", "c"))


def ids(found: tuple[tuple[ThemeStep, ...], ...]) -> list[list[str]]:
    return [[one.id for one in wave] for wave in found]


def test_steps_that_wait_for_nothing_begin_together() -> None:
    assert ids(waves(DINING, {})) == [["a"], ["b", "c"], ["d"]]


def test_a_step_of_another_situation_is_left_out_and_nobody_waits_for_it() -> None:
    sign = Question(id="sign", text="是否设户外招牌", choices=(Choice(id="yes", text="是"), Choice(id="no", text="否")))
    only = ((Answered(question="sign", one_of=("yes",)),),)
    with_sign = theme(step("a", RESIDENCE), step("b", LICENCE, "a", when=only), step("c", FILE, "b"), questions=(sign,))

    assert ids(waves(with_sign, {"sign": "yes"})) == [["a"], ["b"], ["c"]]
    assert ids(waves(with_sign, {"sign": "no"})) == [["a", "c"]]
    with pytest.raises(AnswersRefused):
        waves(with_sign, {})


def test_a_shared_field_is_asked_once() -> None:
    form = joint_form(DINING, ALL)

    assert list(form["properties"]).count("uscc") == 1
    assert {"entity_name", "uscc", "agent_name", "phone", "premises_area", "standard_address"} == set(
        form["properties"]
    )
    assert set(form["required"]) == set(form["properties"])
    assert form["additionalProperties"] is False


def test_a_field_that_means_two_things_is_a_conflict() -> None:
    other: dict[str, object] = dict(LICENCE.form or {})
    phone = dict(other["properties"]["phone"]) | {"title": "传真"}  # type: ignore[index]  # our own sample's form
    changed = LICENCE.model_copy(update={"form": other | {"properties": {"phone": phone}}})

    with pytest.raises(ThemeConflict, match="字段 phone"):
        joint_form(DINING, ALL | {LICENCE.catalog_code: changed})


def test_a_shared_question_is_asked_once_and_another_one_by_its_name_is_a_conflict() -> None:
    assert [question.id for question in all_questions(DINING, ALL)] == ["who", "large"]

    twisted = (LICENCE.questions[0].model_copy(update={"text": "谁去？"}), *LICENCE.questions[1:])
    with pytest.raises(ThemeConflict, match="问题 who"):
        all_questions(DINING, ALL | {LICENCE.catalog_code: LICENCE.model_copy(update={"questions": twisted})})


def test_a_shared_material_is_handed_in_once_for_all_that_want_it() -> None:
    found = joint_materials(DINING, ALL, AGENT)

    by_id = {one.material.id: one for one in found}
    assert len(by_id) == len(found)
    assert set(by_id["application"].serves) == {one.catalog_code for one in (RESIDENCE, LICENCE, FILE, CONFIRM)}
    assert by_id["photos"].serves == (LICENCE.catalog_code,)
    assert "authority" in by_id
    assert "authority" not in {one.material.id for one in joint_materials(DINING, ALL, AGENT | {"who": "self"})}


def test_as_many_copies_are_asked_as_the_item_that_wants_most() -> None:
    first, *rest = LICENCE.materials
    more = LICENCE.model_copy(update={"materials": (first.model_copy(update={"copiesnum": 4}), *rest)})

    found = joint_materials(DINING, ALL | {LICENCE.catalog_code: more}, AGENT)

    assert next(one.material.copiesnum for one in found if one.material.id == first.id) == 4


def test_the_same_answers_give_the_same_list() -> None:
    turned = dict(reversed(AGENT.items()))

    assert joint_materials(DINING, ALL, AGENT) == joint_materials(DINING, ALL, turned)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((step("a", FILE, "b"), step("b", LICENCE, "a")), "互相等待：a、b"),
        ((step("a", FILE, "a"), step("b", LICENCE)), "互相等待：a"),
        ((step("a", FILE), step("b", LICENCE, "x")), "不存在的环节"),
        ((step("a", FILE), step("a", LICENCE)), "同名"),
    ],
)
def test_an_order_that_cannot_be_is_named(steps: tuple[ThemeStep, ...], words: str) -> None:
    assert any(words in found for found in wrong_order(theme(*steps)))


def test_a_good_order_has_nothing_wrong() -> None:
    assert list(wrong_order(DINING)) == []
