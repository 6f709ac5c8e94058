"""What is keyed in finds what is meant: first letters, syllables, characters in any order, slips of tongue and pen, numbers, English."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contract.finding.index import MOST, Entry, Nearness, SearchIndex
from app.contract.finding.matching import spelt
from app.contract.finding.readings import as_heard, readings
from kiosk import catalogue
from kiosk.search.catalogue import index_of_services
from resources import path


def found(question: str) -> list[str]:
    return [hit.id for hit in index_of_services().find(question)]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("xybg", "S901"),
        ("XYBG", "S901"),
        ("xinyongbaogao", "S901"),
        ("xin yong bao gao", "S901"),
        ("xinyb", "S901"),
        ("信用报告", "S901"),
        ("报告 信用", "S901"),
        ("报告信用", "S901"),
        ("信用包告", "S901"),
        ("xingyongbaogao", "S901"),
        ("我想打印信用报告", "S901"),
        ("无违法违规证明", "S901"),
        ("S901", "S901"),
        ("901", "S901"),
        ("credit report", "S901"),
        ("qykb", "S401"),
        ("开公司", "S401"),
        ("營業執照", "S401"),
        ("关公司", "S403"),
        ("注消", "S403"),
        ("fapiao", "S604"),
        ("发票", "S604"),
        ("tuoqiangongzi", "S807"),
        ("拖欠工资", "S807"),
        ("wanshuizhengming", "S602"),
        ("wansuizenmin", "S602"),
        ("yinhang", "S708"),
        ("帐户", "S708"),
        ("csqjd", "S102"),
        ("qiuzhu", "S007"),
        ("老人", "S010"),
        ("信yong", "S901"),
        ("贷款 专利", "S705"),
        ("表格", "S309"),
    ],
)
def test_what_is_meant_is_among_the_first_that_are_found(asked: str, wanted: str) -> None:
    assert wanted in found(asked)[:4], found(asked)[:6]


@pytest.mark.parametrize("one", catalogue.listed(), ids=lambda one: one.id)
def test_every_service_is_found_first_by_its_name_and_by_its_number(one: catalogue.Listed) -> None:
    assert found(one.title)[0] == one.id
    assert found(one.id) == [one.id]


@pytest.mark.parametrize("one", catalogue.listed(), ids=lambda one: one.id)
def test_every_service_is_found_by_its_letters_and_its_syllables(one: catalogue.Listed) -> None:
    first = [readings(character)[0] for character in one.title]

    assert one.id in found("".join(syllable[0] for syllable in first))
    assert one.id in found("".join(first))


def test_every_further_letter_leaves_what_is_meant_where_it_was() -> None:
    for length in range(4, len("xinyongbaogao") + 1):
        assert "S901" in found("xinyongbaogao"[:length])[:2], "xinyongbaogao"[:length]


def test_of_two_that_are_as_near_the_one_that_is_open_comes_first() -> None:
    index = SearchIndex([Entry("a", "信用甲"), Entry("b", "信用乙")])

    ranked = index.find("xinyong", {"a": 1, "b": 0}.__getitem__)

    assert [hit.id for hit in ranked] == ["b", "a"]


def test_a_word_that_is_met_is_told() -> None:
    (hit,) = index_of_services().find("关公司")

    assert (hit.id, hit.nearness, hit.word) == ("S403", Nearness.WORD, "关公司")


@pytest.mark.parametrize("nothing", ["", "   ", "，。！", "qqzz", "龘龘龘", "s999", "v" * 40])
def test_what_is_not_there_is_not_found(nothing: str) -> None:
    assert found(nothing) == []


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=24))
def test_whatever_is_keyed_in_is_answered(asked: str) -> None:
    hits = index_of_services().find(asked)

    assert len(hits) <= MOST
    assert len({hit.id for hit in hits}) == len(hits)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet=string.ascii_lowercase + " ", max_size=16))
def test_letters_never_find_what_they_do_not_spell(asked: str) -> None:
    """An oracle of its own: each hit by letters is spelt by them, as they are or as they sound, or stands in its English."""
    together = "".join(asked.split())
    for hit in index_of_services().find(asked):
        known = catalogue.find(hit.id)
        texts = (known.title, *known.words, *known.matters, *known.forms, known.hint) if known else ()
        sounds = [[readings(character) for character in text] for text in texts]
        spelt_out = any(spelt(together, one, at) for one in sounds for at in range(len(one)))
        heard = hit.nearness in {Nearness.SOUNDS_ALIKE, Nearness.WORD_BEGINS, Nearness.HOLDS, Nearness.CODE}
        assert spelt_out or heard or known is None, (asked, hit)


def test_the_table_of_readings_is_what_its_maker_makes() -> None:
    pypinyin = pytest.importorskip("pypinyin", reason="pypinyin, of which the table is made, is not installed")
    written = path("pinyin", "readings.txt").read_text("utf-8").splitlines()

    assert len(written) > 400
    for character in "东莞寮步信用报告税务融资执照诉求":
        (first,) = pypinyin.lazy_pinyin(character)
        assert first in readings(character)


def test_ears_of_the_south_are_heard() -> None:
    assert as_heard("zhengming") == "zenmin"
    assert as_heard("lvse") == "luse"
