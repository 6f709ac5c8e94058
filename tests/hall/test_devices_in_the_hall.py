"""Devices on their real wires in the hall: each that fails closes exactly what needs it, within seconds, and comes back by itself."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from scene import Scene, a_scene

from devices.simulators.pcscd_room import READER, why_not
from devices.simulators.smart_card_stage import SmartCardStage
from kiosk.service import Facility
from kiosk.simulated_hall import SimulatedHall

CLOSED_WITHIN = 3.0
"""Seconds from the fault to the closed tile; about one on a machine that has nothing else to do."""
OPEN_WITHIN = 4.0
"""Seconds from the mending to the open one: the supervisor's longest patience is two, and the wire needs something too."""

REPORT, APPEAL, PROGRESS = "S901", "S101", "S102"


def closed(scene: Scene) -> dict[str, str]:
    """The services that are closed now, and the words on their tiles."""
    rows = [row for zone in ("credit", "appeals") for row in services(scene, zone)]
    mine = {REPORT, APPEAL, PROGRESS}
    return {str(row["id"]): str(row["reason"]) for row in rows if row["closed"] and row["id"] in mine}


def services(scene: Scene, zone: str) -> list[dict[str, object]]:
    shell = scene.hall.shell
    return shell.menu.service_rows(zone, shell.around, shell.say)


FAULTS = [
    ({"do": "unplug", "device": "card-reader"}, {"do": "plug", "device": "card-reader"}, {REPORT, APPEAL}),
    ({"do": "unplug", "device": "code-scanner"}, {"do": "plug", "device": "code-scanner"}, {REPORT}),
    ({"do": "unplug", "device": "page-printer"}, {"do": "plug", "device": "page-printer"}, {REPORT}),
    ({"do": "unplug", "device": "receipt-printer"}, {"do": "plug", "device": "receipt-printer"}, set()),
    ({"do": "unplug", "device": "keypad"}, {"do": "plug", "device": "keypad"}, set()),
    ({"do": "unplug", "device": "presence-sensor"}, {"do": "plug", "device": "presence-sensor"}, set()),
    ({"do": "unplug", "device": "lamp"}, {"do": "plug", "device": "lamp"}, set()),
    ({"do": "unplug", "device": "sound"}, {"do": "plug", "device": "sound"}, set()),
    (
        {"do": "paper", "printer": "page", "sheets": 0},
        {"do": "paper", "printer": "page", "sheets": 250},
        {REPORT},
    ),
    (
        {"do": "cover", "printer": "page", "open": True},
        {"do": "cover", "printer": "page", "open": False},
        {REPORT},
    ),
    (
        {"do": "cover", "printer": "receipt", "open": True},
        {"do": "cover", "printer": "receipt", "open": False},
        set(),
    ),
    (
        {"do": "offline", "printer": "receipt", "on": True},
        {"do": "offline", "printer": "receipt", "on": False},
        set(),
    ),
]


def named(directions: dict[str, object]) -> str:
    return "-".join(str(value) for value in directions.values())


@pytest.mark.parametrize(("breaks", "mends", "closes"), FAULTS, ids=[named(fault) for fault, _, _ in FAULTS])
def test_fault_is_seen_closes_what_needs_it_and_opens_by_itself(
    scene: Scene, breaks: dict[str, object], mends: dict[str, object], closes: set[str]
) -> None:
    shell = scene.hall.shell
    assert closed(scene) == {}

    scene.street.direct(**breaks)
    scene.visitor.waits_for(lambda: bool(shell.around.out_of_order), "the fault", CLOSED_WITHIN)
    tiles = closed(scene)
    scene.street.direct(**mends)
    scene.visitor.waits_for(lambda: not shell.around.out_of_order, "the mending", OPEN_WITHIN)

    assert set(tiles) == closes
    assert all(tiles.values())
    assert closed(scene) == {}


