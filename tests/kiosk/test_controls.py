"""The kit's controls: one act each, the same by touch, key and assistive technology."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from look import REPORT, Studio, Variant, shots
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from stage import SMALL, Stage, find


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


BUTTON = """
Item {
    property int acts: 0
    KButton { objectName: "one"; x: 100; y: 100; width: 400; focus: true; text: "好"; %s onActed: parent.acts += 1 }
    KButton { objectName: "two"; x: 100; y: 600; width: 400; text: "不"; onActed: parent.acts += 1 }
}
"""


def test_double_tap_is_one_act(stage: Stage) -> None:
    page = stage.show(BUTTON % "")

    stage.tap("one")
    stage.tap("one")

    assert page.property("acts") == 1


def test_a_finger_acts_once_as_a_mouse_does(stage: Stage) -> None:
    page = stage.show(BUTTON % "")

    stage.touch("one")

    assert page.property("acts") == 1


def test_tap_after_the_guard_is_another_act(stage: Stage) -> None:
    page = stage.show(BUTTON % "")
    stage.singleton("Theme").setProperty("tapGuard", 30)

    stage.tap("one")
    stage.wait_until(monotonic() + 0.05)
    stage.tap("one")

    assert page.property("acts") == 2


def test_quick_taps_on_two_places_are_two_acts(stage: Stage) -> None:
    page = stage.show(BUTTON % "")

    stage.tap("one")
    stage.tap("two")

    assert page.property("acts") == 2


def test_double_tap_does_not_reach_the_next_page(stage: Stage) -> None:
    stage.show(BUTTON % "")
    stage.tap("one")
    page = stage.show(BUTTON % "")

    stage.tap("one")

    assert page.property("acts") == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_acts_as_a_tap_does(stage: Stage, key: Qt.Key) -> None:
    page = stage.show(BUTTON % "")
    stage.item("one").forceActiveFocus()

    stage.key(key)

    assert page.property("acts") == 1


def test_a_held_key_acts_once(stage: Stage) -> None:
    page = stage.show(BUTTON % "")
    stage.singleton("Theme").setProperty("tapGuard", 0)
    stage.item("one").forceActiveFocus()

    stage.key(Qt.Key.Key_Return)
    for _ in range(5):
        stage.key(Qt.Key.Key_Return, repeated=True)

    assert page.property("acts") == 1


def test_assistive_technology_presses_a_button(stage: Stage) -> None:
    page = stage.show(BUTTON % "")

    spoken = QAccessible.queryAccessibleInterface(stage.item("one"))
    spoken.actionInterface().doAction("Press")

    assert spoken.text(QAccessible.Text.Name) == "好"
    assert page.property("acts") == 1


@pytest.mark.parametrize("state", ["busy: true;", "closed: true;"])
def test_a_busy_or_closed_button_does_nothing(stage: Stage, state: str) -> None:
    page = stage.show(BUTTON % state)
    stage.item("one").forceActiveFocus()

    stage.tap("one")
    stage.key(Qt.Key.Key_Return)

    assert page.property("acts") == 0


def test_the_focus_is_shown_to_those_who_work_by_keys(stage: Stage) -> None:
    stage.show(BUTTON % "")
    stage.tap("one")
    stage.item("one").forceActiveFocus()
    untouched = stage.studio.picture()

    stage.key(Qt.Key.Key_Tab)
    stage.studio.settle()

    assert stage.item("two").hasActiveFocus()
    assert stage.studio.picture() != untouched


KEYPAD = """
Item {
    property string typed: ""
    KKeypad {
        anchors { fill: parent; margins: 52 }
        value: parent.typed
        %s
        onEdited: value => parent.typed = value
    }
}
"""


def test_two_taps_on_a_key_are_two_digits(stage: Stage) -> None:
    page = stage.show(KEYPAD % "length: 11; groups: [3, 4, 4];")

    for digit in "13800138000":
        stage.tap(f"key.{digit}")

    assert page.property("typed") == "13800138000"
    assert stage.item("keypad.value").property("text") == "138 0013 8000"


def test_keypad_takes_no_more_than_its_length(stage: Stage) -> None:
    page = stage.show(KEYPAD % "length: 3;")

    for _ in range(5):
        stage.tap("key.7")

    assert page.property("typed") == "777"


def test_keypad_erases_one_and_clears_all(stage: Stage) -> None:
    page = stage.show(KEYPAD % "length: 6;")
    for digit in "1234":
        stage.tap(f"key.{digit}")

    stage.tap("key.erase")
    assert page.property("typed") == "123"

    stage.tap("key.clear")
    assert page.property("typed") == ""


def test_credit_code_pad_has_the_31_characters_of_the_standard(stage: Stage) -> None:
    stage.show(KEYPAD % "length: 18; creditCode: true;")

    offered = [character for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if find_key(stage, character)]

    assert "".join(offered) == "0123456789ABCDEFGHJKLMNPQRTUWXY"


def find_key(stage: Stage, character: str) -> bool:
    return find(stage.studio.view.rootObject(), f"key.{character}") is not None


def test_a_keyboard_may_be_used_instead_of_the_pad(stage: Stage) -> None:
    page = stage.show(KEYPAD % "length: 18; creditCode: true;")

    stage.key(Qt.Key.Key_9, text="9")
    stage.key(Qt.Key.Key_M, text="m")
    stage.key(Qt.Key.Key_O, text="o")
    assert page.property("typed") == "9M"

    stage.key(Qt.Key.Key_Backspace)
    assert page.property("typed") == "9"


ROWS = """
Item {
    property alias sheets: body.sheets
    KBody {
        id: body
        anchors.fill: parent
        KSection { text: "标题" }
        Repeater {
            model: 12
            KChoiceRow { required property int index; objectName: "row." + index; text: "第 " + index + " 行" }
        }
    }
}
"""


def test_rows_that_do_not_fit_go_to_further_sheets(stage: Stage) -> None:
    page = stage.show(ROWS, SMALL)
    assert page.property("sheets") > 1
    assert stage.item("row.0").opacity() == 1
    assert stage.item("row.11").opacity() == 0

    for _ in range(page.property("sheets")):
        stage.singleton("Taps").metaObject().invokeMethod(stage.singleton("Taps"), "forget")
        stage.tap("pager.on")
        stage.studio.settle()

    assert stage.item("row.0").opacity() == 0
    assert stage.item("row.11").opacity() == 1


def test_rows_of_another_sheet_cannot_be_reached_by_keys(stage: Stage) -> None:
    stage.show(ROWS, SMALL)

    assert stage.item("row.0").isEnabled()
    assert not stage.item("row.11").isEnabled()


def test_rows_that_fit_have_no_pager(stage: Stage) -> None:
    page = stage.show(ROWS)

    assert page.property("sheets") == 1
    assert find(stage.studio.view.rootObject(), "pager.on") is None


def test_consent_is_offered_only_when_everything_was_shown(stage: Stage) -> None:
    stage.studio.dress(Variant("large", scale=2.0))
    consent = next(shot for shot in shots("zh") if shot.page == REPORT / "Consent.qml")
    page = stage.studio.put_up(consent)
    sheets = page.property("sheets")
    said = []

    for _ in range(sheets):
        said.append(stage.item("primary").property("text"))
        stage.singleton("Taps").metaObject().invokeMethod(stage.singleton("Taps"), "forget")
        if len(said) < sheets:
            stage.tap("primary")
            stage.studio.settle()

    assert sheets > 1
    assert set(said[:-1]) == {"接着看"}
    assert said[-1] == "同意，去查"


GUARD = """
Item {
    property string answer
    KButton { objectName: "beneath"; y: 100; width: 900; height: 300; text: "下"; onActed: parent.answer = "beneath" }
    KTimeoutGuard {
        anchors.fill: parent
        secondsLeft: %d
        onStayed: parent.answer = "stayed"
        onEnded: parent.answer = "ended"
    }
}
"""


@pytest.mark.parametrize("reach", [Stage.tap, Stage.touch], ids=["mouse", "finger"])
def test_nothing_beneath_the_guard_is_touched(stage: Stage, reach: Callable[[Stage, str], None]) -> None:
    page = stage.show(GUARD % 18)

    reach(stage, "beneath")

    assert page.property("answer") == ""
    assert "18" in stage.item("guard.seconds").property("text")


@pytest.mark.parametrize(("button", "answer"), [("guard.stay", "stayed"), ("guard.end", "ended")])
def test_guard_tells_staying_from_ending(stage: Stage, button: str, answer: str) -> None:
    page = stage.show(GUARD % 18)

    stage.tap(button)

    assert page.property("answer") == answer


def test_guard_is_not_there_while_nothing_is_asked(stage: Stage) -> None:
    page = stage.show(GUARD % -1)

    stage.tap("beneath")

    assert page.property("answer") == "beneath"
