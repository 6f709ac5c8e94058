"""The PIN pad: other places each time, dots instead of digits, nothing said aloud, every key large enough in every dress."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from look import VARIANTS, Studio, Variant
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from stage import Stage

import kiosk
from kiosk.typing.pin_places import PinPlaces

KIOSK = Path(kiosk.__file__).parent
PIN_PAD = """
Item {
    property string typed: ""
    KPinPad {
        objectName: "pad"
        anchors { fill: parent; margins: 52; topMargin: %d; bottomMargin: %d }
        label: "工作卡密码"
        value: parent.typed
        onEdited: value => parent.typed = value
    }
}
"""
WHOLE = PIN_PAD % (52, 52)
DRAWS = 600
FLOOR_PX = 16 * 4.03 - 1


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    studio = Studio()
    yield studio
    studio.close()


@pytest.fixture
def stage(studio: Studio, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(studio, tmp_path)
    yield stage
    assert studio.complaints == []


def everything(item: QQuickItem) -> list[QQuickItem]:
    return [item, *(below for child in item.childItems() for below in everything(child))]


def test_the_digits_keyed_in_are_the_pin_and_dots_are_shown(stage: Stage) -> None:
    page = stage.show(WHOLE)

    for digit in "4071":
        stage.tap(f"pin.{digit}")
    shown = stage.item("pin.dots").property("text")
    stage.tap("pin.erase")

    assert (shown, page.property("typed")) == ("●●●●○○", "407")


def test_no_more_is_taken_than_it_is_long(stage: Stage) -> None:
    page = stage.show(WHOLE)

    for digit in "12345678":
        stage.tap(f"pin.{digit}")

    assert page.property("typed") == "123456"


def test_every_digit_stands_in_every_place_as_often_as_any_other(stage: Stage) -> None:
    """By chance alone, 600 draws put a digit in a place 60 times; 20 times or 100 is five standard deviations off."""
    stage.show(WHOLE)
    pad = stage.item("pad")
    met: Counter[tuple[int, str]] = Counter()

    for _ in range(DRAWS):
        pad.setProperty("error", "")
        pad.setProperty("error", "密码不对")
        places = str(pad.property("places"))
        assert sorted(places) == list("0123456789")
        met.update(enumerate(places))

    assert len(met) == 100
    assert 20 < min(met.values()) <= max(met.values()) < 100


def test_nobody_can_tell_the_next_order_from_a_seed() -> None:
    """Not even who sets the generator that programs use for anything else."""
    drawn = []
    for _ in range(2):
        random.seed(7)
        drawn.append([PinPlaces().drawn() for _ in range(5)])

    assert drawn[0] != drawn[1]


def test_no_page_and_no_control_throws_dice_of_its_own() -> None:
    """QML's Math.random can be told from what it gave before: nothing that matters may hang on it."""
    pages = list(KIOSK.rglob("*.qml"))

    assert len(pages) > 80
    assert [page.name for page in pages if "Math.random" in page.read_text("utf-8")] == []


def test_it_is_drawn_anew_each_time_it_comes_up(stage: Stage) -> None:
    seen = set()
    for _ in range(6):
        stage.show(WHOLE)
        seen.add(str(stage.item("pad").property("places")))

    assert len(seen) > 1


def test_what_is_said_of_it_tells_how_many_and_not_which(stage: Stage) -> None:
    stage.show(WHOLE)
    for digit in "4071":
        stage.tap(f"pin.{digit}")

    pad = stage.item("pad")
    said = [
        QAccessible.queryAccessibleInterface(item).text(QAccessible.Text.Name)
        for item in everything(pad)
        if not item.objectName().startswith("pin.") and QAccessible.queryAccessibleInterface(item) is not None
    ]

    assert pad.property("forEarsOnly") is True
    assert "已输入 4 位，共 6 位" in said
    assert not any("4071" in words for words in said)


@pytest.mark.parametrize(
    "variant", [one for one in VARIANTS if one.language == "zh" and not one.low], ids=lambda variant: variant.name
)
def test_every_key_is_large_enough_and_whole(stage: Stage, variant: Variant) -> None:
    page = stage.show(PIN_PAD % (330, 330) if variant.size[0] < variant.size[1] else PIN_PAD % (230, 170), variant)

    keys = [
        item for item in everything(page) if item.objectName().startswith("pin.") and item.objectName() != "pin.dots"
    ]
    spots = [key.mapRectToScene(key.boundingRect()) for key in keys]

    assert len(keys) == 12
    assert all(min(spot.width(), spot.height()) >= FLOOR_PX for spot in spots), [spot.height() for spot in spots]
    assert all(spot.top() >= 0 and spot.bottom() <= variant.size[1] for spot in spots)
