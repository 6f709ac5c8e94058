"""What the terminal feels besides the touch of its screen: keys under somebody's fingers, headphones, somebody standing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from devices.keypad import Key, KeypadEvent, KeyPressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

    from devices.keypad import Keypad
    from devices.presence_sensor import PresenceSensor
    from kiosk.background import Homecoming, Worker
    from kiosk.shell.shell import Shell

QT_KEYS = {
    Key.DOWN: Qt.Key.Key_Tab,
    Key.RIGHT: Qt.Key.Key_Right,
    Key.UP: Qt.Key.Key_Backtab,
    Key.LEFT: Qt.Key.Key_Left,
    Key.OK: Qt.Key.Key_Return,
    Key.BACK: Qt.Key.Key_Back,
    Key.HELP: Qt.Key.Key_Help,
}
"""A page is one row of controls to whoever feels their way through it: on and back, never up and across. Right and left lead to the
bar that every page has, and along it; where there is none they are on and back too."""


class Senses(QObject):
    """Brings the keypad and the presence sensor home to the GUI thread. Keys become a keyboard's keys of the window; those that
    belong to the voice (`spokenKey`) and the plug (`headphones`) are told as signals. Nothing is kept, nothing is written down.
    """

    headphones = Signal(bool)
    spokenKey = Signal(str)  # Qt's spelling
    heldKey = Signal(str)  # Qt's spelling; the same key, for as long as it is held down
    presence = Signal(bool)

    def __init__(self, shell: Shell, window: QWindow, home: Homecoming) -> None:
        super().__init__()
        self._window: QWindow | None = window
        self._home = home
        self._wakes: Callable[[], bool] | None = None
        self.presence.connect(shell.somebody_stands_there)

    def attend(self, keypad: Keypad | None, sensor: PresenceSensor | None, worker: Worker) -> None:
        """Begin to listen. To listen may mean to open a device, so it is done on `worker`."""
        if keypad is not None:
            worker.do(lambda: keypad.listen(self._felt), lambda _: None)
        if sensor is not None:
            worker.do(
                lambda: sensor.listen(lambda there: self._home.call(lambda: self.presence.emit(there))), lambda _: None
            )

    def wake_by(self, wakes: Callable[[], bool]) -> None:
        """Who is asked of every key first, and takes it as a knock where they were asleep."""
        self._wakes = wakes

    def end(self) -> None:
        self._window = None

    def _felt(self, event: KeypadEvent) -> None:
        """On the keypad's thread."""
        self._home.call(lambda: self._answer(event))

    def _answer(self, event: KeypadEvent) -> None:
        if self._window is None:  # the terminal is being switched off
            return
        if not isinstance(event, KeyPressed):
            self.headphones.emit(event.inserted)
            return
        if not event.again and self._wakes is not None and self._wakes():
            return
        if event.key in QT_KEYS:
            self._press(QT_KEYS[event.key], event.again)
        elif event.again:
            self.heldKey.emit(str(event.key))
        else:
            self.spokenKey.emit(str(event.key))

    def _press(self, key: Qt.Key, again: bool) -> None:
        if self._window is None:
            return
        backwards = key is Qt.Key.Key_Backtab
        held = Qt.KeyboardModifier.ShiftModifier if backwards else Qt.KeyboardModifier.NoModifier
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.postEvent(self._window, QKeyEvent(kind, key, held, "", again))
