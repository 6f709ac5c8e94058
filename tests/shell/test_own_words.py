"""An appeal in one's own words: optional, sealed with the job, shown before it is filed, on no slip, and gone with the visit."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from quick_terminal import QuickTerminal

from app.contract.appeal import AppealFiled
from kiosk.typing import engines
from kiosk.typing.helper import HelperState
from printing.document import Document

WORDS = "房东要求年底前搬走，附近找不到一千平方米左右的厂房，希望帮忙协调。" * 3
PLACE = "东莞市寮步镇横坑社区"


@pytest.fixture(autouse=True)
def helpers_end() -> Iterator[None]:
    yield
    engines.rest()


def appeals(terminal: QuickTerminal) -> list[AppealFiled]:
    return [filed for filed in terminal.central.applied if isinstance(filed, AppealFiled)]


def comes_to_matters(terminal: QuickTerminal, topic: str = "税费") -> None:
    terminal.identifies("S101")
    terminal.sees("TopicPage")
    terminal.flow.chooseTopic(topic)
    terminal.flow.confirm()
    terminal.flow.toggleMatter("租金涨得太快" if topic == "用地用房" else "开票遇到困难")


def comes_to_check(terminal: QuickTerminal) -> None:
    comes_to_matters(terminal)
    terminal.flow.writeOwnWords()
    terminal.sees("OwnWords")
    terminal.flow.setWords(WORDS)
    terminal.flow.confirm()
    terminal.flow.setPhone("13800000000")
    terminal.flow.confirm()
    terminal.sees("Check")


def test_who_wants_to_say_nothing_is_not_asked(terminal: QuickTerminal) -> None:
    comes_to_matters(terminal)

    terminal.flow.confirm()

    assert terminal.shell.page_name == "Phone"


def test_where_it_happened_is_asked_where_there_is_a_place(terminal: QuickTerminal) -> None:
    comes_to_matters(terminal, "用地用房")
    terminal.flow.confirm()
    terminal.sees("Place")

    terminal.flow.confirm()

    assert terminal.shell.page_name == "Phone"


def test_the_check_page_shows_every_word(terminal: QuickTerminal) -> None:
    comes_to_check(terminal)

    shown = "".join(row["value"] for row in terminal.flow.checkRows if row["label"].startswith("自己的话"))
    brief = "".join(row["value"] for row in terminal.flow.checkInBrief if row["label"].startswith("自己的话"))

    assert shown == brief == WORDS
    assert [row["change"] for row in terminal.flow.checkRows].count("words") == 1


def test_words_can_be_added_from_the_check_page(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()

    terminal.flow.change("words")
    terminal.sees("OwnWords")
    terminal.flow.setWords("想当面谈")
    terminal.flow.confirm()

    assert terminal.shell.page_name == "Check"
    assert "想当面谈" in {row["value"] for row in terminal.flow.checkRows}


def test_words_go_to_the_centre_sealed_with_the_appeal(terminal: QuickTerminal) -> None:
    comes_to_check(terminal)
    terminal.flow.setPlace(PLACE)

    terminal.flow.confirm()
    terminal.sees("Filed")
    terminal.waits_for(lambda: appeals(terminal))

    (filed,) = appeals(terminal)
    assert (filed.words, filed.place) == (WORDS, PLACE)
    assert WORDS[:8] not in repr(filed)
    on_disk = b"".join(file.read_bytes() for file in terminal.home.rglob("*") if file.is_file())
    assert WORDS[:8].encode() not in on_disk
    assert json.dumps(WORDS[:8]).encode() not in on_disk


def test_the_slip_says_nothing_of_them(terminal: QuickTerminal) -> None:
    from kiosk.services.appeals.file_appeal import flow as filing

    slips: list[Document] = []
    receipt_of, filing.receipt_of = filing.receipt_of, lambda *said: slips.append(receipt_of(*said)) or slips[-1]
    comes_to_check(terminal)
    terminal.flow.confirm()
    terminal.sees("Filed")

    terminal.flow.printSlip()
    terminal.waits_for(lambda: terminal.flow.slipState == "printed")
    filing.receipt_of = receipt_of

    assert WORDS[:6] not in repr(slips)


def test_the_helpers_wake_with_the_page_and_end_with_the_visit(terminal: QuickTerminal) -> None:
    comes_to_matters(terminal)
    before = engines.reader().state
    terminal.flow.writeOwnWords()
    terminal.waits_for(lambda: engines.reader().state is HelperState.READY)

    terminal.shell.endVisit()

    assert before is HelperState.RESTING
    assert engines.reader().state is HelperState.RESTING
    assert engines.speller().process_id == 0
