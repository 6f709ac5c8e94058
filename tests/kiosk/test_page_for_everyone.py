"""What every page gives to those who work by keys, by ear or by switches: first focus, the bar in three presses, errors, places."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from look import Studio, Variant, shots
from PySide6.QtCore import Q_ARG, QEvent, QMetaObject, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtQuick import QQuickItem
from stage import Stage

BAR = ("back", "home", "help", "voice", "size", "contrast")
PAGES = ("11-scope", "17-check", "31-topic", "40-query-code", "06-id-card")


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


def puts_up(stage: Stage, name: str, variant: Variant | None = None) -> QQuickItem:
    stage.studio.dress(variant or Variant("standard"))
    return stage.studio.put_up(next(shot for shot in shots("zh") if shot.name == name))


def focused(stage: Stage) -> str:
    item = stage.studio.view.activeFocusItem()
    return str(item.objectName()) if item else ""


def presses(stage: Stage, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QGuiApplication.sendEvent(stage.studio.view, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
    stage.studio.application.processEvents()


# ---- the bar ----


@pytest.mark.parametrize("page", PAGES)
def test_every_place_of_the_bar_is_three_presses_away_at_most(stage: Stage, page: str) -> None:
    reached: dict[str, int] = {}

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        puts_up(stage, page)
        for press in (1, 2, 3):
            presses(stage, key)
            reached.setdefault(focused(stage), press)

    assert {place: presses for place, presses in reached.items() if presses <= 3}.keys() >= {f"nav.{id}" for id in BAR}


def test_the_bar_does_not_go_round_silently(stage: Stage) -> None:
    puts_up(stage, "11-scope")

    for _ in range(9):
        presses(stage, Qt.Key.Key_Right)

    assert focused(stage) == "nav.contrast"


def test_low_stands_last_and_the_others_stay_where_they_are(stage: Stage) -> None:
    puts_up(stage, "11-scope", Variant("low", low=True))
    order = []

    for _ in range(7):
        presses(stage, Qt.Key.Key_Right)
        order.append(focused(stage))

    assert order == [f"nav.{id}" for id in (*BAR, "low")]


def test_page_is_begun_at_its_heading(stage: Stage) -> None:
    puts_up(stage, "11-scope")

    heading = stage.item("title")

    assert QAccessible.queryAccessibleInterface(heading).role() == QAccessible.Role.Heading
    assert heading.property("focus") is True


# ---- errors ----

FORM = """
KPage {
    id: page
    property string typed: ""
    property int sent: 0
    shell: ({ who: "", place: "", clock: "", canGoBack: true, canGoHome: true, language: "zh", voice: null, look: null })
    title: "电话"
    primary: "下一步"
    primaryClosed: typed.length < 3
    mistakes: typed.length < 3 ? [{ text: "还差几位", field: pad }] : []
    onPrimaryChosen: sent += 1
    KKeypad { id: pad; objectName: "pad"; length: 3; label: "电话"; value: page.typed; onEdited: value => page.typed = value }
}
"""


def test_who_goes_on_too_early_is_told_what_is_missing(stage: Stage) -> None:
    page = stage.show(FORM)

    stage.tap("primary")
    stage.studio.settle()

    summary = stage.studio.view.activeFocusItem()
    spoken = QAccessible.queryAccessibleInterface(summary)
    assert page.property("sent") == 0
    assert spoken.role() == QAccessible.Role.AlertMessage
    assert spoken.text(QAccessible.Text.Name) == "有 1 处要改：还差几位"


def test_each_mistake_is_a_way_to_its_field(stage: Stage) -> None:
    stage.show(FORM)
    stage.tap("primary")
    stage.studio.settle()

    stage.tap("mistake.0")

    assert focused(stage) == "keypad.field"


def test_what_is_mended_is_no_longer_told(stage: Stage) -> None:
    page = stage.show(FORM)
    stage.tap("primary")
    stage.studio.settle()

    for digit in "138":
        stage.tap(f"key.{digit}")
    stage.studio.settle()
    told = page.property("told")
    stage.wait_until_admitted()
    stage.tap("primary")

    assert not told
    assert page.property("sent") == 1


def test_closed_primary_can_be_reached_and_heard_by_keys(stage: Stage) -> None:
    stage.show(FORM)

    primary = stage.item("primary")

    assert primary.property("activeFocusOnTab") is True
    assert QAccessible.queryAccessibleInterface(primary).state().focusable


# ---- fields ----


def test_assistive_technology_writes_into_a_field(stage: Stage) -> None:
    page = stage.show(FORM)
    field = QAccessible.queryAccessibleInterface(stage.item("keypad.field"))

    field.setText(QAccessible.Text.Value, "13 8x")

    assert page.property("typed") == "138"
    assert field.role() == QAccessible.Role.EditableText
    assert field.text(QAccessible.Text.Value) == "138"


def test_what_a_field_cannot_hold_is_not_left_in_it(stage: Stage) -> None:
    page = stage.show(FORM)
    field = QAccessible.queryAccessibleInterface(stage.item("keypad.field"))

    field.setText(QAccessible.Text.Value, "字")

    assert page.property("typed") == ""
    assert field.text(QAccessible.Text.Value) == ""


# ---- choices ----

SEVEN = """
Item {
    property alias sheets: body.sheets
    KBody {
        id: body
        objectName: "body"
        anchors.fill: parent
        Repeater { model: 7; KChoiceRow { required property int index; objectName: "row." + index; text: "第 " + index + " 行" } }
    }
}
"""


def on_this_sheet(stage: Stage) -> list[int]:
    return [place for place in range(7) if stage.item(f"row.{place}").opacity() == 1]


def turns(stage: Stage) -> None:
    QMetaObject.invokeMethod(stage.item("body"), "turn", Q_ARG(int, 1))


def test_an_elder_chooses_among_four_at_most(stage: Stage) -> None:
    page = stage.show(SEVEN, Variant("elder", "elder"))
    first = on_this_sheet(stage)

    turns(stage)
    stage.studio.settle()

    assert page.property("sheets") == 2
    assert (first, on_this_sheet(stage)) == ([0, 1, 2, 3], [4, 5, 6])


def test_a_choice_says_which_of_how_many_it_is(stage: Stage) -> None:
    stage.show(SEVEN)

    spoken = QAccessible.queryAccessibleInterface(stage.item("row.2"))

    assert spoken.text(QAccessible.Text.Description) == "第 3 项，共 7 项"


def test_rows_of_another_sheet_are_not_there_for_assistive_technology(stage: Stage) -> None:
    stage.show(SEVEN, Variant("elder", "elder"))

    heard = set(names_heard(QAccessible.queryAccessibleInterface(stage.studio.view)))

    assert "第 0 行" in heard
    assert "第 6 行" not in heard


def names_heard(spoken: object) -> Iterator[str]:
    for place in range(spoken.childCount()):  # type: ignore[attr-defined]  # PySide has no type for it that fits
        child = spoken.child(place)  # type: ignore[attr-defined]  # as above
        if child is not None and child.isValid():
            yield child.text(QAccessible.Text.Name)
            yield from names_heard(child)


def test_who_had_turned_the_sheet_stays_at_what_they_read(stage: Stage) -> None:
    stage.show(SEVEN, Variant("elder", "elder"))
    turns(stage)
    stage.studio.settle()

    stage.singleton("Theme").setProperty("textScale", 2.0)
    stage.studio.settle()
    larger = on_this_sheet(stage)
    stage.singleton("Theme").setProperty("textScale", 1.0)
    stage.studio.settle()

    assert 4 in larger
    assert on_this_sheet(stage) == [4, 5, 6]
