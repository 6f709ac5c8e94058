"""The same pages as plain Qt Widgets: JSON on standard input says what stands on them, JSON on standard output how long each turn took.

{"pages": [{"title": "", "tiles": [["", ""]], "keys": [""]}, {...}], "bar": [""], "turns": 40}  →  [milliseconds]
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import resources

SIZE = (1080, 1920)
STYLE = """
* { font-family: 'Noto Sans SC'; font-size: 40px; color: #1A1A1A; }
QMainWindow, QWidget#page { background: #F7F4EC; }
QLabel#title { font-size: 56px; font-weight: 700; }
QLabel#hint { font-size: 32px; color: #4A4A4A; }
QPushButton { background: #FFFFFF; border: 1px solid #595959; border-radius: 16px; text-align: left; padding: 20px; min-height: 77px; }
QPushButton:pressed { background: #DCEBED; }
"""


class Painted(QObject):
    """Hears when a page is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's name
        if event.type() is QEvent.Type.Paint:
            self.times += 1
        return False


def page(said: dict[str, Any], bar: list[str]) -> QWidget:
    made = QWidget()
    made.setObjectName("page")
    column = QVBoxLayout(made)
    column.setContentsMargins(48, 48, 48, 24)
    column.addWidget(words(said["title"], "title"))
    column.addLayout(tiles(said["tiles"]), 1)
    column.addLayout(row(said["keys"]))
    column.addLayout(row(bar))
    return made


def words(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label


def tiles(rows: list[list[str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(16)
    across = 3 if len(rows) == 9 else 1
    for place, (title, hint) in enumerate(rows):
        tile = QPushButton()
        within = QVBoxLayout(tile)
        within.addWidget(words(title, "name"))
        within.addWidget(words(hint, "hint"))
        grid.addWidget(tile, place // across, place % across)
    return grid


def row(names: list[str]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(16)
    for name in names:
        line.addWidget(QPushButton(name))
    return line


def main() -> int:
    asked = json.loads(sys.stdin.read())
    application = QApplication([])
    for weight in ("400Regular", "500Medium", "700Bold"):
        QFontDatabase.addApplicationFont(str(resources.path("fonts", f"NotoSansSC_{weight}.ttf")))
    application.setStyleSheet(STYLE)
    window = QMainWindow()
    window.resize(*SIZE)
    painted = Painted()
    window.setCentralWidget(page(asked["pages"][0], asked["bar"]))
    window.show()
    QTest.qWaitForWindowExposed(window)
    print(json.dumps([one_turn(window, painted, asked, turn) for turn in range(asked["turns"])]))
    return 0


def one_turn(window: QMainWindow, painted: Painted, asked: dict[str, Any], turn: int) -> float:
    """A tap on the first button of the page; the other page, made anew, is there and painted."""
    QTest.qWait(100)
    there = asked["pages"][(turn + 1) % 2]

    def turns() -> None:
        made = page(there, asked["bar"])
        made.installEventFilter(painted)
        window.setCentralWidget(made)

    button = next(child for child in window.centralWidget().children() if isinstance(child, QPushButton))
    button.clicked.connect(turns)
    before, started = painted.times, perf_counter()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    while painted.times == before:
        QApplication.processEvents()  # a window paints all of itself at once
    return (perf_counter() - started) * 1_000


if __name__ == "__main__":
    sys.exit(main())
