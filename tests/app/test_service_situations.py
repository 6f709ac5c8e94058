"""The same answers always give the same list of materials, and answers that fit no situation are refused in words."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from app.contract.service_materials import Material, MaterialType, SourceChannel
from app.contract.service_situations import (
    Answered,
    AnswersRefused,
    Choice,
    Question,
    When,
    can_come_about,
    check_answers,
    holds,
    wrong_questions,
)

quick = settings(max_examples=80, deadline=None)

WHO = Question(
    id="who", text="由谁来办？", choices=(Choice(id="self", text="本人"), Choice(id="agent", text="委托别人"))
)
KIN = Question(
    id="kin",
    text="是亲属吗？",
    choices=(Choice(id="yes", text="是"), Choice(id="no", text="不是")),
    when=((Answered(question="who", one_of=("agent",)),),),
)
TREE = (WHO, KIN)


def material(id: str, when: When = ()) -> Material:
    return Material(
        id=id,
        material_name=id,
        material_type=MaterialType.ELECTRONIC,
        source_channel=SourceChannel.APPLICANT,
        when=when,
    )


@st.composite
def trees(draw: st.DrawFn) -> tuple[Question, ...]:
    """Questions with two or three choices, each asked always or by answers to earlier ones."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 4))):
        choices = tuple(Choice(id=f"c{place}", text=f"选项{place}") for place in range(draw(st.integers(2, 3))))
        when = draw(conditions(tuple(questions))) if questions else ()
        questions.append(Question(id=f"q{number}", text=f"问题{number}", choices=choices, when=when))
    return tuple(questions)


@st.composite
def conditions(draw: st.DrawFn, questions: tuple[Question, ...]) -> When:
    cases = []
    for _ in range(draw(st.integers(0, 2))):
        case = []
        for _ in range(draw(st.integers(1, 3))):
            question = draw(st.sampled_from(questions))
            some = draw(st.lists(st.sampled_from([one.id for one in question.choices]), min_size=1, max_size=2))
            case.append(Answered(question=question.id, one_of=tuple(some)))
        cases.append(tuple(case))
    return tuple(cases)


@st.composite
def trees_with_conditions(draw: st.DrawFn) -> tuple[tuple[Question, ...], When]:
    questions = draw(trees())
    return questions, draw(conditions(questions))


def every_answer(questions: tuple[Question, ...]) -> list[dict[str, str]]:
    """All that `check_answers` takes, found by trying everything."""
    taken = []
    for picked in product(*[(None, *(choice.id for choice in question.choices)) for question in questions]):
        answers = {one.id: choice for one, choice in zip(questions, picked, strict=True) if choice is not None}
        try:
            check_answers(questions, answers)
        except AnswersRefused:
            continue
        taken.append(answers)
    return taken


@seed(20261123)
@quick
@given(trees_with_conditions(), st.integers(0, 2**32))
def test_the_same_answers_give_the_same_list_in_whichever_order_they_come(
    drawn: tuple[tuple[Question, ...], When], dice: int
) -> None:
    questions, when = drawn
    listed = [material("always"), material("sometimes", when)]

    for answers in every_answer(questions):
        shuffled = list(answers.items())
        Random(dice).shuffle(shuffled)
        first = [one.id for one in listed if holds(one.when, answers)]
        again = [one.id for one in listed if holds(one.when, dict(shuffled))]

        assert first == again
        assert first[0] == "always"


@seed(20261123)
@quick
@given(trees_with_conditions())
def test_a_situation_is_called_unreachable_exactly_where_no_answers_lead_to_it(
    drawn: tuple[tuple[Question, ...], When],
) -> None:
    questions, when = drawn

    led = any(holds(when, answers) for answers in every_answer(questions))

    assert can_come_about(questions, when) == led


@seed(20261123)
@quick
@given(
    trees(), st.dictionaries(st.sampled_from(["q0", "q1", "q2", "q3", "zz"]), st.sampled_from(["c0", "c1", "c2", "x"]))
)
def test_any_answers_are_taken_or_refused_in_words(questions: tuple[Question, ...], answers: dict[str, str]) -> None:
    asked = {question.id for question in questions if holds(question.when, answers)}
    known = all(answers[one.id] in {choice.id for choice in one.choices} for one in questions if one.id in answers)

    reasons: tuple[str, ...] = ()
    try:
        check_answers(questions, answers)
    except AnswersRefused as refused:
        reasons = refused.reasons

    assert bool(reasons) == (set(answers) != asked or not known)
    assert all(reason.strip() for reason in reasons)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "“由谁来办？”还没有回答"),
        ({"who": "agent"}, "“是亲属吗？”还没有回答"),
        ({"who": "self", "kin": "yes"}, "“是亲属吗？”在这种情形下不问"),
        ({"who": "nobody"}, "“由谁来办？”没有这个选项"),
        ({"who": "self", "colour": "red"}, "回答了清单里没有的问题"),
    ],
)
def test_what_is_wrong_with_answers_is_said(answers: dict[str, str], words: str) -> None:
    with pytest.raises(AnswersRefused) as refused:
        check_answers(TREE, answers)

    assert words in refused.value.reasons


def test_what_was_answered_is_not_said_back() -> None:
    with pytest.raises(AnswersRefused) as refused:
        check_answers(TREE, {"who": "441900200107100043", "441900194802290012": "x"})

    assert "4419" not in str(refused.value)


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        ((WHO, WHO), "出现两次"),
        ((KIN, WHO), "只能引用它前面的问题"),
        ((WHO, KIN.model_copy(update={"when": ((Answered(question="who", one_of=("cat",)),),)})), "都问不到"),
        ((WHO.model_copy(update={"choices": WHO.choices * 2}),), "相同的选项"),
    ],
)
def test_a_tree_that_cannot_be_walked_is_named(questions: tuple[Question, ...], words: str) -> None:
    assert any(words in found for found in wrong_questions(questions))


def test_a_good_tree_has_nothing_wrong() -> None:
    assert list(wrong_questions(TREE)) == []
