"""A key moves the focus → the first sample leaves the player, limit 200 ms; any key → silence, limit 100 ms.

A real window with the product's pages, the product's voice, clips and player process. The first sample is seen where it leaves aplay
(ALSA's own `file` device writes it to a pipe). In the same run, the least that takes: aplay started with the same clip in a file.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest
from timing import median, p95, report

from devices.simulators.player import Player
from devices.sound import SoundOut
from devices.sound.player_process import PlayerProcess
from devices.sound.wave import Wave, written
from kiosk.bootstrap import Hall, Look, new_application
from kiosk.voice import Ear
from kiosk.voice.library import Library
from kiosk.voice.sounding import RATE, decoded
from kiosk.voice.voice import Voice

TIMES = 40
WORDS = "长辈版"
"""What the first control after the start is called."""
PATIENCE = 5.0


class Pipe:
    """The far end of the sound card: when something last came out of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "out"
        os.mkfifo(self.path)
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
        self._came: list[float] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            select.select([self._descriptor], [], [])
            os.read(self._descriptor, 1 << 16)
            self._came.append(time.perf_counter())

    def forget(self) -> None:
        self._came.clear()

    def first(self) -> float | None:
        return self._came[0] if self._came else None


def main() -> int:
    if shutil.which("aplay") is None:
        print("aplay is not installed: `scripts/set-up development` installs alsa-utils", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        pipe = Pipe(Path(folder))
        device = f"file:'{pipe.path}',raw"
        with a_voice(PlayerProcess("aplay", speaker=device)) as (window, _):
            spoken = [milliseconds_to_sound(window, pipe, turn) for turn in range(TIMES)]
        bare = [milliseconds_to_play(pipe, device, Path(folder)) for _ in range(TIMES)]
        card = Player(Path(folder) / "sound")
        with a_voice(PlayerProcess([card.start(), "{sink}"])) as (window, voice):
            silent = [milliseconds_to_silence(window, voice, card) for _ in range(TIMES // 2)]
    begun = report(
        "focus-to-sound",
        "p95_ms",
        goal=100.0,
        limit=200.0,
        p95_ms=p95(spoken),
        median_ms=median(spoken),
        bare_file_ms=median(bare),
        ratio=median(spoken) / median(bare),
    )
    ended = report("key-to-silence", "p95_ms", goal=20.0, limit=100.0, p95_ms=p95(silent), median_ms=median(silent))
    return begun or ended


@contextmanager
def a_voice(sound: SoundOut) -> Iterator[tuple[QQuickWindow, Voice]]:
    """The first page, spoken over the loudspeaker."""
    hall = Hall(_application, Look(full=False))
    if not isinstance(hall.window, QQuickWindow):
        raise TypeError("QtQuick was not loaded before the window was made")
    voice = hall.voice = Voice(hall.shell, hall.window, hall.home, sound)
    hall.shell.give_voice(voice)
    QTest.qWait(500)
    voice.toggle()
    QTest.qWait(1_500)
    yield hall.window, voice
    hall.close()


def milliseconds_to_sound(window: QQuickWindow, pipe: Pipe, turn: int) -> float:
    """Focus on to the next control, or back from it."""
    QTest.qWait(150)
    pipe.forget()
    back = turn % 2 == 1
    key, held = (
        (Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        if back
        else (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    )
    began = time.perf_counter()
    QTest.keyClick(window, key, held)
    deadline = began + PATIENCE
    while (came := pipe.first()) is None:
        QTest.qWait(1)
        if time.perf_counter() > deadline:
            raise RuntimeError("nothing was said")
    return (came - began) * 1000


def milliseconds_to_play(pipe: Pipe, device: str, folder: Path) -> float:
    file = folder / "clip.wav"
    if not file.exists():
        samples = decoded(Library().file(WORDS, Ear.MANDARIN))
        file.write_bytes(written(Wave(samples.astype("<i2").tobytes(), 1, RATE)))
    time.sleep(0.05)
    pipe.forget()
    began = time.perf_counter()
    with subprocess.Popen(["aplay", "--quiet", "--device", device, str(file)]):
        while (came := pipe.first()) is None:
            time.sleep(0.0005)
    return (came - began) * 1000


def milliseconds_to_silence(window: QQuickWindow, voice: Voice, card: Player) -> float:
    """A key that moves nothing: what is being said ends, and nothing follows."""
    voice.repeat()
    deadline = time.perf_counter() + PATIENCE
    while not card.look()["playing"] and time.perf_counter() < deadline:
        QTest.qWait(5)
    began = time.perf_counter()
    QTest.keyClick(window, Qt.Key.Key_F12)
    if card.look()["playing"] is not None:
        raise RuntimeError("the player outlived the key")
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    _application = new_application()
    sys.exit(main())
