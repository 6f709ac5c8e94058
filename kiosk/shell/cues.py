"""A sound with what happens at a device: something was seen, or it will not do. The words and the picture say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from devices.errors import DeviceError
from devices.sound import Outlet
from kiosk.tones import REFUSED, TAKEN, Note, sound_of

if TYPE_CHECKING:
    from devices.sound import SoundOut
    from kiosk.background import Worker
    from kiosk.shell.shell import Shell

VOLUME = 0.5


class Cues(QObject):
    """Over the loudspeaker, for those who look; who listens to the voice hears the words instead. GUI thread; played on `worker`.

    A loudspeaker that does not work is told of elsewhere: nobody waits for a sound.
    """

    def __init__(self, shell: Shell, sound: SoundOut, worker: Worker) -> None:
        super().__init__()
        self._shell = shell
        self._sound = sound
        self._worker = worker
        shell.line.taken.connect(lambda: self._play(TAKEN))
        shell.line.refused.connect(lambda: self._play(REFUSED))

    @property
    def _voice_is_on(self) -> bool:
        voice = self._shell.voice_now
        return voice is not None and bool(voice.property("on"))

    def _play(self, notes: tuple[Note, ...]) -> None:
        if self._voice_is_on:
            return
        sound = self._sound
        self._worker.do(lambda: sound.play(sound_of(notes), Outlet.SPEAKER, VOLUME), lambda _: None, _silent)


def _silent(error: Exception) -> None:
    if not isinstance(error, DeviceError):
        raise error
