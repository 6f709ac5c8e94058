"""What nobody expected, and what the disk refuses: somebody hears of it, and the terminal goes on."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal

from app.contract.jobs import VisitCounted
from app.contract.licence import CardHolder
from app.errors import StoreFull
from app.fake_central import FakeCentral
from app.outbox import Outbox
from app.outbox.filing import Draft, FiledJob
from kiosk.background import Homecoming, Worker


class FullDisk(Outbox):
    """The disk takes nothing until somebody makes room."""

    room = False

    def file(self, drafts: Sequence[Draft], now: datetime) -> list[FiledJob]:
        if not self.room:
            raise StoreFull("the disk is full; nothing was written")
        return super().file(drafts, now)


@pytest.fixture
def full_terminal(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[QuickTerminal]:
    made = QuickTerminal(tmp_path / "terminal", qtbot, qapp, open_store=FullDisk)
    yield made
    made.close()
    assert made.defects == []


def test_figure_the_disk_did_not_take_is_filed_when_there_is_room(full_terminal: QuickTerminal) -> None:
    terminal = full_terminal
    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.shell.endVisit()
    terminal.lets_everything_come_home()
    assert terminal.outbox.jobs() == []

    FullDisk.room = True
    terminal.attendance.make_a_round()
    terminal.attendance.make_a_round()
    terminal.waits_for(lambda: terminal.central.applied)
    FullDisk.room = False

    assert [type(told) for told in terminal.central.applied] == [VisitCounted]


def test_appeal_the_disk_did_not_take_is_not_called_stored(full_terminal: QuickTerminal) -> None:
    terminal = full_terminal
    terminal.comes_to_check_of_the_appeal()

    terminal.flow.confirm()
    terminal.sees("Problem")

    assert terminal.shell.trouble_code == "store-full"
    assert terminal.outbox.jobs() == []


def test_defect_in_the_middle_of_a_visit_ends_the_service_with_words(terminal: QuickTerminal) -> None:
    terminal.comes_to_preview()
    terminal.pages.let.clear()
    terminal.flow.confirm()

    terminal.shell.give_up()
    terminal.pages.let.set()
    terminal.lets_everything_come_home()

    assert (terminal.shell.page_name, terminal.shell.trouble_code) == ("Problem", "unknown")
    terminal.shell.idle.set_limits(0, 600)
    assert terminal.shell.property("secondsLeft") > 0
    terminal.shell.chooseWay("end")
    assert terminal.shell.page_name == "Goodbye"


def test_defect_in_what_comes_home_is_heard(qtbot: QtBot) -> None:
    home, heard = Homecoming(), list[BaseException]()
    home.tell_defects(heard.append)

    def defect() -> None:
        raise ZeroDivisionError

    home.call(defect)
    qtbot.waitUntil(lambda: len(heard) == 1)

    assert isinstance(heard[0], ZeroDivisionError)


def test_worker_holds_nothing_of_an_errand_that_is_done(qtbot: QtBot) -> None:
    worker = Worker("w", Homecoming(), lambda _: None)
    done: list[bool] = []

    def hand_over() -> weakref.ref[Any]:
        holder = CardHolder(name="张测试", number="441900190003079992")
        worker.do(lambda: bool(holder.name), done.append)
        return weakref.ref(holder)

    left = hand_over()
    qtbot.waitUntil(lambda: len(done) == 1)

    qtbot.waitUntil(lambda: gc.collect() >= 0 and left() is None)
    worker.stop()


@pytest.fixture
def misled_terminal(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[QuickTerminal]:
    """Its centre was set up anew and has another key: nothing this terminal seals opens there."""

    def sealed_to_another(home: Path, **given: Any) -> Outbox:
        return Outbox(home, **given | {"sealing_public_key": FakeCentral().sealing_public_key})

    made = QuickTerminal(tmp_path / "terminal", qtbot, qapp, open_store=sealed_to_another)
    yield made
    made.close()
    assert made.defects == []


def test_appeal_the_centre_did_not_take_is_not_said_to_go_by_itself(misled_terminal: QuickTerminal) -> None:
    terminal = misled_terminal
    terminal.comes_to_check_of_the_appeal()
    terminal.flow.confirm()
    terminal.sees("Filed")
    terminal.waits_for(lambda: "要工作人员处理" in str(terminal.flow.property("filed")))
    filed = dict(terminal.flow.property("filed"))
    terminal.shell.endVisit()

    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.flow.setQueryCode(str(filed["queryCode"]).replace(" ", ""))
    terminal.flow.confirm()
    terminal.sees("ProgressResult")

    progress = str(terminal.flow.property("result"))
    assert "要工作人员处理" in progress
    assert "自动送出" not in str(filed) + progress
