"""The hall on its supervisor: what fails closes what needs it and nothing else, and what two want is lent to one at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal, a_card

from devices.errors import DeviceClaimed, WaitExpired
from devices.lamp import Light
from devices.state import Condition, DeviceState
from devices.supervisor import Rhythm
from kiosk.door import Reason, Surroundings, closed_because
from kiosk.lighting import Lighting, light_for
from kiosk.menu import SERVICES
from kiosk.service import Facility
from kiosk.shell.idle import IdleGuard

FOUR = frozenset({Facility.CARD_READER, Facility.CODE_SCANNER, Facility.PAGE_PRINTER, Facility.RECEIPT_PRINTER})
QUICK = Rhythm(while_well=0.02, first_retry=0.02, longest_retry=0.04)


class Faulty:
    """One device of the quick terminal, said to be as the test says."""

    def __init__(self, device: object, name: str) -> None:
        self._name = name
        self.condition, self.reasons = Condition.READY, tuple[str, ...]()
        device.state = self.state  # type: ignore[attr-defined]  # a device that does as it is told

    def state(self) -> DeviceState:
        return DeviceState(self._name, self.condition, self.reasons)

    def fails(self, condition: Condition, *reasons: str) -> None:
        self.reasons, self.condition = reasons, condition


@pytest.fixture
def quick(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[QuickTerminal]:
    """A terminal whose devices are looked at fifty times a second."""
    made = QuickTerminal(tmp_path / "terminal", qtbot, qapp, rhythm=QUICK)
    yield made
    made.close()
    assert made.defects == []


def closed(terminal: QuickTerminal) -> set[str]:
    around = terminal.shell.around
    return {service.id for service in SERVICES if closed_because(service, around)}


# ---- tiles ----


@pytest.mark.parametrize(
    ("device", "closes"),
    [
        ("reader", {"S901", "S101"}),
        ("scanner", {"S901", "S903"}),
        ("pages", {"S901", "S309"}),
        ("slips", set()),
    ],
)
def test_fault_closes_what_needs_the_device_and_its_mending_opens_it(
    quick: QuickTerminal, device: str, closes: set[str]
) -> None:
    names = {"reader": "card-reader", "scanner": "code-scanner", "pages": "page-printer", "slips": "receipt-printer"}
    fault = Faulty(getattr(quick, device), names[device])
    assert closed(quick) == set()

    fault.fails(Condition.ABSENT, "device-absent")
    quick.waits_for(lambda: quick.shell.around.out_of_order)
    now_closed = closed(quick)
    fault.fails(Condition.READY)
    quick.waits_for(lambda: not quick.shell.around.out_of_order)

    assert now_closed == closes
    assert closed(quick) == set()


def test_device_in_use_closes_nothing_and_tells_no_page(quick: QuickTerminal) -> None:
    told: list[bool] = []
    quick.waits_for(lambda: len(quick.shell.around.devices) == 4)
    quick.shell.offerChanged.connect(lambda: told.append(True))

    with quick.supervision.claim("card-reader", "maintenance", 1.0):
        quick.waits_for(lambda: quick.shell.around.devices[Facility.CARD_READER].condition is Condition.BUSY)

    assert closed(quick) == set()
    assert told == []


def test_device_this_hall_does_not_have_is_no_fault_but_no_service_either(
    qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, more={"page_printer": None})

    reasons = {service.id: closed_because(service, terminal.shell.around) for service in SERVICES}
    out_of_order = terminal.shell.around.out_of_order
    terminal.close()

    assert reasons["S901"] == Reason("not-on-this-terminal", Facility.PAGE_PRINTER)
    assert reasons["S101"] is None
    assert out_of_order == set()


def test_fault_and_its_mending_stand_in_the_diary_once_each(quick: QuickTerminal) -> None:
    fault = Faulty(quick.pages, "page-printer")

    fault.fails(Condition.NEEDS_STAFF, "media-empty")
    quick.waits_for(lambda: quick.shell.around.out_of_order)
    fault.fails(Condition.READY)
    quick.waits_for(lambda: not quick.shell.around.out_of_order)
    quick.lets_everything_come_home()

    diary = [json.loads(line) for line in (quick.home / "audit.jsonl").read_text("ascii").splitlines()]
    changes = [(row["actor"], row["object"], row["result"]) for row in diary if row["action"] == "device-changed"]
    assert changes == [("page-printer", "needs-staff", "media-empty"), ("page-printer", "ready", "well")]


def test_what_a_printer_says_in_its_own_words_stays_out_of_the_diary(quick: QuickTerminal) -> None:
    fault = Faulty(quick.pages, "page-printer")

    fault.fails(Condition.BROKEN, "Störung: 张测试 13800000000")
    quick.waits_for(lambda: quick.shell.around.out_of_order)
    quick.lets_everything_come_home()

    diary = [json.loads(line) for line in (quick.home / "audit.jsonl").read_text("ascii").splitlines()]
    assert [row["result"] for row in diary if row["action"] == "device-changed"] == ["broken"]


# ---- claims ----


def test_visit_is_told_in_words_that_maintenance_has_the_reader(quick: QuickTerminal) -> None:
    with quick.supervision.claim("card-reader", "maintenance", 1.0):
        quick.shell.start()
        quick.opens_the_report()
        quick.sees("Problem")

    assert quick.shell.trouble_code == "device-claimed"
    assert "正在" in str(dict(quick.shell.property("problem"))["title"])


def test_reader_that_is_given_back_is_read_without_anything_being_touched(quick: QuickTerminal) -> None:
    given_back = quick.supervision.claim("card-reader", "maintenance", 1.0)
    given_back.__enter__()
    quick.shell.start()
    quick.opens_the_report()

    given_back.__exit__(None, None, None)
    quick.reader.show(a_card())

    quick.sees("LicenceCode")


def test_visit_that_ends_while_maintenance_waits_gives_the_device_at_once(quick: QuickTerminal) -> None:
    quick.shell.start()
    quick.opens_the_report()
    quick.waits_for(lambda: quick.supervision.claimed_by("card-reader") == "visit")
    had = Event()

    def maintain() -> None:
        with quick.supervision.claim("card-reader", "maintenance", 10.0):
            had.set()

    quick.hands.workers.maintenance.do(maintain, lambda _: None)
    quick.shell.endVisit()

    assert had.wait(3.0)
    quick.lets_everything_come_home()


def test_what_maintenance_does_is_not_called_off_by_a_visit_that_ends(quick: QuickTerminal) -> None:
    fitted = quick.fittings.card_reader
    assert fitted is not None
    ended: list[str] = []

    def read() -> None:
        with quick.supervision.claim("card-reader", "maintenance", 1.0):
            try:
                fitted.read_card(0.5)
            except WaitExpired:
                ended.append("in its own time")

    quick.hands.workers.maintenance.do(read, lambda _: None)
    quick.waits_for(lambda: quick.supervision.claimed_by("card-reader") == "maintenance")
    quick.shell.start()
    quick.shell.openService("S102")
    quick.shell.endVisit()
    quick.lets_everything_come_home()

    assert ended == ["in its own time"]


def test_report_is_not_printed_while_maintenance_has_the_printer(quick: QuickTerminal) -> None:
    quick.comes_to_preview()

    with quick.supervision.claim("page-printer", "maintenance", 1.0):
        quick.flow.confirm()
        quick.waits_for(lambda: quick.shell.trouble_code == "device-claimed")

    assert quick.pages.printed == []


def test_claim_of_a_visit_is_over_with_its_print_job(quick: QuickTerminal) -> None:
    quick.comes_to_preview()
    quick.pages.let.clear()
    quick.flow.confirm()
    assert quick.pages.begun.wait(10)

    with pytest.raises(DeviceClaimed, match="visit"), quick.supervision.claim("page-printer", "maintenance", 0.05):
        pass
    quick.pages.let.set()
    quick.sees("Done")

    with quick.supervision.claim("page-printer", "maintenance", 5.0):
        assert quick.supervision.claimed_by("page-printer") == "maintenance"


# ---- lamp ----


def around(**conditions: Condition) -> Surroundings:
    states = {Facility(name.replace("_", "-")): DeviceState(name, condition) for name, condition in conditions.items()}
    return Surroundings(online=True, devices=states, fitted=FOUR | {Facility.CENTRE, Facility.LAMP})


@pytest.mark.parametrize(
    ("seen", "in_use", "help_asked", "light"),
    [
        (around(), False, False, Light.FREE),
        (around(), True, False, Light.IN_USE),
        (around(), True, True, Light.NEEDS_STAFF),
        (around(page_printer=Condition.NEEDS_STAFF), False, False, Light.NEEDS_STAFF),
        (around(receipt_printer=Condition.ABSENT), True, False, Light.NEEDS_STAFF),
        (around(card_reader=Condition.BUSY, page_printer=Condition.READY), True, False, Light.IN_USE),
        (around(lamp=Condition.BROKEN), False, False, Light.FREE),
        (Surroundings(online=False, fitted=FOUR | {Facility.CENTRE}), False, False, Light.FREE),
    ],
)
def test_lamp_says_from_afar_who_is_wanted(seen: Surroundings, in_use: bool, help_asked: bool, light: Light) -> None:
    assert light_for(seen, in_use=in_use, help_asked=help_asked) is light


class Lights:
    """A lamp in memory: what it was told to show, in order."""

    def __init__(self) -> None:
        self.shown: list[Light] = []

    def show(self, light: Light) -> None:
        self.shown.append(light)

    def state(self) -> DeviceState:
        return DeviceState("lamp", Condition.READY)

    def close(self) -> None:
        pass


def test_lamp_follows_the_visit_and_is_told_only_what_is_new(
    qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    lamp = Lights()
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, more={"lamp": lamp}, rhythm=QUICK)
    lighting = Lighting(terminal.shell, lamp, terminal.hands.workers.lamp)
    terminal.attendance.looked.connect(lighting.look)
    lighting.look()

    terminal.shell.start()
    terminal.shell.openZone("appeals")
    terminal.shell.help()
    terminal.shell.withdrawHelp()
    terminal.shell.end_visit()
    lighting.end()
    terminal.lets_everything_come_home()

    shown = list(lamp.shown)
    terminal.close()
    assert shown == [Light.FREE, Light.IN_USE, Light.NEEDS_STAFF, Light.IN_USE, Light.FREE, Light.OFF]


# ---- somebody stands there ----


def test_somebody_who_comes_wakes_the_poster(quick: QuickTerminal) -> None:
    asleep = quick.shell.property("somebodyThere")

    quick.shell.somebody_stands_there(True)
    awake = quick.shell.property("somebodyThere")
    quick.shell.somebody_stands_there(False)

    assert (asleep, awake, quick.shell.property("somebodyThere")) == (False, True, False)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("configured", "asked_after"), [(0, 9), (2, 2)])
def test_visitor_who_has_gone_is_asked_sooner_only_where_that_is_configured(
    configured: int, asked_after: int, each_second: Callable[[IdleGuard], int]
) -> None:
    guard = IdleGuard(None)  # type: ignore[arg-type]  # nobody's child
    guard.set_limits(9, 20)
    guard.ask_who_has_gone(configured)
    guard.watch(True)

    guard.somebody_stands_there(False)

    assert each_second(guard) == asked_after
    assert guard.seconds_left == 20 - 9


@pytest.mark.usefixtures("qapp")
def test_visitor_who_comes_back_is_not_asked(each_second: Callable[[IdleGuard], int]) -> None:
    guard = IdleGuard(None)  # type: ignore[arg-type]  # nobody's child
    guard.set_limits(9, 20)
    guard.ask_who_has_gone(2)
    guard.watch(True)

    guard.somebody_stands_there(False)
    guard.somebody_stands_there(True)

    assert each_second(guard) == 9


@pytest.fixture
def each_second() -> Callable[[IdleGuard], int]:
    """Seconds until the guard asks, counted by its own beat without waiting for a clock."""

    def seconds_until_asked(guard: IdleGuard) -> int:
        for second in range(1, 100):
            guard._each_second()
            if guard.seconds_left >= 0:
                return second
        return -1

    return seconds_until_asked
