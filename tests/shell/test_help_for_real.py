"""Two terminals, a centre in its own process, a window that asks as a browser does: somebody comes, or the truth is told."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal

from app.config import CentralServer
from app.enrolment import Enrolment, load, make_terminal_key
from app.http_central import HttpCentral
from app.outbox import Outbox
from devices.simulators.road import Road, RoadState
from kiosk.shell import help_call
from kiosk.simulated_hall import _process, _run

SITE = "寮步镇政务服务中心"
BADGE = "T15-P03"
"""Of who holds a window post in that town, as seeding has it."""
PHONE = "13800000000"
SEEN_WITHIN = 2.0
"""Seconds from a press to the window, and from the window's word to the visitor."""


class RealCentral(HttpCentral):
    """The real road, with the little the rest of the quick terminal wants to know."""

    def __init__(self, port: int, place: Enrolment) -> None:
        super().__init__(CentralServer(url=f"http://127.0.0.1:{port}", timeout_seconds=5.0), place)
        self.sealing_public_key = place.sealing_public_key


@dataclass(frozen=True)
class Served:
    """The centre's process: its port, the window's key, and its terminals' places there."""

    port: int
    window_key: str
    places: dict[str, Enrolment]

    def ask(self, path: str, **said: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.window_key}"}
        url = f"http://127.0.0.1:{self.port}/window/{path}"
        answer = requests.post(url, json=said, headers=headers) if said else requests.get(url, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    @property
    def calls(self) -> list[dict[str, Any]]:
        return list(self.ask("calls")["calls"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("centre") / "central"
    _run("central", "seed", "--home", str(home), "--enterprises", "20")
    with ExitStack() as processes:
        said = processes.enter_context(_process("central", "serve", "--home", str(home), "--port", "0"))
        places = {name: _enrol(home, home.parent / name, name) for name in ("T0003", "T0004")}
        add = ("central", "add-window", "--home", str(home), "--name", "寮步3号窗", "--site", SITE, "--badge", BADGE)
        command = [sys.executable, "-m", "kiosk.command_line", *add]
        key = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        yield Served(int(str(said["port"])), key, places)


def _enrol(centre: Path, home: Path, terminal_id: str) -> Enrolment:
    key = make_terminal_key(home).public_key()
    (home / "terminal.pub").write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    _run(
        *("central", "enrol", "--home", str(centre), "--terminal", terminal_id, "--site", SITE),
        *("--public-key", str(home / "terminal.pub"), "--out", str(home / "enrolment.json")),
    )
    return load(home)


@dataclass
class Here:
    """One terminal with a road of its own to the centre."""

    id: str
    terminal: QuickTerminal
    road: Road

    def presses(self) -> None:
        self.terminal.shell.help()

    @property
    def phase(self) -> str:
        return str(self.terminal.shell.help_call.property("state"))

    def comes_to(self, phase: str) -> None:
        self.terminal.waits_for(lambda: self.phase == phase)


Opens = Callable[[str], Here]


@pytest.fixture
def opens(served: Served, qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Opens]:
    """Another terminal of the hall."""
    opened: list[Here] = []

    def open_one(terminal_id: str) -> Here:
        place = served.places[terminal_id]
        road = Road(served.port)
        central = RealCentral(road.start(), place)
        store = partial(Outbox, incarnation=place.incarnation)
        terminal = QuickTerminal(tmp_path / f"{terminal_id}-store", qtbot, qapp, store, central=central)  # type: ignore[arg-type]  # the real road
        opened.append(Here(terminal_id, terminal, road))
        return opened[-1]

    yield open_one
    for here in opened:
        here.terminal.shell.endVisit()
        here.terminal.lets_everything_come_home()
        here.terminal.close()
        here.road.stop()
        assert here.terminal.defects == []


def seconds_until(here: Here, seen: Callable[[], object]) -> float:
    began = time.monotonic()
    here.terminal.waits_for(seen)
    return time.monotonic() - began


def test_two_terminals_call_one_is_seen_and_the_other_is_told_that_nobody_has(served: Served, opens: Opens) -> None:
    one, other = opens("T0003"), opens("T0004")

    one.presses()
    until_shown = seconds_until(one, lambda: [call for call in served.calls if call["terminal"] == "T0003"])
    one.comes_to("waiting")
    other.presses()
    other.comes_to("waiting")
    other.terminal.shell.help_call._patience.start(1_000)
    (call,) = (call for call in served.calls if call["terminal"] == "T0003")
    served.ask(f"calls/{call['id']}/acknowledge", badge=BADGE)
    until_told = seconds_until(one, lambda: one.phase == "coming")
    other.comes_to("unseen")

    assert one.terminal.shell.help_call.property("badge") == BADGE
    assert (until_shown < SEEN_WITHIN, until_told < SEEN_WITHIN) == (True, True), (until_shown, until_told)


def test_staff_who_answer_late_still_come(served: Served, opens: Opens) -> None:
    here = opens("T0003")
    here.presses()
    here.comes_to("waiting")
    here.terminal.shell.help_call._patience.start(1)
    here.comes_to("unseen")

    (call,) = (call for call in served.calls if call["terminal"] == "T0003")
    served.ask(f"calls/{call['id']}/acknowledge", badge=BADGE)

    here.comes_to("coming")


def test_a_double_press_is_one_ticket_and_goes_with_the_visit(served: Served, opens: Opens) -> None:
    here = opens("T0003")
    here.presses()
    here.presses()
    here.comes_to("waiting")
    standing = [call for call in served.calls if call["terminal"] == "T0003"]

    here.terminal.shell.endVisit()

    assert len(standing) == 1
    here.terminal.waits_for(lambda: not [call for call in served.calls if call["terminal"] == "T0003"])


def test_with_the_wire_cut_it_says_so_and_calls_when_it_is_whole(
    served: Served, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_call, "AGAIN_MS", 200)
    here = opens("T0003")
    here.road.turn_to(RoadState.CUT)

    here.presses()
    until_said = seconds_until(here, lambda: here.phase == "unreached")
    here.road.turn_to(RoadState.WHOLE)
    here.comes_to("waiting")

    assert until_said < SEEN_WITHIN
    assert [call["terminal"] for call in served.calls if call["terminal"] == "T0003"] == ["T0003"]


def test_a_number_that_is_left_is_rung_from_the_window(served: Served, opens: Opens) -> None:
    here = opens("T0003")
    here.presses()
    here.comes_to("waiting")
    shell = here.terminal.shell

    shell.leaveNumber()
    shell.call_back.setPhone(PHONE)
    shell.call_back.agree()
    here.terminal.waits_for(lambda: shell.call_back.property("filed").get("received"))

    (owed,) = (row for row in served.ask("calls")["callbacks"] if row["terminal"] == "T0003")
    assert str(shell.call_back.property("filed")["number"]).replace(" ", "") == owed["number"]
    assert served.ask(f"callbacks/{owed['number']}/phone", badge=BADGE) == {"phone": PHONE}
