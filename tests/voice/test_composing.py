"""Said words as clips, pauses and live speech."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.voice import Ear
from kiosk.voice.composing import SLOT, Clip, Composer, Live, Pause, Step, Templates, sentences_of

WHOLE = {
    *("信用报告", "请稍等", "按钮", "第", "步，共", "步", "企业", "联系电话", "咨询", "隐藏"),
    *("登记窗口，或者人工窗口", "打一\u2009二\u2009三\u2009四\u2009五", "别处办"),
}
PARTS = {*"零一二三四五六七八九幺", "十", "二十", "二十三", "二零二五年", "九月", "十四日", *"ABMTEP", "位", "隐藏"}


class Shelf:
    """A library of the words above."""

    def has(self, words: str, ear: Ear) -> bool:
        return ear is Ear.MANDARIN and words in WHOLE | PARTS

    def is_part(self, words: str, ear: Ear) -> bool:
        return ear is Ear.MANDARIN and words in PARTS


def composer(*templates: str, ear: Ear = Ear.MANDARIN) -> Composer:
    return Composer(Shelf(), Templates(templates, ear), ear)


def words(steps: list[Step]) -> list[str]:
    return [
        step.words if isinstance(step, Clip) else f"({step.words})" for step in steps if not isinstance(step, Pause)
    ]


def test_text_with_a_clip_is_that_clip_whatever_marks_it_has() -> None:
    assert composer().compose("信用报告。") == [Clip("信用报告")]
    assert composer().compose(" 请 稍等 ") == [Clip("请稍等")]


def test_text_with_slots_is_put_together() -> None:
    assert words(composer("第 %1 步，共 %2 步").compose("第 2 步，共 23 步")) == ["第", "二", "步，共", "二十三", "步"]


def test_text_with_slots_is_spoken_live_where_one_of_its_words_has_no_clip() -> None:
    assert words(composer("请拿 %1 页").compose("请拿 3 页")) == ["(请拿三页)"]


def test_name_that_ends_like_a_text_with_slots_is_not_taken_for_one() -> None:
    few = composer("%1 步")

    assert words(few.compose("23 步")) == ["二十三", "步"]
    assert words(few.compose("散步")) == ["(散步)"]


def test_code_is_spelt_with_a_pause_every_four() -> None:
    steps = composer().compose("91441900MA0TE5T16P")

    pauses = [place for place, step in enumerate(steps) if isinstance(step, Pause)]
    assert pauses == [4, 9, 14, 19]
    assert words(steps) == list("九幺四四幺九零零MA零TE五T幺六P")


def test_label_and_value_are_said_apart_and_only_the_name_is_live() -> None:
    steps = composer().compose("企业：东莞市测试精密五金")

    assert words(steps) == ["企业", "(东莞市测试精密五金)"]
    assert isinstance(steps[1], Pause)


def test_date_is_put_together_of_as_few_clips_as_can_be() -> None:
    assert words(composer().compose("2025年9月14日")) == ["二零二五年", "九月", "十四日"]


def test_what_nobody_recorded_is_said_in_one_breath() -> None:
    assert words(composer().compose("甲乙丙，丁戊")) == ["(甲乙丙，丁戊)"]


def test_clauses_that_one_clip_says_are_not_cut() -> None:
    assert words(composer().compose("登记窗口，或者人工窗口，别处办")) == ["登记窗口，或者人工窗口", "别处办"]
    assert words(composer().compose("请稍等，登记窗口，或者人工窗口")) == ["请稍等", "登记窗口，或者人工窗口"]


def test_clause_with_a_code_in_it_that_one_clip_says_is_not_cut() -> None:
    assert words(composer().compose("打 12345，别处办")) == ["打一\u2009二\u2009三\u2009四\u2009五", "别处办"]


def test_words_with_a_telephone_among_them() -> None:
    assert words(composer().compose("咨询 12345678")) == ["咨询", *"幺二三四五六七八"]


def test_hidden_places_are_counted() -> None:
    said = words(composer().compose("4419**********1234"))

    assert said[:4] == list("四四一九")
    assert said[-4:] == list("一二三四")


def test_english_sentence_with_chinese_in_it_is_spoken_by_two_voices() -> None:
    steps = composer(ear=Ear.ENGLISH).compose("Enterprise: 测试精密五金")

    assert [(step.words, step.ear) for step in steps if isinstance(step, Live)] == [
        ("Enterprise:", Ear.ENGLISH),
        ("测试精密五金", Ear.MANDARIN),
    ]


def test_live_words_do_not_show_themselves() -> None:
    assert "张三" not in repr(Live("张三", Ear.MANDARIN))


def test_sentences_are_cut_where_they_end() -> None:
    assert sentences_of("请稍等。信用报告？好", Ear.MANDARIN) == ["请稍等", "信用报告", "好"]


def test_literals_are_what_stands_between_the_slots() -> None:
    assert set(Templates(["第 %1 步，共 %2 步"], Ear.MANDARIN).literals()) == {"第", "步，共", "步"}


@settings(max_examples=300)
@given(st.text(max_size=80), st.sampled_from(list(Ear)))
def test_nothing_that_is_written_stops_it(text: str, ear: Ear) -> None:
    steps = composer("第 %1 步，共 %2 步", "%1等", "%1，%2", ear=ear).compose(text)

    assert all(step.words for step in steps if not isinstance(step, Pause))
    assert SLOT in text or not any(SLOT in step.words for step in steps if not isinstance(step, Pause))


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["信用报告", "第 2 步", "。", "，", "企业：", "张三", "12345678", "2025年9月14日"]), max_size=12
    )
)
def test_every_word_is_said_and_none_twice(parts: list[str]) -> None:
    """However it is cut, what is said is what was written."""
    from kiosk.voice.normaliser import phrase

    text = "".join(parts)
    said = "".join(step.words for step in composer("第 %1 步").compose(text) if not isinstance(step, Pause))

    def bare(words: str) -> str:
        return "".join(sign for sign in words if sign.isalnum())

    assert bare(said) == bare(phrase(text, Ear.MANDARIN))