def test_closed_tile_gives_its_reason_and_the_nearest_alternative(scene: Scene) -> None:
    scene.street.direct(do="unplug", device="page-printer")
    scene.visitor.waits_for(lambda: REPORT in closed(scene), "the tile to close")

    scene.visitor.taps("start")
    scene.visitor.sees("Home")
    scene.visitor.taps("zone.credit")
    scene.visitor.sees("Zone")
    scene.visitor.taps("service.S901")
    scene.visitor.sees("Closed")

    door = dict(scene.hall.shell.property("closedService"))
    assert door["reason"] == "打印机要人看一下"
    assert door["alternativeId"] == APPEAL
    scene.visitor.taps("primary")
    scene.visitor.sees("IdCard")


def test_visit_goes_on_after_its_reader_was_pulled_and_put_back(scene: Scene) -> None:
    scene.opens_the_report()

    scene.street.direct(do="unplug", device="card-reader")
    scene.visitor.sees("Problem")
    scene.street.direct(do="plug", device="card-reader")
    scene.visitor.waits_for(lambda: not scene.hall.shell.around.out_of_order, "the reader", 10.0)
    scene.chooses("again")
    scene.visitor.sees("IdCard")
    scene.shows_card()

    scene.visitor.sees("LicenceCode")


# ---- keys, headphones, presence, lamp ----


def focused(scene: Scene) -> str:
    """The name of what has the focus, or of what it lies in."""
    item = scene.visitor.window.activeFocusItem()
    while item is not None and not item.objectName():
        item = item.parentItem()
    return item.objectName() if item is not None else ""


def presses(scene: Scene, key: str, until: Callable[[], bool], what: str) -> None:
    scene.street.direct(do="press", key=key)
    scene.visitor.waits_for(until, what, 5.0)


def test_keypad_moves_the_focus_and_presses(scene: Scene) -> None:
    scene.visitor.sees("Attract")
    first = focused(scene)

    presses(scene, "down", lambda: focused(scene) == "door.elder", "the next control")
    presses(scene, "up", lambda: focused(scene) == first, "the first control again")
    presses(scene, "ok", lambda: scene.page == "Home", "the page behind it")

    assert first == "start"


def test_back_and_help_are_keys_of_their_own(scene: Scene) -> None:
    scene.opens_the_report()

    presses(scene, "help", lambda: scene.page == "Help", "help")
    presses(scene, "back", lambda: scene.page == "IdCard", "the page it was asked from")
    presses(scene, "back", lambda: scene.page == "Version", "the versions to choose from")
    presses(scene, "back", lambda: scene.page == "Home", "the way out of the service")
    scene.hall.shell.end_visit()
    scene.hall.shell.endVisit()
    scene.visitor.sees("Attract")
    presses(scene, "help", lambda: scene.page == "Help", "help, from the poster too")


def test_question_is_answered_by_keys_and_the_page_goes_on_where_it_was(scene: Scene) -> None:
    scene.opens_the_report()
    scene.hall.shell.idle.set_limits(2, 60)

    scene.visitor.waits_for(lambda: focused(scene) == "guard.stay", "the question", 10.0)
    presses(scene, "ok", lambda: scene.hall.shell.property("secondsLeft") < 0, "the answer")
    presses(scene, "help", lambda: scene.page == "Help", "keys to reach the page again")

    assert scene.hall.shell.flow_now is not None


def test_headphones_are_heard_of(scene: Scene) -> None:
    assert scene.hall.senses is not None
    heard: list[bool] = []
    scene.hall.senses.headphones.connect(heard.append)

    scene.street.direct(do="headphones", inserted=True)
    scene.visitor.waits_for(lambda: heard[-1:] == [True], "headphones going in", 5.0)
    scene.street.direct(do="headphones", inserted=False)

    scene.visitor.waits_for(lambda: heard[-1:] == [False], "headphones coming out", 5.0)


