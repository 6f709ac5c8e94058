"""One visitor after another: every page drawn, nothing of anybody on anybody else's, and a terminal that does not grow."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
from gallery.centre import ExhibitCentre
from gallery.terminal import Terminal
from gallery.variants import PLAIN
from passers_by import PasserBy, others_in
from PySide6.QtCore import QCoreApplication, QEvent, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication, QImage, QPainter
from PySide6.QtQuick import QQuickItem

from app.contract.credit import CreditReportOrder, SealedReport
from app.contract.licence import HolderRole
from app.fake_central import ShownLicence
from app.fake_central.licences import Licences
from app.visit import Ending
from devices.code_scanner import Scan

VISITS = 31
LONG = int(os.environ.get("GUANJIA_VISITS", "10000"))
GROWS_AT_MOST = 1.02
"""Resident memory at the end, over that in the middle."""

LOOKED_AT_EVERY, LOOKED_AT_EVERY_LONG = 5, 29
"""Visits; after each of the ways people go in turn."""

SHADE = 96
"""Of 255: edges of letters are drawn a shade otherwise by and by; a word that was not there is white on dark."""

APPEAL, PROGRESS, REPORT = "S101", "S102", "S901"


class ForgetfulCentre(ExhibitCentre):
    """Keeps nothing of who has gone: what grows in this process is to be the terminal."""

    passing: PasserBy

    def forget(self) -> None:
        self._kept.licences = Licences()
        self._kept.inbox.payloads.clear()
        self._kept.inbox.appeals.clear()
        self._kept.inbox.results.clear()

    @cache  # noqa: B019  # there is one, and its keys are the versions
    def _drawn(self, variant: str) -> SealedReport:
        return super()._sample(CreditReportOrder.model_construct(variant=variant))

    def _sample(self, order: CreditReportOrder) -> SealedReport:
        fresh = {"report_no": self.passing.report_number, "generated_at": datetime.now(UTC)}
        return self._drawn(order.variant).model_copy(update=fresh)


class Passage:
    """One visit at a time; every page that comes up is drawn and read, words, names and hints, sheets that are not up included."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.before: list[PasserBy] = []
        self.here = PasserBy(0)
        self.pages = 0
        self.left_behind: list[str] = []
        self.first_page: Any = None
        self.looked_at_every = LOOKED_AT_EVERY

    def comes(self, turn: int, walk: Callable[[Passage], None]) -> None:
        self.here = PasserBy(turn)
        self.terminal.central.passing = self.here
        self.finds_an_empty_terminal(turn)
        walk(self)
        self.terminal.central.forget()
        self.before = [*self.before[-2:], self.here]

    def finds_an_empty_terminal(self, turn: int) -> None:
        self.sees("Attract")
        shell = self.terminal.shell
        if shell.property("who") or shell.flow_now is not None or shell.pictures.holds_anything:
            self.left_behind.append(f"{turn}: somebody is still known")
        if turn % self.looked_at_every == 1:
            self.looks_at_the_first_page(turn)

    def looks_at_the_first_page(self, turn: int) -> None:
        seen = poster_without_its_clock(self.terminal)
        if self.first_page is None:
            self.first_page = seen
        elif np.abs(seen - self.first_page).max() > SHADE:
            self.left_behind.append(f"{turn}: the first page looks otherwise")

    def sees(self, page: str) -> None:
        self.terminal.sees(page)
        self.draws()
        self.pages += 1
        told = others_in("\n".join(texts_in(self.terminal)), self.here, self.before)
        self.left_behind += [f"{self.here.turn} on {page}: {trace}" for trace in told]

    def draws(self) -> QImage:
        """A whole frame, as the screen gets it; the pages before it go, as they do where Qt's own loop runs."""
        self.terminal.application.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return self.terminal.window.grabWindow()

    def identifies(self, service: str) -> None:
        terminal = self.terminal
        self.sees("IdCard")
        terminal.devices.reader.show(self.here.card())
        self.sees("LicenceCode")
        holders = {self.here.number: HolderRole.LEGAL_REPRESENTATIVE}
        licence = ShownLicence(datetime.now(UTC), holders, uscc=self.here.uscc, entity_name=self.here.enterprise)
        terminal.central.show_licence(f"code-{self.here.turn}", licence)
        terminal.devices.scanner.show(Scan(f"code-{self.here.turn}"))
        del service

    def opens(self, service: str) -> None:
        self.terminal.shell.start()
        self.terminal.shell.openService(service)

    def says_goodbye(self) -> None:
        self.sees("Goodbye")
        self.terminal.shell.endVisit()


