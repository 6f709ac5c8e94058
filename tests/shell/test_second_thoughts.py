"""Help, home, back and the end at every moment: nothing is done twice, nothing is lost, nothing reaches the next visitor."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QTimer
from quick_terminal import QuickTerminal, held_until

from app.contract.jobs import JobKind, VisitCounted
from kiosk.shell.pictures import Pictures
from kiosk.shell.shell import Shell


def test_help_while_the_centre_is_awaited_files_one_appeal(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    answer = Event()
    terminal.central.fault_next(held_until(answer))
    terminal.flow.confirm()
    terminal.waits_for(lambda: terminal.jobs(JobKind.APPEAL_FILED))

    terminal.shell.help()
    terminal.shell.leaveHelp()
    terminal.flow.confirm()
    answer.set()
    terminal.sees("Filed")

    assert len(terminal.jobs(JobKind.APPEAL_FILED)) == 1


def test_home_is_no_way_out_while_an_appeal_is_being_written(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    disk = Event()
    terminal.hands.workers.store.do(lambda: disk.wait(20), lambda _: None)
    terminal.flow.confirm()

    terminal.shell.home()
    offered = terminal.shell.property("canGoHome")
    disk.set()
    terminal.sees("Filed")

    assert not offered
    assert len(terminal.jobs(JobKind.APPEAL_FILED)) == 1


def test_report_that_comes_after_home_reaches_nobody(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_report()
    answer = Event()
    terminal.central.fault_next(held_until(answer), held_until(answer))
    terminal.flow.confirm()

    terminal.shell.home()
    answer.set()
    terminal.lets_everything_come_home()

    assert terminal.shell.page_name == "Home"
    assert terminal.flow is None
    assert not terminal.shell.pictures.holds_anything


def test_report_asked_for_is_still_shown_after_help(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_report()
    answer = Event()
    terminal.central.fault_next(held_until(answer), held_until(answer))
    terminal.flow.confirm()

    terminal.shell.help()
    terminal.shell.leaveHelp()
    still_asked = terminal.flow.is_waiting
    answer.set()
    terminal.sees("Preview")
    terminal.flow.confirm()
    terminal.sees("Done")
    terminal.lets_everything_come_home()

    assert still_asked
    assert terminal.shell.page_name == "Done"


def test_help_while_paper_comes_out_prints_once(terminal: QuickTerminal) -> None:
    terminal.comes_to_preview()
    terminal.pages.let.clear()
    terminal.flow.confirm()
    assert terminal.pages.begun.wait(10)

    terminal.shell.help()
    terminal.shell.leaveHelp()
    terminal.pages.let.set()
    terminal.sees("Done")
    terminal.lets_everything_come_home()

    assert terminal.shell.page_name == "Done"
    assert len(terminal.pages.printed) == 1
    assert len(terminal.jobs(JobKind.PRINT_OUTCOME)) == 1


def test_nobody_is_asked_on_the_help_page_while_paper_comes_out(terminal: QuickTerminal) -> None:
    terminal.shell.idle.set_limits(0, 600)
    terminal.comes_to_preview()
    terminal.pages.let.clear()
    terminal.flow.confirm()
    assert terminal.pages.begun.wait(10)

    terminal.shell.help()

    assert terminal.shell.property("secondsLeft") == -1
    terminal.pages.let.set()
    terminal.sees("Done")
    terminal.shell.withdrawHelp()  # as long as somebody waits for a person nobody is hurried
    assert terminal.shell.property("secondsLeft") > 0


def test_end_while_paper_comes_out_tells_the_centre_and_nobody_else(terminal: QuickTerminal) -> None:
    terminal.comes_to_preview()
    terminal.pages.let.clear()
    terminal.flow.confirm()
    assert terminal.pages.begun.wait(10)

    terminal.shell.endVisit()
    terminal.lets_everything_come_home()

    assert terminal.shell.page_name == "Goodbye"
    assert len(terminal.jobs(JobKind.PRINT_OUTCOME)) == 1
    assert terminal.slips.printed == []


def test_goodbye_to_one_visitor_does_not_end_the_next_visit(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.shell.endVisit()
    assert terminal.shell.page_name == "Goodbye"

    terminal.shell.help()
    terminal.shell.home()

    assert terminal.shell.page_name == "Home"
    own = [timer for timer in terminal.shell.findChildren(QTimer) if timer.parent() is terminal.shell]
    assert not [timer for timer in own if timer.isSingleShot() and timer.isActive()]


def test_visit_left_on_the_rating_page_was_done(terminal: QuickTerminal) -> None:
    terminal.comes_to_preview()
    terminal.flow.confirm()
    terminal.sees("Done")
    terminal.flow.confirm()
    terminal.sees("Rating")

    terminal.shell.endVisit()
    terminal.waits_for(lambda: [told for told in terminal.central.applied if isinstance(told, VisitCounted)])

    (counted,) = (told for told in terminal.central.applied if isinstance(told, VisitCounted))
    assert counted.ended == "done"


def test_digits_keyed_in_are_there_after_help(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.flow.setQueryCode("3141592")

    terminal.shell.help()
    terminal.shell.leaveHelp()

    assert terminal.flow.property("queryCode") == "3141592"


@pytest.mark.usefixtures("qapp")
def test_elders_page_may_be_asked_for_before_the_terminal_is_complete() -> None:
    shell = Shell(Pictures())

    shell.elder()

    assert (shell.page_name, shell.property("mode")) == ("Attract", "elder")
