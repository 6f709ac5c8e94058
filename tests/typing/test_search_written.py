"""找一件事 for who does not think in first letters: written by hand, spelt, or put there from outside; found while it is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gallery.terminal import Terminal, a_terminal
from ink_samples import WORK, flat
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import qmlEngine


@pytest.fixture
def terminal(qapp: QGuiApplication, tmp_path: Path, helpers: None) -> Iterator[Terminal]:
    """Somebody has opened the search and asked to write."""
    with a_terminal(qapp, tmp_path, lambda _terminal: None) as terminal:
        terminal.waits_for(lambda: terminal.shell.searching._index is not None, "the index")
        terminal.shell.start()
        terminal.shell.openSearch()
        terminal.settle()
        assert terminal.presses("search.write")
        terminal.settle()
        yield terminal
        assert terminal.complaints == []


def typist(terminal: Terminal) -> Any:
    return qmlEngine(terminal.window).singletonInstance("kiosk.typing", "Typist")


def found(terminal: Terminal) -> list[str]:
    return [row["title"] for row in terminal.shell.searching.property("rows")]


def test_character_written_by_hand_is_looked_for(terminal: Terminal) -> None:
    typist(terminal).draw(flat(WORK))
    terminal.waits_for(lambda: typist(terminal).property("candidates"), "candidates")
    offered = [row["text"] for row in typist(terminal).property("candidates")]
    terminal.settle()

    assert terminal.presses(f"candidate.{offered.index('工')}")

    terminal.waits_for(lambda: terminal.shell.searching.property("query") == "工", "what was chosen")
    assert any("工" in title for title in found(terminal))


@pytest.mark.usefixtures("spelling")
def test_pinyin_becomes_characters_and_these_are_found(terminal: Terminal) -> None:
    assert terminal.presses("way.pinyin")
    terminal.settle()
    for letter in "zhizhao":
        assert terminal.presses(f"key.{letter}")
    terminal.waits_for(lambda: typist(terminal).property("candidates"), "candidates")
    offered = [row["text"] for row in typist(terminal).property("candidates")]
    terminal.settle()

    assert terminal.presses(f"candidate.{offered.index('执照')}")

    terminal.waits_for(lambda: terminal.shell.searching.property("query") == "执照", "what was chosen")
    assert any("执照" in title for title in found(terminal))


def test_what_is_found_stands_on_the_page_before_and_the_words_with_it(terminal: Terminal) -> None:
    typist(terminal).put("信用报告")
    there = found(terminal)

    assert terminal.presses("primary")
    terminal.settle()

    assert terminal.shell.page_name == "Search"
    assert terminal.presses("found.S901")
    assert there[0] == "信用报告"


def test_nothing_of_it_stays_when_the_visit_is_over(terminal: Terminal) -> None:
    typist(terminal).put("信用报告")

    terminal.shell.endVisit()
    terminal.settle()

    assert terminal.shell.searching.property("query") == ""
    assert typist(terminal).property("text") == ""


def test_back_leads_to_the_letters(terminal: Terminal) -> None:
    terminal.shell.back()

    assert terminal.shell.page_name == "Search"
