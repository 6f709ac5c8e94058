"""Where the digits of a PIN pad stand: QML module kiosk.typing."""

from __future__ import annotations

from secrets import SystemRandom

from PySide6.QtCore import QObject

from kiosk.qt import QmlSingleton, Slot

QML_IMPORT_NAME = "kiosk.typing"
QML_IMPORT_MAJOR_VERSION = 1

DIGITS = "0123456789"


@QmlSingleton
class PinPlaces(QObject):
    """It keeps nothing: who has seen any number of orders knows nothing of the next one."""

    @Slot(result=str)
    def drawn(self) -> str:
        """The ten digits in an order by chance, each as likely as any other, from the system's own source of secrets."""
        return "".join(SystemRandom().sample(DIGITS, len(DIGITS)))
