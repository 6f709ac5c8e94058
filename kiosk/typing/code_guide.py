"""What a code pad shows of the rules of a code: QML module kiosk.typing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject

from kiosk.qt import Property, QmlElement, Signal
from kiosk.typing.codes import LENGTH, Code, code_of

QML_IMPORT_NAME = "kiosk.typing"
QML_IMPORT_MAJOR_VERSION = 1

DONGGUAN = ZoneInfo("Asia/Shanghai")


@QmlElement
class CodeGuide(QObject):
    """Given a purpose and what was keyed in, says what may come next and what is wrong. It keeps nothing of its own."""

    told = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._purpose, self._value = "uscc", ""

    @Property(str, notify=told)
    def purpose(self) -> str:
        return self._purpose

    @purpose.setter  # type: ignore[no-redef]  # the setter of the property above
    def purpose(self, purpose: str) -> None:
        self._purpose = purpose
        self.told.emit()

    @Property(str, notify=told)
    def value(self) -> str:
        return self._value

    @value.setter  # type: ignore[no-redef]  # the setter of the property above
    def value(self, value: str) -> None:
        self._value = value
        self.told.emit()

    @Property(int, notify=told)
    def length(self) -> int:
        return LENGTH

    @Property(str, notify=told)
    def possible(self) -> str:
        """The characters the next place can have."""
        return self._code().possible(self._value)

    @Property(str, notify=told)
    def complaint(self) -> str:
        """What is wrong, as a code for which the pad has words; empty while nothing is."""
        return self._code().complaint(self._value)

    @Property(bool, notify=told)
    def whole(self) -> bool:
        return self._code().is_whole(self._value)

    def _code(self) -> Code:
        return code_of(self._purpose, datetime.now(DONGGUAN).date())
