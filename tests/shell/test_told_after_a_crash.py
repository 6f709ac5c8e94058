"""Killed between the promise and the page: the first screen tells the visitor their number, for three minutes, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from appeal_samples import an_appeal
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import NUMBER, USCC, QuickTerminal

from app.fake_central import FakeCentral
from app.outbox import FiledJob, Outbox
from app.outbox.telling import uptime

Starts = Callable[[], QuickTerminal]


@dataclass
class Place:
    """A terminal's home and its centre, before and after the plug was pulled."""

    home: Path
    central: FakeCentral

    def files_and_dies(self, ago: timedelta = timedelta()) -> FiledJob:
        """The promise is on the disk; no page, no goodbye. The machine goes on, the program begins anew."""
        at, then = datetime.now(UTC) - ago, replace(uptime(), seconds=uptime().seconds - ago.total_seconds())
        key = self.central.sealing_public_key
        with Outbox(self.home, sealing_public_key=key, short_name="03", ticks=lambda: then) as outbox:
            return outbox.file([an_appeal(at)], at)[0]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "terminal", FakeCentral())


@pytest.fixture
def starts(place: Place, qapp: QGuiApplication, qtbot: QtBot) -> Iterator[Starts]:
    made: list[QuickTerminal] = []

    def start() -> QuickTerminal:
        made.append(QuickTerminal(place.home, qtbot, qapp, central=place.central))
        return made[-1]

    yield start
    for terminal in made:
        terminal.close()
        assert terminal.defects == []


def told(terminal: QuickTerminal) -> dict[str, Any]:
    return dict(terminal.shell.property("recovered"))


def test_first_screen_tells_the_number_and_what_it_is_for_and_no_name(place: Place, starts: Starts) -> None:
    filed = place.files_and_dies()

    terminal = starts()
    terminal.sees("Recovered")

    terminal.waits_for(lambda: told(terminal)["accepted"])
    said = told(terminal)
    assert said["kind"] == "提交企业诉求"
    assert said["number"].replace(" ", "") == terminal.outbox.jobs()[0].receipt.replace(" ", "")
    assert filed.local_no
    assert [secret for secret in ("张测试", NUMBER, USCC, "13800000000") if secret in str(said)] == []


def test_while_the_centre_has_not_taken_it_the_local_number_is_told(place: Place, starts: Starts) -> None:
    filed = place.files_and_dies()
    with Outbox(place.home, sealing_public_key=place.central.sealing_public_key, short_name="03") as outbox:
        found = outbox.untold(datetime.now(UTC))

    assert found is not None
    assert (found.job.local_no, found.job.receipt) == (filed.local_no, "")


def test_number_noted_down_leads_to_the_poster_and_is_not_told_again(place: Place, starts: Starts) -> None:
    place.files_and_dies()
    terminal = starts()
    terminal.sees("Recovered")

    terminal.shell.leaveRecovered()
    terminal.sees("Attract")
    terminal.lets_everything_come_home()

    assert told(terminal) == {}
    assert terminal.outbox.untold(datetime.now(UTC)) is None


def test_after_three_minutes_it_is_told_to_nobody(place: Place, starts: Starts) -> None:
    place.files_and_dies(ago=timedelta(minutes=3, seconds=1))

    terminal = starts()
    terminal.lets_everything_come_home()

    assert (terminal.shell.page_name, told(terminal)) == ("Attract", {})


def test_when_the_three_minutes_are_over_the_page_goes_by_itself(place: Place, starts: Starts) -> None:
    place.files_and_dies(ago=timedelta(minutes=2, seconds=58))

    terminal = starts()
    terminal.sees("Recovered")
    terminal.sees("Attract")

    assert told(terminal) == {}


def test_time_that_runs_out_on_the_help_page_leaves_nothing_behind(place: Place, starts: Starts) -> None:
    place.files_and_dies()
    terminal = starts()
    terminal.sees("Recovered")
    terminal.shell.help()

    terminal.shell.leaveRecovered()
    stays = terminal.shell.page_name
    terminal.shell.leaveHelp()

    assert (stays, terminal.shell.page_name) == ("Help", "Attract")


def test_a_visit_that_came_to_its_end_is_told_to_nobody_after_a_crash(place: Place, starts: Starts) -> None:
    terminal = starts()
    terminal.comes_to_check_of_the_appeal()
    terminal.flow.confirm()
    terminal.sees("Filed")
    before = terminal.outbox.untold(datetime.now(UTC))

    terminal.shell.finish()
    terminal.shell.rate(0)
    terminal.lets_everything_come_home()

    assert before is not None
    assert terminal.outbox.untold(datetime.now(UTC)) is None
