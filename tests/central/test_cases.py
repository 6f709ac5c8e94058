"""A case from its receipt to the archive, and everything that must be impossible on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from case_world import (
    APPLICANT,
    APPROVER,
    HANDLER,
    ITEM,
    OFFICE,
    OTHER,
    PARTICULARS,
    STRANGER,
    UNIT,
    WAY_TO_DONE,
    WINDOW,
    Cases,
    application,
    cases_at,
    code_of,
)
from central_world import START, CopiedHome
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from central.cases import exchange, procedures
from central.cases.acting import Actor, Wanted
from central.cases.chain import Broken, check_cases
from central.cases.tables import Case, CaseAttempt, CaseEvent, ProcedureVersion
from central.clock import DONGGUAN

ASK = Wanted("ask-correction", "缺一份", materials=("公司章程",))
BRING = Wanted("correct", materials=("公司章程",))


@pytest.fixture(scope="module")
def shared(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    with copied_home(tmp_path_factory.mktemp("cases") / "central") as home, cases_at(home) as cases:
        yield cases


@pytest.fixture
def cases(shared: Cases) -> Cases:
    """Its clock stands at the start again; each test opens cases of its own."""
    shared.clock.now = START
    return shared


def test_case_comes_in_with_its_number_and_both_times(cases: Cases) -> None:
    sent = (START - timedelta(hours=3)).astimezone(DONGGUAN)

    number = cases.open(terminal_submitted_at=sent)

    case = cases.case(number)
    assert number.startswith("BJ20261123")
    assert (case.state, case.task_version, case.terminal_submitted_at, case.center_received_at) == (
        "RECEIVED",
        "3",
        sent,
        START,
    )
    assert (case.state_due, case.promise_date) == (date(2026, 11, 30), None)
    assert cases.broken() == []


def test_case_goes_the_whole_way(cases: Cases) -> None:
    number = cases.open()

    done = cases.bring_to_done(number)
    cases.act(number, APPLICANT, "rate-well")
    archived = cases.act(number, WINDOW, "archive")

    assert (done.state, done.outcome, done.ended_at) == ("DONE", "granted", START)
    assert (archived.state, archived.next_due, archived.next_check) == ("ARCHIVED", None, None)
    assert cases.names(number) == ["open", *(wanted.transition for _, wanted in WAY_TO_DONE), "rate-well", "archive"]
    assert cases.broken() == []


def test_person_is_masked_in_the_tables_and_whole_in_what_is_sealed(cases: Cases) -> None:
    person = PARTICULARS.model_copy(
        update={"applyer_name": "欧阳样例", "applyer_type": "自然人", "applyer_page_code": "441900200107100043"}
    )

    case = cases.case(cases.open(particulars=person))

    assert (case.applyer_name, case.applyer_page_code) == ("欧×××", "441***********0043")
    assert "样例".encode() not in case.particulars_sealed
    assert exchange.particulars_of(cases.centre, case) == person


# ---- who may, and when ----


@pytest.mark.parametrize(
    ("actor", "wanted", "code"),
    [
        (APPROVER, Wanted("accept"), "case-role-missing"),
        (STRANGER, Wanted("accept"), "case-unknown"),
        (replace(APPLICANT, person_id="somebody-else"), Wanted("withdraw"), "case-unknown"),
        (HANDLER, Wanted("review"), "case-step-not-now"),
        (HANDLER, Wanted("vanish"), "case-step-unknown"),
        (HANDLER, Wanted("refuse-acceptance", evidence=("不予受理决定书",)), "reason-missing"),
        (HANDLER, Wanted("refuse-acceptance", "不符合受理条件"), "evidence-missing"),
        (HANDLER, Wanted("ask-correction", "缺材料"), "materials-missing"),
        (WINDOW, Wanted("accept-by-silence"), "case-role-missing"),
    ],
)
def test_what_may_not_be_is_refused_and_leaves_nothing(cases: Cases, actor: Actor, wanted: Wanted, code: str) -> None:
    number = cases.open()

    assert code_of(lambda: cases.act(number, actor, wanted)) == code
    assert cases.names(number) == ["open"]


def test_unit_that_handed_a_case_on_sees_it_and_acts_on_it_no_more(cases: Cases) -> None:
    number = cases.open()
    cases.transfer(number, OTHER)

    assert code_of(lambda: cases.act(number, WINDOW, "accept")) == "case-of-others"
    assert cases.act(number, STRANGER, "accept").state == "ACCEPTED"


def test_applicant_withdraws_before_acceptance_and_not_after(cases: Cases) -> None:
    early, late = cases.open(), cases.open()
    cases.act(late, WINDOW, "accept")

    withdrawn = cases.act(early, APPLICANT, "withdraw")

    assert (withdrawn.state, withdrawn.outcome) == ("WITHDRAWN", "withdrawn")
    assert code_of(lambda: cases.act(late, APPLICANT, "withdraw")) == "case-step-not-now"


def test_second_of_two_who_saw_the_same_is_told_that_it_moved_on(cases: Cases) -> None:
    number = cases.open()
    seen = cases.case(number).revision
    cases.act(number, WINDOW, "accept", revision=seen)

    assert code_of(lambda: cases.act(number, APPLICANT, "withdraw", revision=seen)) == "case-moved-on"


def test_of_two_at_the_same_moment_one_is_done(cases: Cases) -> None:
    """Eight cases, each accepted and withdrawn at once."""
    numbers = [cases.open() for _ in range(8)]
    together, outcomes = Barrier(2), []

    def go(actor: Actor, transition: str) -> None:
        for number in numbers:
            together.wait(60)
            outcomes.append(code_of(lambda: cases.act(number, actor, transition, revision=1)))  # noqa: B023 - called at once

    both = [Thread(target=go, args=deed) for deed in ((WINDOW, "accept"), (APPLICANT, "withdraw"))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sorted(outcomes) == [""] * 8 + ["case-moved-on"] * 8
    assert [cases.case(number).revision for number in numbers] == [2] * 8
    assert cases.broken() == []


# ---- correction, asked once ----


def test_correction_is_asked_once_for_listed_materials(cases: Cases) -> None:
    number = cases.open()

    asked = cases.act(number, WINDOW, ASK)
    back = cases.act(number, APPLICANT, BRING)

    assert (asked.state, asked.state_due) == ("SUPPLEMENT", date(2026, 12, 14))
    assert (back.state, back.state_due) == ("RECEIVED", date(2026, 11, 30))
    assert code_of(lambda: cases.act(number, WINDOW, ASK)) == "correction-asked-already"


def test_material_the_item_does_not_list_cannot_be_asked_for(cases: Cases) -> None:
    number = cases.open()

    assert code_of(lambda: cases.act(number, WINDOW, replace(ASK, materials=("产权证明",)))) == "material-not-listed"


def test_correction_brings_all_that_was_asked_for(cases: Cases) -> None:
    number = cases.open()
    cases.act(number, WINDOW, replace(ASK, materials=("公司章程", "验资报告")))

    assert code_of(lambda: cases.act(number, APPLICANT, BRING)) == "materials-missing"


def test_correction_is_not_asked_for_after_five_working_days(cases: Cases) -> None:
    """Received on 24 September 2026: the holiday moves the fifth day to 9 October, a day before a worked Saturday."""
    cases.on("2026-09-24")
    in_time, too_late = cases.open(), cases.open()

    cases.on("2026-10-09", hour=23)
    cases.act(in_time, WINDOW, ASK)
    cases.on("2026-10-10", hour=0)

    assert code_of(lambda: cases.act(too_late, WINDOW, ASK)) == "correction-too-late"


# ---- evidence and the second person ----


def test_nobody_closes_their_own_work(cases: Cases) -> None:
    """销号: evidence, and another person than who put it right, whatever posts they hold."""
    both = replace(HANDLER, roles=frozenset({"handler", "approver"}))
    number = cases.open()
    cases.bring_to_done(number)
    cases.act(number, APPLICANT, Wanted("rate-badly", "等得太久"))
    cases.act(number, both, Wanted("rectified", "已加开窗口", evidence=("照片-1",)))
    close = Wanted("close", "回访属实", evidence=("回访录音-1",))

    assert code_of(lambda: cases.act(number, both, close)) == "second-person-needed"
    assert code_of(lambda: cases.act(number, APPROVER, replace(close, evidence=(" ",)))) == "evidence-missing"
    assert cases.act(number, APPROVER, close).state == "ARCHIVED"


def test_unrated_case_is_archived_only_after_a_follow_up_by_another(cases: Cases) -> None:
    number = cases.open()
    cases.bring_to_done(number)
    doer = replace(OFFICE, person_id=APPROVER.person_id)

    assert code_of(lambda: cases.act(number, OFFICE, "archive-unrated")) == "evidence-missing"
    assert (
        code_of(lambda: cases.act(number, doer, Wanted("archive-unrated", evidence=("回访-1",))))
        == "second-person-needed"
    )
    assert cases.act(number, OFFICE, Wanted("archive-unrated", evidence=("回访-1",))).state == "ARCHIVED"


# ---- transfers ----


def test_bounce_is_counted_and_flagged(cases: Cases) -> None:
    number = cases.open()

    there = cases.transfer(number, OTHER)
    flagged_there = there.bounced
    back = cases.transfer(number, UNIT)

    assert (flagged_there, back.bounced, back.transfers) == (False, True, 2)


def test_case_handed_on_three_times_is_flagged_and_one_within_the_unit_is_not_counted(cases: Cases) -> None:
    number = cases.open()
    for unit in ("U-1", "U-2", "U-3"):
        cases.transfer(number, unit)

    case = cases.transfer(number, "U-3", "P-SOMEBODY")

    assert (case.transfers, case.bounced, case.assignee_person) == (3, False, "P-SOMEBODY")
    assert code_of(lambda: cases.transfer(number, "U-3", "P-SOMEBODY")) == "transfer-to-itself"


# ---- the record ----


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_events SET center_received_at = '2026-11-20 02:00:00+00:00'",
        "UPDATE case_events SET handle_explain = 'never said'",
        "DELETE FROM case_events",
        "DELETE FROM case_attempts",
    ],
)
def test_database_refuses_to_change_what_happened(cases: Cases, statement: str) -> None:
    number = cases.open()

    with pytest.raises(DBAPIError, match="what happened is not changed"):
        _change(cases, number, statement)


def _change(cases: Cases, number: str, statement: str) -> None:
    """SQLite asks row by row: there is one to be changed."""
    with cases.centre.database.writing() as session:
        session.add(CaseAttempt(project_no=number, at=START, actor_id="", actor_unit="", wanted="", code="", detail=""))
        session.flush()
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("forgery", "number", "why"),
    [
        ("UPDATE case_events SET center_received_at = :earlier WHERE number = 3 AND project_no = :no", 3, "changed"),
        ("UPDATE case_events SET actor_id = 'P-OTHER' WHERE number = 2 AND project_no = :no", 2, "changed"),
        ("DELETE FROM case_events WHERE number = 2 AND project_no = :no", 2, "missing"),
        ("DELETE FROM case_events WHERE number = 6 AND project_no = :no", 0, "last events are missing"),
        ("DELETE FROM case_events WHERE project_no = :no", 0, "no events"),
        ("UPDATE cases SET promise_date = :day WHERE project_no = :no", 0, "does not stand as"),
        ("UPDATE cases SET state = 'ARCHIVED' WHERE project_no = :no", 0, "does not stand as"),
    ],
)
def test_whoever_goes_round_the_database_is_found_out(cases: Cases, forgery: str, number: int, why: str) -> None:
    """With the rights of its owner, who can take the triggers off."""
    forged = cases.open()
    cases.bring_to_done(forged)
    untouched = cases.open()
    said = {"no": forged, "earlier": datetime(2026, 11, 20, tzinfo=UTC), "day": date(2027, 1, 1)}

    found = _found_after(cases, forgery, said)

    assert [(one.project_no, one.number) for one in found] == [(forged, number)]
    assert why in found[0].why
    assert untouched not in {one.project_no for one in found}


def test_whoever_takes_out_the_last_event_and_puts_the_case_back_is_found_out(cases: Cases) -> None:
    """All that is in the database is put as it was before, but the head, which is nowhere to be copied from."""
    number = cases.open()
    before = cases.case(number)
    cases.act(number, APPLICANT, "withdraw")
    back = {column.key: getattr(before, column.key) for column in Case.__table__.columns}
    forgery, heads = (
        "DELETE FROM case_events WHERE number = 2 AND project_no = :no",
        (cases.events(number)[0].mark, cases.case(number).head, before.head),
    )

    found = [_found_after(cases, forgery, {"no": number}, back | {"head": head}) for head in heads]

    assert [[one.why for one in each] for each in found] == [["the last events are missing"]] * 2 + [[]]


class _TakenBack(Exception):
    pass


def _found_after(
    cases: Cases, forgery: str, said: dict[str, object], put_back: dict[str, object] | None = None
) -> list[Broken]:
    """What the check says, and then it is as if it had not been."""
    found: list[Broken] = []
    off = {
        "postgresql": ["ALTER TABLE case_events DISABLE TRIGGER USER"],
        "sqlite": ["DROP TRIGGER case_events_no_update", "DROP TRIGGER case_events_no_delete"],
    }
    with suppress(_TakenBack), cases.centre.database.writing() as session:
        for statement in (*off[cases.centre.database.kind], forgery):
            session.execute(text(statement), {key: value for key, value in said.items() if f":{key}" in statement})
        if put_back is not None:
            session.execute(update(Case).where(Case.project_no == put_back["project_no"]).values(put_back))
        found += check_cases(session, cases.centre.home.keyed_hash)
        raise _TakenBack
    return found


def test_clock_that_is_put_back_dates_nothing_back(cases: Cases) -> None:
    number = cases.open()
    cases.clock.now = START - timedelta(days=400)

    cases.act(number, WINDOW, "accept")

    assert [event.center_received_at for event in cases.events(number)] == [START, START]
    assert cases.broken() == []


# ---- the version it began with ----


def test_running_case_keeps_the_procedure_and_the_item_it_began_with(
    cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = cases.open()
    cases.act(old, WINDOW, "accept")
    procedure, content = procedures.shipped()["generic"]
    newer = content.replace('"version": 1', '"version": 2', 1).replace('"days": 2,', '"days": 1,')
    parsed = procedures.parse_procedure(newer, "generic-2.json")
    monkeypatch.setattr(procedures, "shipped", lambda: {"generic": (parsed, newer)})

    new = cases.open(replace(ITEM, task_version="4"))
    cases.act(new, WINDOW, "accept")
    cases.transfer(old, OTHER)
    cases.transfer(new, OTHER)

    assert procedure.version == 1
    assert [(cases.case(each).procedure_version, cases.case(each).task_version) for each in (old, new)] == [
        (1, "3"),
        (2, "4"),
    ]
    assert [cases.case(each).state_due for each in (old, new)] == [date(2026, 11, 25), date(2026, 11, 24)]
    with cases.centre.database.writing() as session:
        assert session.get(ProcedureVersion, ("generic", 2)) is not None


def test_version_in_use_does_not_change_its_text(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    cases.open()
    procedure, content = procedures.shipped()["generic"]
    changed = content.replace('"days": 5', '"days": 4')
    monkeypatch.setattr(procedures, "shipped", lambda: {"generic": (procedure, changed)})

    with pytest.raises(procedures.ProcedureFaulty, match="give the new one a new version"):
        cases.open()


# ---- one matter, several departments ----


def test_parent_is_done_when_all_its_branches_are(cases: Cases) -> None:
    parent, branches = cases.open_theme((application(), True), (application(), True), (application(), False))
    cases.act(parent, WINDOW, "accept")

    states = []
    for branch in branches:
        cases.bring_to_done(branch)
        states.append(cases.case(parent).state)

    assert states == ["IN_HAND", "IN_HAND", "DONE"]
    assert cases.names(parent)[2:] == ["branch-ended"] * 3 + ["branches-done"]
    assert cases.broken() == []


def test_one_rejected_branch_tells_its_parent_and_the_others_go_on(cases: Cases) -> None:
    parent, (refused, granted) = cases.open_theme((application(), True), (application(), True))
    cases.act(parent, WINDOW, "accept")

    cases.act(refused, WINDOW, Wanted("refuse-acceptance", "不符合受理条件", evidence=("决定书-1",)))
    told = cases.case(parent).state
    cases.bring_to_done(granted)

    assert (told, cases.case(parent).state, cases.case(parent).outcome) == ("BRANCH_REFUSED", "PARTLY_DONE", "refused")


def test_branch_that_need_not_be_keeps_nobody_from_being_done(cases: Cases) -> None:
    parent, (must, may) = cases.open_theme((application(), True), (application(), False))
    cases.act(parent, WINDOW, "accept")

    cases.act(may, APPLICANT, "withdraw")
    cases.bring_to_done(must)

    assert (cases.case(parent).state, cases.case(parent).outcome) == ("DONE", "granted")


def test_branches_that_end_at_the_same_moment_end_their_parent_once(cases: Cases) -> None:
    parent, branches = cases.open_theme(*[(application(), True)] * 4)
    cases.act(parent, WINDOW, "accept")
    for branch in branches:
        for actor, wanted in WAY_TO_DONE[:-1]:
            cases.act(branch, actor, wanted)
    together = Barrier(4)

    def finish(branch: str) -> None:
        together.wait(60)
        cases.act(branch, *WAY_TO_DONE[-1])

    threads = [Thread(target=finish, args=(branch,)) for branch in branches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert cases.names(parent).count("branches-done") == 1
    assert cases.names(parent).count("branch-ended") == 4
    assert cases.broken() == []


# ---- what the exchange is told ----


def test_five_messages_come_out_of_the_events(cases: Cases) -> None:
    number = cases.open()
    cases.act(number, WINDOW, ASK)
    cases.clock.forward(days=1)
    cases.act(number, APPLICANT, BRING)
    cases.bring_to_done(number)

    first, second = _messages(cases, number), _messages(cases, number)

    kinds = [type(message).__name__ for message in first]
    assert first == second
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "BasicMessage": 1,
        "ProcessMessage": 8,
        "CorrectionMessage": 1,
        "AttachmentMessage": 1,
        "ResultMessage": 1,
    }
    correction = next(message for message in first if isinstance(message, exchange.CorrectionMessage))
    assert (correction.materials, correction.answered_at) == (("公司章程",), START + timedelta(days=1))
    result = next(message for message in first if isinstance(message, exchange.ResultMessage))
    assert (result.outcome, result.result_name) == ("granted", "准予")


def test_process_rows_tell_from_when_to_when(cases: Cases) -> None:
    number = cases.open()
    cases.clock.forward(hours=2)
    cases.act(number, WINDOW, "accept")
    cases.clock.forward(hours=3)
    cases.act(number, HANDLER, "review")

    rows = [message for message in _messages(cases, number) if isinstance(message, exchange.ProcessMessage)]

    spans = [(row.event_end_time - row.event_start_time) / timedelta(hours=1) for row in rows]
    assert spans == [0, 2, 3]
    assert [row.process_name for row in rows] == ["已收件", "已受理", "审查中"]


def _messages(cases: Cases, number: str) -> list[exchange.ExchangeMessage]:
    case = cases.case(number)
    with cases.centre.database.reading() as session:
        procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
        events = session.scalars(
            select(CaseEvent).where(CaseEvent.project_no == number).order_by(CaseEvent.number)
        ).all()
    return exchange.messages_of(cases.centre, procedure, case, events)
