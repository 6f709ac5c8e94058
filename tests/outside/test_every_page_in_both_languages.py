"""Every page there is, come by as visitors come by it, in Chinese and in English: Qt complains of nothing, and no word is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from audit.checks.language import CHINESE, without_names
from gallery.terminal import Terminal, a_terminal, everything_in
from gallery.visits.every import EVERY_VISIT, Visit
from PySide6.QtGui import QGuiApplication

SHORT = EVERY_VISIT[:3]


def walked(visit: Visit, application: QGuiApplication, folder: Path) -> tuple[int, list[str], list[str]]:
    """How many pages, what Qt complained of, and Chinese left in English pages."""
    left: list[str] = []
    pages = 0
    with a_terminal(application, folder, visit.prepare) as terminal:
        for name in visit.walk(terminal):
            terminal.settle()
            terminal.shell.toggleLanguage()
            terminal.settle()
            left += [f"{name}: {words}" for words in chinese_on(terminal)]
            terminal.shell.toggleLanguage()
            pages += 1
        assert terminal.defects == []
        return pages, list(terminal.complaints), left


def chinese_on(terminal: Terminal) -> Iterator[str]:
    """Names of people, firms and places stay as they are; the audit says which."""
    for item in everything_in(terminal.page):
        words = item.property("text")
        if isinstance(words, str) and CHINESE.search(without_names(words)):
            yield words


@pytest.mark.parametrize("visit", SHORT, ids=[visit.name for visit in SHORT])
def test_pages_of_a_visit_have_words_in_both_languages_and_no_warnings(
    visit: Visit, qapp: QGuiApplication, tmp_path: Path
) -> None:
    pages, complaints, left = walked(visit, qapp, tmp_path)

    assert pages
    assert complaints == []
    assert left == []


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("visit", EVERY_VISIT[3:], ids=[visit.name for visit in EVERY_VISIT[3:]])
def test_pages_of_every_visit_have_words_in_both_languages_and_no_warnings(
    visit: Visit, qapp: QGuiApplication, tmp_path: Path
) -> None:
    pages, complaints, left = walked(visit, qapp, tmp_path)

    assert pages
    assert complaints == []
    assert left == []