def test_poster_wakes_for_somebody_who_comes(scene: Scene) -> None:

    scene.street.direct(do="presence", near=True)
    scene.visitor.waits_for(lambda: bool(scene.hall.shell.property("somebodyThere")), "somebody coming", 5.0)
    scene.street.direct(do="presence", near=False)

    scene.visitor.waits_for(lambda: not scene.hall.shell.property("somebodyThere"), "somebody going", 5.0)
    assert scene.page == "Attract"


def lit(scene: Scene) -> list[str]:
    return list(scene.street.direct(do="look")["lamp"]["lit"])


def test_lamp_shows_the_hall_how_the_terminal_is(scene: Scene) -> None:
    scene.visitor.waits_for(lambda: lit(scene) == ["free"], "the lamp of a free terminal", 5.0)

    scene.visitor.taps("start")
    scene.visitor.waits_for(lambda: lit(scene) == ["in-use"], "the lamp of one in use", 5.0)
    scene.street.direct(do="paper", printer="receipt", sheets=0)
    scene.visitor.waits_for(lambda: lit(scene) == ["needs-staff"], "the lamp that calls", 5.0)
    scene.street.direct(do="paper", printer="receipt", sheets=100)
    scene.visitor.waits_for(lambda: lit(scene) == ["in-use"], "the lamp of one in use again", 5.0)


def test_lamp_that_was_away_shows_what_is_so_when_it_is_back(scene: Scene) -> None:
    scene.visitor.waits_for(lambda: lit(scene) == ["free"], "the lamp of a free terminal", 5.0)
    scene.street.direct(do="unplug", device="lamp")
    scene.visitor.waits_for(lambda: Facility.LAMP in scene.hall.shell.around.out_of_order, "the lamp to be missed", 5.0)

    scene.visitor.taps("start")
    scene.visitor.sees("Home")
    scene.street.direct(do="plug", device="lamp")

    scene.visitor.waits_for(lambda: lit(scene) == ["in-use"], "the lamp to show what is so", 6.0)


# ---- the status page ----


def opens_the_status_page(scene: Scene) -> None:
    scene.visitor.sees("Attract")
    scene.visitor.taps("door.help")
    scene.visitor.sees("Help")
    scene.visitor.taps("help.devices")
    scene.visitor.sees("DeviceStatus")


def states(scene: Scene) -> dict[str, str]:
    room = scene.hall.maintenance
    assert room is not None
    return {str(row["id"]): str(row["state"]) for row in room.property("rows")}


def test_status_page_is_live(scene: Scene) -> None:
    opens_the_status_page(scene)
    assert set(states(scene).values()) <= {"正常", "正在用"}

    scene.street.direct(do="unplug", device="code-scanner")
    scene.visitor.waits_for(lambda: states(scene)["code-scanner"] == "没接上", "the scanner to be missed", 5.0)
    scene.street.direct(do="paper", printer="page", sheets=0)
    scene.visitor.waits_for(lambda: states(scene)["page-printer"] == "要人处理", "the empty tray", 5.0)
    scene.street.direct(do="plug", device="code-scanner")

    scene.visitor.waits_for(lambda: states(scene)["code-scanner"] == "正常", "the scanner to be back", 6.0)


def test_status_page_says_what_the_printer_has_left(scene: Scene) -> None:
    room = scene.hall.maintenance
    assert room is not None

    opens_the_status_page(scene)

    def left() -> str:
        return next(str(row["left"]) for row in room.property("rows") if row["id"] == "page-printer")

    scene.visitor.waits_for(lambda: "%" in left(), "the toner's level", 10.0)


def test_status_page_offers_no_test_where_there_is_no_card_reader_for_staff(scene: Scene) -> None:

    opens_the_status_page(scene)
    room = scene.hall.maintenance
    assert room is not None

    assert not room.property("staff")
    assert "guanjia doctor" in dict(room.property("entrance"))["act"]


# ---- staff, with a card in a real reader ----


