"""求助 really calls: one call however often it is pressed, true words at every moment of it, and a number left where nobody comes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal
from staff_slot import StaffSlot

from app.contract.help import CallbackAsked, HelpWord
from app.contract.jobs import JobKind
from devices.lamp import Light
from devices.smart_card import StaffCard
from kiosk.lighting import light_for
from kiosk.shell import help_call

PHONE = "13800000000"


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The centre is asked as often as on a terminal, only sooner."""
    monkeypatch.setattr(help_call, "POLL_MS", 20)
    monkeypatch.setattr(help_call, "AGAIN_MS", 20)


def phase(terminal: QuickTerminal) -> str:
    return str(terminal.shell.help_call.property("state"))


def comes_to(terminal: QuickTerminal, wanted: str) -> None:
    terminal.waits_for(lambda: phase(terminal) == wanted)


def word_of(terminal: QuickTerminal) -> HelpWord | None:
    (call,) = terminal.central.help_desk.calls.values()
    return call.word


def test_pressed_twice_it_is_one_call(terminal: QuickTerminal) -> None:
    terminal.shell.start()

    terminal.shell.help()
    terminal.shell.leaveHelp()
    terminal.shell.help()
    comes_to(terminal, "waiting")
    terminal.shell.leaveHelp()
    terminal.shell.help()
    terminal.lets_everything_come_home()

    assert len(terminal.central.help_desk.asked) == 1


