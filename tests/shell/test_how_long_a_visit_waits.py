"""还在吗? after a minute, wiped twenty seconds later; three minutes for who needs them; sooner when nobody stands there any more."""

from __future__ import annotations

import pytest
from quick_terminal import QuickTerminal


def limits(terminal: QuickTerminal) -> tuple[int, int]:
    return terminal.shell.idle.limits


def test_a_minute_until_it_is_asked_and_twenty_seconds_to_answer(terminal: QuickTerminal) -> None:
    terminal.shell.start()

    assert limits(terminal) == (60, 80)


def test_who_reads_large_or_listens_has_three_minutes(terminal: QuickTerminal) -> None:
    terminal.shell.elder()
    elder = limits(terminal)
    terminal.shell.elder()
    terminal.shell.voice_is_on(True)
    listening = limits(terminal)
    terminal.shell.voice_is_on(False)

    assert (elder, listening, limits(terminal)) == ((160, 180), (160, 180), (60, 80))


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_next_visitor_has_the_time_everybody_has(terminal: QuickTerminal, mode: str) -> None:
    if mode == "elder":
        terminal.shell.elder()
    else:
        terminal.shell.start()

    terminal.shell.endVisit()

    assert limits(terminal) == (60, 80)


def test_who_has_gone_is_asked_sooner_and_who_comes_back_goes_on(terminal: QuickTerminal) -> None:
    idle = terminal.shell.idle
    idle.ask_who_has_gone(5)
    terminal.shell.start()

    terminal.shell.somebody_stands_there(False)
    for _ in range(4):
        idle._each_second()
    before = idle.seconds_left
    idle._each_second()
    asked = idle.seconds_left
    terminal.shell.somebody_stands_there(True)
    terminal.shell.stillHere()

    assert (before, asked, idle.seconds_left) == (-1, 20, -1)
