"""What is being spelt, and the ten candidates on show: whatever is pressed, the rows hold."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.typing.composition import MOST_KEYS, PAGE, Composition

found = st.lists(st.text("东莞市寮步镇政企直通车一丁𠀀", min_size=1, max_size=9), max_size=60)


@given(found, st.sampled_from([5, 10]), st.lists(st.integers(-2, 3), max_size=10))
@settings(max_examples=80, deadline=None)
def test_a_page_has_at_most_ten_and_none_is_broken_at_a_rows_end(
    texts: list[str], columns: int, turns: list[int]
) -> None:
    composition = Composition(columns)
    composition.offer(enumerate(texts))

    for by in turns:
        composition.turn(by)
        shown = composition.candidates

        assert len(shown) <= PAGE
        ends = [(row.cell, row.cell + row.span) for row in shown]
        assert all(start % columns + end - start <= columns and end <= PAGE for start, end in ends)
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))


@given(found, st.sampled_from([5, 10]))
@settings(max_examples=100, deadline=None)
def test_every_candidate_comes_up_on_some_page_once(texts: list[str], columns: int) -> None:
    composition = Composition(columns)
    composition.offer(enumerate(texts))

    seen = []
    for page in range(composition.pages):
        composition.page = page
        seen += [(row.place, row.text) for row in composition.candidates]

    assert seen == list(enumerate(texts))


def test_a_candidate_that_cannot_be_printed_is_not_offered() -> None:
    composition = Composition()

    composition.offer([(0, "ก"), (1, "东"), (2, "")])

    assert [row.place for row in composition.candidates] == [1]


@given(st.text("abcxyz'hspnz1东", max_size=60))
def test_only_keys_of_its_way_are_spelt_and_not_for_ever(keys: str) -> None:
    composition = Composition()

    taken = [key for key in keys if composition.spell(key)]

    assert composition.spelt == "".join(taken)
    assert len(composition.spelt) <= MOST_KEYS
    assert set(composition.spelt) <= set("abcdefghijklmnopqrstuvwxyz'")


def test_back_undoes_the_last_choice_then_the_last_key() -> None:
    composition = Composition()
    for key in "dongguan":
        composition.spell(key)
    composition.take(3)

    composition.back()
    composition.back()

    assert composition.steps == [["keys", "donggua"]]


def test_when_the_last_key_is_taken_back_nothing_is_left() -> None:
    composition = Composition()
    composition.spell("d")
    composition.heard({"preedit": "d", "candidates": [[0, "的"]], "text": ""})

    composition.back()

    assert composition.is_empty
    assert composition.shown == ""
