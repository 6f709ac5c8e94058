"""The controls: the same by touch, by keys, by assistive technology; and nothing typed by a machine gets in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "kiosk"))

from ink_samples import EAST
from look import APPEAL, VARIANTS, Shot, Studio, Variant, shots
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.typing import engines
from kiosk.typing.helper import HelperState
from kiosk.typing.typist import Typist

STANDARD = VARIANTS[0]
ENTRY = """import QtQuick
import kiosk.controls
KTextEntry { label: "写在这里"; purpose: "%s"; maximumLength: %d; property string told; onTextEdited: text => { told = text } }
"""
CODE = """import QtQuick
import kiosk.controls
KCodePad { purpose: "%s"; label: "号码"; onEdited: value => { pad.value = value }  id: pad }
"""


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    studio = Studio()
    yield studio
    engines.rest()
    studio.close()


class Stage:
    def __init__(self, studio: Studio, folder: Path, bot: QtBot) -> None:
        self.studio, self.folder, self.bot = studio, folder, bot

    def show(self, qml: str, variant: Variant = STANDARD) -> QQuickItem:
        self.studio.dress(variant)
        file = self.folder / "Piece.qml"
        file.write_text(qml, "utf-8")
        self.studio.view.engine().clearComponentCache()
        self.root = self.studio.put_up(Shot("piece", file))
        return self.root

    def item(self, name: str) -> QQuickItem:
        return next(item for item in items(self.root) if item.objectName() == name)

    def typist(self) -> Typist:
        found = self.studio.view.engine().singletonInstance("kiosk.typing", "Typist")
        assert isinstance(found, Typist)
        return found

    def tap(self, name: str) -> None:
        item = self.item(name)
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.studio.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    def draw(self, name: str, ink: list[list[tuple[float, float]]]) -> None:
        pad, view = self.item(name), self.studio.view
        scale = min(pad.width(), pad.height()) / 110
        for stroke in ink:
            first, *rest = [pad.mapToScene(QPointF(x * scale, y * scale)).toPoint() for x, y in stroke]
            QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
            for point in rest:
                QTest.mouseMove(view, point)
            QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rest[-1])

    def key(self, key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QGuiApplication.sendEvent(self.studio.view, QKeyEvent(kind, key, modifiers, text))

    def until(self, seen: Callable[[], bool]) -> None:
        self.bot.waitUntil(seen, timeout=20_000)


@pytest.fixture
def stage(studio: Studio, tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    stage = Stage(studio, tmp_path, qtbot)
    yield stage
    studio.clear()
    engines.rest()
    assert studio.complaints == []


def items(item: QQuickItem) -> Iterator[QQuickItem]:
    yield item
    for child in item.childItems():
        yield from items(child)


def is_key(item: QQuickItem) -> bool:
    return item.property("filled") is not None


def test_a_character_is_written_with_a_finger_and_chosen(stage: Stage) -> None:
    root = stage.show(ENTRY % ("text", 20))

    stage.draw("ink.pad", EAST)
    stage.until(lambda: bool(stage.typist().candidates))
    stage.tap("candidate.0")

    assert root.property("told") == "东"
    assert stage.item("ink.pad").property("blank")


def test_pinyin_by_touch(stage: Stage, spelling: None) -> None:
    root = stage.show(ENTRY % ("text", 20))
    stage.tap("way.pinyin")

    for letter in "dongguan":
        stage.tap(f"key.{letter}")
    stage.until(lambda: bool(stage.typist().candidates))
    stage.studio.settle()
    stage.tap("candidate.0")
    stage.until(lambda: root.property("told") == "东莞")


def test_pinyin_by_keys_alone(stage: Stage, spelling: None) -> None:
    """Tab, Tab … and Enter, as the tactile keypad sends them."""
    root = stage.show(ENTRY % ("text", 20))
    stage.tap("way.pinyin")
    stage.item("key.q").forceActiveFocus(Qt.FocusReason.TabFocusReason)

    stage.key(Qt.Key.Key_Return)
    stage.key(Qt.Key.Key_Tab)
    for _ in range(6):
        stage.key(Qt.Key.Key_Tab)
    stage.key(Qt.Key.Key_Return)
    stage.until(lambda: bool(stage.typist().candidates))
    stage.studio.settle()
    first = stage.item("candidate.0")
    wanted = str(first.property("text"))
    first.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)

    stage.until(lambda: root.property("told") == wanted)
    assert stage.typist().spelt == ""


@pytest.mark.parametrize("way", ["ink", "pinyin", "stroke", "letters", "rare"])
def test_every_key_can_be_reached_and_has_a_name_of_its_own(stage: Stage, way: str) -> None:
    stage.show(ENTRY % ("text", 20))
    stage.typist().way = way
    stage.studio.settle()
    keys = [item for item in items(stage.root) if is_key(item) and item.isVisible()]

    names = [str(QAccessible.queryAccessibleInterface(key).text(QAccessible.Text.Name)) for key in keys]

    assert all(names)
    assert len(set(names)) == len(names)
    assert all(key.property("activeFocusOnTab") for key in keys if key.property("live"))


def test_a_letter_is_called_so_that_it_is_told_from_others(stage: Stage) -> None:
    stage.show(ENTRY % ("text", 20))
    stage.tap("way.pinyin")

    assert stage.item("key.b").property("name") == "b 玻"
    assert stage.item("key.p").property("name") == "p 坡"


def test_a_scanner_that_types_like_a_keyboard_writes_nothing(stage: Stage) -> None:
    """Nor does a keyboard that somebody has plugged in, nor a paste."""
    root = stage.show(ENTRY % ("text", 40))
    stage.item("entry.field").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("从剪贴板来")

    for character in "https://example.invalid/":
        stage.key(Qt.Key.Key_unknown, character)
    stage.key(Qt.Key.Key_V, "", Qt.KeyboardModifier.ControlModifier)
    stage.key(Qt.Key.Key_Insert, "", Qt.KeyboardModifier.ShiftModifier)
    field = stage.item("entry.text")
    middle = field.mapToScene(QPointF(20, 20)).toPoint()
    QTest.mouseClick(stage.studio.view, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, middle)
    clipboard.clear()

    assert stage.typist().text == ""
    assert root.property("told") == ""


def test_assistive_technology_sets_the_text_through_the_same_gate(stage: Stage) -> None:
    root = stage.show(ENTRY % ("text", 5))

    stage.item("entry.field").setProperty("text", "租金\u202e涨🏭得太快了")

    assert stage.typist().text == "租金涨得太"
    assert root.property("told") == "租金涨得太"
    assert stage.item("entry.field").property("text") == "租金涨得太"


def test_full_is_said_in_words(stage: Stage) -> None:
    stage.show(ENTRY % ("letters", 3))

    for letter in "abcd":
        stage.tap(f"key.{letter}")

    assert stage.item("entry.problem").property("said") == "写满了，最多 3 字"
    assert stage.item("entry.count").property("text") == "3 / 3 字"


def test_a_whole_text_is_not_lost_by_one_tap(stage: Stage) -> None:
    stage.show(ENTRY % ("letters", 9))
    stage.tap("key.a")

    stage.tap("key.clear")
    once = stage.typist().text
    stage.tap("key.clear")

    assert (once, stage.typist().text) == ("a", "")


def test_ways_that_are_not_installed_are_closed_and_say_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines.speller(), "_state", HelperState.MISSING)
    stage.show(ENTRY % ("text", 9))

    tab = stage.item("way.pinyin")

    assert tab.property("closed")
    assert "没有装" in str(QAccessible.queryAccessibleInterface(tab).text(QAccessible.Text.Description))
    assert not stage.item("way.ink").property("closed")
    assert not stage.item("way.letters").property("closed")


def test_a_code_pad_offers_only_what_can_stand_there(stage: Stage) -> None:
    root = stage.show(CODE % "uscc")

    stage.tap("key.B")
    stage.tap("key.9")
    stage.tap("key.1")
    stage.tap("key.A")
    stage.tap("key.4")

    assert root.property("value") == "914"
    assert not stage.item("key.9").property("live")
    assert stage.item("key.4").property("live")


def test_an_identity_number_is_checked_as_it_is_keyed_in(stage: Stage) -> None:
    root = stage.show(CODE % "id-number")

    for digit in "441900199001010019":
        stage.tap(f"key.{digit}")

    assert "有一位按错了" in str(root.property("fault"))
    stage.tap("key.erase")
    assert root.property("fault") == ""


@pytest.mark.parametrize(
    "variant",
    [
        variant
        for variant in VARIANTS
        if variant.name in {"standard", "elder", "s200", "landscape-s200", "landscape-elder", "english-s200"}
    ],
    ids=lambda variant: variant.name,
)
@pytest.mark.parametrize("way", ["ink", "pinyin", "stroke", "letters", "rare"])
def test_no_key_is_smaller_than_a_finger_or_outside_the_window(stage: Stage, variant: Variant, way: str) -> None:
    page = next(shot for shot in shots(variant.language) if shot.name == "34-own-words")
    stage.studio.dress(variant)
    stage.root = stage.studio.put_up(Shot(page.name, APPEAL / "OwnWords.qml", page.shell, page.flow))
    stage.typist().way = way
    stage.studio.settle()
    floor = (19 if variant.mode == "elder" else 16) * 4.03 - 1

    small = [
        (item.objectName(), round(item.width()), round(item.height()))
        for item in items(stage.root)
        if is_key(item) and item.isVisible() and min(item.width(), item.height()) < floor
    ]
    outside = [
        item.objectName()
        for item in items(stage.root)
        if is_key(item)
        and item.isVisible()
        and not stage.root.boundingRect().contains(item.mapRectToScene(item.boundingRect()))
    ]

    assert (small, outside) == ([], [])
