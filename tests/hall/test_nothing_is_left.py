"""Whole visits in a process of its own, and then its memory: no name, no number, no telephone, no word of a visitor's is in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from memory import found_in, places, stand_in

from app.contract.numbers import id_check_character
from devices.simulators.hall_client import HallClient
from kiosk.simulated_hall import SimulatedHall
from resources import path

USCC = "91441900MA0TE5T16P"
PROGRAM = Path(__file__).with_name("visited_program.py")


def a_number(first_17: str) -> str:
    return first_17 + id_check_character(first_17)


NAME, NUMBER = "欧阳谧忞", a_number("44190019000714083")
PHONE, CALL_BACK = "13926548170", "13728461953"
OWN_WORDS = "zqxjkvwbnm"
ASKED_FOR = "qzxkwvj"
CARD = {
    "card_type": "resident",
    "name": NAME,
    "sex": "1",
    "nation": "01",
    "birth": "19000714",
    "number": NUMBER,
    "address": "广东省东莞市测试镇样例路1号",
    "issuer": "东莞市测试局",
    "valid_from": "20200101",
    "valid_to": "长期",
}
WU, WUS_NUMBER, WUS_FIRM = "吴䶮𠅤", "441900190001160033", "91441900MA0TE5T670"


@dataclass
class Terminal:
    """The process, and the street before it. No canary goes down its pipe: it would be found there for ever."""

    process: subprocess.Popen[str]
    street: HallClient
    shown_codes: list[str] = field(default_factory=list)

    def step(self, words: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert not answer.startswith("!"), f"{words}: {answer}"
        return answer

    def sees(self, *pages: str) -> None:
        for page in pages:
            self.step(f"sees {page}")

    def taps(self, *names: str) -> None:
        for name in names:
            self.step(f"taps {name}")

    def keys_in(self, characters: str) -> None:
        self.taps(*(f"key.{character}" for character in characters))

    def lays_down_a_card(self, card: str | dict[str, Any]) -> None:
        self.street.direct(do="place-card", card=card)

    def holds(self, *canaries: str) -> set[str]:
        return stand_in(self.process.pid, canaries)

    def is_forgotten(self) -> None:
        """The poster is up, and everything that is done after a goodbye was done."""
        self.sees("Attract")
        self.step("idle")

    def holds_nothing_of(self, *canaries: str) -> None:
        found = found_in(self.process.pid, canaries)
        shown = [place for canary in found for place in places(self.process.pid, canary)[:4]]
        assert found == {}, "\n".join(shown)


def as_in_a_hall() -> dict[str, str]:
    """What the unit that starts the terminal tells it of memory."""
    written = path("system", "guanjia-kiosk.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in written if not line.startswith("#"))


@pytest.fixture
def terminal(around: SimulatedHall) -> Iterator[Terminal]:
    street = HallClient(around.control)
    street.direct(do="take-card")
    street.direct(do="wire", state="whole")
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", **as_in_a_hall()}
    command = ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", sys.executable, str(PROGRAM), str(around.terminal_home)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        terminal = Terminal(process, street)
        yield terminal
        street.direct(do="take-card")
        street.direct(do="wire", state="whole")
        assert terminal.step("leave") == "left"


# ---- visits ----


def comes_to_appeal_check(terminal: Terminal) -> None:
    """The wire is cut, so that the enterprise is keyed in; the difficulty is told in the visitor's own words."""
    terminal.street.direct(do="wire", state="cut")
    terminal.step("offline")
    terminal.sees("Attract")
    terminal.taps("start")
    terminal.sees("Home")
    terminal.taps("zone.appeals")
    terminal.sees("Zone")
    terminal.taps("service.S101")
    terminal.sees("IdCard")
    terminal.lays_down_a_card(CARD)
    terminal.sees("EnterpriseCode")
    terminal.street.direct(do="take-card")
    terminal.keys_in(USCC)
    terminal.taps("primary")
    terminal.sees("TopicPage")
    terminal.taps("topic.3", "primary")
    terminal.sees("Matters")
    terminal.taps("matter.1", "secondary")
    terminal.sees("OwnWords")
    terminal.taps("way.letters")
    terminal.keys_in(OWN_WORDS)
    terminal.taps("primary")
    terminal.sees("Phone")
    terminal.keys_in(PHONE)
    terminal.taps("primary")
    terminal.sees("Check")