@pytest.fixture
def slot() -> Iterator[SmartCardStage]:
    folder = Path(os.environ["PCSCLITE_CSOCK_NAME"]).parent.parent
    slot = SmartCardStage(folder)
    slot.start()
    yield slot
    slot.stop()
    shutil.rmtree(folder)


@pytest.fixture
def staffed(around: SimulatedHall, qapp: QGuiApplication, slot: SmartCardStage, tmp_path: Path) -> Iterator[Scene]:
    """The terminal of a hall that knows its staff, and has a reader for their cards."""
    (tmp_path / "staff.pem").write_bytes(slot.office.pem)
    (tmp_path / "roster.txt").write_text("DG-0001\n", "utf-8")
    toml = around.terminal_home / "terminal.toml"
    plain = toml.read_text("utf-8")
    section = (
        f'[devices.smart_card]\nconnection = "pcsc"\nreader = "{READER}"\n'
        f'staff_authorities = "{tmp_path}/staff.pem"\nstaff_roster = "{tmp_path}/roster.txt"\n'
    )
    toml.write_text(re.sub(r"(?m)^\[devices\.smart_card\][^\[]*", section, plain), "utf-8")
    try:
        with a_scene(around, qapp) as scene:
            yield scene
    finally:
        toml.write_text(plain, "utf-8")


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_staff_card_opens_the_tests_and_pulling_it_ends_them(staffed: Scene, slot: SmartCardStage) -> None:
    scene = staffed
    room = scene.hall.maintenance
    assert room is not None
    opens_the_status_page(scene)

    slot.direct({"do": "insert-card", "staff": "DG-0001"})
    scene.visitor.waits_for(lambda: bool(room.property("staff")), "the card to prove itself", 15.0)
    scene.visitor.taps("primary")
    scene.visitor.sees("DeviceTests")
    scene.visitor.taps("test.print-slip")
    scene.visitor.waits_for(lambda: outcome_of(scene, "print-slip") == "well", "the slip", 20.0)
    scene.visitor.taps("test.read-card")
    scene.visitor.waits_for(lambda: outcome_of(scene, "read-card") == "running", "the reader to wait", 5.0)
    slot.direct({"do": "remove-card"})
    scene.visitor.waits_for(lambda: not room.property("staff"), "the page to lock itself", 5.0)

    scene.visitor.sees("DeviceStatus")
    scene.visitor.waits_for(lambda: not room.property("testing"), "the reader to be free", 3.0)


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_reader_for_staff_cards_comes_and_goes_with_its_plug(staffed: Scene, slot: SmartCardStage) -> None:
    scene = staffed
    room = scene.hall.maintenance
    assert room is not None
    opens_the_status_page(scene)
    scene.visitor.waits_for(lambda: states(scene)["smart-card"] in {"正常", "正在用"}, "the reader", 15.0)

    slot.direct({"do": "unplug"})
    scene.visitor.waits_for(lambda: states(scene)["smart-card"] == "没接上", "the reader to be missed", 5.0)
    slot.direct({"do": "plug"})
    slot.direct({"do": "insert-card", "staff": "DG-0001"})

    scene.visitor.waits_for(lambda: bool(room.property("staff")), "the card in the reader that is back", 15.0)


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_copied_staff_card_opens_nothing(staffed: Scene, slot: SmartCardStage) -> None:
    scene = staffed
    room = scene.hall.maintenance
    assert room is not None
    opens_the_status_page(scene)

    slot.direct({"do": "insert-card", "staff": "DG-0001", "copied": True})
    scene.visitor.waits_for(lambda: dict(room.property("entrance"))["tone"] == "stop", "the card to be refused", 15.0)

    assert not room.property("staff")
    assert dict(room.property("entrance"))["text"] == "这张工作卡不能用"


def outcome_of(scene: Scene, test: str) -> str:
    room = scene.hall.maintenance
    assert room is not None
    return next(str(row["state"]) for row in room.property("tests") if row["id"] == test)
