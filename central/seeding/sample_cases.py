"""A case in every state that its procedure knows at a centre: opened and moved as people do it, each by who may."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.cases import Particulars
from app.contract.service_items import ServiceItem, UseLevel
from central.applications.filing import item_begun
from central.cases import desk, procedures
from central.cases.acting import Actor, Wanted
from central.cases.opening import Application, open_case, open_theme
from central.cases.procedure import Procedure, Role
from central.cases.tables import Case
from central.centre import Centre
from central.seeding.enterprises import enterprise_row
from central.service_items.samples import sample_item

CHANNEL: Final = "合成样例"
UNIT: Final = "DG-T15"
NOBODY_HERE: Final = frozenset({Role.SYSTEM.value, Role.TERMINAL.value})
"""What the clock does in its time, and what happens before the centre has heard of it."""
PEOPLE: Final = {
    "handler": (f"{UNIT}-P01", UNIT),
    "approver": (f"{UNIT}-P02", UNIT),
    "window-staff": (f"{UNIT}-P03", UNIT),
    "coordination-office": ("DG-XTB-P01", "DG-XTB"),
}
DONE: Final = ("accept", "review", "approve", "deliver-decision")
THEMES: Final = (
    # how far its two branches come, and what becomes of the whole then
    (((), ()), ()),
    ((DONE, DONE), ()),
    ((DONE, DONE), ("archive",)),
    ((("refuse-acceptance",), ("accept",)), ()),
    ((("refuse-acceptance",), DONE), ()),
)


def open_samples(centre: Centre) -> list[tuple[str, str]]:
    """Number and state of each; nothing where they are there already. One transaction a case."""
    with centre.database.reading() as session:
        if session.scalars(select(Case.project_no).where(Case.channel == CHANNEL)).first() is not None:
            return []
    item = sample_item(0, UseLevel.TOWN, tuple(person for person, _ in PEOPLE.values()))
    opened: list[tuple[str, str]] = []
    shipped = {name: procedure for name, (procedure, _) in procedures.shipped().items()}
    for name in ("generic", "appeal", "theme"):
        for way in _ways(shipped[name]):
            wanted = _application(item, name, len(opened))
            opened.append(centre.database.write(partial(_one, centre=centre, wanted=wanted, way=way)))
    for branches, then in THEMES:
        wanted = _application(item, "theme", len(opened))
        theme = partial(_theme, centre=centre, item=item, wanted=wanted, branches=branches, then=then)
        opened.append(centre.database.write(theme))
    return opened


def _ways(procedure: Procedure) -> Iterator[tuple[str, ...]]:
    """To every state that people can bring a case to, by as few steps as it takes; the state it comes in with first."""
    ways: dict[str, tuple[str, ...]] = {procedure.received: ()}
    ahead = deque([procedure.received])
    while ahead:
        state = ahead.popleft()
        for name, transition in procedure.transitions.items():
            by_people = not set(transition.by) <= NOBODY_HERE
            if by_people and state in transition.origins and transition.to not in ways:
                ways[transition.to] = (*ways[state], name)
                ahead.append(transition.to)
    yield from ways.values()


def _one(session: Session, centre: Centre, wanted: Application, way: tuple[str, ...]) -> tuple[str, str]:
    case = open_case(session, centre, wanted)
    return case.project_no, _go(session, centre, case, way).state


def _theme(
    session: Session,
    centre: Centre,
    item: ServiceItem,
    wanted: Application,
    branches: tuple[tuple[str, ...], ...],
    then: tuple[str, ...],
) -> tuple[str, str]:
    parts = tuple((_application(item, "generic", place), True) for place in range(len(branches)))
    parent, children = open_theme(session, centre, wanted, parts)
    _go(session, centre, parent, ("accept",))
    for child, way in zip(children, branches, strict=True):
        _go(session, centre, child, way)
    session.refresh(parent)
    return parent.project_no, _go(session, centre, parent, then).state


def _go(session: Session, centre: Centre, case: Case, way: tuple[str, ...]) -> Case:
    """Each step by somebody whose role may, who has not made the step before: two people where two are needed."""
    procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
    for name in way:
        session.refresh(case)
        role = next(one for one in procedure.transitions[name].by if one not in NOBODY_HERE)
        case = desk.act(session, centre, case.project_no, case.revision, _wanted(name), _actor(case, role))
    return case


def _wanted(name: str) -> Wanted:
    return Wanted(
        name,
        reason="合成样例",
        evidence=("合成佐证-1",),
        materials=("申请表",) if name in ("ask-correction", "correct") else (),
        special_procedure="现场勘察" if name == "begin-special" else "",
    )


def _actor(case: Case, role: str) -> Actor:
    person, unit = PEOPLE.get(role, (case.applicant_id, ""))
    return Actor(person, unit, frozenset({role}))


def _application(item: ServiceItem, procedure: str, number: int) -> Application:
    row = enterprise_row(20 + number, item.plan_effective_date)
    applicant = f"sample-{number:04d}"
    return Application(
        item=replace(item_begun(item, item.materials), procedure=procedure),
        particulars=Particulars(
            applyer_name=row["entity_name"],
            applyer_type="企业法人",
            applyer_page_type="统一社会信用代码",
            applyer_page_code=row["uscc"],
            contact_name="测试示例",
            contact_mobile="13800000000",
        ),
        applicant_id=applicant,
        unit_id=UNIT,
        channel=CHANNEL,
        actor=Actor(applicant, "", frozenset({Role.APPLICANT.value})),
        project_name=f"{item.task_name}（合成样例）",
    )
