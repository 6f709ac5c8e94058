"""What a code pad shows of the rules of a code: QML module kiosk.typing."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from kiosk.dongguan_time import DONGGUAN
from kiosk.qt import QmlSingleton, Slot
from kiosk.typing.codes import Code, code_of

QML_IMPORT_NAME = "kiosk.typing"
QML_IMPORT_MAJOR_VERSION = 1


@QmlSingleton
class CodeGuide(QObject):
    """Asked with a purpose (uscc | id-number) and what was keyed in. It keeps nothing."""

    @Slot(str, str, result=str)
    def possible(self, purpose: str, value: str) -> str:
        """The characters the next place can have."""
        return _code(purpose).possible(value)

    @Slot(str, str, result=str)
    def complaint(self, purpose: str, value: str) -> str:
        """What is wrong, as a code for which the pad has words; empty while nothing is."""
        return _code(purpose).complaint(value)

    @Slot(str, str, result=bool)
    def whole(self, purpose: str, value: str) -> bool:
        """Whether it is finished and its check fits."""
        return _code(purpose).is_whole(value)


def _code(purpose: str) -> Code:
    return code_of(purpose, datetime.now(DONGGUAN).date())