# ---- the ways people go ----


def report_is_printed(passage: Passage) -> None:
    comes_to_check_of_the_report(passage)
    passage.terminal.flow.confirm()
    passage.sees("Preview")
    passage.terminal.flow.confirm()
    passage.sees("Done")
    passage.terminal.flow.confirm()
    passage.sees("Rating")
    passage.terminal.shell.rate(5)
    passage.says_goodbye()


def report_is_given_up_in_other_clothes(passage: Passage) -> None:
    look = passage.terminal.shell.appearance
    look.turn_contrast()
    look.turn_text_size()
    passage.terminal.shell.toggleLanguage()
    comes_to_check_of_the_report(passage)
    passage.terminal.shell.endVisit()
    passage.says_goodbye()


def comes_to_check_of_the_report(passage: Passage) -> None:
    terminal = passage.terminal
    passage.opens(REPORT)
    passage.sees("Version")
    terminal.waits_for(lambda: terminal.flow.property("versions"), "the versions")
    terminal.flow.chooseVersion("no-violations")
    passage.identifies(terminal.flow.licensed_service)
    passage.sees("Consent")
    terminal.flow.confirm()
    passage.sees("Scope")
    terminal.flow.confirm()
    passage.sees("PurposePage")
    terminal.flow.choosePurpose("bidding")
    terminal.flow.confirm()
    passage.sees("Check")


def appeal_is_filed_in_own_words(passage: Passage) -> None:
    terminal = passage.terminal
    comes_to_phone_of_the_appeal(passage, words=True)
    terminal.flow.confirm()
    passage.sees("Check")
    terminal.flow.confirm()
    passage.sees("Filed")
    terminal.flow.printSlip()
    terminal.is_answered()
    terminal.flow.confirm()
    passage.sees("Rating")
    terminal.shell.rate(0)
    passage.says_goodbye()


def appeal_runs_out_of_time_in_elder_clothes(passage: Passage) -> None:
    passage.terminal.shell.elder()
    comes_to_phone_of_the_appeal(passage, words=False)
    passage.terminal.shell.end_visit(Ending.TIMEOUT)
    passage.says_goodbye()


def comes_to_phone_of_the_appeal(passage: Passage, *, words: bool) -> None:
    terminal = passage.terminal
    passage.opens(APPEAL)
    passage.identifies(APPEAL)
    passage.sees("TopicPage")
    terminal.flow.chooseTopic("税费")
    terminal.flow.confirm()
    passage.sees("Matters")
    terminal.flow.toggleMatter(terminal.flow.property("matters")[0]["id"])
    if words:
        terminal.flow.writeOwnWords()
        passage.sees("OwnWords")
        terminal.flow.setWords(passage.here.own_words)
    terminal.flow.confirm()
    passage.sees("Phone")
    terminal.flow.setPhone(passage.here.phone)
    passage.draws()


def somebody_else_is_asked_after(passage: Passage) -> None:
    """The query code of nobody; then home, and away."""
    terminal = passage.terminal
    passage.opens(PROGRESS)
    passage.sees("QueryCode")
    terminal.flow.setQueryCode(f"{passage.here.turn:012d}")
    terminal.flow.confirm()
    terminal.waits_for(lambda: terminal.flow.property("problem"), "words of a code that nobody knows")
    passage.draws()
    terminal.shell.home()
    passage.sees("Home")
    terminal.shell.endVisit()
    if terminal.shell.page_name == "Goodbye":
        passage.says_goodbye()


