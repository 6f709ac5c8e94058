"""The maintenance room: anybody may read, who holds a staff card may act, and only as long as the card is in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import NUMBER, QuickTerminal, a_card
from staff_slot import StaffSlot

from app.contract.jobs import JobKind
from devices.code_scanner import Scan
from devices.errors import CardError, CardUnreadable, CutterFault, StaffCardRefused, WrongCard
from devices.lamp import Light
from devices.smart_card import StaffCard
from devices.sound import Outlet
from devices.state import Condition, DeviceState

CARD = StaffCard("DG-0001")


class Lights:
    def __init__(self) -> None:
        self.shown: list[Light] = []

    def show(self, light: Light) -> None:
        self.shown.append(light)

    def state(self) -> DeviceState:
        return DeviceState("lamp", Condition.READY)

    def close(self) -> None:
        pass


class Speaker:
    def __init__(self) -> None:
        self.played: list[tuple[bytes, Outlet]] = []

    def play(self, wave: bytes, outlet: Outlet, volume: float = 1.0) -> None:
        self.played.append((wave, outlet))

    def stop(self) -> None:
        pass

    def state(self) -> DeviceState:
        return DeviceState("sound", Condition.READY)

    def close(self) -> None:
        pass


class Visit:
    """What a test does in the maintenance room, and sees there."""

    def __init__(self, terminal: QuickTerminal, slot: StaffSlot, lamp: Lights, speaker: Speaker) -> None:
        self.terminal, self.slot, self.lamp, self.speaker = terminal, slot, lamp, speaker
        self.room = terminal.maintenance

    @property
    def page(self) -> str:
        return self.terminal.shell.page_name

    def looks(self) -> None:
        self.terminal.shell.help()
        self.terminal.shell.showDevices()

    def enters(self) -> None:
        self.looks()
        self.slot.put_in(CARD)
        self.waits_for(lambda: self.room.property("staff"))
        self.room.openTests()

    def tries(self, test: str) -> dict[str, Any]:
        self.room.tryOut(test)
        self.waits_for(lambda: self.row(test)["state"] in {"well", "bad"})
        return self.row(test)

    def row(self, test: str) -> dict[str, Any]:
        return next(dict(row) for row in self.room.property("tests") if row["id"] == test)

    def waits_for(self, seen: Callable[[], object]) -> None:
        self.terminal.waits_for(seen)

    def lets_work_come_home(self) -> None:
        """What was given to maintenance and to the store is done. (Who waits for a staff card is never done.)"""
        for worker in (self.terminal.hands.workers.maintenance, self.terminal.hands.workers.store):
            done: list[bool] = []
            worker.do(lambda: True, done.append)
            self.waits_for(lambda done=done: done)

    def diary(self) -> list[dict[str, Any]]:
        self.lets_work_come_home()
        return [json.loads(line) for line in (self.terminal.home / "audit.jsonl").read_text("ascii").splitlines()]


@pytest.fixture
def visit(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Visit]:
    slot, lamp, speaker = StaffSlot(), Lights(), Speaker()
    more = {"smart_card": slot, "lamp": lamp, "sound": speaker}
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, more=more)
    yield Visit(terminal, slot, lamp, speaker)
    terminal.close()
    assert terminal.defects == []


# ---- who may act ----


def test_anybody_may_read_and_nobody_act_without_a_card(visit: Visit) -> None:
    visit.looks()

    visit.room.openTests()
    visit.room.tryOut("print-slip")
    visit.lets_work_come_home()

    assert visit.page == "DeviceStatus"
    assert [row["id"] for row in visit.room.property("rows")][:2] == ["card-reader", "smart-card"]
    assert not visit.room.property("staff")
    assert visit.terminal.slips.printed == []


def test_card_that_proves_itself_opens_the_tests(visit: Visit) -> None:
    visit.enters()

    assert visit.page == "DeviceTests"
    assert [row["id"] for row in visit.room.property("tests")] == [
        *("print-page", "print-slip", "read-card", "scan-code", "light-lamp", "play-sound")
    ]


@pytest.mark.parametrize(
    "put_in",
    [StaffCardRefused("wrong-answer"), WrongCard("not-a-staff-card"), CardUnreadable()],
    ids=lambda card: card.code,
)
def test_card_that_proves_nothing_opens_nothing_and_is_told_so(visit: Visit, put_in: CardError) -> None:
    visit.looks()

    visit.slot.put_in(put_in)
    visit.waits_for(lambda: visit.room.property("entrance")["tone"] == "stop")

    assert visit.room.property("entrance")["text"] == "这张工作卡不能用"
    assert not visit.room.property("staff")
    assert [row["result"] for row in visit.diary() if row["action"] == "maintenance-refused"] == ["staff-card-refused"]


def test_true_card_after_a_false_one_opens(visit: Visit) -> None:
    visit.looks()
    visit.slot.put_in(StaffCardRefused("wrong-answer"))
    visit.waits_for(lambda: visit.room.property("entrance")["tone"] == "stop")

    visit.slot.pull_out()
    visit.slot.put_in(CARD)

    visit.waits_for(lambda: visit.room.property("staff"))


def test_pulled_card_ends_what_is_under_way_at_once(visit: Visit) -> None:
    visit.enters()
    visit.room.tryOut("read-card")
    visit.waits_for(lambda: visit.terminal.supervision.claimed_by("card-reader") == "maintenance")

    visit.slot.pull_out()
    visit.waits_for(lambda: not visit.room.property("staff"))
    visit.waits_for(lambda: not visit.room.property("testing"))

    assert visit.page == "DeviceStatus"
    assert visit.terminal.supervision.claimed_by("card-reader") == ""


def test_card_put_in_again_opens_again(visit: Visit) -> None:
    visit.enters()
    visit.slot.pull_out()
    visit.waits_for(lambda: not visit.room.property("staff"))

    visit.slot.put_in(CARD)

    visit.waits_for(lambda: visit.room.property("staff"))


def test_page_that_is_left_locks_itself(visit: Visit) -> None:
    visit.enters()

    visit.terminal.shell.home()
    left = visit.room.property("staff")
    visit.looks()

    assert not left
    assert not visit.room.property("staff")


def test_nobody_waits_for_a_card_once_the_page_is_left(visit: Visit) -> None:
    visit.looks()
    visit.terminal.shell.home()
    visit.terminal.lets_everything_come_home()

    visit.slot.put_in(CARD)
    visit.terminal.lets_everything_come_home()

    assert not visit.room.property("staff")
    assert visit.terminal.supervision.claimed_by("smart-card") == ""


def test_what_staff_did_stands_in_the_diary(visit: Visit) -> None:
    visit.enters()
    visit.tries("print-slip")
    visit.slot.pull_out()
    visit.waits_for(lambda: not visit.room.property("staff"))

    done = [(row["action"], row["object"], row["result"]) for row in visit.diary() if row["actor"] == "staff"]
    assert done == [
        ("maintenance-opened", "DG-0001", "done"),
        ("device-tried", "print-slip", "done"),
        ("maintenance-ended", "", "card-out"),
    ]


def test_terminal_without_a_reader_for_staff_cards_sends_to_the_command_line(
    qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp)

    terminal.shell.help()
    terminal.shell.showDevices()
    entrance = dict(terminal.maintenance.property("entrance"))
    terminal.close()

    assert "guanjia doctor" in entrance["act"]


def test_reader_that_knows_no_staff_is_none_for_them(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> None:
    more = {"smart_card": StaffSlot(), "knows_staff": False}
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, more=more)

    terminal.shell.help()
    terminal.shell.showDevices()
    entrance = dict(terminal.maintenance.property("entrance"))
    terminal.close()

    assert "guanjia doctor" in entrance["act"]


# ---- coming and going ----


def test_back_leads_through_help_to_where_the_visitor_stood(visit: Visit) -> None:
    visit.terminal.shell.start()
    visit.terminal.shell.openService("S102")
    visit.looks()

    pages = []
    for _ in range(2):
        visit.terminal.shell.back()
        pages.append(visit.page)

    assert pages == ["Help", "QueryCode"]


def test_back_is_offered_while_paper_comes_out(visit: Visit) -> None:
    visit.terminal.comes_to_preview()
    visit.terminal.pages.let.clear()
    visit.terminal.flow.confirm()
    assert visit.terminal.pages.begun.wait(10)

    visit.looks()
    offered = visit.terminal.shell.property("canGoBack")
    visit.terminal.shell.back()
    visit.terminal.shell.back()
    page = visit.page
    visit.terminal.pages.let.set()
    visit.terminal.sees("Done")

    assert offered
    assert page == "Printing"
    assert len(visit.terminal.pages.printed) == 1


def test_back_from_the_tests_ends_the_test_and_shows_the_states(visit: Visit) -> None:
    visit.enters()
    visit.room.tryOut("scan-code")

    visit.terminal.shell.back()
    visit.waits_for(lambda: not visit.room.property("testing"))

    assert visit.page == "DeviceStatus"
    assert visit.room.property("staff")


def test_finishing_goes_back_to_where_the_visitor_stood(visit: Visit) -> None:
    visit.terminal.shell.start()
    visit.terminal.shell.openService("S102")
    visit.enters()

    visit.room.finish()

    assert visit.page == "QueryCode"
    assert not visit.room.property("staff")


def test_nobody_rates_while_staff_are_at_it(visit: Visit) -> None:
    """On the rating page somebody calls for help, and staff put their card in."""
    visit.terminal.comes_to_preview()
    visit.terminal.flow.confirm()
    visit.terminal.sees("Done")
    visit.terminal.flow.confirm()
    visit.terminal.sees("Rating")
    visit.enters()

    for page in ("DeviceTests", "DeviceStatus"):
        visit.terminal.shell.rate(5)
        assert (visit.page, visit.room.property("staff")) == (page, True)
        if page == "DeviceTests":
            visit.terminal.shell.back()
    visit.room.finish()
    visit.lets_work_come_home()

    assert (visit.page, visit.room.property("staff")) == ("Rating", False)
    assert visit.terminal.jobs(JobKind.VISIT_RATED) == []


# ---- the tests themselves ----


def test_test_page_and_slip_hold_nothing_about_anybody(visit: Visit) -> None:
    visit.enters()

    page, slip = visit.tries("print-page"), visit.tries("print-slip")

    assert (page["state"], slip["state"]) == ("well", "well")
    assert visit.terminal.pages.printed[0].startswith(b"%PDF")
    assert "测试小票".encode("gb18030") in visit.terminal.slips.printed[0]
    assert NUMBER.encode() not in visit.terminal.pages.printed[0] + visit.terminal.slips.printed[0]


def test_of_a_card_only_its_kind_is_shown(visit: Visit) -> None:
    visit.enters()
    visit.room.tryOut("read-card")
    visit.waits_for(lambda: visit.row("read-card")["state"] == "running")

    visit.terminal.reader.show(replace(a_card(), name="欧阳样本"))
    visit.waits_for(lambda: visit.row("read-card")["state"] == "well")

    everything = str(visit.room.property("tests")) + str(visit.room.property("rows"))
    assert "居民身份证" in visit.row("read-card")["hint"]
    assert NUMBER not in everything
    assert "欧阳" not in everything


def test_of_a_code_only_that_it_was_seen_is_shown(visit: Visit) -> None:
    visit.enters()
    visit.room.tryOut("scan-code")
    visit.waits_for(lambda: visit.row("scan-code")["state"] == "running")

    visit.terminal.scanner.show(Scan("secret-text-of-a-code"))
    visit.waits_for(lambda: visit.row("scan-code")["state"] == "well")

    assert "secret" not in str(visit.room.property("tests"))


def test_lamp_shows_each_of_its_lights(visit: Visit) -> None:
    visit.enters()

    row = visit.tries("light-lamp")

    assert row["state"] == "well"
    assert visit.lamp.shown == [Light.FREE, Light.IN_USE, Light.NEEDS_STAFF]


def test_sound_is_one_beep_from_the_loudspeaker(visit: Visit) -> None:
    visit.enters()

    row = visit.tries("play-sound")

    ((wave, outlet),) = visit.speaker.played
    assert row["state"] == "well"
    assert wave.startswith(b"RIFF")
    assert outlet is Outlet.SPEAKER


def test_what_does_not_work_is_named(visit: Visit) -> None:
    visit.terminal.slips.ending = CutterFault()
    visit.enters()

    row = visit.tries("print-slip")

    assert row["state"] == "bad"
    assert "切刀" in row["hint"]


def test_device_a_visit_has_is_not_tried_out_on_it(visit: Visit) -> None:
    visit.terminal.comes_to_preview()
    visit.terminal.pages.let.clear()
    visit.terminal.flow.confirm()
    assert visit.terminal.pages.begun.wait(10)
    visit.enters()

    row = visit.tries("print-page")
    visit.terminal.pages.let.set()
    visit.terminal.sees("Done")

    assert row["state"] == "bad"
    assert len(visit.terminal.pages.printed) == 1


def test_two_taps_make_one_test(visit: Visit) -> None:
    visit.enters()
    visit.terminal.slips.let.clear()

    visit.room.tryOut("print-slip")
    visit.room.tryOut("print-slip")
    visit.room.tryOut("print-page")
    visit.terminal.slips.let.set()
    visit.waits_for(lambda: visit.row("print-slip")["state"] == "well")
    visit.lets_work_come_home()

    assert len(visit.terminal.slips.printed) == 1
    assert visit.terminal.pages.printed == []


def test_test_that_is_stopped_gives_the_device_back(visit: Visit) -> None:
    visit.enters()
    visit.room.tryOut("read-card")
    visit.waits_for(lambda: visit.terminal.supervision.claimed_by("card-reader") == "maintenance")

    visit.room.stopTest()
    visit.waits_for(lambda: visit.row("read-card")["state"] == "bad")

    assert visit.terminal.supervision.claimed_by("card-reader") == ""
    assert visit.page == "DeviceTests"
