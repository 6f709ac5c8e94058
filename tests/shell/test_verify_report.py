"""S903 报告核验: a code before the window, and never more said of the paper than is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from quick_terminal import CHAIN, QuickTerminal

from devices.code_scanner import Scan
from devices.errors import DeviceAbsent
from printing.certificates import make_seal_key
from printing.signing_key import FileKey
from printing.token import paper_token, status_list, trust
from printing.token.claims import Claims, Results
from printing.token.status_list import PaperStatus

KEY, ROOT = FileKey(CHAIN.seal_key_pem), FileKey(CHAIN.root_key_pem)
NUMBER = "DGXY20261123T00030000142"


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def publishes(
    terminal: QuickTerminal, said: dict[int, PaperStatus] | None = None, age: timedelta = timedelta()
) -> None:
    """The centre has issued a list over twelve papers, `age` ago."""
    at = now() - age
    issuing = trust.IssuingKey(KEY.public_key, at - timedelta(days=9), at + timedelta(days=99))
    terminal.central.trust = trust.issue(1, [issuing], ROOT, at=at, until=at + timedelta(days=7))
    terminal.central.statuses = status_list.issue(
        said or {}, 12, KEY, address="https://xy.example", at=at, until=at + timedelta(days=7)
    )


def code(index: int = 3, key: FileKey = KEY) -> Scan:
    at = now() - timedelta(days=2)
    claims = Claims(
        number=NUMBER,
        issued_at=at,
        expires_at=at + timedelta(days=180),
        uscc="91441900MA0TE5T16P",
        period_from=date(2023, 11, 24),
        period_to=date(2026, 11, 23),
        results=Results(33, 0, 5),
        pages=2,
        facts_hash=bytes(16),
        pages_root=bytes(16),
        terminal="T0003",
        status_index=index,
    )
    return Scan(paper_token.address(claims, key, "https://xy.example"))


def shows(terminal: QuickTerminal, scan: Scan) -> dict[str, Any]:
    """The answer to a code held before the window."""
    terminal.shell.start()
    terminal.shell.openService("S903")
    terminal.sees("ReportCode")
    terminal.scanner.show(scan)
    terminal.sees("ReportAnswer")
    return dict(terminal.flow.property("answer"))


def test_valid_report_shows_what_to_hold_against_the_paper(terminal: QuickTerminal) -> None:
    publishes(terminal)

    answer = shows(terminal, code())

    assert (answer["outcome"], answer["title"]) == ("ok", "有效")
    assert answer["number"] == "DGXY 20261123 T0003 00001 42"
    values = {row["label"]: row["value"] for row in answer["rows"]}
    assert values["信用代码"] == "9144 1900 MA0T E5T1 6P"
    assert values["结论"] == "没有发现 33 个领域，不作结论 5 个领域"
    assert values["页数"] == "共 2 页"
    assert answer["asOf"].startswith("撤销名单是刚取来的")


@pytest.mark.parametrize(
    ("status", "title", "outcome"),
    [
        (PaperStatus.REVOKED, "已撤销", "stop"),
        (PaperStatus.SUPERSEDED, "已被更新", "wait"),
        (PaperStatus.VOID, "已作废", "stop"),
    ],
)
def test_fallen_report_is_said_to_be(terminal: QuickTerminal, status: PaperStatus, title: str, outcome: str) -> None:
    publishes(terminal, {3: status})

    answer = shows(terminal, code())

    assert (answer["title"], answer["outcome"]) == (title, outcome)


def test_without_the_wire_the_last_that_was_heard_counts(terminal: QuickTerminal) -> None:
    publishes(terminal, age=timedelta(hours=20))
    assert terminal.hands.paper_trust.fetch()
    goes_offline(terminal)

    answer = shows(terminal, code())

    assert (answer["title"], answer["outcome"]) == ("有效", "ok")
    assert "之后有没有撤销不知道" in answer["asOf"]


def test_list_of_more_than_a_day_is_never_green(terminal: QuickTerminal) -> None:
    publishes(terminal, age=timedelta(hours=25))
    assert terminal.hands.paper_trust.fetch()
    goes_offline(terminal)

    answer = shows(terminal, code())

    assert (answer["title"], answer["outcome"]) == ("签名没问题，是否撤销不知道", "wait")
    assert answer["number"], "what is signed is shown all the same"


def test_terminal_that_never_heard_of_anything_cannot_say(terminal: QuickTerminal) -> None:
    answer = shows(terminal, code())

    assert (answer["title"], answer["outcome"]) == ("现在核不了", "wait")
    assert (answer["number"], answer["rows"]) == ("", [])


def test_strangers_code_shows_nothing_of_what_it_claims(terminal: QuickTerminal) -> None:
    publishes(terminal)

    answer = shows(terminal, code(key=FileKey(make_seal_key())))

    assert (answer["title"], answer["outcome"]) == ("不能认作本市出具的", "stop")
    assert (answer["number"], answer["rows"]) == ("", [])


@pytest.mark.parametrize("seen", ["https://example.com/", "GJR:DGXY20261123T00030000142:K7QF-3MXR-92TD", "张测试"])
def test_other_codes_are_named_and_the_next_one_is_waited_for(terminal: QuickTerminal, seen: str) -> None:
    publishes(terminal)
    terminal.shell.start()
    terminal.shell.openService("S903")
    terminal.sees("ReportCode")

    terminal.scanner.show(Scan(seen))
    terminal.waits_for(lambda: dict(terminal.flow.property("codeProblem"))["title"])
    terminal.scanner.show(code())
    terminal.sees("ReportAnswer")

    assert dict(terminal.flow.property("answer"))["title"] == "有效"


def test_one_report_after_the_other(terminal: QuickTerminal) -> None:
    publishes(terminal, {4: PaperStatus.REVOKED})
    shows(terminal, code())

    terminal.flow.another()
    terminal.sees("ReportCode")
    terminal.scanner.show(code(4))
    terminal.sees("ReportAnswer")

    assert dict(terminal.flow.property("answer"))["title"] == "已撤销"
    terminal.flow.confirm()
    terminal.sees("Home")
    assert terminal.shell.flow_now is None


def test_broken_window_is_said(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S903")
    terminal.sees("ReportCode")

    terminal.scanner.show(DeviceAbsent("unplugged"))
    terminal.sees("Problem")

    assert terminal.shell.trouble_code == "device-absent"


def test_zones_tile_leads_to_the_report_first_and_to_its_verification(terminal: QuickTerminal) -> None:
    terminal.shell.start()

    terminal.shell.openZone("credit")

    rows = terminal.shell.property("services")
    assert terminal.shell.page_name == "Zone"
    assert [row["id"] for row in rows if not row["closed"]] == ["S901", "S902", "S903"]
    assert rows[0]["title"] == "信用报告"


def goes_offline(terminal: QuickTerminal) -> None:
    terminal.central.cut()
    terminal.hands.sync.wake()
    terminal.waits_for(lambda: terminal.shell.around.online is False)
