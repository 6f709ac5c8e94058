"""找一件事: keyed in letter by letter on the page, found before the next key, opened or told where else; and forgotten at goodbye."""

from __future__ import annotations

import pytest
from quick_terminal import QuickTerminal


@pytest.fixture
def finding(terminal: QuickTerminal) -> QuickTerminal:
    """Somebody has opened the search."""
    terminal.waits_for(lambda: terminal.shell.searching._index is not None)
    terminal.shell.start()
    terminal.shell.openSearch()
    return terminal


def keys_in(terminal: QuickTerminal, letters: str) -> None:
    for letter in letters:
        terminal.shell.searching.put(letter)


def rows(terminal: QuickTerminal) -> list[dict[str, object]]:
    return list(terminal.shell.searching.property("rows"))


def test_four_letters_and_a_tap_open_the_report(finding: QuickTerminal) -> None:
    keys_in(finding, "xybg")
    first = rows(finding)[0]

    finding.shell.openService(first["id"])
    finding.sees("Version")

    assert (first["id"], first["closed"]) == ("S901", False)


def test_what_is_not_done_here_says_where_and_back_leads_to_what_was_found(finding: QuickTerminal) -> None:
    keys_in(finding, "guangongsi")
    (row,) = rows(finding)

    finding.shell.openService(row["id"])
    door = dict(finding.shell.property("closedService"))
    closed = finding.shell.page_name
    finding.shell.back()

    assert (row["id"], row["closed"], closed) == ("S403", True, "Closed")
    assert door["where"] == row["where"] != ""
    assert (finding.shell.page_name, finding.shell.searching.property("query")) == ("Search", "guangongsi")


def test_another_name_for_what_is_here_opens_it(finding: QuickTerminal) -> None:
    finding.shell.openService("S902")
    finding.sees("Version")

    assert type(finding.shell.flow_now).__name__ == "CreditReportFlow"


@pytest.mark.parametrize(("service", "page"), [("S007", "Help"), ("S010", "HomeElder")])
def test_what_every_page_has_a_button_for_is_found_too(finding: QuickTerminal, service: str, page: str) -> None:
    (row,) = (
        one
        for one in finding.shell.menu.service_rows("stage.public", finding.shell.around, str)
        if one["id"] == service
    )

    finding.shell.turn_to_own("Home")
    finding.shell.openService(service)

    assert (row["closed"], finding.shell.page_name) == (False, page)


def test_a_tile_that_closes_closes_in_what_was_found(finding: QuickTerminal) -> None:
    keys_in(finding, "xybg")
    before = rows(finding)[0]["closed"]

    finding.central.cut()
    finding.hands.sync.wake()
    finding.waits_for(lambda: finding.shell.around.online is False)

    row = next(row for row in rows(finding) if row["id"] == "S901")
    assert (before, row["closed"], row["reason"]) == (False, True, "网络不通，暂时办不了")


def test_nothing_found_says_so_and_nothing_asked_does_not(finding: QuickTerminal) -> None:
    before = finding.shell.searching.property("nothing")

    keys_in(finding, "qqzz")

    assert (before, finding.shell.searching.property("nothing"), rows(finding)) == (False, True, [])


def test_erasing_goes_back_letter_by_letter(finding: QuickTerminal) -> None:
    keys_in(finding, "fp")
    found = rows(finding)
    keys_in(finding, "zz")

    finding.shell.searching.erase()
    finding.shell.searching.erase()

    assert rows(finding) == found != []


def test_no_question_stays_for_the_next_visitor(finding: QuickTerminal) -> None:
    keys_in(finding, "tuoqian")

    finding.shell.home()
    finding.shell.endVisit()

    assert finding.shell.searching.property("query") == ""
    assert rows(finding) == []


def test_in_english_tiles_speak_english(finding: QuickTerminal) -> None:
    finding.shell.toggleLanguage()

    keys_in(finding, "loan")

    titles = [row["title"] for row in rows(finding)]
    finding.shell.toggleLanguage()
    assert "Compare loans" in titles
