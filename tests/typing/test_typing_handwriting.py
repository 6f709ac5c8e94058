"""Handwriting: what is read, in what order of strokes, and that no drawing whatever stops it."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ink_samples import EAST, KNOWN, Strokes, flat
from pytestqt.qtbot import QtBot

import resources
from kiosk.typing import engines
from kiosk.typing.ink import LENGTH, features
from kiosk.typing.ink_program import strokes_of
from kiosk.typing.matcher import Matcher
from kiosk.typing.writable import is_printable

numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)
points = st.tuples(numbers, numbers)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.load(resources.path("typing", "handwriting.npz"))


@pytest.mark.parametrize("character", KNOWN)
def test_plain_characters_are_read(matcher: Matcher, character: str) -> None:
    assert matcher.match(KNOWN[character])[0] == character


def test_the_order_of_strokes_does_not_matter(matcher: Matcher) -> None:
    shuffled = random.Random(3).sample(EAST, len(EAST))

    assert matcher.match(shuffled) == matcher.match(EAST)


def test_size_and_place_do_not_matter(matcher: Matcher) -> None:
    moved = [[(x * 7 + 300, y * 7 + 40) for x, y in stroke] for stroke in EAST]

    assert matcher.match(moved)[0] == "东"


def test_joined_strokes_are_read(matcher: Matcher) -> None:
    joined = [EAST[0] + EAST[1], EAST[2], EAST[3] + EAST[4]]

    assert "东" in matcher.match(joined)


def test_no_candidate_comes_twice_and_all_can_be_printed(matcher: Matcher) -> None:
    for ink in KNOWN.values():
        found = matcher.match(ink)

        assert len(found) == len(set(found)) == 10
        assert all(map(is_printable, found))


def test_the_model_is_small_and_knows_the_general_table(matcher: Matcher) -> None:
    common = resources.path("typing", "common.txt").read_text("utf-8")[:3500]

    assert resources.path("typing", "handwriting.npz").stat().st_size < 3_000_000
    assert set(common) <= set(matcher.labels)
    assert len(set(matcher.labels)) > 9_500


@given(st.lists(st.lists(points, max_size=12), max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_drawing_stops_it(ink: Strokes) -> None:
    matcher = Matcher.load(resources.path("typing", "handwriting.npz")) if not _KEPT else _KEPT[0]
    _KEPT[:] = [matcher]
    try:
        drawn = strokes_of({"ink": flat(ink)})
        found = matcher.match(drawn)
    except ValueError:
        return

    assert len(found) <= 10


_KEPT: list[Matcher] = []


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 900), st.integers(0, 500)), min_size=1, max_size=20), min_size=1, max_size=12
    )
)
@settings(max_examples=60, deadline=None)
def test_every_drawing_on_the_pad_gives_ten_candidates(ink: Strokes) -> None:
    matcher = _KEPT[0] if _KEPT else Matcher.load(resources.path("typing", "handwriting.npz"))
    _KEPT[:] = [matcher]

    vector = features(ink)

    assert vector.shape == (LENGTH,)
    assert np.isfinite(vector).all()
    assert len(matcher.match(ink)) == 10


def test_the_helper_reads_what_is_drawn(qtbot: QtBot, helpers: None) -> None:
    heard: list[dict[str, object]] = []

    engines.reader().ask({"ink": flat(EAST)}, heard.append)

    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert heard[0]["candidates"][0] == "东"  # type: ignore[index]  # JSON


def test_too_much_ink_is_refused_by_its_kind(qtbot: QtBot, helpers: None) -> None:
    heard: list[dict[str, object]] = []

    engines.reader().ask({"ink": [[float(n % 90) for n in range(10_000)]]}, heard.append)

    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert heard[0]["error"] == "ValueError"
