"""What the tests of the cases share: a centre whose clock moves by hand, people of two units, and an application."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from shutil import copytree
from typing import Any

from central_world import HandClock
from sqlalchemy import select

from app.contract.cases import Particulars
from central.calendar.pack import publish_calendar
from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.chain import Broken, check_cases
from central.cases.opening import Application, ItemBegun, open_case, open_theme
from central.cases.tables import Case, CaseEvent
from central.centre import Centre
from central.clock import DONGGUAN
from central.opening import opened
from central.settings import Settings
from resources import path

UNIT, OTHER = "U-LB-RS", "U-LB-SJ"
APPLICANT = Actor("mark-of-the-applicant", "", frozenset({"applicant"}))
WINDOW = Actor("P-WINDOW", UNIT, frozenset({"window-staff"}))
HANDLER = Actor("P-HANDLER", UNIT, frozenset({"handler"}))
APPROVER = Actor("P-APPROVER", UNIT, frozenset({"approver"}))
OFFICE = Actor("P-OFFICE", "U-CITY", frozenset({"coordination-office"}))
STRANGER = Actor("P-STRANGER", OTHER, frozenset({"handler", "window-staff", "approver"}))

ITEM = ItemBegun(
    task_code="11441900MB2C0000011442111001000",
    task_version="3",
    task_name="劳务派遣经营许可(合成)",
    catalog_code="440114001000",
    project_type="承诺件",
    org_code="MB2C00000",
    org_name="寮步镇人社分局(合成)",
    promise_days=20,
    materials=("营业执照", "公司章程", "验资报告"),
    special_procedures={"现场勘察": 10},
)
PARTICULARS = Particulars(
    applyer_name="东莞市样例制品有限公司(合成)",
    applyer_type="企业法人",
    applyer_page_type="统一社会信用代码",
    applyer_page_code="91441900MA0TE5T08W",
    contact_name="样例甲",
    contact_mobile="13800000001",
)

WAY_TO_DONE = (
    (WINDOW, Wanted("accept")),
    (HANDLER, Wanted("review")),
    (APPROVER, Wanted("approve")),
    (WINDOW, Wanted("make-certificate")),
    (WINDOW, Wanted("deliver-certificate", evidence=("送达回证-1",))),
)


@dataclass
class Cases:
    """A centre, and its cases as these people handle them."""

    centre: Centre
    clock: HandClock

    def on(self, day: str, hour: int = 10) -> None:
        """It is this day in Dongguan."""
        self.clock.now = datetime.combine(date.fromisoformat(day), time(hour), DONGGUAN).astimezone(UTC)

    def open(self, item: ItemBegun = ITEM, **changes: Any) -> str:
        wanted = application(item, **changes)
        return self.centre.database.write(lambda session: open_case(session, self.centre, wanted).project_no)

    def open_theme(self, *branches: tuple[Application, bool]) -> tuple[str, list[str]]:
        theme = application(replace(ITEM, task_name="我要开餐饮店(合成)", procedure="theme"))

        def work(session: Any) -> tuple[str, list[str]]:
            parent, children = open_theme(session, self.centre, theme, branches)
            return parent.project_no, [child.project_no for child in children]

        return self.centre.database.write(work)

    def act(self, number: str, actor: Actor, wanted: Wanted | str, revision: int | None = None) -> Case:
        """As somebody who has just looked. Raises Refused."""
        step = Wanted(wanted) if isinstance(wanted, str) else wanted
        seen = self.case(number).revision if revision is None else revision
        return self.centre.database.write(lambda session: desk.act(session, self.centre, number, seen, step, actor))

    def transfer(self, number: str, unit: str, person: str = "", by: Actor = OFFICE) -> Case:
        seen = self.case(number).revision
        to = (unit, person)
        return self.centre.database.write(
            lambda session: desk.transfer(session, self.centre, number, seen, to, "不属本单位职责", by)
        )

    def bring_to_done(self, number: str) -> Case:
        return [self.act(number, actor, wanted) for actor, wanted in WAY_TO_DONE][-1]

    def case(self, number: str) -> Case:
        with self.centre.database.reading() as session:
            return session.get_one(Case, number)

    def events(self, number: str) -> list[CaseEvent]:
        with self.centre.database.reading() as session:
            return list(
                session.scalars(select(CaseEvent).where(CaseEvent.project_no == number).order_by(CaseEvent.number))
            )

    def names(self, number: str) -> list[str]:
        return [event.event_name for event in self.events(number)]

    def broken(self) -> list[Broken]:
        with self.centre.database.reading() as session:
            return list(check_cases(session, self.centre.home.keyed_hash))

    def publish_2027(self, folder: Path, *free: str) -> None:
        """As if the State Council had arranged it, with these days free."""
        file = copytree(path("calendar"), folder) / "2027.json"
        year = json.loads(file.read_text("utf-8")) | {"provisional": False, "version": "2027.1"}
        year["holidays"] += [{"date": day, "name": "元旦"} for day in free]
        file.write_text(json.dumps(year, ensure_ascii=False), "utf-8")
        with self.centre.database.writing() as session:
            publish_calendar(session, self.centre, folder)


def application(item: ItemBegun = ITEM, **changes: Any) -> Application:
    said: dict[str, Any] = {
        "item": item,
        "particulars": PARTICULARS,
        "applicant_id": APPLICANT.person_id,
        "unit_id": UNIT,
        "channel": "终端",
        "actor": APPLICANT,
    }
    return Application(**(said | changes))


@contextmanager
def cases_at(home: Path) -> Iterator[Cases]:
    """No server: the rooms behind its routes."""
    clock = HandClock()
    with opened(Settings(home=home, clock=clock)) as centre:
        yield Cases(centre, clock)


def code_of(deed: Callable[[], object]) -> str:
    """The code with which it is refused; empty where it is not."""
    from central.refusals import Refused

    try:
        deed()
    except Refused as refused:
        return refused.refusal.code
    return ""
