"""`make check` knows what Python offers to the pages: a page that asks for something else is found."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DESCRIBE = Path(__file__).resolve().parents[2] / "scripts" / "describe_qml_types.py"
QMLLINT = Path(sys.executable).parent / "pyside6-qmllint"

PYTHON = """
from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("handed in")
class Visitor(QObject):
    changed = Signal()

    @Property(str, notify=changed)
    def greeting(self):
        return "您好"

    @Slot(str, result="QVariantList")
    def answer(self, words):
        return [words]
"""

PAGE = """
import QtQuick

Text {{
    id: page

    required property Visitor visitor

    text: page.visitor.{text}
}}
"""


@pytest.mark.parametrize("right", ["greeting", 'answer("a").length'])
def test_a_page_that_asks_what_python_offers_passes(tmp_path: Path, right: str) -> None:
    checked = check(tmp_path, right)

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("wrong", ["greting", "answr()"])
def test_a_page_that_asks_what_python_does_not_offer_is_found(tmp_path: Path, wrong: str) -> None:
    checked = check(tmp_path, wrong)

    assert checked.returncode != 0
    assert f'"{wrong.removesuffix("()")}" not found on type "Visitor"' in checked.stderr


@pytest.mark.parametrize(
    "declared",
    ["changed = Signal()\n\n    @Property(int, notify=changed)", "@Property(int, notify=Visitor.changed)"],
    ids=["same name", "inherited"],
)
def test_a_property_that_tells_by_an_inherited_signal_is_refused(tmp_path: Path, declared: str) -> None:
    """PySide6 6.8.3 loses such a signal: the page would not follow, or the terminal would die."""
    guest = f"\n\n@QmlElement\nclass Guest(Visitor):\n    {declared}\n    def age(self):\n        return 40\n"
    furnish(tmp_path, PYTHON + guest, "greeting")

    described = describe(tmp_path)

    assert described.returncode != 0
    assert "kiosk.shell.visitor.Guest: give it a signal of its own" in described.stderr


def check(house: Path, text: str) -> subprocess.CompletedProcess[str]:
    furnish(house, PYTHON, text)
    described = describe(house)
    assert described.returncode == 0, described.stderr
    lint = [QMLLINT, "-W", "0", "-I", ".", "kiosk/shell/Page.qml"]
    return subprocess.run(lint, cwd=house / "build" / "qml", capture_output=True, text=True, timeout=60)


def furnish(house: Path, python: str, text: str) -> None:
    room = house / "kiosk" / "shell"
    room.mkdir(parents=True)
    (room / "visitor.py").write_text(python, encoding="utf-8")
    (room / "Page.qml").write_text(PAGE.format(text=text), encoding="utf-8")
    for package in (house / "kiosk", room):
        (package / "__init__.py").touch()


def describe(house: Path) -> subprocess.CompletedProcess[str]:
    its_own_kiosk = os.environ | {"PYTHONPATH": str(house)}
    command = [sys.executable, DESCRIBE]
    return subprocess.run(command, cwd=house, env=its_own_kiosk, capture_output=True, text=True, timeout=60)
