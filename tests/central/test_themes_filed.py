"""One thing (一件事) filed from a terminal: a parent and a case for each step, all or none; each department is told its own part only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from application_world import PHONE, handed_in, progress
from central_world import START, Terminal, World, holder_of
from item_world import PEOPLE, TODAY, book_of, in_post
from sqlalchemy import select

from app.contract.application import Applicant, ApplicantKind, ApplicationFiled, HandedIn
from app.contract.jobs import ItemResult, ItemStatus, JobKind
from app.contract.service_themes import Theme, joint_form, taken_steps
from app.contract.theme_application import ThemeFiled
from central.applications.tables import FiledApplication
from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.exchange import particulars_of
from central.cases.tables import Case
from central.service_items.publishing import publish
from central.service_items.theme_files import shipped_themes, theme_items
from central.service_items.themes import propose_themes, publish_themes

RESTAURANT, NEWBORN, OPENING = "YJS-OPEN-005", "YJS-LIFE-001", "YJS-OPEN-001"
EVERYTHING = {
    "who": "self", "licensed": "no", "staff": "yes", "account": "yes",
    "dine": "yes", "large": "no", "sign": "no", "tobacco": "no",
}  # fmt: skip
DEPARTMENTS = {
    "市市场监管局", "市公安局", "东莞市税务局", "市人力资源社会保障局", "市住房公积金管理中心", "市金融工作局", "市水务局",
}  # fmt: skip
NOTHING_TO_DO = {"who": "self", "licensed": "yes", "staff": "no", "account": "no"}
ROLES = frozenset({"window-staff", "handler", "approver", "coordination-office"})
THROUGH = ("accept", "review", "approve", "make-certificate", "deliver-certificate")


@dataclass
class Here(World):
    known: frozenset[str] = frozenset()
    themes: dict[str, Theme] = field(default_factory=dict)


@pytest.fixture(scope="module")
def on_the_shelf(shared_world: World) -> dict[str, Theme]:
    """Three of the shipped themes, and the items that they join."""
    themes = {one.code: one for one in shipped_themes() if one.code in (RESTAURANT, NEWBORN, OPENING)}
    wanted = {step.catalog_code for one in themes.values() for step in one.steps}
    items = [one for one in theme_items(PEOPLE) if one.catalog_code in wanted]
    with book_of(shared_world.centre) as book:
        book.propose(items)
        publish(book, in_post, [one.task_code for one in items])
        propose_themes(book, list(themes.values()))
        publish_themes(book, items, TODAY)
    return themes


@pytest.fixture
def here(shared_world: World, on_the_shelf: dict[str, Theme]) -> Here:
    found = Here(**vars(shared_world), themes=on_the_shelf)
    found.known = frozenset(case.project_no for case in cases(found))
    return found


def test_one_job_opens_a_case_at_each_department_and_gives_one_number(here: Here) -> None:
    filed = restaurant(here)

    result = file(here.terminal, filed)

    parent, *branches = cases(here)
    assert (result.status, result.receipt, result.state) == (ItemStatus.APPLIED, parent.project_no, "已收件")
    assert (parent.procedure, parent.task_name, parent.promise_days) == ("theme", "我要开餐馆", 7)
    assert {case.org_name for case in branches} == DEPARTMENTS
    assert [case.parent_no for case in branches] == [parent.project_no] * 9
    assert {case.task_name for case in branches if not case.mandatory} == {"银行预约开户"}


def test_each_department_is_told_what_its_own_form_asks(here: Here) -> None:
    file(here.terminal, restaurant(here))

    said = {case.task_name: set(particulars_of(here.centre, case).answers) for case in cases(here)[1:]}

    assert "food_items" in said["食品经营许可"]
    assert not {"taxpayer", "legal_rep_id", "fund_rate"} & said["食品经营许可"]
    assert "taxpayer" in said["税务信息确认和发票领用"]
    assert all({"entity_name", "phone"} <= names for names in said.values())


def test_material_is_handed_in_once_and_serves_all_that_ask_for_it(here: Here) -> None:
    paper = handed_in(here.terminal, "staff-list", secrets.token_bytes(8))
    file(here.terminal, restaurant(here, materials=(paper,)))

    got = [case.task_name for case in cases(here)[1:] if paper.blobs[0] in opened(here, case)]

    assert sorted(got) == ["企业社会保险登记", "住房公积金缴存登记"]


def test_progress_of_the_whole_shows_each_branch(here: Here) -> None:
    filed = restaurant(here)
    file(here.terminal, filed)
    parent, first, *_ = cases(here)
    act(here, first, "accept")

    shown = progress(here.terminal, as_asked(filed))

    assert (shown.project_no, shown.task_name) == (parent.project_no, "我要开餐馆")
    assert len(shown.branches) == 9
    assert (shown.branches[0].state, shown.branches[0].promise_date) == ("ACCEPTED", TODAY + timedelta(days=1))
    assert {one.state for one in shown.branches[1:]} == {"RECEIVED"}
    assert all(one.words.zh and one.words.en for one in shown.branches)


def test_whole_is_done_with_its_last_department(here: Here) -> None:
    filed = newborn(here)
    file(here.terminal, filed)
    parent, *branches = cases(here)
    act(here, parent, "accept")

    for case in branches:
        for step in THROUGH:
            act(here, case, step)

    shown = progress(here.terminal, as_asked(filed))
    assert (shown.state, shown.outcome) == ("DONE", "granted")
    assert {one.outcome for one in shown.branches} == {"granted"}


def test_delivered_again_it_is_no_second_matter(here: Here) -> None:
    filed = newborn(here)
    job = here.terminal.item(JobKind.THEME_FILED, filed, aggregate=f"application:{filed.query_code}")
    (first,) = here.terminal.deliver(job)
    count = len(cases(here))

    (again,) = here.terminal.deliver(job)

    assert (again.status, again.receipt) == (ItemStatus.DUPLICATE, first.receipt)
    assert len(cases(here)) == count


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"theme_code": "YJS-NONE"}, "theme-unknown"),
        ({"theme_version": 9}, "theme-unknown"),
        ({"situation": {"who": "self"}}, "service-answers-refused"),
        ({"theme_code": OPENING, "situation": NOTHING_TO_DO}, "service-answers-refused"),
        ({"situation": {**EVERYTHING, "religion": "x"}}, "service-answers-refused"),
        ({"answers": {"phone": PHONE}}, "form-answers-refused"),
        ({"materials": (HandedIn(material="deed", blobs=("0" * 64,)),)}, "material-not-listed"),
        ({"materials": (HandedIn(material="permit", blobs=("0" * 64,)),)}, "material-not-listed"),
        ({"materials": (HandedIn(material="staff-list", blobs=("0" * 64,)),) * 2}, "material-twice"),
        ({"terminal_submitted_at": START - timedelta(days=400)}, "theme-unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_what_cannot_be_taken_as_a_whole_opens_nothing(here: Here, changes: dict[str, Any], code: str) -> None:
    result = file(here.terminal, restaurant(here, **changes))

    assert (result.status, result.code) == (ItemStatus.REJECTED, code)
    assert cases(here) == []


def test_waits_as_a_whole_for_a_paper_on_its_way(here: Here) -> None:
    missing = HandedIn(material="staff-list", blobs=("0" * 64,))

    result = file(here.terminal, restaurant(here, materials=(missing,)))

    assert (result.status, result.code) == (ItemStatus.RETRY, "attachment-missing")
    assert cases(here) == []


def test_query_code_of_another_application_is_refused(here: Here) -> None:
    first = newborn(here)
    file(here.terminal, first)
    count = len(cases(here))

    result = file(here.terminal, newborn(here, query_code=first.query_code))

    assert (result.status, result.code) == (ItemStatus.REJECTED, "query-code-taken")
    assert len(cases(here)) == count
    with here.centre.database.reading() as session:
        marks = session.scalars(select(FiledApplication.query_mark)).all()
    assert len(set(marks)) == len(marks)


def restaurant(here: Here, **changes: Any) -> ThemeFiled:
    return filed_for(here.themes[RESTAURANT], EVERYTHING, **changes)


def newborn(here: Here, **changes: Any) -> ThemeFiled:
    return filed_for(here.themes[NEWBORN], {"who": "self", "married": "yes", "household_here": "yes"}, **changes)


def filed_for(theme: Theme, answered: dict[str, str], **changes: Any) -> ThemeFiled:
    items = {one.catalog_code: one for one in theme_items(PEOPLE)}
    form = joint_form(theme, items, answered)
    assert len(taken_steps(theme, answered)) > 4
    said: dict[str, Any] = {
        "query_code": f"{secrets.randbelow(10**12):012d}",
        "local_no": "T03-1123-018",
        "theme_code": theme.code,
        "theme_version": theme.version,
        "situation": answered,
        "answers": {name: answer_to(form["properties"][name]) for name in form["required"]},
        "applicant": Applicant(kind=ApplicantKind.PERSON, name="张三三", number=holder_of("zhang").number),
        "holder": holder_of("zhang"),
        "phone": PHONE,
        "terminal_submitted_at": START,
    }
    return ThemeFiled(**(said | changes))


def answer_to(field: dict[str, Any]) -> Any:
    """Something that this field takes."""
    if "enum" in field:
        return field["enum"][0]
    if field["type"] != "string":
        return field["minimum"] + 1
    if field.get("format") == "date":
        return "2026-12-01"
    by_pattern = {"^1[": PHONE, "^[1-9][0-9]{16}": "110101190001010019", "^20[": "2026-12", "^[0-9]{8": "1" * 12}
    pattern = field.get("pattern", "")
    return next((value for start, value in by_pattern.items() if pattern.startswith(start)), "合成的回答")


def file(terminal: Terminal, filed: ThemeFiled) -> ItemResult:
    (result,) = terminal.deliver(
        terminal.item(JobKind.THEME_FILED, filed, aggregate=f"application:{secrets.token_hex(8)}")
    )
    return result


def as_asked(filed: ThemeFiled) -> ApplicationFiled:
    """The progress page asks by the code alone."""
    return ApplicationFiled.model_construct(query_code=filed.query_code)


def act(here: Here, case: Case, step: str) -> None:
    """Each step by somebody else, of the unit that has the case."""
    with here.centre.database.writing() as session:
        now = session.get_one(Case, case.project_no)
        actor = Actor(f"合成{step}", now.assignee_unit, ROLES)
        evidence = ("f" * 64,) if step == "deliver-certificate" else ()
        desk.act(session, here.centre, now.project_no, now.revision, Wanted(step, "合成", evidence), actor)


def cases(here: Here) -> list[Case]:
    """Those of this test, by number."""
    with here.centre.database.reading() as session:
        found = session.scalars(select(Case).order_by(Case.project_no)).all()
    return [case for case in found if case.project_no not in here.known]


def opened(here: Here, case: Case) -> str:
    from central.cases.tables import CaseEvent

    with here.centre.database.reading() as session:
        found = select(CaseEvent.content).where(CaseEvent.project_no == case.project_no, CaseEvent.event_name == "open")
        return session.scalars(found).one()
