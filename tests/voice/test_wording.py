"""A control, and a page, as sentences; what is private is for headphones."""

from __future__ import annotations

import itertools

import pytest

from kiosk.voice import Ear
from kiosk.voice.settings import SPEEDS, Settings
from kiosk.voice.wording import Phrase, Role, Thing, news, page, sentences
from kiosk.words import say as spoken


def say(text: str, *values: object) -> str:
    return spoken("zh", text, *values)


def said(thing: Thing, *, aloud: bool = False) -> list[str]:
    return [phrase.words for phrase in sentences(thing, say, aloud=aloud)]


def test_control_is_named_first_then_what_it_is_how_it_stands_and_which_of_how_many() -> None:
    choice = Thing(Role.RADIO, "三年", "从今天往前", chosen=True, place=2, places=4)

    assert said(choice) == ["三年", "已选中", "从今天往前", "第 2 项，共 4 项"]


def test_closed_button_says_why() -> None:
    assert said(Thing(Role.BUTTON, "信用报告", "暂停。打印机要人看一下", closed=True)) == [
        "信用报告",
        "按钮，现在不能用",
        "暂停。打印机要人看一下",
    ]


def test_key_of_a_keyboard_is_only_its_name() -> None:
    assert said(Thing(Role.BUTTON, "7", key=True)) == ["7"]
    assert said(Thing(Role.BUTTON, "7", key=True, private=True), aloud=True) == ["点"]


@pytest.mark.parametrize(
    ("name", "hidden"),
    [("姓名：张测试", "姓名：内容已隐藏"), ("张测试", "内容已隐藏"), ("Name: Zhang", "Name: 内容已隐藏")],
)
def test_private_words_are_not_said_aloud(name: str, hidden: str) -> None:
    own = Thing(Role.TEXT, name, "说明", private=True)

    assert said(own, aloud=True) == [hidden]
    assert said(own, aloud=False) == [name, "说明"]
    assert [phrase.private for phrase in sentences(own, say, aloud=False)] == [True, True]


def test_page_is_heading_choices_words_and_a_hint_where_something_is_hidden() -> None:
    there = [
        Thing(Role.TEXT, "请看清楚"),
        Thing(Role.HEADING, "同意查询吗？"),
        Thing(Role.TEXT, "谁：张测试", private=True),
        Thing(Role.BUTTON, "同意"),
        Thing(Role.BUTTON, "不同意"),
    ]

    aloud = [phrase.words for phrase in page(there, say, aloud=True)]
    through_headphones = [phrase.words for phrase in page(there, say, aloud=False)]

    assert aloud == [
        "同意查询吗？",
        "这一页有 2 个可以选的",
        "插上耳机，才念您自己的内容。",
        "请看清楚",
        "谁：内容已隐藏",
    ]
    assert through_headphones == ["同意查询吗？", "这一页有 2 个可以选的", "请看清楚", "谁：张测试"]


def test_field_tells_how_much_is_in_it() -> None:
    field = Thing(Role.EDIT, "联系电话", "已输入 3 位，共 11 位")

    assert [phrase.words for phrase in news(field, say, aloud=True)] == ["已输入 3 位，共 11 位"]


def test_neither_things_nor_phrases_show_what_they_say() -> None:
    assert "张测试" not in repr([Thing(Role.TEXT, "张测试"), Phrase("张测试", private=True)])


# ---- loudness and speed ----


def test_volume_goes_in_steps_of_six_decibels_over_at_least_eighteen() -> None:
    quietest = Settings(full_dba=80).louder(-99)

    steps = [quietest]
    while steps[-1].louder(1) != steps[-1]:
        steps.append(steps[-1].louder(1))

    assert [after.dba - before.dba for before, after in itertools.pairwise(steps)] == [6.0] * (len(steps) - 1)
    assert steps[-1].dba - steps[0].dba >= 18


@pytest.mark.parametrize("full", [65.0, 70.0, 77.0, 90.0, 110.0])
def test_no_terminal_begins_or_ends_above_65_dba_and_each_has_18_db(full: float) -> None:
    settings = Settings(full_dba=full).louder(9)

    assert settings.anew().dba == 65.0
    assert settings.volume <= 1.0
    assert settings.louder(-99).dba + 18 <= settings.dba


def test_usual_loudness_is_so_much_below_full_as_was_measured() -> None:
    assert Settings(full_dba=85).volume == pytest.approx(0.1)
    assert Settings(full_dba=65).volume == 1.0


def test_speed_has_three_steps() -> None:
    assert [Settings().faster(by).speed for by in (-5, 0, 5)] == list(SPEEDS)


def test_next_visitor_finds_it_as_it_was_built() -> None:
    assert Settings(72, Ear.CANTONESE, 2, -1).anew() == Settings(72)
