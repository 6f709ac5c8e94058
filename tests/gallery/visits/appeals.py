"""The gallery's visits to the appeals: filed with the wire and without it, and asked after."""

from __future__ import annotations

from collections.abc import Iterator

from gallery.terminal import Terminal
from quick_terminal import USCC

from devices.errors import CutterFault

APPEAL, PROGRESS = "S101", "S102"
PHONE = "13800000000"
OWN_WORDS = "厂门口的路一下雨就积水，货车进不来，反映过两次没有人来看。"


def appeal_with_the_wire(terminal: Terminal) -> Iterator[str]:
    comes_to_topic(terminal)
    flow = terminal.flow
    flow.confirm()
    yield "31-topic-none"
    flow.chooseTopic("用工")
    yield "31-topic"
    flow.confirm()
    terminal.sees("Matters")
    for row in flow.property("matters")[:3]:
        flow.toggleMatter(row["id"])
    yield "32-matters"
    flow.confirm()
    terminal.sees("Headcount")
    flow.setHeadcount("60")
    yield "33-headcount"
    flow.confirm()
    passes_the_place(terminal)
    terminal.sees("Phone")
    flow.setPhone("1380013")
    yield "34-phone"
    flow.setPhone("12345678901")
    flow.confirm()
    yield "34-phone-problem"
    flow.setPhone(PHONE)
    flow.confirm()
    terminal.sees("Check")
    yield "35-check-appeal"
    flow.confirm()
    terminal.sees("Filed")
    terminal.waits_for(lambda: flow.property("filed")["accepted"], "the receipt")
    flow.printSlip()
    terminal.is_answered()
    yield "37-filed"
    asks_after(terminal)
    yield "41-progress"


def in_own_words(terminal: Terminal) -> Iterator[str]:
    """Written by every way of writing there is, about a place; and which of the answers is not right."""
    comes_to_topic(terminal)
    flow = terminal.flow
    flow.chooseTopic("用地用房")
    flow.confirm()
    terminal.sees("Matters")
    flow.toggleMatter(flow.property("matters")[0]["id"])
    flow.writeOwnWords()
    terminal.sees("OwnWords")
    terminal.waits_for(lambda: terminal.typist.property("starting") is False, "the ways of writing")
    yield "70-own-words"
    flow.setWords(OWN_WORDS * 6)
    yield "70-own-words-long"
    for way in ("pinyin", "stroke", "letters", "rare"):
        terminal.presses(f"way.{way}")
        yield f"70-own-words-{way}"
    flow.confirm()
    terminal.sees("Place")
    yield "71-place"
    terminal.presses("place.0")
    yield "71-place-town"
    flow.confirm()
    terminal.sees("Phone")
    flow.setPhone(PHONE)
    flow.confirm()
    terminal.sees("Check")
    yield "35-check-own-words"
    flow.go_to("which")
    terminal.sees("WhichAnswer")
    yield "72-which-answer"


def passes_the_place(terminal: Terminal) -> None:
    if terminal.shell.page_name == "Place":
        terminal.flow.confirm()


def appeal_without_the_wire(terminal: Terminal) -> Iterator[str]:
    terminal.cut_the_wire()
    terminal.shell.start()
    terminal.shell.openService(APPEAL)
    terminal.sees("IdCard")
    terminal.shows_card()
    terminal.sees("EnterpriseCode")
    flow = terminal.flow
    flow.setUscc(USCC[:12])
    yield "30-enterprise-code"
    flow.setUscc(USCC[:17] + "0")
    flow.confirm()
    yield "30-enterprise-code-problem"
    flow.setUscc(USCC)
    flow.confirm()
    terminal.sees("TopicPage")
    flow.chooseTopic("税费")
    flow.confirm()
    flow.toggleMatter(flow.property("matters")[0]["id"])
    flow.confirm()
    passes_the_place(terminal)
    flow.setPhone(PHONE)
    flow.confirm()
    terminal.sees("Check")
    yield "35-check-appeal-offline"
    flow.confirm()
    terminal.sees("Filed")
    yield "36-filed-offline"
    terminal.devices.slips.ending = CutterFault("stuck")
    flow.printSlip()
    terminal.waits_for(lambda: flow.property("slipState") == "failed", "no slip")
    yield "39-filed-no-slip"
    terminal.devices.slips.ending = None
    flow.printSlip()
    terminal.waits_for(lambda: flow.property("slipState") == "printed", "the slip")
    yield "38-filed-offline-slip"


def progress(terminal: Terminal) -> Iterator[str]:
    terminal.shell.start()
    terminal.shell.openService(PROGRESS)
    terminal.sees("QueryCode")
    terminal.flow.setQueryCode("48210937")
    yield "40-query-code"
    terminal.flow.setQueryCode("482109375510")
    terminal.flow.confirm()
    terminal.waits_for(lambda: terminal.flow.property("problem"), "words of a code nobody knows")
    terminal.is_answered()
    yield "40-query-code-problem"


def comes_to_topic(terminal: Terminal) -> None:
    terminal.shell.start()
    terminal.shell.openService(APPEAL)
    terminal.sees("IdCard")
    terminal.shows_card()
    terminal.sees("LicenceCode")
    terminal.shows_licence(APPEAL)
    terminal.sees("TopicPage")


def asks_after(terminal: Terminal) -> None:
    """The appeal that was filed just now, by the code on its slip."""
    code = str(terminal.flow.property("filed")["queryCode"]).replace(" ", "")
    terminal.shell.endVisit()
    terminal.shell.endVisit()
    terminal.shell.start()
    terminal.shell.openService(PROGRESS)
    terminal.sees("QueryCode")
    terminal.flow.setQueryCode(code)
    terminal.flow.confirm()
    terminal.sees("ProgressResult")
