"""The plug was pulled while a paper was printing: after the start the printer is asked, and the centre is told what is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal, utc_now

from app.contract.jobs import JobKind
from printing.ledger import Ledger, Stage
from printing.spooler import SLIP

REPORT = "DGXY20261123T00030000142"


@pytest.fixture
def torn(tmp_path: Path, qtbot: QtBot, qapp: QGuiApplication) -> Iterator[QuickTerminal]:
    ledger = Ledger(":memory:", utc_now)
    for number in (REPORT, SLIP + "T03-017"):
        ledger.begin(number, 1, pages=2, sha256="0" * 64, by="visitor")
        ledger.move(number, 1, Stage.SENT)
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, ledger=ledger)
    yield terminal
    terminal.close()


def test_centre_hears_of_the_paper_a_power_cut_left_behind(torn: QuickTerminal) -> None:
    torn.waits_for(lambda: [job for job in torn.outbox.jobs() if job.kind == JobKind.PRINT_OUTCOME])

    assert torn.ledger.rows(REPORT)[0].stage is Stage.OUT
    assert torn.ledger.under_way() == ()


def test_slip_that_nobody_can_ask_about_waits_for_a_person(torn: QuickTerminal) -> None:
    torn.waits_for(lambda: torn.ledger.for_a_person())

    assert [row.number for row in torn.ledger.for_a_person()] == [SLIP + "T03-017"]
    torn.lets_everything_come_home()
    assert len([job for job in torn.outbox.jobs() if job.kind == JobKind.PRINT_OUTCOME]) == 1
