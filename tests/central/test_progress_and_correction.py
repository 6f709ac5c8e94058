"""Begun at one terminal, looked at and corrected at another: by the code on the slip, or by card and licence, and by nobody else."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from application_world import an_item, application, file, handed_in
from central_world import START, Terminal, World, holder_of
from test_central_appeals import appeal

from app.contract.application import (
    Applicant,
    ApplicantKind,
    ApplicationCorrected,
    ApplicationFiled,
    ApplicationProgress,
    ApplicationsAsked,
    BroughtMaterial,
    MyApplications,
)
from app.contract.cases import HandedInShown
from app.contract.jobs import ItemResult, ItemStatus, JobKind
from app.contract.service_items import ServiceItem
from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.tables import Case

STAFF = frozenset({"window-staff", "handler", "approver"})


@pytest.fixture(scope="module")
def begun(shared_world: World) -> tuple[World, ServiceItem, Terminal]:
    """Two terminals of one centre, and an item."""
    return shared_world, an_item(shared_world), shared_world.enrol("T0004")


def _filed(begun: tuple[World, ServiceItem, Terminal], **changes: Any) -> ApplicationFiled:
    world, item, _ = begun
    world.clock.forward(minutes=2)  # a hall asks only so often in a minute
    filed = application(item, START, **changes)
    result = file(world.terminal, filed)
    assert result.status is ItemStatus.APPLIED, result
    return filed


def _progress(terminal: Terminal, filed: ApplicationFiled) -> ApplicationProgress:
    answer = terminal.post("/v1/applications/progress", {"query_code": filed.query_code})
    return ApplicationProgress.model_validate_json(answer.body)


def _mine(terminal: Terminal, asked: ApplicationsAsked) -> MyApplications:
    answer = terminal.post("/v1/applications/mine", asked)
    assert answer.status == 200, answer
    return MyApplications.model_validate_json(answer.body)


def _staff(world: World, filed: ApplicationFiled, wanted: Wanted | str) -> None:
    number = _progress(world.terminal, filed).project_no
    with world.centre.database.reading() as session:
        case = session.get_one(Case, number)
    said = Wanted(wanted) if isinstance(wanted, str) else wanted
    actor = Actor("P-1", case.assignee_unit, STAFF)
    world.centre.database.write(lambda session: desk.act(session, world.centre, number, case.revision, said, actor))


def _ask(world: World, filed: ApplicationFiled, *names: str) -> None:
    _staff(world, filed, Wanted("ask-correction", "第二页没有盖章", materials=names))


def _correct(terminal: Terminal, progress: ApplicationProgress, **changes: Any) -> ItemResult:
    said: dict[str, Any] = {
        "project_no": progress.project_no,
        "ticket": progress.ticket,
        "materials": tuple(
            BroughtMaterial(material=name, blobs=handed_in(terminal, "x", name.encode()).blobs)
            for name in progress.asked_for
        ),
        "terminal_submitted_at": START,
    }
    corrected = ApplicationCorrected(**(said | changes))
    job = terminal.item(JobKind.APPLICATION_CORRECTED, corrected, aggregate=f"correction:{secrets.token_hex(8)}")
    (result,) = terminal.deliver(job)
    return result


def test_what_is_asked_for_at_one_terminal_is_handed_in_at_another(begun: tuple[World, ServiceItem, Terminal]) -> None:
    world, _, other = begun
    filed = _filed(begun)
    _ask(world, filed, "申请表")
    seen = _progress(other, filed)

    result = _correct(other, seen)

    after = _progress(world.terminal, filed)
    assert (seen.asked_for, seen.asked_why, seen.words.zh) == (("申请表",), "第二页没有盖章", "待补正")
    assert (result.status, result.receipt) == (ItemStatus.APPLIED, seen.project_no)
    assert (after.words.zh, after.asked_for, after.ticket) == ("已收件", (), "")
    assert [step.text for step in after.steps] == ["已收件", "一次性告知补正", "补正"]


def test_staff_find_the_corrected_files_beside_the_first_ones(begun: tuple[World, ServiceItem, Terminal]) -> None:
    world, _, other = begun
    filed = _filed(begun)
    _ask(world, filed, "申请表")
    seen = _progress(other, filed)
    brought = handed_in(other, "x", b"the page with its seal").blobs

    _correct(other, seen, materials=(BroughtMaterial(material="申请表", blobs=brought),))

    with world.centre.database.reading() as session:
        case = session.get_one(Case, seen.project_no)
        opened = desk.particulars(session, world.centre, seen.project_no, Actor("P-1", case.assignee_unit, STAFF))
    assert HandedInShown(material="申请表", sha256=brought[0]) in opened.handed_in


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ticket": "somebody-elses"}, "application-unknown"),
        ({"project_no": "BJ20200101000001"}, "application-unknown"),
        ({"materials": (BroughtMaterial(material="房产证", blobs=("0" * 64,)),)}, "attachment-missing"),
    ],
)
def test_nobody_corrects_what_they_were_not_shown(
    begun: tuple[World, ServiceItem, Terminal], changes: dict[str, Any], code: str
) -> None:
    world, _, other = begun
    filed = _filed(begun)
    _ask(world, filed, "申请表")

    result = _correct(other, _progress(other, filed), **changes)

    assert result.code == code
    assert _progress(other, filed).words.zh == "待补正"


def test_what_was_not_asked_for_is_not_taken_and_half_of_it_neither(begun: tuple[World, ServiceItem, Terminal]) -> None:
    world, _, other = begun
    filed = _filed(begun)
    listed = json.loads(_case(world, _progress(other, filed).project_no).materials)
    _ask(world, filed, *listed[:2])
    seen = _progress(other, filed)
    one = handed_in(other, "x").blobs

    half = _correct(other, seen, materials=(BroughtMaterial(material=seen.asked_for[0], blobs=one),))
    more = tuple(BroughtMaterial(material=name, blobs=one) for name in (*seen.asked_for, "房屋产权证明"))
    beyond = _correct(other, seen, materials=more)

    assert (half.code, beyond.code) == ("materials-missing", "material-not-listed")


def test_another_terminal_s_ticket_and_an_old_one_open_nothing(begun: tuple[World, ServiceItem, Terminal]) -> None:
    world, _, other = begun
    filed = _filed(begun)
    _ask(world, filed, "申请表")
    here, there = _progress(world.terminal, filed), _progress(other, filed)

    stolen = _correct(other, here)
    first, again = _correct(other, there), _correct(other, there)

    assert (stolen.code, first.status, again.code) == ("application-unknown", ItemStatus.APPLIED, "case-step-not-now")


def test_person_sees_what_they_began_at_any_terminal_and_no_enterprises(
    begun: tuple[World, ServiceItem, Terminal],
) -> None:
    _, _, other = begun
    wu = holder_of("wu-rare")
    filed = _filed(begun, applicant=Applicant(kind=ApplicantKind.PERSON, name=wu.name, number=wu.number), holder=wu)
    _filed(begun, holder=wu)

    mine = _mine(other, ApplicationsAsked(holder=wu))

    assert [one.project_no for one in mine.applications] == [_progress(other, filed).project_no]
    assert mine.older == 0


def test_licence_shows_its_enterprises_applications_whoever_brought_them(
    begun: tuple[World, ServiceItem, Terminal],
) -> None:
    world, _, _ = begun
    filed = _filed(begun, holder=holder_of("wu-rare"))
    grant = world.grant(service="S004")

    mine = _mine(world.terminal, ApplicationsAsked(holder=holder_of("zhang"), grant=grant))

    assert mine.applications[0].project_no == _progress(world.terminal, filed).project_no


def test_appeal_stands_among_them_under_its_own_number(begun: tuple[World, ServiceItem, Terminal]) -> None:
    world, _, _ = begun
    filed = appeal(grant=world.grant(service="S101"))
    (taken,) = world.terminal.deliver(
        world.terminal.item(JobKind.APPEAL_FILED, filed, aggregate=f"appeal:{filed.query_code}")
    )

    mine = _mine(world.terminal, ApplicationsAsked(holder=holder_of("zhang"), grant=world.grant(service="S004")))

    assert taken.receipt in [one.project_no for one in mine.applications]


@pytest.mark.parametrize(
    ("service", "card", "minutes", "code"),
    [
        ("S901", "zhang", 0, "grant-other-service"),
        ("S004", "wu-rare", 0, "grant-unknown"),
        ("S004", "zhang", 16, "grant-expired"),
    ],
)
def test_grant_for_something_else_shows_nothing(world: World, service: str, card: str, minutes: int, code: str) -> None:
    grant = world.grant(service=service)
    world.clock.forward(minutes=minutes)

    answer = world.terminal.post("/v1/applications/mine", ApplicationsAsked(holder=holder_of(card), grant=grant))

    assert answer.code == code


def test_decision_is_told_as_it_is(begun: tuple[World, ServiceItem, Terminal]) -> None:
    """Decided is not handed over, and a refusal gives its reason."""
    world, item, other = begun
    granted, refused = _filed(begun), _filed(begun)
    for step in ("accept", "review", "approve"):
        _staff(world, granted, step)
    for step in ("accept", "review"):
        _staff(world, refused, step)

    _staff(world, refused, Wanted("reject", "面积不到标准", evidence=("决定书-1",)))

    yes, no = _progress(other, granted), _progress(other, refused)
    assert (yes.outcome, yes.ended_at, yes.words.zh, yes.outcome_why) == ("granted", None, "准予", "")
    assert (no.outcome, no.outcome_why) == ("refused", "面积不到标准")
    assert (yes.result_name, yes.bring_to, yes.phone) == (item.result_name, item.transact_addr, item.link_way)


def test_nothing_of_a_ticket_or_a_holder_is_in_what_is_logged(begun: tuple[World, ServiceItem, Terminal]) -> None:
    world, _, other = begun
    filed = _filed(begun)
    _ask(world, filed, "申请表")
    seen = _progress(other, filed)

    spoken = repr(seen) + repr(ApplicationsAsked(holder=holder_of("zhang"), grant="a-grant"))

    assert seen.ticket not in spoken
    assert "a-grant" not in spoken
    assert holder_of("zhang").number not in spoken


def _case(world: World, number: str) -> Case:
    with world.centre.database.reading() as session:
        return session.get_one(Case, number)
