"""What anybody may fetch to check papers by: whose signatures count, which papers stand, and a stamp on the time."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from pathlib import Path
from shutil import which

import pytest
import requests
from central_world import START, World
from sqlalchemy import select

from app.contract.credit import SealedReport
from app.contract.jobs import JobKind, PrintOutcome
from central.papers.publishing import BUNDLE_AGE, LIST_AGE
from central.papers.tables import IssuedPaper
from central.seeding.named import CLEAN_USCC, DIRTY_USCC, REPAIRED_USCC
from central.zones.credit import rounds
from central.zones.credit.revoke import revoke
from central.zones.credit.rounds import LastLook, Rounds
from central.zones.credit.tables import Penalty, Repair
from printing.time_stamp import LARGEST_REQUEST
from printing.token import paper_token, status_list, trust
from printing.token.check import Standing, check
from printing.token.paper_token import PaperToken
from printing.token.status_list import PaperStatus, StatusList
from printing.token.trust import TrustBundle
from printing.verdict import verify

TRUST, STATUSES = "/v1/papers/trust", "/v1/papers/status"


def fetched(world: World, path: str, **headers: str) -> requests.Response:
    """By somebody who is no terminal."""
    return requests.get(world.url + path, headers=headers, timeout=20)


def bundle_of(world: World) -> TrustBundle:
    return trust.read(fetched(world, TRUST).content, world.centre.home.root_pem)


def list_of(world: World) -> StatusList:
    return status_list.read(fetched(world, STATUSES).content, bundle_of(world))


def token_of(world: World, report: SealedReport) -> PaperToken:
    return paper_token.read(verify(report.pdf, world.centre.home.root_pem).contact)


def status_of(world: World, report: SealedReport) -> PaperStatus | None:
    return list_of(world).status(token_of(world, report).claims.status_index)


def told(world: World, report: SealedReport, outcome: str, *, copy_no: int = 1, seq: int = 1) -> None:
    said = PrintOutcome(
        report_no=report.report_no, pages_asked=2, pages_printed=1, outcome=outcome, copy_no=copy_no, at=START
    )
    item = world.terminal.item(JobKind.PRINT_OUTCOME, said, aggregate=f"report:{report.report_no}", seq=seq)
    world.terminal.deliver(item)


def test_report_is_vouched_for_without_asking_about_it(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))

    answer = check(token_of(shared_world, report), bundle_of(shared_world), list_of(shared_world), shared_world.clock())

    assert answer.standing is Standing.VALID
    assert answer.claims is not None
    assert (answer.claims.number, answer.claims.pages) == (report.report_no, report.pages)
    assert answer.claims.terminal == "T0003"
    assert answer.status_as_of == shared_world.clock()


def test_token_names_the_firm_by_its_public_code_and_no_person(shared_world: World) -> None:
    claims = token_of(shared_world, shared_world.report(DIRTY_USCC)).claims

    assert claims.uscc == DIRTY_USCC
    assert claims.results.with_records == 2
    assert claims.results.clean + claims.results.with_records + claims.results.no_conclusion == 38


def test_each_paper_has_a_place_of_its_own(shared_world: World) -> None:
    grant = shared_world.grant()

    places = [
        token_of(shared_world, shared_world.report(grant=grant, domains=("fire",))).claims.status_index
        for _ in range(3)
    ]

    assert places == [places[0], places[0] + 1, places[0] + 2]


def test_revoked_report_is_in_the_list_at_once(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    assert status_of(shared_world, report) is PaperStatus.STANDS

    with shared_world.centre.database.writing() as session:
        revoke(session, report.report_no, "数据更正（合成）", shared_world.clock())

    assert status_of(shared_world, report) is PaperStatus.REVOKED


def test_repair_reaches_the_list_at_its_next_review(world: World) -> None:
    report = world.report(DIRTY_USCC)
    assert status_of(world, report) is PaperStatus.STANDS
    repair(world)

    world.clock.forward(seconds=LIST_AGE.total_seconds())

    assert status_of(world, report) is PaperStatus.SUPERSEDED


def test_round_goes_on_where_the_last_one_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "CHUNK", 1)
    reports = [world.report(uscc) for uscc in (DIRTY_USCC, CLEAN_USCC, REPAIRED_USCC)]
    repair(world)

    round_ = Rounds()
    round_.go_on(world.centre.database, world.clock())

    with world.centre.database.reading() as session:
        papers = [session.get_one(IssuedPaper, report.report_no) for report in reports]
        looked_at = set(session.scalars(select(LastLook.subject)))
    assert [paper.overtaken for paper in papers] == [True, False, False]
    assert looked_at == {DIRTY_USCC, CLEAN_USCC, REPAIRED_USCC}, "kept when each had its first report"


def test_delivery_without_news_overtakes_nothing(world: World) -> None:
    report = world.report(DIRTY_USCC)
    list_of(world)

    world.clock.forward(days=40)

    assert status_of(world, report) is PaperStatus.STANDS


@pytest.mark.parametrize("outcome", ["partial", "failed", "unknown"])
def test_paper_that_did_not_come_out_whole_is_void(shared_world: World, outcome: str) -> None:
    report = shared_world.report(domains=("fire",))

    told(shared_world, report, outcome)

    assert status_of(shared_world, report) is PaperStatus.VOID


def test_whole_second_copy_stands_for_its_number(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    told(shared_world, report, "partial")

    told(shared_world, report, "printed", copy_no=2, seq=2)

    assert status_of(shared_world, report) is PaperStatus.STANDS


def test_copy_that_a_person_found_whole_is_void_no_longer(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    told(shared_world, report, "unknown")

    told(shared_world, report, "printed", seq=2)

    assert status_of(shared_world, report) is PaperStatus.STANDS


def test_paper_of_before_there_was_a_list_can_be_revoked(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    with shared_world.centre.database.writing() as session:
        session.delete(session.get_one(IssuedPaper, report.report_no))

    with shared_world.centre.database.writing() as session:
        assert revoke(session, report.report_no, "合成", shared_world.clock())

    with shared_world.centre.database.reading() as session:
        assert session.get_one(IssuedPaper, report.report_no).status is PaperStatus.REVOKED


@pytest.mark.parametrize(("path", "age"), [(TRUST, BUNDLE_AGE), (STATUSES, LIST_AGE)])
def test_what_has_not_changed_is_not_sent_twice(world: World, path: str, age: timedelta) -> None:
    first = fetched(world, path)
    world.clock.forward(seconds=age.total_seconds() - 1)

    again = fetched(world, path, **{"If-None-Match": first.headers["ETag"]})
    changed = fetched(world, path, **{"If-None-Match": '"another"'})
    world.clock.forward(seconds=1)
    later = fetched(world, path, **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.content == first.content
    assert later.status_code == 200
    assert first.headers["Cache-Control"] == f"public, max-age={int(age.total_seconds())}"


def test_bundle_says_when_a_terminal_should_have_a_newer_one(shared_world: World) -> None:
    bundle = bundle_of(shared_world)

    assert (bundle.version, bundle.issued_at) == (1, shared_world.clock())
    assert bundle.next_update == shared_world.clock() + timedelta(days=7)


@pytest.mark.skipif(which("openssl") is None, reason="openssl is not installed: nobody else can judge a time stamp")
def test_time_stamp_from_the_centre_is_good_to_openssl(shared_world: World, tmp_path: Path) -> None:
    (tmp_path / "paper").write_bytes("公共信用信息报告".encode())
    (tmp_path / "root.pem").write_bytes(shared_world.centre.home.root_pem)
    openssl("-query", "-data", tmp_path / "paper", "-sha256", "-cert", "-out", tmp_path / "question")

    answer = stamped(shared_world, (tmp_path / "question").read_bytes())
    (tmp_path / "answer").write_bytes(answer.content)
    checked = openssl(
        *("-verify", "-queryfile", tmp_path / "question", "-in", tmp_path / "answer", "-CAfile", tmp_path / "root.pem")
    )

    assert answer.headers["Content-Type"] == "application/timestamp-reply"
    assert "Verification: OK" in checked.stdout + checked.stderr


def test_other_questions_are_sent_away(shared_world: World) -> None:
    assert stamped(shared_world, b"x", "text/plain").status_code == 415
    assert stamped(shared_world, bytes(LARGEST_REQUEST + 1)).status_code == 413
    assert stamped(shared_world, b"x").status_code == 200, "a refusal in the protocol's own words"


def stamped(world: World, query: bytes, media_type: str = "application/timestamp-query") -> requests.Response:
    return requests.post(f"{world.url}/tsa", data=query, headers={"Content-Type": media_type}, timeout=20)


def openssl(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", "ts", *map(str, words)], capture_output=True, text=True, check=False, timeout=30)


def repair(world: World) -> None:
    with world.centre.database.writing() as session:
        penalty = session.scalars(select(Penalty).where(Penalty.uscc == DIRTY_USCC)).first()
        assert penalty is not None
        day = date(2026, 11, 20)
        session.add(Repair(penalty_id=penalty.id, applied_on=day, repaired_on=day, decided_by="合成"))
