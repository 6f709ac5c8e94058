"""A terminal from which the centre takes nothing any more asks nobody to type what it could not deliver (reliability A10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from appeal_samples import an_appeal
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal

from app.central import Refused
from app.contract.jobs import Batch
from app.fake_central import FakeCentral
from app.outbox import JobState


class Stopping(FakeCentral):
    """Takes no batch while it says why not."""

    code = ""

    def deliver(self, batch: Batch) -> Any:
        return Refused(self.code, status=409) if self.code else super().deliver(batch)


@pytest.fixture
def centre() -> Stopping:
    return Stopping()


@pytest.fixture
def stopped(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path, centre: Stopping) -> Iterator[QuickTerminal]:
    made = QuickTerminal(tmp_path / "terminal", qtbot, qapp, central=centre)
    yield made
    made.close()
    assert made.defects == []


def files_one(terminal: QuickTerminal) -> None:
    now = datetime.now(UTC)
    terminal.outbox.file([an_appeal(now)], now)
    terminal.hands.sync.wake()


@pytest.mark.parametrize("code", ["terminal-forked", "incarnation-other", "terminal-unknown"])
def test_filing_is_closed_while_the_centre_takes_nothing_and_opens_again(
    stopped: QuickTerminal, centre: Stopping, code: str
) -> None:
    centre.code = code
    files_one(stopped)
    stopped.waits_for(lambda: stopped.shell.around.no_room == "shut-out")

    stopped.shell.start()
    stopped.shell.openService("S101")
    closed = (stopped.shell.page_name, dict(stopped.shell.property("closedService")))
    kept = [job.state for job in stopped.outbox.jobs()]
    centre.code = ""
    stopped.waits_for(lambda: not stopped.shell.around.no_room)
    stopped.shell.openService("S101")

    assert closed[0] == "Closed"
    assert closed[1]["reason"] == "这台机暂停收件"
    assert "窗口" in closed[1]["act"]
    assert set(kept) <= {JobState.READY, JobState.SENDING}, "what was filed before stays, and is nobody's to touch"
    assert stopped.shell.page_name == "IdCard"
    stopped.waits_for(lambda: stopped.outbox.pending() == [])


def test_a_wire_that_is_cut_then_tells_nothing_better(stopped: QuickTerminal, centre: Stopping) -> None:
    centre.code = "terminal-forked"
    files_one(stopped)
    stopped.waits_for(lambda: stopped.shell.around.no_room == "shut-out")

    centre.cut()
    stopped.waits_for(lambda: stopped.shell.around.online is False)

    assert stopped.shell.around.no_room == "shut-out"


def test_refusal_that_passes_closes_nothing(stopped: QuickTerminal, centre: Stopping) -> None:
    centre.code = "clock-skew"
    files_one(stopped)

    stopped.waits_for(lambda: stopped.hands.sync.link.refusal == "clock-skew")
    stopped.lets_everything_come_home()

    assert stopped.shell.around.no_room == ""