def files_an_appeal(terminal: Terminal) -> None:
    comes_to_appeal_check(terminal)
    terminal.taps("primary")
    terminal.sees("Filed")
    terminal.taps("primary")
    terminal.step("waits slip")
    terminal.taps("primary")
    terminal.sees("Rating")
    terminal.taps("rating.5")
    terminal.sees("Goodbye")
    terminal.taps("primary")


def leaves_a_number(terminal: Terminal) -> None:
    """Looks for something, calls for help that does not come, leaves a number."""
    terminal.sees("Attract")
    terminal.taps("start")
    terminal.sees("Home")
    terminal.taps("home.search")
    terminal.sees("Search")
    terminal.keys_in(ASKED_FOR.upper())
    terminal.taps("nav.help")
    terminal.sees("Help")
    terminal.step("waits unreached")
    terminal.taps("primary")
    terminal.sees("Callback")
    terminal.keys_in(CALL_BACK)


def agrees_and_goes(terminal: Terminal) -> None:
    terminal.taps("primary")
    terminal.sees("Help")
    terminal.taps("nav.home")
    terminal.sees("Home")
    terminal.taps("nav.back")


def comes_to_preview(terminal: Terminal) -> None:
    terminal.street.direct(do="wire", state="whole")
    terminal.step("online")
    terminal.sees("Attract")
    terminal.taps("start")
    terminal.sees("Home")
    terminal.taps("zone.credit")
    terminal.sees("Zone")
    terminal.taps("service.S901")
    terminal.sees("Version")
    terminal.taps("version.no-violations")
    terminal.sees("IdCard")
    terminal.lays_down_a_card("wu-rare")
    terminal.sees("LicenceCode")
    terminal.street.direct(do="take-card")
    shown = terminal.street.direct(do="phone-code", holder="wu-rare", uscc=WUS_FIRM, age=0)
    terminal.shown_codes.append(str(shown["code"]))
    terminal.sees("Consent")
    terminal.step("onwards PurposePage")
    terminal.taps("purpose.bidding")
    terminal.step("onwards Preview")


def test_after_goodbye_nothing_of_a_visitor_is_in_memory(terminal: Terminal) -> None:
    canaries = {NAME, NUMBER, PHONE, OWN_WORDS, CALL_BACK, ASKED_FOR}

    comes_to_appeal_check(terminal)
    while_there = terminal.holds(NAME, NUMBER, PHONE, OWN_WORDS)
    files_the_rest(terminal)
    leaves_a_number(terminal)
    while_there |= terminal.holds(CALL_BACK, ASKED_FOR)
    agrees_and_goes(terminal)
    terminal.is_forgotten()

    assert while_there == canaries
    terminal.holds_nothing_of(*canaries)


def files_the_rest(terminal: Terminal) -> None:
    terminal.taps("primary")
    terminal.sees("Filed")
    terminal.taps("primary")
    terminal.step("waits slip")
    terminal.taps("primary")
    terminal.sees("Rating")
    terminal.taps("rating.5")
    terminal.sees("Goodbye")
    terminal.taps("primary")
    terminal.sees("Attract")


def ends_at_once(terminal: Terminal) -> None:
    terminal.taps("header.end")
    terminal.sees("Goodbye")
    terminal.taps("primary")


def runs_out_of_time(terminal: Terminal) -> None:
    terminal.step("runs out")
    terminal.sees("Goodbye")


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("leaves", [ends_at_once, runs_out_of_time])
def test_a_report_that_was_only_looked_at_is_forgotten(terminal: Terminal, leaves: Callable[[Terminal], None]) -> None:
    comes_to_preview(terminal)
    code = terminal.shown_codes[0]
    while_there = terminal.holds(WU, WUS_NUMBER, code)

    leaves(terminal)
    terminal.is_forgotten()

    assert while_there >= {WU, WUS_NUMBER}
    terminal.holds_nothing_of(WU, WUS_NUMBER, code)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_visit_after_visit_leaves_nothing(terminal: Terminal) -> None:
    for _ in range(5):
        files_an_appeal(terminal)
        terminal.is_forgotten()
        comes_to_preview(terminal)
        ends_at_once(terminal)
        terminal.is_forgotten()
        terminal.holds_nothing_of(NAME, NUMBER, PHONE, OWN_WORDS, WU, WUS_NUMBER, *terminal.shown_codes)
