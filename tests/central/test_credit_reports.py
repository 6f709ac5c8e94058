"""A report from order to sealed paper: numbers, seals, conclusions, and the page behind its QR code."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from central_world import ALL_DOMAINS, START, World, today_of
from sqlalchemy import func, select, update

from app.contract.credit import CreditCatalogue, DomainGroup, DomainOutcome, SealedReport
from app.contract.jobs import ItemStatus, JobKind, PrintOutcome
from app.contract.numbers import has_mod97
from central.db.parameters import Parameter
from central.seeding.named import CLEAN_USCC, DIRTY_USCC, REPAIRED_USCC
from central.service_items.unification import FREQUENT_TARGET, TARGET
from central.zones.credit.find import SHOW_REPAIRED
from central.zones.credit.revoke import revoke
from central.zones.credit.sample_reports import NAMES, draw, facts_of
from central.zones.credit.tables import CreditReport, Domain, Penalty, PrintRecord, PublicationRule, Repair
from central.zones.credit.variants import MAX_YEARS
from printing.seal import verify


@dataclass(frozen=True)
class Paper:
    pages: int
    text: str


def test_catalogue_has_38_domains_in_six_groups(shared_world: World) -> None:
    answered = shared_world.terminal.get("/v1/credit/catalogue")

    catalogue = CreditCatalogue.model_validate_json(answered.body)
    assert len(catalogue.domains) == 38
    assert {domain.group for domain in catalogue.domains} == set(DomainGroup)
    assert [domain.name for domain in catalogue.domains if domain.stale] == ["统计"]
    assert sum(not domain.verified for domain in catalogue.domains) == 11
    assert "finance" in {purpose.id for purpose in catalogue.purposes}


def test_clean_report_is_two_sealed_pages(shared_world: World) -> None:
    report = shared_world.report(CLEAN_USCC)

    paper = _read(report.pdf)
    assert verify(report.pdf, shared_world.centre.home.root_pem).valid
    assert (report.pages, paper.pages) == (2, 2)
    assert hashlib.sha256(report.pdf).hexdigest() == report.sha256
    assert _outcomes(report) == {"statistics": (DomainOutcome.NO_CONCLUSION, 0)}
    assert "本领域数据暂未更新，本报告不作结论" in paper.text
    assert paper.text.count("未发现违法违规记录") >= 37


def test_number_carries_day_terminal_sequence_and_check(world: World) -> None:
    numbers = [world.report(domains=("fire",)).report_no for _ in range(2)]

    assert [number[:-2] for number in numbers] == ["DGXY20261123T000300001", "DGXY20261123T000300002"]
    assert all(has_mod97(number) for number in numbers)


def test_sequence_begins_again_on_dongguans_next_day(world: World) -> None:
    world.clock.forward(hours=13, minutes=59)
    last_of_day = world.report(domains=("fire",)).report_no
    world.clock.forward(minutes=1)

    first_of_next = world.report(domains=("fire",)).report_no

    assert (last_of_day[4:22], first_of_next[4:22]) == ("20261123T000300001", "20261124T000300001")


def test_dirty_report_tells_each_record(shared_world: World) -> None:
    report = shared_world.report(DIRTY_USCC)

    outcomes = _outcomes(report)
    assert outcomes["market-regulation"] == (DomainOutcome.RECORDS, 1)
    assert outcomes["fire"] == (DomainOutcome.RECORDS, 1)
    text = _read(report.pdf).text
    assert "未按规定明码标价" in text
    assert "未修复" in text
    assert "3,000.00" in text


def test_repaired_record_is_labelled_with_its_date(shared_world: World) -> None:
    report = shared_world.report(REPAIRED_USCC)

    assert _outcomes(report)["environment"] == (DomainOutcome.RECORDS, 1)
    text = _read(report.pdf).text
    assert f"已修复（{today_of(shared_world) - timedelta(days=40)}）" in text
    assert "有记录1条（其中已修复1条）" in text.replace(" ", "")


def test_repaired_record_is_gone_where_the_parameter_hides_it(world: World) -> None:
    _update(world, update(Parameter).where(Parameter.name == SHOW_REPAIRED).values(value="hide"))

    report = world.report(REPAIRED_USCC)

    assert "environment" not in _outcomes(report)


def test_domain_that_is_not_connected_says_so(world: World) -> None:
    _update(world, update(Domain).where(Domain.id == "fire").values(as_of=None))

    report = world.report(CLEAN_USCC, domains=("fire",))

    assert _outcomes(report) == {"fire": (DomainOutcome.NO_CONCLUSION, 0)}
    assert "本领域数据未接入，本报告不作结论" in _read(report.pdf).text


def test_stale_domain_never_says_nothing_was_found_and_keeps_what_is_known(world: World) -> None:
    _update(world, update(Domain).where(Domain.id == "fire").values(as_of=date(2026, 1, 1)))

    report = world.report(DIRTY_USCC, domains=("fire",))

    assert _outcomes(report) == {"fire": (DomainOutcome.NO_CONCLUSION, 1)}
    assert "不作结论（已知记录1条，见明细）" in _read(report.pdf).text.replace(" ", "")


@pytest.mark.parametrize(("moved", "records"), [(-1, 0), (0, 1)])
def test_record_decided_the_day_before_the_period_is_left_out(shared_world: World, moved: int, records: int) -> None:
    decided_on = today_of(shared_world) - timedelta(days=100)

    report = shared_world.report(
        DIRTY_USCC, domains=("market-regulation",), period_from=decided_on - timedelta(days=moved)
    )

    assert report.conclusions[0].records == records


def test_paper_shows_who_asked_only_masked(shared_world: World) -> None:
    text = _read(shared_world.report(domains=("fire",)).pdf).text

    assert "张××（法定代表人）" in text
    assert "441900190003079992" not in text


def test_same_key_gives_the_same_bytes(shared_world: World) -> None:
    order = shared_world.order()

    answers = [shared_world.terminal.post("/v1/credit/reports", order).body for _ in range(2)]

    assert answers[0] == answers[1]


def test_same_key_stands_when_the_grant_has_run_out_meanwhile(world: World) -> None:
    order = world.order(domains=("fire",))
    first = world.terminal.post("/v1/credit/reports", order)
    world.clock.forward(minutes=16)

    assert world.terminal.post("/v1/credit/reports", order).body == first.body


def test_same_key_for_another_order_is_refused(shared_world: World) -> None:
    order = shared_world.order(domains=("fire",))
    shared_world.terminal.post("/v1/credit/reports", order)

    changed = shared_world.terminal.post("/v1/credit/reports", order.model_copy(update={"domains": ("taxation",)}))

    assert (changed.status, changed.code) == (409, "order-changed")


def test_concurrent_orders_get_a_number_each(world: World) -> None:
    grant = world.grant()
    orders = [world.order(grant=grant, domains=("fire",)) for _ in range(6)]

    with ThreadPoolExecutor(6) as clerks:
        answers = list(clerks.map(lambda order: world.terminal.post("/v1/credit/reports", order), orders))

    numbers = {SealedReport.model_validate_json(answer.body).report_no for answer in answers}
    assert sorted(number[17:22] for number in numbers) == [f"{place:05d}" for place in range(1, 7)]


def test_one_order_sent_six_times_at_once_is_one_report(world: World) -> None:
    order = world.order(domains=("fire",))

    with ThreadPoolExecutor(6) as clerks:
        answers = list(clerks.map(lambda _: world.terminal.post("/v1/credit/reports", order).body, range(6)))

    assert len(set(answers)) == 1
    with world.centre.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CreditReport)) == 1


def test_report_numbered_before_a_crash_is_finished_by_the_next_attempt(world: World) -> None:
    order = world.order(domains=("fire",))
    first = SealedReport.model_validate_json(world.terminal.post("/v1/credit/reports", order).body)
    _update(world, update(CreditReport).values(pdf=None, pages=None, sha256=None))

    again = SealedReport.model_validate_json(world.terminal.post("/v1/credit/reports", order).body)

    assert (again.report_no, again.verify_code) == (first.report_no, first.verify_code)
    assert verify(again.pdf, world.centre.home.root_pem).valid


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"domains": ()}, "domains-empty"),
        ({"domains": ("fire", "astrology")}, "domains-unknown"),
        ({"purpose": "curiosity"}, "purpose-unknown"),
        ({"period_from": date(2021, 11, 23)}, "period-too-long"),
        ({"period_to": date(2026, 11, 24)}, "period-in-future"),
        ({"period_from": date(2026, 11, 23), "period_to": date(2026, 11, 22)}, "period-upside-down"),
        ({"grant": "no-such-grant"}, "grant-unknown"),
    ],
)
def test_order_that_cannot_be_met_is_refused(shared_world: World, changes: dict[str, Any], code: str) -> None:
    answered = shared_world.terminal.post("/v1/credit/reports", shared_world.order(**changes))

    assert answered.code == code


def test_longest_period_is_the_rule_in_force_and_no_number_in_the_code(world: World) -> None:
    order = world.order(period_from=date(2022, 11, 23))
    with world.centre.database.writing() as session:
        session.add(Parameter(name=MAX_YEARS, effective_from=today_of(world), value="3", source="测试", verified=False))

    told = CreditCatalogue.model_validate_json(world.terminal.get("/v1/credit/catalogue").body)

    assert told.max_years == 3
    assert world.terminal.post("/v1/credit/reports", order).code == "period-too-long"


def test_refused_order_uses_no_number(world: World) -> None:
    world.terminal.post("/v1/credit/reports", world.order(domains=("astrology",)))

    assert world.report(domains=("fire",)).report_no[17:22] == "00001"


@pytest.mark.parametrize(("seconds", "code"), [(899, ""), (900, "grant-expired")])
def test_grant_lives_a_quarter_of_an_hour(world: World, seconds: int, code: str) -> None:
    order = world.order(domains=("fire",))
    world.clock.forward(seconds=seconds)

    assert world.terminal.post("/v1/credit/reports", order).code == code


def test_grant_for_another_service_opens_no_report(shared_world: World) -> None:
    order = shared_world.order(grant=shared_world.grant(service="S101"))

    assert shared_world.terminal.post("/v1/credit/reports", order).code == "grant-other-service"


def test_grant_is_unknown_at_another_terminal(world: World) -> None:
    order = world.order()
    other = world.enrol("T0004")

    assert other.post("/v1/credit/reports", order).code == "grant-unknown"
    other.session.close()


def test_anothers_key_opens_nothing(world: World) -> None:
    order = world.order(domains=("fire",))
    world.terminal.post("/v1/credit/reports", order)
    other = world.enrol("T0004")

    assert other.post("/v1/credit/reports", order).code == "grant-unknown"
    other.session.close()


def test_verify_page_says_valid_and_shows_no_details(shared_world: World) -> None:
    report = shared_world.report(DIRTY_USCC)

    page = shared_world.verify_page(report.report_no, report.verify_code)

    assert "有效 Valid" in page
    assert "东莞市测试食品有限公司(合成)" in page
    assert "有记录 1 条<small>On record: 1</small>" in page
    assert "<small>Market regulation</small>" in page
    assert not any(word in page for word in ("明码标价", "3,000", "张", "91441900"))


def test_code_is_read_as_people_type_it(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))
    typed = report.verify_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert "有效 Valid" in shared_world.verify_page(report.report_no, typed)


def test_wrong_code_shows_nothing_of_the_report(shared_world: World) -> None:
    report = shared_world.report(domains=("fire",))

    pages = [shared_world.verify_page(report.report_no, code) for code in ("", "0000-0000-0000", "\ud7ff'<script>")]

    assert all("内容不符 Does not match" in page and "测试" not in page for page in pages)


@pytest.mark.parametrize("number", ["DGXY20261123T00099999923", "x", "DGXY" + "9" * 5_000, "%00", "<b>"])
def test_number_nobody_issued_does_not_exist(shared_world: World, number: str) -> None:
    page = shared_world.verify_page(number, "0000-0000-0000")

    assert "不存在 Not found" in page


def test_repair_after_the_report_makes_it_superseded(world: World) -> None:
    report = world.report(DIRTY_USCC)
    with world.centre.database.writing() as session:
        penalty = session.scalars(select(Penalty).where(Penalty.uscc == DIRTY_USCC)).first()
        assert penalty is not None
        session.add(
            Repair(
                penalty_id=penalty.id, applied_on=date(2026, 11, 1), repaired_on=date(2026, 11, 20), decided_by="合成"
            )
        )

    assert "已被更新 Superseded" in world.verify_page(report.report_no, report.verify_code)


def test_time_alone_does_not_supersede_a_report(world: World) -> None:
    report = world.report(DIRTY_USCC)
    world.clock.forward(days=700)

    assert "有效 Valid" in world.verify_page(report.report_no, report.verify_code)


def test_revoked_report_says_so(world: World) -> None:
    report = world.report(domains=("fire",))
    with world.centre.database.writing() as session:
        assert revoke(session, report.report_no, "数据更正（合成）", world.clock())

    assert "已撤销 Revoked" in world.verify_page(report.report_no, report.verify_code)


def test_facts_changed_in_the_database_no_longer_match_the_code(world: World) -> None:
    report = world.report(domains=("fire",))
    _update(world, update(CreditReport).values(facts=func.replace(CreditReport.facts, "融资信贷", "上市")))

    assert "内容不符 Does not match" in world.verify_page(report.report_no, report.verify_code)


def test_paper_outcome_is_kept_with_the_report(world: World) -> None:
    report = world.report(domains=("fire",))
    outcome = PrintOutcome(
        report_no=report.report_no, pages_asked=2, pages_printed=1, outcome="partial", reason="media-empty", at=START
    )

    (result,) = world.terminal.deliver(world.terminal.item(JobKind.PRINT_OUTCOME, outcome, aggregate="print:1"))

    assert (result.status, result.receipt) == (ItemStatus.APPLIED, report.report_no)
    with world.centre.database.reading() as session:
        kept = session.scalars(select(PrintRecord)).one()
    assert (kept.pages_printed, kept.outcome, kept.reason) == (1, "partial", "media-empty")


def test_paper_outcome_of_anothers_report_is_rejected(world: World) -> None:
    report = world.report(domains=("fire",))
    other = world.enrol("T0004")
    outcome = PrintOutcome(report_no=report.report_no, pages_asked=2, pages_printed=2, outcome="printed", at=START)

    (result,) = other.deliver(other.item(JobKind.PRINT_OUTCOME, outcome, aggregate="print:1"))

    assert (result.status, result.code) == (ItemStatus.REJECTED, "report-unknown")
    other.session.close()


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_sealed_papers(shared_world: World, name: str) -> None:
    home = shared_world.centre.home

    sealed = draw(name, home.path)

    assert verify(sealed, home.root_pem).valid
    assert has_mod97(facts_of(name).report_no)


def test_rules_say_which_of_them_nobody_has_confirmed(shared_world: World) -> None:
    with shared_world.centre.database.reading() as session:
        rows = session.scalars(select(PublicationRule)).all()
        parameters = session.scalars(select(Parameter)).all()

    assert {row.verified for row in rows} == {True, False}
    assert {parameter.name for parameter in parameters if parameter.verified} == {TARGET, FREQUENT_TARGET}
    assert all(row.source for row in (*rows, *parameters))


def _outcomes(report: SealedReport) -> dict[str, tuple[DomainOutcome, int]]:
    """What is not simply clean."""
    told = {row.domain: (row.outcome, row.records) for row in report.conclusions}
    assert set(told) <= set(ALL_DOMAINS)
    return {domain: found for domain, found in told.items() if found[0] is not DomainOutcome.CLEAN}


def _read(pdf: bytes) -> Paper:
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return Paper(len(pages), "".join(pages))


def _update(world: World, statement: Any) -> None:
    with world.centre.database.writing() as session:
        session.execute(statement)
