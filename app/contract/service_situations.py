"""Situations (情形): a few questions whose answers decide what is asked of an applicant, the same for the same answers everywhere.

Nothing here can say "not answered so": a condition names answers that were given. So a further answer never takes a material away
unseen, and whether a situation can come about at all is found by trying (`can_come_about`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from app.contract.wire import Message

MOST_QUESTIONS: Final = 20
IDEOGRAPHIC_SPACE: Final = "\u3000"


def _seen(text: str) -> str:
    """What is published is read by people: no character that only steers others. Lines and the wide space are ours to use."""
    if not text.replace("\n", "").replace(IDEOGRAPHIC_SPACE, "").isprintable():
        raise ValueError("a character that cannot be seen")
    return text


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$")]
Line = Annotated[str, Field(max_length=300), AfterValidator(_seen)]
Prose = Annotated[str, Field(max_length=4_000), AfterValidator(_seen)]


class Answered(Message):
    """This question was answered with one of these choices."""

    question: Id
    one_of: tuple[Id, ...] = Field(min_length=1, max_length=20)


Case = Annotated[tuple[Answered, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]
"""All of them hold."""
When = Annotated[tuple[Case, ...], Field(max_length=20)]
"""One of the cases holds; without any case: always."""


class Choice(Message):
    id: Id
    text: Line = Field(min_length=1)
    english: Line = ""


class Question(Message):
    """`when`: in which situation it is asked at all, by answers to questions before it."""

    id: Id
    text: Line = Field(min_length=1)
    english: Line = ""
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=20)
    when: When = ()


Questions = Annotated[tuple[Question, ...], Field(max_length=MOST_QUESTIONS)]
Answers = Mapping[str, str]
"""Question id → choice id."""


class AnswersRefused(ValueError):
    """These answers fit no situation. Each reason in words; what was answered is not said back."""

    code = "service-answers-refused"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


def holds(when: When, answers: Answers) -> bool:
    return not when or any(all(answers.get(one.question) in one.one_of for one in case) for case in when)


def check_answers(questions: Sequence[Question], answers: Answers) -> None:
    """Every question of this situation is answered by one of its choices, and nothing else is answered. Raises AnswersRefused."""
    reasons = tuple(_wrong_answers(questions, answers))
    if reasons:
        raise AnswersRefused(reasons)


def _wrong_answers(questions: Sequence[Question], answers: Answers) -> Iterator[str]:
    if set(answers) - {question.id for question in questions}:
        yield "回答了清单里没有的问题"
    for question in questions:
        asked, answer = holds(question.when, answers), answers.get(question.id)
        if asked and answer is None:
            yield f"“{question.text}”还没有回答"
        elif not asked and answer is not None:
            yield f"“{question.text}”在这种情形下不问"
        elif asked and answer not in {choice.id for choice in question.choices}:
            yield f"“{question.text}”没有这个选项"


def can_come_about(questions: Sequence[Question], when: When) -> bool:
    """Whether some answers that `check_answers` takes make it hold."""
    asked = {question.id: question for question in questions}
    return not when or any(_possible(asked, list(case), {}) for case in when)


def _possible(asked: Mapping[str, Question], wanted: list[Answered], left: Mapping[str, frozenset[str]]) -> bool:
    """Whether all of `wanted` can hold together, where `left` says which choices are still open for questions met already."""
    if not wanted:
        return True
    first, rest = wanted[0], wanted[1:]
    question = asked.get(first.question)
    if question is None:
        return False
    open_choices = left.get(question.id, frozenset(choice.id for choice in question.choices)) & frozenset(first.one_of)
    if not open_choices:
        return False
    narrowed = {**left, question.id: open_choices}
    if question.id in left or not question.when:
        return _possible(asked, rest, narrowed)
    return any(_possible(asked, [*case, *rest], narrowed) for case in question.when)


def wrong_questions(questions: Sequence[Question]) -> Iterator[str]:
    """What is wrong with a tree of questions, in words: a name twice, a question that builds on a later one, one never asked."""
    before: list[Question] = []
    for question in questions:
        choices = [choice.id for choice in question.choices]
        if question.id in {one.id for one in before}:
            yield f"问题 {question.id} 出现两次"
        if len(set(choices)) != len(choices):
            yield f"问题 {question.id} 有两个相同的选项"
        if {one.question for case in question.when for one in case} - {one.id for one in before}:
            yield f"问题 {question.id} 的条件只能引用它前面的问题"
        elif not can_come_about(before, question.when):
            yield f"问题 {question.id} 在任何情形下都问不到"
        before.append(question)