def walks_away_before_the_window(passage: Passage) -> None:
    passage.opens(APPEAL)
    passage.identifies(APPEAL)
    passage.sees("TopicPage")
    passage.terminal.shell.endVisit()
    passage.says_goodbye()


WALKS = (
    report_is_printed,
    appeal_is_filed_in_own_words,
    walks_away_before_the_window,
    report_is_given_up_in_other_clothes,
    somebody_else_is_asked_after,
    appeal_runs_out_of_time_in_elder_clothes,
)


# ---- what is looked at ----


def texts_in(terminal: Terminal) -> Iterator[str]:
    """Every word the window holds, drawn or not, and every name and hint that assistive technology is told."""
    waiting = [terminal.window.contentItem()]
    while waiting:
        item = waiting.pop()
        text = item.property("text")
        if isinstance(text, str) and text:
            yield text
        waiting += item.childItems()
    yield from told_below(QAccessible.queryAccessibleInterface(terminal.window))


def told_below(interface: QAccessibleInterface) -> Iterator[str]:
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is not None:
            yield child.text(QAccessible.Text.Name)
            yield child.text(QAccessible.Text.Description)
            yield from told_below(child)


def poster_without_its_clock(terminal: Terminal) -> Any:
    """The first page's pixels; time and date painted over."""
    picture = terminal.settle()
    painter = QPainter(picture)
    for item in clocks_in(terminal.page, [terminal.shell.property("clock"), terminal.shell.property("dateText")]):
        painter.fillRect(item.mapRectToScene(QRectF(0, 0, item.width(), item.height())), "black")
    painter.end()
    return np.frombuffer(picture.constBits(), np.uint8).astype(np.int16)


def clocks_in(item: QQuickItem, told: list[object]) -> Iterator[QQuickItem]:
    if any(item.property("text") == words for words in told):
        yield item
    for child in item.childItems():
        yield from clocks_in(child, told)


def resident_kilobytes() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0])


def held_open() -> tuple[int, int]:
    """Descriptors and threads."""
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))


def nothing_piles_up(measured: list[tuple[int, int, int]]) -> bool:
    """Descriptors and threads come and go; what each visitor left would be more at every moment of the second half."""
    half = len(measured) // 2
    before, after = measured[:half], measured[half:]
    return all(min(row[place] for row in after) <= max(row[place] for row in before) for place in (1, 2))


@pytest.fixture
def passage(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Passage]:
    QAccessible.setActive(True)
    terminal = Terminal(qapp, tmp_path)
    terminal.central = ForgetfulCentre(tmp_path / "centre")
    terminal.central.passing = PasserBy(0)
    terminal.switch_on()
    yield Passage(terminal)
    terminal.dress(PLAIN)
    terminal.switch_off()
    assert terminal.defects == []
    assert terminal.complaints == []


def pass_by(passage: Passage, visits: int) -> list[tuple[int, int, int]]:
    """Memory, descriptors and threads after each hundredth part of the visits."""
    measured = []
    for turn in range(1, visits + 1):
        passage.comes(turn, WALKS[turn % len(WALKS)])
        if turn % max(1, visits // 100) == 0:
            measured.append((resident_kilobytes(), *held_open()))
            if visits > VISITS and turn % max(1, visits // 20) == 0:
                sys.stderr.write(f"{turn} visits, {passage.pages} pages, {measured[-1]}\n")
    return measured


@pytest.mark.timeout(300)
def test_nothing_of_one_visitor_is_on_the_next_ones_pages(passage: Passage) -> None:
    measured = pass_by(passage, VISITS)

    assert passage.left_behind == []
    assert passage.pages > 5 * VISITS
    assert nothing_piles_up(measured)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_ten_thousand_visitors_leave_nothing_and_the_terminal_does_not_grow(passage: Passage) -> None:
    passage.looked_at_every = LOOKED_AT_EVERY_LONG

    measured = pass_by(passage, LONG)
    half, fifth = len(measured) // 2, len(measured) // 20

    assert passage.left_behind == []
    assert median(row[0] for row in measured[-fifth:]) <= GROWS_AT_MOST * median(
        row[0] for row in measured[half : half + fifth]
    )
    assert nothing_piles_up(measured)