def test_a_call_says_where_somebody_stands_and_not_who(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    terminal.shell.help()
    comes_to(terminal, "waiting")

    (asked,) = terminal.central.help_desk.asked
    assert (asked.page, asked.service, asked.language, asked.mode) == ("Check", "S101", "zh", "standard")
    assert set(asked.model_dump()) == {"id", "page", "service", "language", "mode", "asked_at"}


def test_somebody_comes_only_once_somebody_has_said_so(terminal: QuickTerminal) -> None:
    terminal.shell.help()
    comes_to(terminal, "waiting")
    before = terminal.shell.help_call.property("badge")

    terminal.central.help_desk.acknowledge("0317", datetime.now(UTC))
    comes_to(terminal, "coming")

    assert (before, terminal.shell.help_call.property("badge")) == ("", "0317")


def test_nobody_who_sees_it_in_time_is_said_and_who_sees_it_later_comes_later(terminal: QuickTerminal) -> None:
    terminal.central.help_desk.answer_seconds = 1
    terminal.shell.help()
    comes_to(terminal, "unseen")
    still_standing = len(terminal.central.help_desk.standing_calls())

    terminal.central.help_desk.acknowledge("0317", datetime.now(UTC))
    comes_to(terminal, "coming")

    assert still_standing == 1


def test_a_cut_wire_is_said_at_once_and_the_call_goes_out_when_it_is_mended(terminal: QuickTerminal) -> None:
    terminal.central.cut()
    terminal.shell.help()
    comes_to(terminal, "unreached")
    heard = list(terminal.central.help_desk.asked)

    terminal.central.mend()
    comes_to(terminal, "waiting")

    assert (heard, len(terminal.central.help_desk.asked)) == ([], 1)


def test_a_wire_that_is_cut_later_takes_nothing_back(terminal: QuickTerminal) -> None:
    terminal.shell.help()
    comes_to(terminal, "waiting")

    terminal.central.cut()
    terminal.waits_for(lambda: terminal.shell.help_call.property("lost"))

    assert phase(terminal) == "waiting"


def test_a_call_that_could_not_be_sent_is_not_sent_to_nobody_after_the_visit(terminal: QuickTerminal) -> None:
    terminal.central.cut()
    terminal.shell.help()
    comes_to(terminal, "unreached")

    terminal.shell.endVisit()
    terminal.central.mend()
    terminal.lets_everything_come_home()

    assert terminal.central.help_desk.asked == []


@pytest.mark.parametrize(
    ("leaves", "word"),
    [
        (lambda shell: shell.endVisit(), HelpWord.VISIT_ENDED),
        (lambda shell: shell.withdrawHelp(), HelpWord.NOT_NEEDED),
        (lambda shell: shell.leaveHelp(), HelpWord.VISIT_ENDED),
    ],
    ids=["ends the visit", "needs nobody", "goes back to the poster"],
)
def test_who_goes_takes_the_call_along(terminal: QuickTerminal, leaves: object, word: HelpWord) -> None:
    terminal.shell.help()
    comes_to(terminal, "waiting")

    leaves(terminal.shell)  # type: ignore[operator]  # a lambda of the table above
    terminal.waits_for(lambda: not terminal.central.help_desk.standing_calls())

    assert (word_of(terminal), phase(terminal)) == (word, "none")


def test_the_call_stands_while_the_visitor_goes_on(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    terminal.shell.help()
    comes_to(terminal, "waiting")

    terminal.shell.leaveHelp()
    terminal.central.help_desk.acknowledge("0317", datetime.now(UTC))
    comes_to(terminal, "coming")

    assert (terminal.shell.page_name, terminal.shell.help_call.property("brief")) == ("Check", "正过来")


@pytest.mark.parametrize("word", [HelpWord.SOLVED, HelpWord.TO_WINDOW, HelpWord.NOBODY_THERE, HelpWord.MISTAKE])
def test_what_staff_say_last_is_read_by_the_visitor(terminal: QuickTerminal, word: HelpWord) -> None:
    terminal.shell.help()
    comes_to(terminal, "waiting")

    terminal.central.help_desk.close(word)
    comes_to(terminal, "ended")

    assert terminal.shell.help_call.property("word") == word


def test_after_it_was_closed_another_press_is_another_call(terminal: QuickTerminal) -> None:
    terminal.shell.help()
    comes_to(terminal, "waiting")
    terminal.central.help_desk.close(HelpWord.NOBODY_THERE)
    comes_to(terminal, "ended")

    terminal.shell.help_call.again()
    comes_to(terminal, "waiting")

    assert len(terminal.central.help_desk.asked) == 2


def test_the_lamp_shows_it_until_the_call_is_over(terminal: QuickTerminal) -> None:
    def light() -> Light:
        shell = terminal.shell
        return light_for(shell.around, in_use=shell.is_in_use, help_asked=shell.help_is_asked)

    terminal.comes_to_check_of_the_appeal()
    before = light()
    terminal.shell.help()
    terminal.shell.leaveHelp()
    meanwhile = light()
    terminal.shell.withdrawHelp()

    assert (before, meanwhile, light()) == (Light.IN_USE, Light.NEEDS_STAFF, Light.IN_USE)


def test_who_waits_for_a_person_is_not_hurried_away(terminal: QuickTerminal) -> None:
    def limits() -> tuple[int, int]:
        return terminal.shell.idle.limits

    terminal.shell.start()
    before = limits()
    terminal.shell.help()
    comes_to(terminal, "waiting")
    waiting = limits()
    terminal.shell.withdrawHelp()

    assert (before, waiting, limits()) == ((60, 80), (220, 240), (60, 80))


def test_staff_who_put_their_card_in_have_come(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> None:
    slot = StaffSlot()
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, more={"smart_card": slot, "knows_staff": True})
    terminal.shell.help()
    comes_to(terminal, "waiting")

    terminal.shell.showDevices()
    slot.put_in(StaffCard("G0001"))
    terminal.waits_for(lambda: not terminal.central.help_desk.standing_calls())

    word = word_of(terminal)
    slot.pull_out()
    terminal.close()
    assert word is HelpWord.STAFF_CAME


# ---- a number is left ----


@pytest.fixture
def alone(terminal: QuickTerminal) -> QuickTerminal:
    """Nobody has seen the call."""
    terminal.central.help_desk.answer_seconds = 1
    terminal.shell.help()
    comes_to(terminal, "unseen")
    return terminal


def test_a_number_that_is_left_arrives_sealed_with_the_call_it_belongs_to(alone: QuickTerminal) -> None:
    alone.shell.leaveNumber()
    alone.shell.call_back.setPhone(PHONE)
    alone.shell.call_back.agree()
    alone.sees("Help")
    alone.waits_for(lambda: alone.shell.call_back.property("filed").get("received"))

    (asked,) = [told for told in alone.central.applied if isinstance(told, CallbackAsked)]
    assert (asked.phone, asked.call, asked.page) == (PHONE, alone.central.help_desk.asked[0].id, "Attract")
    assert PHONE not in repr(asked)


def test_pressed_twice_one_number_is_left(alone: QuickTerminal) -> None:
    alone.shell.leaveNumber()
    alone.shell.call_back.setPhone(PHONE)

    alone.shell.call_back.agree()
    alone.shell.call_back.agree()
    alone.sees("Help")
    alone.shell.call_back.agree()

    assert len(alone.jobs(JobKind.CALLBACK_ASKED)) == 1


def test_without_the_wire_the_number_waits_and_says_so(alone: QuickTerminal) -> None:
    alone.central.cut()

    alone.shell.leaveNumber()
    alone.shell.call_back.setPhone(PHONE)
    alone.shell.call_back.agree()
    alone.sees("Help")

    filed = alone.shell.call_back.property("filed")
    assert (filed["received"], filed["label"]) == (False, "暂存号")
    assert str(filed["number"]).startswith("T03-")


@pytest.mark.parametrize("digits", ["", "1380000000", "23800000000", "138000000000"])
def test_what_cannot_be_rung_is_not_left(alone: QuickTerminal, digits: str) -> None:
    alone.shell.leaveNumber()
    alone.shell.call_back.setPhone(digits)

    alone.shell.call_back.agree()
    alone.lets_everything_come_home()

    assert alone.jobs(JobKind.CALLBACK_ASKED) == []


def test_no_number_stays_for_the_next_visitor(alone: QuickTerminal) -> None:
    alone.shell.leaveNumber()
    alone.shell.call_back.setPhone(PHONE)

    alone.shell.endVisit()

    assert alone.shell.call_back.property("phone") == ""
