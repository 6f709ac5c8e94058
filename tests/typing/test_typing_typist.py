"""The typist behind a text entry: keys in, text out, whatever is pressed, and nothing of it left when the visit ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ink_samples import EAST, WORK, flat
from pytestqt.qtbot import QtBot

from app.contract.plain_text import is_plain
from kiosk.typing import engines
from kiosk.typing.helper import HelperState
from kiosk.typing.place_picker import PlacePicker
from kiosk.typing.places import places
from kiosk.typing.typist import Typist


@pytest.fixture
def typist(helpers: None) -> Iterator[Typist]:
    made = Typist()
    made.begin("text", 500, "")
    yield made
    made.clear()
    made.deleteLater()


def pinyin(bot: QtBot, typist: Typist, keys: str, wanted: str) -> None:
    typist.way = "pinyin"
    for key in keys:
        typist.spell(key)
    bot.waitUntil(lambda: bool(typist.candidates), timeout=20_000)
    places = [row["text"] for row in typist.candidates]
    typist.choose(places.index(wanted))
    bot.waitUntil(lambda: not typist.spelt, timeout=10_000)


def test_pinyin_becomes_text(qtbot: QtBot, typist: Typist, spelling: None) -> None:
    edits: list[str] = []
    typist.edited.connect(edits.append)

    pinyin(qtbot, typist, "dongguan", "东莞")
    typist.put("，")
    pinyin(qtbot, typist, "liaobu", "寮步")

    assert typist.text == "东莞，寮步" == edits[-1]
    assert typist.count == 5


def test_keys_pressed_before_the_engine_is_up_are_not_lost(qtbot: QtBot, typist: Typist, spelling: None) -> None:
    assert engines.speller().state is HelperState.RESTING

    pinyin(qtbot, typist, "dongguanshi", "东莞市")

    assert typist.text == "东莞市"


def test_a_drawing_becomes_text(qtbot: QtBot, typist: Typist) -> None:
    typist.way = "ink"

    typist.draw(flat(EAST))
    qtbot.waitUntil(lambda: bool(typist.candidates), timeout=20_000)
    typist.choose(0)

    assert typist.text == "东"
    assert typist.candidates == []


def test_strokes_become_text(qtbot: QtBot, typist: Typist, spelling: None) -> None:
    typist.way = "stroke"
    for stroke in "hzspn":
        typist.spell(stroke)

    qtbot.waitUntil(lambda: bool(typist.candidates), timeout=20_000)
    typist.choose([row["text"] for row in typist.candidates].index("东"))

    assert typist.text == "东"


def test_a_rare_character_by_radical_and_by_number(typist: Typist) -> None:
    typist.way = "rare"

    typist.countStrokes(3)
    typist.choose([row["text"] for row in typist.candidates].index("土"))
    typist.countStrokes(5)
    typist.choose([row["text"] for row in typist.candidates].index("坡"))
    for digit in "20000":
        typist.addToCode(digit)
    typist.choose(0)

    assert typist.text == "坡𠀀"


def test_a_number_without_a_character_is_said_so(typist: Typist) -> None:
    typist.way = "rare"

    for digit in "D800":
        typist.addToCode(digit)

    assert (typist.problem, typist.candidates) == ("typing-no-character", [])


def test_a_letter_ends_what_is_being_spelt(qtbot: QtBot, typist: Typist, spelling: None) -> None:
    typist.way = "pinyin"
    typist.spell("d")

    typist.put("。")

    assert (typist.text, typist.spelt) == ("。", "")


def test_erase_takes_the_key_then_the_drawing_then_the_text(typist: Typist) -> None:
    typist.put("字")
    typist.way = "pinyin"
    typist.spell("d")

    typist.erase()
    assert (typist.text, typist.spelt) == ("字", "")
    typist.erase()

    assert typist.text == ""


def test_the_cursor_counts_as_qml_does(typist: Typist) -> None:
    typist.put("𠀀字")

    typist.place(2)
    typist.put("东")

    assert typist.text == "𠀀东字"
    assert typist.cursor == 3


def test_an_engine_that_is_missing_closes_its_way_and_says_so(
    qtbot: QtBot, typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines.speller(), "_program", "kiosk.typing.no_such_program")
    typist.way = "pinyin"

    typist.spell("d")

    qtbot.waitUntil(lambda: typist.problem == "typing-failed", timeout=20_000)
    assert typist.text == ""


KEY = st.one_of(
    st.tuples(st.just("put"), st.text(max_size=3)),
    st.tuples(st.just("spell"), st.sampled_from("abzhspn'；1")),
    st.tuples(st.just("draw"), st.sampled_from([flat(WORK), [], [[]], [[1.0]], [[0.0, 0.0]]])),
    st.tuples(st.sampled_from(["choose", "turn", "move", "place", "countStrokes"]), st.integers(-3, 25)),
    st.tuples(st.just("addToCode"), st.sampled_from("04E1CFZ")),
    st.tuples(st.sampled_from(["erase", "clear", "startRare"]), st.none()),
    st.tuples(st.just("way"), st.sampled_from(["pinyin", "stroke", "ink", "letters", "rare"])),
    st.tuples(st.just("columns"), st.sampled_from([5, 10])),
)


@given(st.lists(KEY, max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_pressed_the_text_can_be_printed(
    qapp: object, helpers: None, keys: list[tuple[str, object]]
) -> None:
    typist = Typist()
    typist.begin("text", 20, "")

    for name, what in keys:
        if name in {"way", "columns"}:
            setattr(typist, name, what)
        elif what is None:
            getattr(typist, name)()
        else:
            getattr(typist, name)(what)

        assert len(typist.text) <= 20
        assert all(map(is_plain, typist.text))
        assert len(typist.candidates) <= 10

    typist.deleteLater()


def test_nothing_of_it_is_left_when_the_entry_is_gone(qtbot: QtBot, helpers: None, spelling: None) -> None:
    """No object of this room still holds what was typed, and the processes that heard it are gone."""
    typist = Typist()
    turn = typist.begin("text", 50, "")
    typist.way = "pinyin"
    for key in "bukejieyuci":
        typist.spell(key)
    typist.put("不可留下的话")
    qtbot.waitUntil(lambda: engines.speller().state is HelperState.READY, timeout=20_000)

    typist.end(turn)
    engines.rest()
    qtbot.wait(20)
    gc.collect()

    ours = [thing for thing in gc.get_objects() if str(type(thing).__module__).startswith("kiosk.typing")]
    held = [repr(vars(thing)) for thing in ours if hasattr(thing, "__dict__")]
    assert not any("不可留下" in words or "bukejieyuci" in words for words in held)
    assert engines.speller().process_id == 0


def test_the_entry_before_does_not_end_the_one_that_is_up(typist: Typist) -> None:
    """A page may go after the next one has come."""
    first = typist.begin("text", 9, "旧的")
    second = typist.begin("text", 9, "新的")

    typist.end(first)
    kept = typist.text
    typist.end(second)

    assert (kept, typist.text) == ("新的", "")


def test_an_address_by_initials(qapp: object) -> None:
    picker = PlacePicker()
    told: list[str] = []
    picker.picked.connect(told.append)

    picker.spell("l")
    picker.spell("b")
    picker.choose(0)
    picker.spell("h")
    picker.spell("k")
    picker.choose(0)
    for sign in "12号":
        picker.addToNumber(sign)

    assert told[-1] == picker.text == "东莞市寮步镇横坑社区12号"


def test_only_letters_that_lead_somewhere_are_taken(qapp: object) -> None:
    picker = PlacePicker()

    picker.spell("v")
    picker.spell("l")

    assert picker.initials == "l"
    assert [row["name"] for row in picker.rows] == ["寮步镇"]
    assert picker.letters == "b"


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("choose"), st.integers(-2, 20)),
            st.tuples(st.just("spell"), st.sampled_from("lbzgc")),
            st.tuples(st.just("addToNumber"), st.text(max_size=3)),
            st.tuples(st.just("turn"), st.integers(-3, 3)),
            st.tuples(st.sampled_from(["erase", "clear"]), st.none()),
        ),
        max_size=20,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_way_of_picking_leaves_the_list(qapp: object, acts: list[tuple[str, object]]) -> None:
    picker = PlacePicker()

    for name, what in acts:
        getattr(picker, name)() if what is None else getattr(picker, name)(what)

        assert picker.text == "" or picker.text.startswith("东莞市")
        assert 0 <= picker.page < picker.pages


def test_the_33_towns_are_there_and_what_is_made_up_says_so() -> None:
    found = places()

    assert len(found.towns) == 33
    assert all(town.verified and not town.synthetic and town.english for town in found.towns)
    assert all(not part.verified for town in found.towns for part in town.parts)
    assert all(part.synthetic == part.name.startswith("样例") for town in found.towns for part in town.parts)
