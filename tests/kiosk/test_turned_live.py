"""Size of text, contrast, 长辈版, 低位 and language, turned on the page that is up: no answer, no place, no focus and no wait is lost."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gallery.terminal import Terminal, a_terminal, everything_in
from gallery.visits import appeals, credit
from gallery.visits.every import EVERY_VISIT, Visit
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from kiosk.shell.appearance import TEXT_SCALES

TURNS: dict[str, tuple[Callable[[Any], None], int]] = {
    "size of text": (lambda shell: shell.cycleTextSize(), len(TEXT_SCALES)),
    "contrast": (lambda shell: shell.cycleContrast(), 2),
    "长辈版": (lambda shell: shell.elder(), 2),
    "language": (lambda shell: shell.toggleLanguage(), 2),
    "低位": (lambda shell: shell.toggleLow(), 2),
}
"""How each is turned, and after how many turns everything is as it was."""

CHOSEN_BY_IT = frozenset({"Attract", "Home", "HomeElder", "OutOfService"})
"""长辈版 has a home page of its own: there it turns the page, and is meant to."""

MADE_ANEW = {"长辈版": {"title"}}
"""Where other rows stand instead of those that had the focus, as on the page of answers, the heading has it."""

OF_THE_CLOCK = frozenset({"seconds", "secondsLeft", "clock"})

PATIENCE_SECONDS = 3.0

SHORT = (Visit(credit.questions), Visit(appeals.appeal_with_the_wire))


class Place:
    """Where somebody is on a page: which page, what it holds, which sheet is up, where the focus is."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        terminal.page.setProperty("marked", True)
        self._name = terminal.shell.page_name
        self._flow = terminal.flow
        self._stage = terminal.flow.stage.name if terminal.flow else ""
        self._held = held(terminal.flow)
        self._body = body_of(terminal.page)
        self._sheet = self._body.property("sheet") if self._body else 0
        self._focused = focus(terminal)
        self._at = self._body.property("at") if self._body and not is_within(self._body, terminal) else None

    def all_lost(self, turned: str, *, turned_back: bool) -> list[str]:
        return list(self.lost(turned, turned_back=turned_back))

    def lost(self, turned: str, *, turned_back: bool) -> Iterator[str]:
        """What is no longer as it was. Words and sheets may differ until everything is turned back."""
        terminal = self._terminal
        if terminal.shell.page_name != self._name or terminal.flow is not self._flow:
            yield f"it is another page: {terminal.shell.page_name}"
            return
        if terminal.page.property("marked") is not True:
            yield "the page was made anew"
            return
        if self._flow is not None and self._flow.stage.name != self._stage:
            yield f"the service went on to {self._flow.stage.name}"
        if self._at is not None and self._at.opacity() == 0:
            yield "what the visitor had turned to is on another sheet"
        if focus(terminal) not in {self._focused, *MADE_ANEW.get(turned, set())}:
            yield f"the focus went from {self._focused} to {focus(terminal)}"
        if turned_back:
            yield from self._not_come_back()

    def _not_come_back(self) -> Iterator[str]:
        now = held(self._flow)
        yield from (
            f"{name} was {self._held[name]!r} and is {now[name]!r}" for name in now if now[name] != self._held[name]
        )
        if self._body is not None and self._body.property("sheet") != self._sheet:
            yield f"sheet {self._sheet} was up and {self._body.property('sheet')} is"


def held(flow: QObject | None) -> dict[str, object]:
    """Every answer and everything else the flow lets its pages see."""
    if flow is None:
        return {}
    meta = flow.metaObject()
    names = [str(meta.property(place).name()) for place in range(meta.propertyCount())]
    return {name: asked(flow, name) for name in names if name not in OF_THE_CLOCK}


def asked(flow: QObject, name: str) -> object:
    """As Python asks: what no page of this stage asks for may have no answer yet."""
    try:
        return getattr(flow, name)
    except RuntimeError:
        return None


def body_of(page: QQuickItem) -> QQuickItem | None:
    return next((item for item in everything_in(page) if item.metaObject().className().startswith("KBody")), None)


def is_within(body: QQuickItem, terminal: Terminal) -> bool:
    item = terminal.window.activeFocusItem()
    while item is not None and item is not body:
        item = item.parentItem()
    return item is body


def focus(terminal: Terminal) -> str:
    item = terminal.window.activeFocusItem()
    return f"{item.objectName() or item.metaObject().className()}" if item else "nowhere"


def lets_it_be_laid_out(terminal: Terminal) -> None:
    for _ in range(4):
        terminal.application.processEvents()


def somewhere(terminal: Terminal) -> None:
    """The visitor has turned to the last sheet, or works by keys and is at the last thing that can be chosen."""
    for _ in range(12):
        if not terminal.presses("pager.on"):
            break
        lets_it_be_laid_out(terminal)
    body = body_of(terminal.page)
    within = [item for item in everything_in(body) if item.property("live") is True] if body else []
    if within and terminal.page.property("sheets") == 1:
        within[-1].forceActiveFocus()


def losses(terminal: Terminal, stop: str) -> Iterator[str]:
    somewhere(terminal)
    lets_it_be_laid_out(terminal)
    for name, (turn, times) in TURNS.items():
        place = Place(terminal)
        if name == "长辈版" and (
            terminal.shell.page_name in CHOSEN_BY_IT or terminal.shell.property("secondsLeft") >= 0
        ):
            continue  # and who is asked whether they are there has more time with it: the question goes
        for done in range(1, times + 1):
            turn(terminal.shell)
            lost = still_lost(terminal, partial(place.all_lost, name, turned_back=done == times))
            yield from (f"{stop}, {name} turned {done}: {what}" for what in lost)


def still_lost(terminal: Terminal, look: Callable[[], list[str]]) -> list[str]:
    """What is lost when everything has been laid out anew: that takes some frames."""
    lets_it_be_laid_out(terminal)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (lost := look()) and time.monotonic() < deadline:
        terminal.application.processEvents()
    return lost


def walked(visit: Visit, application: QGuiApplication, folder: Path) -> list[str]:
    """A visit to its end, everything turned at every stop. What waits for a card or a code still waits: the visit goes on by it."""
    lost: list[str] = []
    with a_terminal(application, folder, visit.prepare) as terminal:
        for stop in visit.walk(terminal):
            lost += losses(terminal, stop)
        assert terminal.defects == []
        assert terminal.complaints == []
    return lost


@pytest.mark.parametrize("visit", SHORT, ids=lambda visit: visit.name)
def test_nothing_is_lost_by_turning_how_it_looks(visit: Visit, qapp: QGuiApplication, tmp_path: Path) -> None:
    lost = walked(visit, qapp, tmp_path)

    assert lost == [], "\n" + "\n".join(lost)


@pytest.mark.soak
@pytest.mark.parametrize("visit", EVERY_VISIT, ids=lambda visit: visit.name)
def test_nothing_is_lost_on_any_page_by_turning_how_it_looks(
    visit: Visit, qapp: QGuiApplication, tmp_path: Path
) -> None:
    lost = walked(visit, qapp, tmp_path)

    assert lost == [], "\n" + "\n".join(lost)
