"""The page behind a report's code: by token or by number and code, for a whole report or a loose sheet; plainly, and no details."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
import requests
from central_world import World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, update
from test_papers_published import told

from app.contract.credit import SealedReport
from central.papers import register
from central.papers.tables import IssuedPaper
from central.seeding.named import DIRTY_USCC
from central.zones.credit.revoke import revoke
from central.zones.credit.tables import CreditReport
from printing.certificates import make_seal_key
from printing.signing_key import FileKey
from printing.token import paper_token
from printing.verdict import verify

STRANGER = FileKey(make_seal_key())


def address_of(world: World, report: SealedReport) -> str:
    """As it stands in the report's code; a browser writes the host in small letters."""
    return verify(report.pdf, world.centre.home.root_pem).contact.replace(world.url.upper(), world.url)


def page(address: str, **asked: str) -> str:
    return requests.get(address, params=asked, timeout=20).text


def codes_of(world: World, report: SealedReport) -> list[str]:
    """What stands at the foot of each page."""
    with world.centre.database.reading() as session:
        pages = register.pages_of(session.get_one(IssuedPaper, report.report_no))
    assert pages is not None
    return [pages.code(number) for number in range(report.pages)]


def test_scanned_token_opens_the_page(shared_world: World) -> None:
    report = shared_world.report(DIRTY_USCC)

    said = page(address_of(shared_world, report))

    assert "有效 Valid" in said
    assert "东莞市测试食品有限公司(合成)" in said
    assert "无违法违规证明版" in said
    assert re.search(r"Period</dt><dd>\d{4}-\d\d-\d\d 至 to \d{4}-\d\d-\d\d<", said)
    assert not any(word in said for word in ("明码标价", "3,000", "张", "91441900"))


def test_token_is_read_in_small_letters_too(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))

    assert "有效 Valid" in page(address_of(shared_world, report).lower())


@pytest.mark.parametrize("field", ["facts_hash", "pages_root", "status_index", "number"])
def test_token_that_says_something_else_does_not_match(shared_world: World, field: str) -> None:
    """Also one that our own key has signed: what is kept here decides."""
    report, other = (shared_world.report(domains=("fire",)) for _ in range(2))
    token = paper_token.read(address_of(shared_world, report))
    said = {"facts_hash": bytes(16), "pages_root": bytes(16), "status_index": 40, "number": other.report_no}
    claims = replace(token.claims, **{field: said[field]})

    forged = paper_token.address(claims, shared_world.centre.paper_key, shared_world.url)

    assert "内容不符 Does not match" in page(forged.replace(shared_world.url.upper(), shared_world.url))


def test_strangers_token_does_not_match_and_shows_nothing(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    claims = paper_token.read(address_of(shared_world, report)).claims

    said = page(
        paper_token.address(claims, STRANGER, shared_world.url).replace(shared_world.url.upper(), shared_world.url)
    )

    assert "内容不符 Does not match" in said
    assert "合成" not in said


def test_altered_token_opens_nothing(shared_world: World) -> None:
    address = address_of(shared_world, shared_world.report(domains=("fire",)))
    chance = random.Random(5)
    start = address.rindex("/") + 1

    for _ in range(40):
        place = chance.randrange(start, len(address))
        altered = address[:place] + chance.choice("ABCDEFGH234567") + address[place + 1 :]
        assert altered == address or "有效 Valid" not in page(altered)


def test_token_of_a_report_nobody_knows_does_not_exist(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    address = address_of(shared_world, report)
    with shared_world.centre.database.writing() as session:
        session.delete(session.get_one(CreditReport, report.report_no))

    assert "不存在 Not found" in page(address)


def test_revoked_report_says_so_by_its_token(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    with shared_world.centre.database.writing() as session:
        revoke(session, report.report_no, "合成", shared_world.clock())

    assert "已撤销 Revoked" in page(address_of(shared_world, report))


def test_facts_changed_in_the_database_no_longer_match_the_token(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    with shared_world.centre.database.writing() as session:
        facts = func.replace(CreditReport.facts, "融资信贷", "上市")
        session.execute(update(CreditReport).where(CreditReport.report_no == report.report_no).values(facts=facts))

    assert "内容不符 Does not match" in page(address_of(shared_world, report))


def test_report_whose_printing_was_broken_off_is_void(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    told(shared_world, report, "partial")

    said = page(address_of(shared_world, report))

    assert "已作废 Void" in said
    assert "第 1 份：打印中断，已作废。" in said


def test_copies_are_told_apart(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    told(shared_world, report, "unknown")
    told(shared_world, report, "printed", copy_no=2, seq=2)

    said = page(address_of(shared_world, report))

    assert "有效 Valid" in said
    assert "第 1 份：不知是否打完，已作废。" in said
    assert "第 2 份（每页标有“补打”）：已打印。" in said


def test_loose_sheet_is_told_by_the_code_at_its_foot(shared_world: World) -> None:
    report = shared_world.report(DIRTY_USCC)
    codes = codes_of(shared_world, report)

    answers = [page(address_of(shared_world, report), p=code.lower().replace("-", " ")) for code in codes]

    assert len(codes) == report.pages
    assert all(f"第 {number} 页" in said and "有效 Valid" in said for number, said in enumerate(answers, 1))


@pytest.mark.parametrize("code", ["0000-0000", "x", "3F2A-91C0-1", "<b>"])
def test_strangers_sheet_does_not_match(shared_world: World, code: str) -> None:
    report = shared_world.report(domains=("fire",))

    said = page(address_of(shared_world, report), p=code)

    assert "内容不符 Does not match" in said
    assert "没有这个页码" in said
    assert "<b>" not in said


def test_number_and_code_may_be_typed(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    spaced = f"{report.report_no[:4]} {report.report_no[4:12]} {report.report_no[12:].lower()}"

    assert 'name="n"' in page(f"{shared_world.url}/v")
    assert "有效 Valid" in page(f"{shared_world.url}/v", n=spaced, c=report.verify_code)
    assert "内容不符" in page(f"{shared_world.url}/V", n=report.report_no, c="0000")


def test_page_may_run_nothing_and_is_kept_nowhere(shared_world: World) -> None:
    answer = requests.get(f"{shared_world.url}/v", timeout=20)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_breaks_the_page(shared_world: World, said: str, code: str, sheet: str) -> None:
    answer = requests.get(
        f"{shared_world.url}/v", params={"n": said, "c": _sendable(code), "p": _sendable(sheet)}, timeout=20
    )

    assert answer.status_code in (200, 404)
    assert "有效 Valid" not in answer.text


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
