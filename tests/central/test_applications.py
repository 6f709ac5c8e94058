"""A job from a terminal becomes a case, once: what it goes by, what is refused, and how it stands for whoever holds its slip."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from application_world import ANSWERS, PHONE, an_item, application, asked, file, handed_in, progress
from central_world import START, Answered, World, holder_of
from item_world import TODAY, book_of, later, on_the_books, sample
from sqlalchemy import select
from test_central_appeals import appeal

from app.contract.appeal import AppealProgress, AppealState, EnterpriseEvidence
from app.contract.application import Applicant, ApplicantKind, HandedIn
from app.contract.jobs import ItemStatus, JobKind
from app.contract.service_items import ServiceItem
from central.applications.tables import FiledApplication
from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.exchange import particulars_of
from central.cases.tables import Case, CaseEvent

ROLES = frozenset({"window-staff", "handler", "approver"})


@dataclass
class Here(World):
    """The world that these tests share, as each finds it: `known` cases are others'."""

    known: frozenset[str] = frozenset()
    item: ServiceItem = field(default_factory=sample)


@pytest.fixture(scope="module")
def on_the_shelf(shared_world: World) -> ServiceItem:
    return an_item(shared_world)


@pytest.fixture
def here(shared_world: World, on_the_shelf: ServiceItem) -> Here:
    found = Here(**vars(shared_world), item=on_the_shelf)
    found.known = frozenset(case.project_no for case in cases(found))
    return found


def test_job_opens_a_case_with_both_times_and_everything_that_was_said(here: Here) -> None:
    item = here.item
    submitted = START - timedelta(hours=9)
    filed = application(item, submitted, materials=(handed_in(here.terminal, "application"),))

    result = file(here.terminal, filed)

    case = the_case(here)
    assert (result.status, result.receipt, result.state) == (ItemStatus.APPLIED, "BJ20261123000001", "已收件")
    assert (case.project_no, case.task_code, case.task_version) == (result.receipt, item.task_code, "1")
    assert (case.terminal_submitted_at, case.center_received_at) == (submitted, START)
    assert particulars_of(here.centre, case).answers == ANSWERS
    opened = events(here, case)[0]
    content = json.loads(opened.content)
    assert content["handed_in"] == [["申请表", filed.materials[0].blobs[0]]]
    assert content["situation"] == filed.situation


@pytest.mark.parametrize("evidence", EnterpriseEvidence)
def test_whoever_handles_it_sees_how_the_enterprise_was_known(here: Here, evidence: EnterpriseEvidence) -> None:
    file(here.terminal, application(here.item, START, evidence=evidence))

    said = particulars_of(here.centre, the_case(here))

    assert (said.applyer_page_type, said.evidence) == ("统一社会信用代码", evidence)


def test_application_in_nobodys_name_bears_no_papers_number(here: Here) -> None:
    nobody = Applicant(kind=ApplicantKind.PERSON, name="未核实身份", number="0123456789abcdef")
    file(here.terminal, application(here.item, START, applicant=nobody, holder=None))

    case = the_case(here)
    said = particulars_of(here.centre, case)

    assert (case.applyer_page_type, case.applyer_page_code) == ("", "")
    assert (said.applyer_name, said.applyer_page_type, said.applyer_page_code) == ("未核实身份", "", "")
    assert said.evidence is None


