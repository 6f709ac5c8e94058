"""Whatever is done here is three touches away from the first page, in every theme, on either panel; more only where words are large."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gallery.terminal import Terminal, a_terminal, everything_in
from gallery.variants import EVERY_VARIANT, LOW, Variant
from PySide6.QtGui import QGuiApplication

from kiosk import catalogue
from kiosk.menu import SERVICES

MOST = 3
DONE_HERE = frozenset(service.id for service in SERVICES)
LARGE = 1.5
"""Where words are this large, and in 低位, a page may have sheets to turn: those are touches too, and not counted against it."""

USUAL = [one for one in EVERY_VARIANT if one.scale < LARGE and one.language == "zh"]
OTHERS = [one for one in (*EVERY_VARIANT, *LOW) if one not in USUAL]


@pytest.fixture(scope="module")
def terminal(qapp: QGuiApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with a_terminal(qapp, tmp_path_factory.mktemp("touched"), lambda _terminal: None) as terminal:
        yield terminal
        assert terminal.complaints == []


class Hand:
    """Goes every way from the first page; counts what it touches, sheets and choices apart."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._counts_sheets = True
        self.nearest: dict[str, int] = {}

    def goes_everywhere(self, *, counts_sheets: bool) -> dict[str, int]:
        self._counts_sheets = counts_sheets
        self._terminal.shell.turn_to_own("Attract")
        self.touches("start")
        self._looks_about(1)
        if self._terminal.shell.page_name == "HomeElder":
            sheets = self._shows("elder.other")
            self.touches("elder.other")
            self._looks_about(2 + sheets)
        return self.nearest

    def touches(self, name: str) -> None:
        assert self._terminal.presses(name), f"{name} cannot be touched on {self._terminal.shell.page_name}"
        self._terminal.settle()

    def _looks_about(self, touched: int) -> None:
        """What can be chosen on the home page that is up."""
        zones: dict[str, int] = {}
        for sheet in self._sheets():
            for name in self._touchable():
                kind, _, its_id = name.partition(".")
                if kind == "task":
                    self._is_reached(its_id, touched + sheet + 1)
                elif kind == "zone" and any(row.zone == its_id for row in SERVICES):
                    zones.setdefault(its_id, touched + sheet + 1)
        for zone, touches in zones.items():
            self._looks_into(zone, touches)

    def _looks_into(self, zone: str, touched: int) -> None:
        shell = self._terminal.shell
        home = shell.page_name
        shell.openZone(zone)
        for sheet in self._sheets():
            for name in self._touchable():
                if name.startswith("service."):
                    self._is_reached(name.removeprefix("service."), touched + sheet + 1)
        shell.turn_to_own(home)
        self._terminal.settle()

    def _shows(self, wanted: str) -> int:
        """Turn to the sheet on which it stands; how many touches that takes."""
        self._terminal.turn_to_the_first_sheet()
        return next(sheet for sheet in self._sheets() if wanted in self._touchable())

    def _sheets(self) -> Iterator[int]:
        self._terminal.settle()
        for sheet in self._terminal.sheets():
            yield sheet if self._counts_sheets else 0

    def _touchable(self) -> list[str]:
        items = everything_in(self._terminal.page)
        return [item.objectName() for item in items if item.metaObject().indexOfSignal("acted()") >= 0]

    def _is_reached(self, service: str, touches: int) -> None:
        self.nearest[service] = min(touches, self.nearest.get(service, touches))


def touches_in(terminal: Terminal, variant: Variant, *, counts_sheets: bool) -> dict[str, int]:
    terminal.dress(variant)
    terminal.settle()
    return Hand(terminal).goes_everywhere(counts_sheets=counts_sheets)


@pytest.mark.parametrize("variant", USUAL, ids=lambda variant: variant.name)
def test_whatever_is_done_here_is_three_touches_away(terminal: Terminal, variant: Variant) -> None:
    reached = touches_in(terminal, variant, counts_sheets=True)

    assert reached.keys() >= DONE_HERE
    assert {service: reached[service] for service in DONE_HERE if reached[service] > MOST} == {}


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("variant", OTHERS, ids=lambda variant: variant.name)
def test_it_is_three_choices_away_in_every_other_dress(terminal: Terminal, variant: Variant) -> None:
    reached = touches_in(terminal, variant, counts_sheets=False)

    assert reached.keys() >= DONE_HERE
    assert {service: reached[service] for service in DONE_HERE if reached[service] > MOST} == {}


def test_whatever_the_plan_names_stands_where_its_zone_is(terminal: Terminal) -> None:
    """What is done elsewhere is listed too, with where it is done: nobody looks for it in vain."""
    shell = terminal.shell

    listed = set[str]()
    for zone in shell.property("zones"):
        shell.openZone(zone["id"])
        listed |= {row["id"] for row in shell.property("services")}

    assert {
        one.id for one in catalogue.listed() if one.zone in {row["id"] for row in shell.property("zones")}
    } <= listed
