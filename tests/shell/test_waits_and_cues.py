"""Longer than a second: the page says what is waited for, and comes back. At a device a sound goes with what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal, a_card, held_until

from devices.code_scanner import Scan
from devices.errors import DeviceAbsent
from devices.sound import Outlet
from devices.state import Condition, DeviceState
from kiosk.shell.cues import Cues
from kiosk.shell.prompt import PromptState
from kiosk.tones import REFUSED, TAKEN, sound_of


class Loudspeaker:
    """Remembers what it was given to play; `absent`: there is no sound card behind it."""

    def __init__(self) -> None:
        self.played: list[tuple[bytes, Outlet]] = []
        self.absent = False

    def play(self, wave: bytes, outlet: Outlet, volume: float = 1.0) -> None:
        del volume
        if self.absent:
            raise DeviceAbsent("no-sound-card")
        self.played.append((wave, outlet))

    def stop(self) -> None:
        pass

    def state(self) -> DeviceState:
        return DeviceState("sound", Condition.READY)

    def close(self) -> None:
        pass


@pytest.fixture
def loudspeaker(terminal: QuickTerminal) -> Iterator[Loudspeaker]:
    loudspeaker = Loudspeaker()
    cues = Cues(terminal.shell, loudspeaker, terminal.hands.workers.cues)
    yield loudspeaker
    cues.deleteLater()


def test_list_of_reports_that_takes_long_has_a_page_and_comes_back(terminal: QuickTerminal) -> None:
    answer = Event()
    terminal.central.fault_next(*(held_until(answer) for _ in range(3)))
    terminal.shell.start()

    terminal.shell.openService("S901")
    terminal.sees("Working")
    words = terminal.shell.property("working")
    answer.set()
    terminal.sees("Version")

    assert words["title"] == "正在看有哪几种报告"
    assert not terminal.flow.is_waiting
    assert len(terminal.flow.property("versions")) > 1


def test_list_of_reports_that_comes_at_once_needs_no_page(terminal: QuickTerminal, qtbot: QtBot) -> None:
    pages: list[str] = []
    terminal.shell.pageTurned.connect(lambda: pages.append(terminal.shell.page_name))
    terminal.shell.start()

    terminal.shell.openService("S901")
    terminal.waits_for(lambda: terminal.flow is not None and not terminal.flow.is_waiting)
    qtbot.wait(1_100)

    assert pages == ["Home", "Version"]


def test_card_that_was_read_is_heard(terminal: QuickTerminal, loudspeaker: Loudspeaker) -> None:
    terminal.shell.start()
    terminal.shell.openService("S101")

    terminal.reader.show(a_card())
    terminal.sees("LicenceCode")
    terminal.waits_for(lambda: loudspeaker.played)

    assert loudspeaker.played == [(sound_of(TAKEN), Outlet.SPEAKER)]


def test_code_that_will_not_do_is_heard_each_time(terminal: QuickTerminal, loudspeaker: Loudspeaker) -> None:
    terminal.shell.start()
    terminal.shell.openService("S101")
    terminal.reader.show(a_card())
    terminal.sees("LicenceCode")
    refused = (sound_of(REFUSED), Outlet.SPEAKER)

    terminal.scanner.show(Scan("no licence"))
    terminal.waits_for(lambda: loudspeaker.played.count(refused) == 1)
    terminal.scanner.show(Scan("no licence either"))
    terminal.waits_for(lambda: loudspeaker.played.count(refused) == 2)

    assert terminal.shell.page_name == "LicenceCode"


def test_terminal_without_a_sound_card_goes_on(terminal: QuickTerminal, loudspeaker: Loudspeaker) -> None:
    loudspeaker.absent = True
    terminal.shell.line.say(PromptState.READING, "读到了")

    terminal.lets_everything_come_home()

    assert loudspeaker.played == []


@pytest.mark.usefixtures("qapp")
def test_sounds_are_short(qapp: QGuiApplication) -> None:
    assert sum(seconds for _, seconds in TAKEN) <= 0.2
    assert sum(seconds for _, seconds in REFUSED) <= 0.5
