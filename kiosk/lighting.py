"""The lamp on the terminal: what it shows from afar, where this hall has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from devices.errors import DeviceError
from devices.lamp import Light
from kiosk.door import Surroundings
from kiosk.service import Facility

if TYPE_CHECKING:
    from devices.lamp import Lamp
    from kiosk.background import Worker
    from kiosk.shell.shell import Shell

NOBODYS_ERRAND = frozenset({Facility.CENTRE, Facility.LAMP})
"""No hand in the hall mends the wire to the city; and a lamp cannot call for itself."""


def light_for(around: Surroundings, *, in_use: bool, help_asked: bool) -> Light:
    """A person who asks and a device that must be seen to come first: whoever is in the hall can do something about them."""
    if help_asked or around.out_of_order - NOBODYS_ERRAND:
        return Light.NEEDS_STAFF
    return Light.IN_USE if in_use else Light.FREE


class Lighting(QObject):
    """Keeps the lamp true to what is so. GUI thread; the lamp itself is told on a thread of its own, and only what is new."""

    def __init__(self, shell: Shell, lamp: Lamp, worker: Worker) -> None:
        super().__init__()
        self._shell = shell
        self._lamp = lamp
        self._worker = worker
        self._shown: Light | None = None
        shell.pageTurned.connect(self.look)
        shell.help_call.moved.connect(self.look)

    def look(self) -> None:
        shell = self._shell
        if Facility.LAMP in shell.around.out_of_order:
            self._shown = None  # when it is back it is dark, whatever it showed before
            return
        wanted = light_for(shell.around, in_use=shell.is_in_use, help_asked=shell.help_is_asked)
        if wanted is not self._shown:
            self._shown = wanted
            self._worker.do(lambda: self._lamp.show(wanted), lambda _: None, self._not_shown)

    def look_anew(self) -> None:
        """Somebody else has lit it, for a test: show what is so, whatever was shown last."""
        self._shown = None
        self.look()

    def end(self) -> None:
        """A terminal that is switched off shows nothing."""
        self._worker.do(lambda: self._lamp.show(Light.OFF), lambda _: None, lambda _: None)

    def _not_shown(self, error: Exception) -> None:
        """The supervisor tells of a lamp that does not work; when it is back it is shown anew."""
        self._shown = None
        if not isinstance(error, DeviceError):
            raise error