def test_delivered_again_it_is_no_second_case(here: Here) -> None:
    item = here.item
    filed = application(item, START)
    job = here.terminal.item(JobKind.APPLICATION_FILED, filed, aggregate=f"application:{filed.query_code}")
    (first,) = here.terminal.deliver(job)

    (again,) = here.terminal.deliver(job)

    assert (again.status, again.receipt) == (ItemStatus.DUPLICATE, first.receipt)
    assert len(cases(here)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"materials": (HandedIn(material="bank-statement", blobs=("0" * 64,)),)}, "material-not-listed"),
        ({"materials": (HandedIn(material="photos", blobs=("0" * 64,)),)}, "material-not-listed"),
        ({"materials": (HandedIn(material="id-card", blobs=("0" * 64,)),) * 2}, "material-twice"),
        ({"situation": {"who": "somebody"}}, "service-answers-refused"),
        ({"answers": {**ANSWERS, "phone": "unknown"}}, "form-answers-refused"),
        ({"answers": {**ANSWERS, "religion": "x"}}, "form-answers-refused"),
        ({"task_version": 9}, "service-item-unknown"),
        ({"task_code": "9" * 30}, "service-item-unknown"),
        ({"terminal_submitted_at": START - timedelta(days=400)}, "service-item-not-in-force"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_what_can_be_no_application_is_refused_and_opens_nothing(
    here: Here, changes: dict[str, Any], code: str
) -> None:
    item = here.item

    result = file(here.terminal, application(item, START, **changes))

    assert (result.status, result.code) == (ItemStatus.REJECTED, code)
    assert len(cases(here)) == 0


def test_application_whose_papers_are_on_their_way_waits_for_them(here: Here) -> None:
    item, missing = here.item, HandedIn(material="application", blobs=("0" * 64,))
    filed = application(item, START, materials=(missing,))
    too_early = file(here.terminal, filed)

    there = filed.model_copy(update={"materials": (handed_in(here.terminal, "application"),)})
    result = file(here.terminal, there)

    assert (too_early.status, too_early.code) == (ItemStatus.RETRY, "attachment-missing")
    assert (result.status, len(cases(here))) == (ItemStatus.APPLIED, 1)


def test_case_keeps_the_version_it_began_with(world: World) -> None:
    """Applied for offline by version 1, arrived when 2 was in force; and one that runs goes on as it began."""
    item = an_item(world)
    running = file(world.terminal, application(item, START))
    world.clock.forward(days=30)
    on_the_books(world, later(item, promise_day=item.promise_day + 1, plan_effective_date=TODAY + timedelta(days=30)))

    late = file(world.terminal, application(item, START, query_code="1" * 12))

    assert {each.task_version for each in cases(world)} == {"1"}
    assert {each.promise_days for each in cases(world)} == {item.promise_day}
    assert {running.status, late.status} == {ItemStatus.APPLIED}


def test_item_that_is_withdrawn_opens_no_case(here: Here) -> None:
    item = an_item(here, 7)
    with book_of(here.centre) as book:
        book.withdraw(item.task_code, TODAY, "合成")

    result = file(here.terminal, application(item, START))

    assert (result.status, result.code, len(cases(here))) == (ItemStatus.REJECTED, "service-item-not-in-force", 0)


def test_progress_says_received_until_somebody_has_accepted_it(here: Here) -> None:
    filed = application(here.item, START)
    file(here.terminal, filed)
    received = progress(here.terminal, filed)

    step(here, "accept")

    accepted = progress(here.terminal, filed)
    assert (received.words.zh, received.accepted_on, received.promise_date) == ("已收件", None, None)
    assert (accepted.words.zh, accepted.accepted_on) == ("已受理", TODAY)
    assert [each.text for each in accepted.steps] == ["已收件", "受理"]
    assert [each.english for each in accepted.steps] == ["Received", "Accept"]


def test_progress_names_what_is_still_to_be_brought(here: Here) -> None:
    filed = application(here.item, START)
    file(here.terminal, filed)

    step(here, Wanted("ask-correction", "缺页", materials=("申请表",)))

    asked_for = progress(here.terminal, filed)
    assert (asked_for.words.zh, asked_for.asked_for) == ("待补正", ("申请表",))


def test_code_nobody_holds_opens_nothing_and_an_appeals_code_no_application(here: Here) -> None:
    item = here.item
    filed = application(item, START)
    file(here.terminal, filed)

    answers = [asked(here.terminal, application(item, START)), ask_as_appeal(here, filed.query_code)]

    assert [answer.code for answer in answers] == ["application-unknown", "appeal-unknown"]


def test_nobody_shows_in_the_clear(here: Here) -> None:
    filed = application(here.item, START)
    file(here.terminal, filed)

    with here.centre.database.reading() as session:
        kept = repr(
            [vars(row) for table in (Case, CaseEvent, FiledApplication) for row in session.scalars(select(table))]
        )

    assert all(secret not in kept for secret in (PHONE, holder_of("zhang").number, filed.query_code))


# ---- appeals ----


def test_appeal_opens_a_case_of_its_own_procedure_with_its_unit(here: Here) -> None:
    filed = appeal(grant=here.grant(service="S101"))

    file_appeal(here, filed)

    case = the_case(here)
    assert (case.procedure, case.state, case.org_name) == ("appeal", "RECEIVED", "寮步镇人社分局")
    assert case.assignee_unit.startswith("DG-T15-B")
    assert (case.terminal_submitted_at, case.center_received_at) == (filed.terminal_submitted_at, START)


def test_appeals_progress_is_its_cases(here: Here) -> None:
    filed = appeal(grant=here.grant(service="S101"))
    file_appeal(here, filed)
    received = appeal_progress(here, filed.query_code)

    for wanted in ("assign", Wanted("contact", evidence=("通话记录-1",)), "begin"):
        step(here, wanted)

    in_hand = appeal_progress(here, filed.query_code)
    assert (received.state, in_hand.state) == (AppealState.RECEIVED, AppealState.IN_HAND)
    assert [each.text for each in in_hand.steps[1:]] == ["分派", "首次联系企业", "开始办理"]


def test_refused_appeal_leaves_no_case(here: Here) -> None:
    filed = appeal()
    file_appeal(here, filed)

    (again,) = file_appeal(here, filed, aggregate="appeal:other")

    assert (again.status, again.code, len(cases(here))) == (ItemStatus.REJECTED, "query-code-taken", 1)


# ---- what a moved day is told ----


def test_applicant_is_told_of_a_moved_day(world: World, tmp_path: Path) -> None:
    """Accepted in December, due in a year that nobody has arranged yet: 1 January was to be worked, and is not."""
    from case_world import Cases

    from central.cases.nightly import recount_all

    world.clock.forward(days=35)
    filed = application(an_item(world), world.clock())
    file(world.terminal, filed)
    step(world, "accept")
    before = progress(world.terminal, filed)
    Cases(world.centre, world.clock).publish_2027(tmp_path / "calendar", "2027-01-04", "2027-01-05")

    moved = recount_all(world.centre)

    after = progress(world.terminal, filed)
    assert moved
    assert (before.provisional, after.provisional) == (True, False)
    assert before.promise_date != after.promise_date
    assert after.promise_date is not None
    told = [each for each in after.steps if "放假安排已公布" in each.text]
    assert any(f"改为{after.promise_date.month}月{after.promise_date.day}日前" in each.text for each in told)
    assert all("holiday arrangement" in each.english for each in told)


def the_case(world: World) -> Case:
    (case,) = cases(world)
    return case


def cases(world: World) -> list[Case]:
    with world.centre.database.reading() as session:
        found = session.scalars(select(Case).order_by(Case.project_no))
        return [case for case in found if not (isinstance(world, Here) and case.project_no in world.known)]


def events(world: World, case: Case) -> list[CaseEvent]:
    with world.centre.database.reading() as session:
        return list(session.scalars(select(CaseEvent).where(CaseEvent.project_no == case.project_no)))


def step(world: World, wanted: Wanted | str) -> None:
    """As staff of the unit that has the case."""
    case = the_case(world)
    actor = Actor("P-1", case.assignee_unit, ROLES)
    said = Wanted(wanted) if isinstance(wanted, str) else wanted
    world.centre.database.write(
        lambda session: desk.act(session, world.centre, case.project_no, case.revision, said, actor)
    )


def file_appeal(world: World, filed: Any, aggregate: str = "") -> Any:
    item = world.terminal.item(JobKind.APPEAL_FILED, filed, aggregate=aggregate or f"appeal:{filed.query_code}")
    return world.terminal.deliver(item)


def ask_as_appeal(world: World, code: str) -> Answered:
    return world.terminal.post("/v1/appeals/progress", {"query_code": code})


def appeal_progress(world: World, code: str) -> AppealProgress:
    return AppealProgress.model_validate_json(ask_as_appeal(world, code).body)
