"""How far a call for help has come is said each time it has moved. Whoever reads from outside is told in `tests/outside`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gallery.terminal import QuietSpeaker, Terminal, a_terminal
from PySide6.QtGui import QGuiApplication

from app.contract.help import HelpWord
from devices.simulators.player_program import _pcm, _pieces
from devices.sound import Outlet
from kiosk.voice import Ear
from kiosk.voice.library import Library
from kiosk.voice.sounding import decoded


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


class Tape(QuietSpeaker):
    """Keeps the hash of every piece of sound it was given."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def play(
        self, wave: bytes, outlet: Outlet, volume: float = 1.0, *, unless: Callable[[], bool] | None = None
    ) -> None:
        del outlet, volume, unless
        samples, _, channels, marks = _pcm(wave)
        self.pieces += [piece["sha256"] for piece in _pieces(samples, 2 * channels, marks)]

    def has_said(self, words: str) -> bool:
        clip = decoded(Library().file(words, Ear.MANDARIN))
        return hashlib.sha256(clip.astype("<i2").tobytes()).hexdigest() in self.pieces


class Hall:
    """A terminal whose voice is on, and what was heard of it."""

    def __init__(self, terminal: Terminal, tape: Tape) -> None:
        self.terminal, self.tape = terminal, tape

    @property
    def desk(self) -> Any:
        return self.terminal.central.help_desk

    def waits_to_hear(self, words: str) -> None:
        self.terminal.waits_for(lambda: self.tape.has_said(words), words)


@pytest.fixture
def hall(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Hall]:
    tape = Tape()

    def with_a_tape(terminal: Terminal) -> None:
        terminal.devices.speaker = tape

    with a_terminal(qapp, tmp_path, with_a_tape) as terminal:
        terminal.shell.start()
        hall = Hall(terminal, tape)
        terminal.waits_for(lambda: terminal.hall.voice.property("available"), "the sound device to be looked at")
        terminal.hall.voice.toggle()
        hall.waits_to_hear("语音已打开")
        yield hall
        terminal.hall.voice.stop()
        assert terminal.complaints == []


def test_whoever_waits_hears_that_somebody_comes_and_what_they_say(hall: Hall) -> None:
    hall.terminal.shell.help()
    hall.waits_to_hear("已经叫了工作人员")
    hall.desk.acknowledge("0317", datetime.now(UTC))
    hall.waits_to_hear("工作人员已看到，正在过来")
    hall.desk.close(HelpWord.TO_WINDOW)
    hall.waits_to_hear("工作人员答复了")


def test_whoever_waits_hears_that_nobody_has_seen_it_and_that_a_number_was_left(hall: Hall) -> None:
    hall.desk.answer_seconds = 1

    hall.terminal.shell.help()
    hall.waits_to_hear("还没有人看到")
    hall.terminal.shell.leaveNumber()
    hall.waits_to_hear("打哪个电话给您")
    callback = hall.terminal.shell.property("callback")
    callback.setPhone("13800000000")
    callback.agree()

    hall.waits_to_hear("回电号")


def test_whoever_cannot_be_heard_hears_that(hall: Hall) -> None:
    hall.terminal.cut_the_wire()

    hall.terminal.shell.help()

    hall.waits_to_hear("现在叫不到工作人员")
