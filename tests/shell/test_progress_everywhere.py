"""查进度: one door for appeals and applications, by the code on the slip, by one's card, by one's enterprise's licence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from quick_terminal import NUMBER, USCC, QuickTerminal, a_card

from app.contract.appeal import AppealStep
from app.contract.application import ApplicationProgress, StateWords
from app.contract.licence import HolderRole
from app.fake_central import ShownLicence
from devices.code_scanner import Scan

CODE = "482109370046"


def an_application(**changes: Any) -> ApplicationProgress:
    at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    said: dict[str, Any] = {
        "project_no": "BJ20261120000042",
        "task_name": "公共场所卫生许可（合成）",
        "state": "ACCEPTED",
        "words": StateWords(zh="已受理", en="Accepted"),
        "org_name": "东莞市卫生健康局",
        "terminal_submitted_at": at,
        "center_received_at": at,
        "accepted_on": date(2026, 11, 20),
        "due": date(2026, 11, 24),
        "promise_date": date(2027, 1, 5),
        "provisional": True,
        "asked_for": (),
        "steps": (
            AppealStep(at=at, text="已收件", english="Received"),
            AppealStep(at=at, text="受理", english="Accept"),
        ),
        "handled_by": "寮步镇卫生健康局",
    }
    return ApplicationProgress(**(said | changes))


def to_be_corrected() -> ApplicationProgress:
    return an_application(
        state="SUPPLEMENT",
        words=StateWords(zh="待补正", en="To be corrected"),
        accepted_on=None,
        promise_date=None,
        due=date(2026, 12, 14),
        provisional=False,
        asked_for=("申请表", "平面图"),
        asked_why="第二页没有盖章",
        bring_to="寮步镇政务服务中心 3 号窗（合成）",
        ticket="a-ticket",
    )


def shown(terminal: QuickTerminal, progress: ApplicationProgress) -> dict[str, Any]:
    """By the code on its slip."""
    terminal.central.show_application(CODE, NUMBER, progress)
    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.sees("QueryCode")
    terminal.scanner.show(Scan(f"GJQ:{CODE}"))
    terminal.sees("CaseProgress")
    return dict(terminal.flow.property("case"))


def test_code_of_an_application_shows_who_has_it_and_by_when(terminal: QuickTerminal) -> None:
    case = shown(terminal, an_application())

    assert (case["state"], case["outcome"], case["lead"]) == ("已受理", "ok", "已经受理，正在办")
    assert case["unit"] == "寮步镇卫生健康局"
    assert [row["value"] for row in case["days"]] == [
        "11月24日（暂定，以国务院办公厅放假安排为准）",
        "1月5日（暂定，以国务院办公厅放假安排为准）",
    ]
    assert [step["text"] for step in case["steps"]] == ["已收件", "受理"]
    assert terminal.shell.visit.service == "S004"


def test_what_is_asked_for_is_named_whole_with_where_it_is_brought(terminal: QuickTerminal) -> None:
    case = shown(terminal, to_be_corrected())

    assert (case["outcome"], case["asked"], case["why"]) == ("wait", ["申请表", "平面图"], "第二页没有盖章")
    assert case["bring"] == "寮步镇政务服务中心 3 号窗（合成）"
    assert case["days"] == [{"label": "最晚哪天补齐", "value": "12月14日"}]


def test_granted_is_not_handed_over_and_refused_says_why(terminal: QuickTerminal) -> None:
    granted = shown(terminal, an_application(state="APPROVED", outcome="granted"))
    terminal.flow.confirm()

    refused = shown(terminal, an_application(state="REJECTED", outcome="refused", outcome_why="面积不到标准"))

    assert (granted["outcome"], granted["lead"]) == ("ok", "已经决定准予，结果还没有送到您手上")
    assert (refused["outcome"], refused["why"]) == ("stop", "面积不到标准")


def test_nothing_received_is_called_accepted(terminal: QuickTerminal) -> None:
    case = shown(
        terminal, an_application(state="RECEIVED", words=StateWords(zh="已收件", en="Received"), accepted_on=None)
    )

    assert (case["outcome"], case["lead"]) == ("wait", "已经收到，还没有受理")


def test_card_shows_its_holders_matters_and_nobody_elses(terminal: QuickTerminal) -> None:
    terminal.central.show_application("1" * 12, NUMBER, an_application())
    terminal.central.show_application("2" * 12, USCC, an_application(project_no="BJ20261120000043"))
    _by_card(terminal)

    (row,) = terminal.flow.property("mine")
    terminal.flow.openMatter(row["id"])
    terminal.sees("CaseProgress")

    assert row["name"] == "公共场所卫生许可（合成）"
    assert terminal.flow.property("case")["number"].replace(" ", "") == "BJ20261120000042"


def test_licence_shows_the_enterprises(terminal: QuickTerminal) -> None:
    terminal.central.show_application("2" * 12, USCC, an_application(project_no="BJ20261120000043"))
    licence = ShownLicence(datetime.now(UTC), {NUMBER: HolderRole.LEGAL_REPRESENTATIVE}, uscc=USCC)
    terminal.central.show_licence("a-licence", licence)
    _by_card(terminal)
    assert terminal.flow.property("mine") == []

    terminal.flow.lookByLicence()
    terminal.sees("LicenceCode")
    terminal.scanner.show(Scan("a-licence"))
    terminal.waits_for(lambda: terminal.shell.page_name == "MyMatters" and terminal.flow.property("mine"))

    assert [row["id"] for row in terminal.flow.property("mine")] == ["BJ20261120000043"]
    assert terminal.flow.property("whose")


def test_back_at_the_code_nobody_is_known_any_more(terminal: QuickTerminal) -> None:
    terminal.central.show_application("1" * 12, NUMBER, an_application())
    _by_card(terminal)

    terminal.flow.step_back()

    assert terminal.shell.page_name == "QueryCode"
    assert terminal.shell.visit.holder is None
    assert terminal.flow.property("mine") == []


def test_code_of_nothing_is_said_to_be_none(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.sees("QueryCode")

    terminal.flow.setQueryCode("0" * 12)
    terminal.flow.confirm()
    terminal.waits_for(lambda: terminal.flow.property("problem"))

    assert terminal.shell.page_name == "QueryCode"
    assert terminal.flow.property("problem") == "没有找到这件申请或诉求。"


def _by_card(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S102")
    terminal.sees("QueryCode")
    terminal.flow.lookByCard()
    terminal.sees("IdCard")
    terminal.reader.show(a_card())
    terminal.sees("MyMatters")
    terminal.waits_for(lambda: not terminal.flow.is_waiting)
