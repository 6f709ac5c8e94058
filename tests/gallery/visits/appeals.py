"""The gallery's visits to the appeals: filed with the wire and without it, and asked after."""

from __future__ import annotations

from collections.abc import Iterator

from gallery.terminal import Terminal
from quick_terminal import USCC

from devices.errors import CutterFault

APPEAL, PROGRESS = "S101", "S102"
PHONE = "13800000000"


def appeal_with_the_wire(terminal: Terminal) -> Iterator[str]:
    comes_to_topic(terminal)
    flow = terminal.flow
    yield "31-topic"
    flow.chooseTopic("用工")
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
    terminal.sees("Phone")
    flow.setPhone("1380013")
    yield "34-phone"
    flow.setPhone("12345678901")
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
    yield "30-enterprise-code-problem"
    flow.setUscc(USCC)
    flow.confirm()
    terminal.sees("TopicPage")
    flow.chooseTopic("税费")
    flow.confirm()
    flow.toggleMatter(flow.property("matters")[0]["id"])
    flow.confirm()
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
