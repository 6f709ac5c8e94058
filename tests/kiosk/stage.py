"""A few lines of QML on the window, and the means to touch them: what the kit's tests stand on."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).parent))

from look import VARIANTS, Shot, Studio, Variant
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

STANDARD = VARIANTS[0]
SMALL = Variant("small panel", size=(1080, 700))


class Stage:
    """A few lines of QML on the window, and the means to touch them."""

    def __init__(self, studio: Studio, folder: Path) -> None:
        self.studio = studio
        self.folder = folder
        studio.dress(STANDARD)
        self.singleton("Theme").setProperty("tapGuard", 400)
        self.singleton("Taps").metaObject().invokeMethod(self.singleton("Taps"), "forget")

    def singleton(self, name: str) -> QObject:
        found = self.studio.view.engine().singletonInstance("kiosk.controls", name)
        assert isinstance(found, QObject)
        return found

    def show(self, qml: str, variant: Variant = STANDARD) -> QQuickItem:
        self.studio.dress(variant)
        file = self.folder / "Piece.qml"
        file.write_text(f"import QtQuick\nimport QtQuick.Layouts\nimport kiosk.controls\n{qml}", "utf-8")
        self.studio.view.engine().clearComponentCache()
        return self.studio.put_up(Shot("piece", file))

    def item(self, name: str) -> QQuickItem:
        found = find(self.studio.view.rootObject(), name)
        assert found is not None, f"no {name} on the page"
        return found

    def tap(self, name: str) -> None:
        item = self.item(name)
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.studio.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    def touch(self, name: str) -> None:
        item, view = self.item(name), self.studio.view
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.touchEvent(view, finger()).press(0, middle, view).commit()
        QTest.touchEvent(view, finger()).release(0, middle, view).commit()

    def key(self, key: Qt.Key, *, repeated: bool = False, text: str = "") -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, repeated)
            QGuiApplication.sendEvent(self.studio.view, event)

    def wait_until_admitted(self) -> None:
        """A tap on the spot where one has just been is another one now."""
        self.singleton("Taps").metaObject().invokeMethod(self.singleton("Taps"), "forget")

    def wait_until(self, when: float) -> None:
        while monotonic() < when:
            self.studio.application.processEvents()


@cache
def finger() -> QPointingDevice:
    device: QPointingDevice = QTest.createTouchDevice()
    return device


def find(item: QQuickItem | None, name: str) -> QQuickItem | None:
    if item is None or item.objectName() == name:
        return item
    return next((found for child in item.childItems() if (found := find(child, name))), None)
