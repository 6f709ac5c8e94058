"""The card is pulled out in mid-visit: nothing is shown until the same card is back, and after a minute nothing is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from card_slot import CardSlot, another_card
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import NUMBER, QuickTerminal, a_card

from kiosk.shell import card_lock


@pytest.fixture
def slot() -> CardSlot:
    return CardSlot()


@pytest.fixture
def visit(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path, slot: CardSlot) -> Iterator[QuickTerminal]:
    """Somebody has put their card in, without the wire, and is asked for the enterprise."""
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, more={"card_reader": slot})
    terminal.central.cut()
    terminal.hands.sync.wake()
    terminal.waits_for(lambda: terminal.shell.around.online is False)
    terminal.shell.start()
    terminal.shell.openService("S101")
    slot.put_in(a_card())
    terminal.sees("EnterpriseCode")
    terminal.flow.setUscc("91441900")
    yield terminal
    terminal.shell.endVisit()
    terminal.close()
    assert terminal.defects == []


def test_the_page_is_hidden_as_soon_as_the_card_is_out(visit: QuickTerminal, slot: CardSlot) -> None:
    before = visit.shell.property("who")

    slot.pull_out()
    visit.sees("Locked")

    assert (before, visit.shell.property("who")) == ("张××", "")
    assert (visit.shell.property("canGoBack"), visit.shell.property("canGoHome")) == (False, False)


def test_the_same_card_unlocks_it_and_everything_is_as_it_was(visit: QuickTerminal, slot: CardSlot) -> None:
    slot.pull_out()
    visit.sees("Locked")

    slot.put_in(a_card())
    visit.sees("EnterpriseCode")

    assert (visit.flow.property("uscc"), visit.shell.property("who")) == ("91441900", "张××")


def test_it_locks_again_when_the_card_goes_again(visit: QuickTerminal, slot: CardSlot) -> None:
    for _ in range(3):
        slot.pull_out()
        visit.sees("Locked")
        slot.put_in(a_card())
        visit.sees("EnterpriseCode")

    assert visit.flow.property("uscc") == "91441900"


def test_another_card_does_not_unlock_it_and_is_told_so(visit: QuickTerminal, slot: CardSlot) -> None:
    slot.pull_out()
    visit.sees("Locked")

    slot.put_in(another_card())
    visit.waits_for(lambda: visit.shell.card_lock.property("problem")["title"])
    refused = visit.shell.page_name
    slot.pull_out()
    slot.put_in(a_card())
    visit.sees("EnterpriseCode")

    assert refused == "Locked"


def test_after_a_minute_it_is_wiped(visit: QuickTerminal, slot: CardSlot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_lock, "WITHIN_SECONDS", 1)

    slot.pull_out()
    visit.sees("Goodbye")

    assert visit.flow is None
    assert NUMBER not in repr(vars(visit.shell.visit))


def test_no_way_round_leads_back_in(visit: QuickTerminal, slot: CardSlot) -> None:
    slot.pull_out()
    visit.sees("Locked")

    visit.shell.help()
    visit.shell.leaveHelp()
    after_help = visit.shell.page_name
    visit.shell.back()
    visit.shell.home()

    assert after_help == "Locked"
    assert visit.shell.property("who") == ""


def test_who_ends_it_leaves_nothing(visit: QuickTerminal, slot: CardSlot) -> None:
    slot.pull_out()
    visit.sees("Locked")

    visit.shell.endVisit()
    slot.put_in(a_card())
    visit.lets_everything_come_home()

    assert visit.shell.page_name == "Goodbye"
    assert not visit.shell.card_lock.is_locked


def test_a_card_that_was_only_laid_down_may_be_taken_away(terminal: QuickTerminal) -> None:
    """The usual reader cannot tell, and nobody is locked out for lifting a card that was read."""
    terminal.identifies("S101")
    terminal.sees("TopicPage")
    terminal.lets_everything_come_home()

    assert terminal.shell.page_name == "TopicPage"
