"""Nobody gets out: keys that leave other programs, and a mouse's tricks, on a bare X screen where nothing else would catch them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from kiosk_process import KioskProcess, kiosk_process
from private_desktop import Desktop, accessible_desktop, waits_for, why_no_assistive_technology
from reader import Node, Reader, a_reader

from devices.simulators.hall_client import HallClient
from kiosk.simulated_hall import SimulatedHall

WHY_NOT = why_no_assistive_technology() or (
    "" if shutil.which("xdotool") else "there is no xdotool here (Debian: xdotool)"
)
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

USCC = "91441900MA0TE5T16P"
PANEL = (1080, 1920)

COMBINATIONS = (
    *("alt+F4", "alt+Tab", "alt+shift+Tab", "alt+Escape", "alt+space", "alt+F1", "alt+F2", "alt+F10"),
    *("ctrl+alt+Delete", "ctrl+alt+BackSpace", "ctrl+alt+t", "ctrl+alt+l", "ctrl+alt+d", "ctrl+alt+Right"),
    *(
        "ctrl+Escape",
        "ctrl+shift+Escape",
        "ctrl+w",
        "ctrl+q",
        "ctrl+n",
        "ctrl+t",
        "ctrl+p",
        "ctrl+o",
        "ctrl+s",
        "ctrl+f",
    ),
    *(
        "ctrl+r",
        "ctrl+shift+i",
        "ctrl+a",
        "ctrl+c",
        "ctrl+v",
        "ctrl+z",
        "ctrl+Tab",
        "ctrl+plus",
        "ctrl+minus",
        "ctrl+0",
    ),
    *("super", "super+d", "super+l", "super+e", "super+r", "super+Tab", "super+Up", "super+Down", "super+plus"),
    *("Escape", "Print", "alt+Print", "Menu", "shift+F10", "Pause", "Scroll_Lock", "Num_Lock", "Insert", "Delete"),
    *(f"F{number}" for number in range(1, 13)),
    *("XF86ZoomIn", "XF86ZoomOut", "XF86HomePage", "XF86WWW", "XF86Mail", "XF86Search", "XF86Explorer", "XF86PowerOff"),
)


@dataclass
class Visit:
    """A visit under way, with an answer given, on a screen without a window manager."""

    desktop: Desktop
    kiosk: KioskProcess
    reader: Reader

    def types(self, combination: str) -> None:
        self._xdotool("key", "--clearmodifiers", combination)

    def points(self, *words: object) -> None:
        self._xdotool(*map(str, words))

    def focus_is_on_a_control(self) -> bool:
        return any(node.is_control and "focused" in node.states for node in self.reader.page())

    def windows(self) -> list[str]:
        """Every window that shows, dialogs, menus and all: `x y width height`."""
        tree = self._ran("xwininfo", "-root", "-tree")
        shown = [line.split()[0] for line in tree.splitlines() if line.strip().startswith("0x")]
        return [place for window in shown if (place := self._place_of(window))]

    def _place_of(self, window: str) -> str:
        told = self._ran("xwininfo", "-id", window)
        rows = dict(line.strip().split(":", 1) for line in told.splitlines() if ":" in line)
        if rows.get("Map State", "").strip() != "IsViewable":
            return ""
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        return " ".join(rows[name].strip() for name in names)

    def _xdotool(self, *words: str) -> None:
        self._ran("xdotool", *words)

    def _ran(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.desktop.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout


def what_stands_there(page: list[Node]) -> list[tuple[str, str, bool]]:
    """Words, controls and answers of the page, whatever the time is and wherever the focus stands."""
    return [(node.role, node.name, node.is_chosen) for node in page if ":" not in node.name]


@pytest.fixture(scope="module")
def visit(around: SimulatedHall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One for all tricks: none of them may move it."""
    with (
        accessible_desktop() as desktop,
        kiosk_process(desktop, around, tmp_path_factory.mktemp("visited")) as kiosk,
        a_reader(desktop) as reader,
    ):
        waits_for(lambda: reader.finds("点这里开始") or not kiosk.is_alive(), "the terminal")
        street = HallClient(around.control)
        reader.presses("点这里开始")
        reader.presses("政企直通车")
        reader.presses("提交企业诉求")
        reader.hears("请把身份证平放在读卡区")
        street.direct(do="place-card", card="zhang")
        reader.hears("请出示电子营业执照码")
        street.direct(do="take-card")
        street.direct(do="phone-code", holder="zhang", uscc=USCC, age=0)
        reader.hears("哪方面有困难")
        reader.presses("税费")
        waits_for(lambda: getattr(reader.finds("税费"), "is_chosen", False), "the answer to be taken")
        yield Visit(desktop, kiosk, reader)
        street.direct(do="take-card")


@pytest.mark.timeout(240)
def test_no_combination_of_keys_leads_out_of_the_visit(visit: Visit) -> None:
    visit.types("Tab")
    waits_for(lambda: visit.focus_is_on_a_control(), "the screen's own keyboard to reach the page")
    before = what_stands_there(visit.reader.page())

    escaped = []
    for combination in COMBINATIONS:
        visit.types(combination)
        if not visit.kiosk.is_alive() or what_stands_there(visit.reader.page()) != before:
            escaped.append(combination)

    assert escaped == []
    assert visit.windows() == [f"0 0 {PANEL[0]} {PANEL[1]}"]
    assert visit.kiosk.complaints() == []


@pytest.mark.timeout(240)
def test_no_trick_of_a_mouse_leads_out_of_the_visit(visit: Visit) -> None:
    """A mouse that somebody plugs in: beside the controls and on them, with the buttons that open menus elsewhere."""
    before = what_stands_there(visit.reader.page())
    middle, edge, control = ("540", "60"), ("2", "960"), visit.reader.where("融资")

    for spot in (middle, edge, control):
        visit.points("mousemove", *spot)
        for button in ("2", "3", "4", "5", "8", "9"):
            visit.points("click", button)
        visit.points("mousedown", "3", "sleep", "0.6", "mouseup", "3")
    visit.points("mousemove", *middle, "mousedown", "1", "sleep", "1.2", "mouseup", "1")
    visit.points(
        "mousemove", *control, "mousedown", "1", "mousemove", "540", "1500", "mousemove", "2", "2", "mouseup", "1"
    )
    for start, end in (
        (("0", "960"), ("900", "960")),
        (("540", "0"), ("540", "1500")),
        (("1079", "960"), ("100", "960")),
    ):
        visit.points("mousemove", *start, "mousedown", "1", "mousemove", *end, "mouseup", "1")
    visit.points("mousemove", *middle, "click", "--repeat", "3", "--delay", "60", "1")

    assert what_stands_there(visit.reader.page()) == before
    assert visit.windows() == [f"0 0 {PANEL[0]} {PANEL[1]}"]
    assert visit.kiosk.is_alive()
    assert visit.kiosk.complaints() == []
    visit.points("mousemove", *control, "click", "1")
    waits_for(lambda: getattr(visit.reader.finds("融资"), "is_chosen", False), "a plain click on an answer to be taken")
