"""A case begins: its number, the item and the procedure it goes by from now on, and its first event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.contract.calendar import WorkingCalendar
from app.contract.cases import Particulars
from app.contract.masking import masked_name, masked_number, masked_phone
from app.contract.sealing import seal
from central.calendar.pack import current_calendar
from central.cases import procedures
from central.cases.acting import Actor, Change, Occurred
from central.cases.chain import BEGINNING, shown_clocks
from central.cases.clocks import Standing
from central.cases.engine import first_reading
from central.cases.keeping import keep
from central.cases.procedure import Procedure, Role, Unit
from central.cases.tables import Case
from central.centre import Centre
from central.clock import day_of
from central.db.counters import next_number

GENERIC, THEME = "generic", "theme"
OPENED = "open"
NATURAL_PERSON = "自然人"


@dataclass(frozen=True)
class ItemBegun:
    """What a case keeps of its item (事项): the version it began with, what may be asked for, how long it may take.

    `special_procedures`: each listed one, with the most working days it may last.
    """

    task_code: str
    task_version: str
    task_name: str
    catalog_code: str
    project_type: str
    org_code: str
    org_name: str
    promise_days: int
    promise_unit: Unit = Unit.WORKING
    materials: tuple[str, ...] = ()
    special_procedures: dict[str, int] = field(default_factory=dict)
    procedure: str = GENERIC


@dataclass(frozen=True)
class Application:
    """What comes in. `applicant_id` is the applicant's mark, by which they act on it later; `particulars` stay sealed.

    `handed_in`: each file, by its material's name and its SHA-256; `situation`: what was answered to the item's questions.
    """

    item: ItemBegun
    particulars: Particulars = field(repr=False)
    applicant_id: str
    unit_id: str
    channel: str
    actor: Actor
    project_name: str = ""
    apply_type: str = "初次申请"
    terminal_submitted_at: datetime | None = None
    handed_in: tuple[tuple[str, str], ...] = ()
    situation: Mapping[str, str] = field(default_factory=dict)


def open_case(
    session: Session, centre: Centre, application: Application, *, parent_no: str | None = None, mandatory: bool = True
) -> Case:
    """A case in the state in which the centre takes over, its state clock running from the centre's day.

    Raises KeyError for a procedure that is not there, ProcedureFaulty.
    """
    now = centre.now()
    procedure = procedures.for_a_new_case(session, application.item.procedure)
    calendar = current_calendar(session, centre.home.path)
    project_no = _next_number(session, now)
    case = Case(
        project_no=project_no,
        procedure=procedure.id,
        procedure_version=procedure.version,
        parent_no=parent_no,
        mandatory=mandatory,
        terminal_submitted_at=application.terminal_submitted_at,
        **_of_the_item(application),
        **_of_the_applicant(centre, application, project_no),
        **_at_the_beginning(procedure, calendar, application, now),
    )
    session.add(case)
    session.flush()
    keep(session, centre.home.keyed_hash, case, Change({}, _opened(case, application)), now)
    return case


def open_theme(
    session: Session, centre: Centre, theme: Application, branches: tuple[tuple[Application, bool], ...]
) -> tuple[Case, tuple[Case, ...]]:
    """One matter with several departments at once (一件事, 并联): a parent, and a case for each branch with whether it must be."""
    parent = open_case(session, centre, theme)
    return parent, tuple(
        open_case(session, centre, branch, parent_no=parent.project_no, mandatory=mandatory)
        for branch, mandatory in branches
    )


def _next_number(session: Session, now: datetime) -> str:
    day = f"{day_of(now):%Y%m%d}"
    return f"BJ{day}{next_number(session, f'case:{day}'):06d}"


def _of_the_item(application: Application) -> dict[str, Any]:
    item = application.item
    return {
        "project_name": application.project_name or item.task_name,
        "project_type": item.project_type,
        "apply_type": application.apply_type,
        "channel": application.channel,
        "task_code": item.task_code,
        "task_version": item.task_version,
        "task_name": item.task_name,
        "catalog_code": item.catalog_code,
        "org_code": item.org_code,
        "org_name": item.org_name,
        "promise_days": item.promise_days,
        "promise_unit": item.promise_unit.value,
        "materials": json.dumps(item.materials, ensure_ascii=False),
        "special_procedures": json.dumps(item.special_procedures, ensure_ascii=False, sort_keys=True),
    }


def _of_the_applicant(centre: Centre, application: Application, project_no: str) -> dict[str, Any]:
    """An enterprise's name and number are public; a person's are masked."""
    said = application.particulars
    person = said.applyer_type == NATURAL_PERSON
    key = centre.home.sealing_public_key
    return {
        "applicant_id": application.applicant_id,
        "applyer_name": masked_name(said.applyer_name) if person else said.applyer_name,
        "applyer_type": said.applyer_type,
        "applyer_page_type": said.applyer_page_type,
        "applyer_page_code": masked_number(said.applyer_page_code) if person else said.applyer_page_code,
        "contact_name": masked_name(said.contact_name) if said.contact_name else "",
        "contact_mobile": masked_phone(said.contact_mobile) if said.contact_mobile else "",
        "particulars_sealed": seal(key, said.model_dump_json().encode(), project_no.encode()),
    }


def _at_the_beginning(
    procedure: Procedure, calendar: WorkingCalendar, application: Application, now: datetime
) -> dict[str, Any]:
    standing = Standing(
        state=procedure.received,
        clock_from=day_of(now),
        special_days=0,
        accepted_on=None,
        promise_days=application.item.promise_days,
        promise_unit=application.item.promise_unit,
        pauses=(),
        state_escalation=0,
        business_escalation=0,
    )
    return {
        "state": procedure.received,
        "revision": 0,
        "head": BEGINNING,
        "handle_user_id": "",
        "assignee_unit": application.unit_id,
        "assignee_person": "",
        "units": json.dumps([application.unit_id], ensure_ascii=False),
        "transfers": 0,
        "bounced": False,
        "outcome": "",
        "center_received_at": now,
        "state_since": now,
        "last_at": now,
        "ended_at": None,
        "clock_from": day_of(now),
        "accepted_on": None,
        "state_escalation": 0,
        "business_escalation": 0,
        "paused_since": None,
        "pauses": "[]",
        "special_procedure": "",
        "special_days": 0,
        "correction_asked_at": None,
        "correction_materials": "[]",
        **first_reading(procedure, calendar, standing),
    }


def _opened(case: Case, application: Application) -> Occurred:
    content = {
        "clocks": shown_clocks(case),
        "item": [case.task_code, case.task_version],
        "procedure": [case.procedure, case.procedure_version],
        "promise": [case.promise_days, case.promise_unit],
        "materials": json.loads(case.materials),
        "special_procedures": json.loads(case.special_procedures),
        "parent_no": case.parent_no,
        "handed_in": [list(each) for each in application.handed_in],
        "situation": dict(application.situation),
        "particulars_sha256": hashlib.sha256(case.particulars_sealed).hexdigest(),
    }
    actor = application.actor
    role = next(iter(sorted(actor.roles)), Role.APPLICANT.value)
    return Occurred(OPENED, "", case.state, actor, role, content=content, sent_at=application.terminal_submitted_at)
