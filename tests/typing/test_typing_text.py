"""What may be written: what can be printed, as much as there is room for, and nothing that hides."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contract.plain_text import is_plain
from kiosk.typing.draft import Draft
from kiosk.typing.rare import character_of, radicals
from kiosk.typing.writable import EMOJI, HIDDEN, NO_GLYPH, NOT_HERE, TOO_LONG, Admitted, admitted, is_printable

BIDI = "\u202e"


@pytest.mark.parametrize(
    ("text", "kept", "problem"),
    [
        ("租金涨得太快", "租金涨得太快", ""),
        ("厂房🏭要搬", "厂房要搬", EMOJI),
        (f"{BIDI}abc", "abc", HIDDEN),
        ("a\x1b[31mb", "a[31mb", HIDDEN),
        ("第一行\n第二行\t完", "第一行 第二行 完", ""),
        ("\ufeff字\u200d", "字", HIDDEN),
        ("字\ue000", "字", HIDDEN),
        ("字\ufe0f", "字", HIDDEN),
        ("ก", "", NO_GLYPH),
        ("𠀀", "𠀀", ""),
        ("\ud800", "", HIDDEN),
    ],
)
def test_only_what_can_be_printed_stays(text: str, kept: str, problem: str) -> None:
    found = admitted(text)

    assert (found.text, found.problem) == (kept, problem)


def test_an_entry_for_letters_takes_no_hanzi() -> None:
    assert admitted("莞A1", "letters") == Admitted("A1", NOT_HERE)


def test_full_is_said_and_nothing_beyond_is_taken() -> None:
    draft = Draft(maximum=3)

    problem = draft.put("一二三四")

    assert (draft.text, problem) == ("一二三", TOO_LONG)


def test_writing_goes_on_where_the_cursor_stands() -> None:
    draft = Draft()
    draft.put("东市")
    draft.place(1)

    draft.put("莞")
    draft.erase()
    draft.put("莞𠀀")

    assert (draft.text, draft.cursor) == ("东莞𠀀市", 3)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.text(max_size=9)),
            st.tuples(st.sampled_from(["erase", "place"]), st.integers(-3, 30)),
        ),
        max_size=25,
    ),
    st.integers(0, 12),
)
@settings(max_examples=60, deadline=None)
def test_no_way_of_writing_gets_past_the_gate(acts: list[tuple[str, object]], maximum: int) -> None:
    draft = Draft(maximum=maximum)

    for name, what in acts:
        draft.put(str(what)) if name == "put" else draft.erase() if name == "erase" else draft.place(int(str(what)))

        assert len(draft.text) <= maximum
        assert 0 <= draft.cursor <= len(draft.text)
        assert all(is_plain(character) and is_printable(character) for character in draft.text)


@given(st.text(max_size=40))
@settings(max_examples=80, deadline=None)
def test_what_was_taken_once_is_taken_again(text: str) -> None:
    once = admitted(text).text

    assert unicodedata.normalize("NFC", admitted(once).text) == unicodedata.normalize("NFC", once)


@pytest.mark.parametrize(
    ("code", "character"),
    [
        ("4E1C", "东"),
        ("20000", "𠀀"),
        ("4E1", ""),
        ("D800", ""),
        ("1F600", ""),
        ("110000", ""),
        ("G", ""),
        ("0041", ""),
        ("31350", ""),
    ],
)
def test_a_number_opens_only_characters_that_can_be_printed(code: str, character: str) -> None:
    assert character_of(code) == character


def test_a_rare_character_is_found_by_radical_and_strokes() -> None:
    table = radicals()
    water = next(number for number, form in table.of(4) if form == "水")

    found = table.found(water, 5)

    assert "法" in found[:3]
    assert 5 in table.beside(water)
    assert all(is_printable(character) for character in found)
