"""Declared services on their generic pages: in the menu with true reasons, filled in, filed once, nothing lost, true words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from declared_hall import USCC, DeclaredHall, declared, every_kind, item
from quick_terminal import QuickTerminal

from app.contract.appeal import EnterpriseEvidence
from app.contract.declared_services import Offline, document_hash
from app.contract.jobs import JobKind
from app.contract.service_forms import wrong_answers
from app.fake_central.prefilling import KnownForm, KnownValue
from app.packs import HOLDS
from central.declarations.reading import shipped
from kiosk.typing import engines
from printing.document import Document, Facts, Number

GRANT, WORKERS = "S203", "S801"
"""One with questions, materials and a signed commitment; one that is only a form. Both may wait for the wire (O2)."""


@pytest.fixture
def hall(terminal: QuickTerminal) -> DeclaredHall:
    return DeclaredHall(terminal)


@pytest.fixture(autouse=True)
def helpers_end() -> Iterator[None]:
    yield
    engines.rest()


def comes_to_check(hall: DeclaredHall, service: str = WORKERS) -> None:
    hall.offers(service)
    hall.begins(service)
    hall.comes_to("check")


def cut(hall: DeclaredHall) -> None:
    hall.terminal.central.cut()
    hall.terminal.hands.sync.wake()
    hall.terminal.waits_for(lambda: hall.terminal.shell.around.online is False)


def mend(hall: DeclaredHall) -> None:
    hall.terminal.central.mend()
    hall.terminal.hands.sync.wake()
    hall.terminal.waits_for(lambda: hall.terminal.shell.around.online is True)


def licence_runs_out(hall: DeclaredHall) -> None:
    visit = hall.terminal.shell.visit
    assert visit.grant is not None
    visit.grant = visit.grant.model_copy(update={"expires_at": datetime.now(UTC) - timedelta(seconds=1)})


# ---- the menu ----


def test_declared_service_stands_open_in_its_zone_and_is_found_by_name(hall: DeclaredHall) -> None:
    before = hall.reason(WORKERS)

    hall.offers(WORKERS)

    rows = {row["id"]: row for row in hall.terminal.shell.menu.service_rows("jobs", hall.terminal.shell.around, str)}
    assert before == "这台机暂不办理"
    assert rows[WORKERS]["closed"] is False
    hall.terminal.shell.searching.setQuery(declared(WORKERS).title.zh)
    hall.terminal.waits_for(lambda: any(row["id"] == WORKERS for row in hall.terminal.shell.searching._found))


def test_packs_older_than_a_week_close_it_with_a_reason(hall: DeclaredHall) -> None:
    hall.offers(WORKERS, now=datetime.now(UTC) - HOLDS - timedelta(hours=1))

    hall.terminal.shell.start()
    hall.terminal.shell.openService(WORKERS)

    assert hall.reason(WORKERS) == "太久没有更新，先不办"
    assert hall.terminal.shell.page_name == "Closed"


@pytest.mark.parametrize("age", [timedelta(), HOLDS + timedelta(days=30)])
def test_item_that_was_withdrawn_closes_it_whatever_the_age(hall: DeclaredHall, age: timedelta) -> None:
    hall.publisher.publish([declared(WORKERS)], [], gone=[declared(WORKERS).catalog_code])

    hall.pulls(datetime.now(UTC) - age)

    hall.terminal.waits_for(lambda: hall.reason(WORKERS) == "这件事已停办")


def test_item_kept_from_terminals_closes_it(hall: DeclaredHall) -> None:
    away = item(WORKERS).model_copy(update={"is_service_terminals": False})
    hall.publisher.publish([declared(WORKERS)], [away])

    hall.pulls()

    hall.terminal.waits_for(lambda: hall.reason(WORKERS) == "这件事改到窗口办")


def test_what_cannot_wait_for_the_wire_is_closed_without_it(hall: DeclaredHall) -> None:
    waits_for_nobody = declared(WORKERS).model_copy(update={"offline": Offline.O3})
    hall.publisher.publish([waits_for_nobody], [item(WORKERS)])
    hall.pulls()
    hall.terminal.waits_for(lambda: hall.reason(WORKERS) == "")

    cut(hall)

    assert hall.reason(WORKERS) == "网络不通，暂时办不了"


# ---- filed once, nothing lost ----


def test_what_was_filled_in_reaches_the_centre_as_its_form_has_it(hall: DeclaredHall) -> None:
    comes_to_check(hall, GRANT)
    answers = hall.flow.filling.answers()

    hall.flow.confirm()
    hall.terminal.sees("Filed")
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert filed.answers == answers
    assert wrong_answers(item(GRANT).form or {}, filed.answers) == []
    assert (filed.applicant.number, filed.evidence) == (USCC, EnterpriseEvidence.GRANT)
    assert filed.commitment is not None
    assert filed.commitment.document_sha256 == document_hash(declared(GRANT).commitment)
    assert filed.commitment.grant != ""


def test_everything_that_a_form_can_ask_is_asked_and_filed_as_the_form_has_it(hall: DeclaredHall) -> None:
    service, its_item = every_kind()
    hall.publisher.publish([service], [its_item])
    hall.pulls()
    hall.terminal.waits_for(lambda: WORKERS in hall.terminal.shell.menu.declared)
    hall.begins(WORKERS)
    hall.comes_to("check")

    hall.flow.confirm()
    hall.terminal.sees("Filed")
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert wrong_answers(its_item.form or {}, filed.answers) == []
    assert filed.answers["posts"] == [{"post": "Synthetic", "people": 1}]
    assert (filed.answers["fair"], filed.answers["days"], filed.answers["month"]) == (True, ["mon"], "2026-12")


def test_what_others_know_stands_there_with_who_says_so_and_can_be_contested(hall: DeclaredHall) -> None:
    own = item(WORKERS)
    known = KnownForm(
        own.form or {}, own.catalog_code, {"entity_name": KnownValue("合成旧名有限公司", date(2026, 9, 1))}
    )
    hall.terminal.central.known_forms.forms[own.task_code] = known
    hall.offers(WORKERS)
    hall.begins(WORKERS)

    hall.comes_to("known.applicant")
    rows = {row["label"]: (row["value"], row["note"]) for row in hall.flow.known}
    hall.flow.change("field.entity_name")
    hall.flow.write("合成新名有限公司")
    hall.flow.contest()
    hall.flow.confirm()
    back = hall.stage
    hall.comes_to("check")
    hall.flow.confirm()
    hall.terminal.sees("Filed")
    hall.terminal.waits_for(lambda: hall.terminal.jobs(JobKind.PREFILL_CONTESTED))
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert rows["企业名称"] == ("合成旧名有限公司", "来自合成单位，截至 2026年9月1日")
    assert rows["联系人"] == ("张测试", "来自身份证")
    assert back == "known.applicant"
    assert filed.answers["entity_name"] == "合成新名有限公司"
    assert [(one.path, one.prefilled, one.contested) for one in filed.prefilled] == [
        ("entity_name", "合成旧名有限公司", True)
    ]


def test_consent_taken_back_takes_what_others_said_out_of_the_form(hall: DeclaredHall) -> None:
    own = item(WORKERS)
    known = KnownForm(
        own.form or {}, own.catalog_code, {"entity_name": KnownValue("合成旧名有限公司", date(2026, 9, 1))}
    )
    hall.terminal.central.known_forms.forms[own.task_code] = known
    hall.offers(WORKERS)
    hall.begins(WORKERS)
    hall.comes_to("known.applicant")
    stood_there = hall.flow.filling.values["entity_name"]

    while hall.stage != "consents":
        hall.terminal.shell.back()
    for row in hall.flow.consents:
        hall.flow.toggleConsent(row["id"])
    left = dict(hall.flow.filling.values)
    hall.flow.confirm()
    hall.comes_to("check")
    hall.flow.confirm()
    hall.terminal.sees("Filed")
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert stood_there == "合成旧名有限公司"
    assert "entity_name" not in left
    assert (filed.consents, filed.prefilled) == ((), ())
    assert filed.answers["entity_name"] != "合成旧名有限公司"


def test_double_tap_files_one_job(hall: DeclaredHall) -> None:
    comes_to_check(hall)

    hall.flow.confirm()
    hall.flow.confirm()
    hall.terminal.sees("Filed")
    hall.flow.confirm()

    assert len(hall.terminal.jobs(JobKind.APPLICATION_FILED)) == 1


def test_back_button_goes_through_every_page_and_loses_nothing(hall: DeclaredHall) -> None:
    comes_to_check(hall)
    answers = hall.flow.filling.answers()

    pages = []
    while hall.stage != "opening":
        hall.terminal.shell.back()
        pages.append(hall.stage)
    hall.comes_to("check")

    assert len(pages) > 10
    assert "card" not in pages
    assert hall.flow.filling.answers() == answers


def test_changed_answer_leads_back_to_the_answers(hall: DeclaredHall) -> None:
    comes_to_check(hall)

    hall.flow.change("field.headcount")
    hall.flow.write("12")
    hall.flow.confirm()

    assert hall.stage == "check"
    assert "12" in {row["value"] for row in hall.flow.checkRows}


def test_answer_that_is_missing_keeps_it_from_being_filed_and_says_which(hall: DeclaredHall) -> None:
    comes_to_check(hall)
    del hall.flow.filling.values["headcount"]

    hall.flow.confirm()

    assert hall.stage == "check"
    assert [row["problem"] for row in hall.flow.checkRows if row["problem"]] == ["人数：还没有填"]
    assert hall.terminal.jobs(JobKind.APPLICATION_FILED) == []


@pytest.mark.soak
def test_without_the_wire_it_is_stored_and_says_that_it_is_not_accepted(hall: DeclaredHall) -> None:
    hall.offers(GRANT)
    cut(hall)
    hall.begins(GRANT)

    hall.comes_to("check")
    hall.flow.confirm()
    hall.terminal.sees("Filed")

    assert hall.flow.filed["accepted"] is False
    assert hall.flow.filed["numberLabel"] == "暂存号"
    assert "还没有开始算" in hall.flow.filed["due"]
    mend(hall)
    hall.terminal.waits_for(hall.filed)
    (filed,) = hall.filed()
    assert (filed.evidence, filed.applicant.number) == (EnterpriseEvidence.STATED, USCC)
    assert filed.commitment is None


@pytest.mark.parametrize(
    "at",
    [
        "field.housing",
        *(pytest.param(stage, marks=pytest.mark.soak) for stage in ("opening", "consents", "card", "licence")),
        *(pytest.param(f"field.{name}", marks=pytest.mark.soak) for name in ("town", "phone", "post", "headcount")),
        pytest.param("check", marks=pytest.mark.soak),
    ],
)
def test_wire_cut_on_the_way_files_one_job_with_all_that_was_said(hall: DeclaredHall, at: str) -> None:
    hall.offers(WORKERS)
    hall.begins(WORKERS)
    hall.comes_to(at)

    cut(hall)
    hall.comes_to("check")
    answers = hall.flow.filling.answers()
    hall.flow.confirm()
    hall.terminal.sees("Filed")
    mend(hall)
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert filed.answers == answers
    assert len(hall.terminal.jobs(JobKind.APPLICATION_FILED)) == 1


@pytest.mark.parametrize("service", [WORKERS, pytest.param(GRANT, marks=pytest.mark.soak)])
def test_licence_that_runs_out_while_filling_in_is_asked_for_anew_at_the_end(hall: DeclaredHall, service: str) -> None:
    comes_to_check(hall, service)
    answers = hall.flow.filling.answers()
    licence_runs_out(hall)

    hall.flow.confirm()
    hall.terminal.sees("LicenceCode")
    hall.shows_a_licence()
    hall.terminal.sees("Filed")
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert (filed.answers, filed.evidence) == (answers, EnterpriseEvidence.GRANT)
    assert (filed.commitment is not None) == (declared(service).commitment is not None)


@pytest.mark.soak
def test_fresh_code_of_another_enterprise_is_not_taken(hall: DeclaredHall) -> None:
    comes_to_check(hall, GRANT)
    licence_runs_out(hall)
    hall.flow.confirm()
    hall.terminal.sees("LicenceCode")

    hall.shows_a_licence(uscc="91441900MA0TE5T08W")

    hall.terminal.waits_for(lambda: hall.terminal.shell.trouble_code == "licence-other-enterprise")
    assert hall.terminal.jobs(JobKind.APPLICATION_FILED) == []
    hall.shows_a_licence()
    hall.terminal.sees("Filed")


@pytest.mark.soak
def test_wire_cut_when_the_fresh_code_is_wanted_stores_it_as_stated_and_without_the_signed_promise(
    hall: DeclaredHall,
) -> None:
    comes_to_check(hall, GRANT)
    licence_runs_out(hall)
    hall.flow.confirm()
    hall.terminal.sees("LicenceCode")
    cut(hall)
    hall.shows_a_licence()
    hall.terminal.sees("Problem")

    hall.terminal.shell.chooseWay("stated")
    promised = [row["value"] for row in hall.flow.checkRows if row["change"] == "commitment"]
    hall.flow.confirm()
    hall.terminal.sees("Filed")
    mend(hall)
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert promised == ["没有承诺，按清单交材料"]
    assert (filed.evidence, filed.commitment) == (EnterpriseEvidence.STATED, None)


def test_consent_that_is_needed_and_refused_ends_it_kindly(hall: DeclaredHall) -> None:
    hall.offers(GRANT)
    hall.begins(GRANT)
    hall.comes_to("consents")

    hall.flow.confirm()
    still_there = hall.stage
    hall.terminal.shell.home()

    assert still_there == "consents"
    assert hall.terminal.shell.page_name == "Home"
    assert hall.terminal.jobs(JobKind.APPLICATION_FILED) == []


def test_the_slip_bears_number_next_step_day_and_telephone(hall: DeclaredHall) -> None:
    from kiosk.services.declared.generic import flow as filing

    slips: list[Document] = []
    receipt_of, filing.receipt_of = filing.receipt_of, lambda *said: slips.append(receipt_of(*said)) or slips[-1]
    comes_to_check(hall)
    hall.flow.confirm()
    hall.terminal.sees("Filed")
    hall.terminal.waits_for(lambda: hall.flow.filed["accepted"])

    hall.flow.printSlip()
    hall.terminal.waits_for(lambda: hall.flow.slipState == "printed")
    filing.receipt_of = receipt_of

    (slip,) = slips
    numbers = [block.label for block in slip.blocks if isinstance(block, Number)]
    facts = dict(next(block for block in slip.blocks if isinstance(block, Facts)).rows)
    assert numbers == ["申请编号", "查询码"]
    assert "2 个工作日；今天受理的话，最晚 20" in facts["办理时限"]
    assert declared(WORKERS).next_step.zh in repr(slip)
    assert "GJQ:" in repr(slip)
    hall.flow.confirm()
    assert hall.terminal.shell.page_name == "Rating"


# ---- every declared service ----


def walks_to_the_end(hall: DeclaredHall, service: str) -> None:
    hall.begins(service)
    hall.comes_to("check")
    hall.flow.confirm()
    hall.terminal.sees("Filed")


@pytest.mark.soak
@pytest.mark.parametrize("service", sorted(shipped().services))
def test_every_declared_service_ends_at_a_filed_application(hall: DeclaredHall, service: str) -> None:
    hall.offers(service)

    walks_to_the_end(hall, service)
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert filed.task_code == item(service).task_code
    assert wrong_answers(item(service).form or {}, filed.answers) == []


@pytest.mark.soak
@pytest.mark.parametrize("service", sorted(shipped().services))
def test_every_declared_service_keeps_to_its_class_without_the_wire(hall: DeclaredHall, service: str) -> None:
    hall.offers(service)
    cut(hall)

    if shipped().services[service].offline is Offline.O3:
        assert hall.reason(service) == "网络不通，暂时办不了"
        return
    walks_to_the_end(hall, service)
    assert hall.flow.filed["accepted"] is False
    mend(hall)
    hall.terminal.waits_for(hall.filed)

    (filed,) = hall.filed()
    assert wrong_answers(item(service).form or {}, filed.answers) == []
