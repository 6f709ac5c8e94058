"""Cases as they are shown: one with all its steps, a page of a list, what is due next. Every page is one look into an index."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from app.contract.cases import MOST_PAGE, CaseClock, CaseMessageShown, CasePage, CaseRow, CaseShown, CaseStep, CaseWords
from central.cases import engine, procedures
from central.cases.acting import Actor
from central.cases.joining import TOLD, branches_of
from central.cases.opening import OPENED
from central.cases.procedure import Procedure, Role
from central.cases.rules import EVERYWHERE
from central.cases.tables import Case, CaseEvent, CaseMessage
from central.outbound.tables import DONE, Delivery
from central.refusals import Refused

WORDS = {
    OPENED: ("收件", "Taken in"),
    engine.TRANSFER: ("转办", "Handed on"),
    engine.ESCALATE: ("超期升级", "Overdue: told higher up"),
    engine.RECOUNT: ("放假安排公布，时限重算", "Counted again by the new calendar"),
    TOLD: ("分支已结束", "A branch has ended"),
}
"""Of events that are no transition of a procedure."""


@dataclass(frozen=True)
class Wish:
    """Which cases of those the actor may see."""

    state: str = ""
    flagged: bool = False
    after: str = ""
    limit: int = 50


def page_of_cases(session: Session, actor: Actor, wish: Wish) -> CasePage:
    """By number. Raises Refused for a cursor of another list."""
    rows = _theirs(select(Case), actor)
    if wish.state:
        rows = rows.where(Case.state == wish.state)
    if wish.flagged:
        rows = rows.where(Case.bounced | (Case.transfers >= engine.MANY_TRANSFERS))
    if wish.after:
        rows = rows.where(Case.project_no > _opened(wish.after, 1)[0])
    cases = list(session.scalars(rows.order_by(Case.project_no).limit(_most(wish) + 1)))
    return _page(session, cases, _most(wish), lambda last: [last.project_no])


def due_soon(session: Session, actor: Actor, until: date, wish: Wish) -> CasePage:
    """What is due by a day, or overdue: the nearest first. Raises Refused for a cursor of another list."""
    cases = list(session.scalars(due_rows(actor, until, wish)))
    return _page(
        session, cases, _most(wish), lambda last: [last.next_due.isoformat() if last.next_due else "", last.project_no]
    )


def due_rows(actor: Actor, until: date, wish: Wish) -> Select[Case]:
    """One more than the page holds, so that it is known whether there is another. Raises Refused."""
    rows = _theirs(select(Case), actor).where(Case.next_due <= until)
    if wish.after:
        day, project_no = _opened(wish.after, 2)
        rows = rows.where(tuple_(Case.next_due, Case.project_no) > tuple_(_day(day), project_no))
    return rows.order_by(Case.next_due, Case.project_no).limit(_most(wish) + 1)


def shown(session: Session, case: Case) -> CaseShown:
    procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
    events = session.scalars(
        select(CaseEvent).where(CaseEvent.project_no == case.project_no).order_by(CaseEvent.number)
    )
    return CaseShown(
        **_row(session, case).model_dump(),
        procedure=case.procedure,
        procedure_version=case.procedure_version,
        terminal_submitted_at=case.terminal_submitted_at,
        center_received_at=case.center_received_at,
        accepted_on=case.accepted_on,
        ended_at=case.ended_at,
        outcome=case.outcome,
        correction_materials=tuple(json.loads(case.correction_materials)),
        possible=tuple(procedure.leaving(case.state)),
        branches=branches_of(session, case.project_no),
        steps=tuple(_step(procedure, event) for event in events),
        exchange=_exchange(session, case.project_no),
    )


def _exchange(session: Session, project_no: str) -> tuple[CaseMessageShown, ...]:
    """What was sent of a case, in its order, with the exchange's receipt (获取成功回执) where it has given one."""
    said = select(CaseMessage, Delivery).join(Delivery, Delivery.id == CaseMessage.delivery_id)
    rows = session.execute(said.where(CaseMessage.project_no == project_no).order_by(CaseMessage.place))
    return tuple(
        CaseMessageShown(
            kind=message.kind,
            batch=message.batch,
            state=delivery.state,
            receipt=delivery.reference,
            received_at=delivery.ended_at if delivery.state == DONE else None,
        )
        for message, delivery in rows
    )


def words_of(procedure: Procedure, event_name: str) -> CaseWords:
    found = procedure.transitions.get(event_name)
    zh, en = (found.words.zh, found.words.en) if found else WORDS[event_name]
    return CaseWords(zh=zh, en=en)


def _theirs(rows: Select[Case], actor: Actor) -> Select[Case]:
    """A unit's list is what it has now; the coordination office's is everything; an applicant's is their own."""
    if actor.roles & set(EVERYWHERE):
        return rows
    if Role.APPLICANT in actor.roles:
        return rows.where(Case.applicant_id == actor.person_id)
    return rows.where(Case.assignee_unit == actor.unit_id)


def _most(wish: Wish) -> int:
    return max(1, min(wish.limit, MOST_PAGE))


def _page(session: Session, cases: list[Case], most: int, key: Callable[[Case], list[str]]) -> CasePage:
    rows = tuple(_row(session, case) for case in cases[:most])
    return CasePage(cases=rows, next=_cursor(key(cases[most - 1])) if len(cases) > most else "")


def _row(session: Session, case: Case) -> CaseRow:
    words = procedures.of_a_case(session, case.procedure, case.procedure_version).state(case.state).words
    return CaseRow(
        project_no=case.project_no,
        project_name=case.project_name,
        task_code=case.task_code,
        task_version=case.task_version,
        task_name=case.task_name,
        applyer_name=case.applyer_name,
        state=case.state,
        words=CaseWords(zh=words.zh, en=words.en),
        revision=case.revision,
        assignee_unit=case.assignee_unit,
        assignee_person=case.assignee_person,
        transfers=case.transfers,
        flagged=case.bounced or case.transfers >= engine.MANY_TRANSFERS,
        state_clock=CaseClock(due=case.state_due, provisional=case.state_due_provisional),
        business_clock=CaseClock(due=case.promise_date, provisional=case.promise_provisional),
        next_due=case.next_due,
        parent_no=case.parent_no,
    )


def _step(procedure: Procedure, event: CaseEvent) -> CaseStep:
    clocks = json.loads(event.content)["clocks"]
    return CaseStep(
        number=event.number,
        event_name=event.event_name,
        words=words_of(procedure, event.event_name),
        from_state=event.from_state,
        to_state=event.to_state,
        actor_id=event.actor_id,
        actor_unit=event.actor_unit,
        actor_role=event.actor_role,
        handle_explain=event.handle_explain,
        state_due=clocks["state_due"],
        promise_date=clocks["promise_date"],
        terminal_submitted_at=event.terminal_submitted_at,
        center_received_at=event.center_received_at,
    )


def _cursor(parts: list[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode("ascii")


def _opened(cursor: str, parts: int) -> list[str]:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except ValueError:
        raise Refused(422, "message-malformed") from None
    if not isinstance(found, list) or len(found) != parts or not all(isinstance(part, str) for part in found):
        raise Refused(422, "message-malformed")
    if any("\0" in part or not part.isascii() for part in found):
        raise Refused(422, "message-malformed")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(422, "message-malformed") from None
