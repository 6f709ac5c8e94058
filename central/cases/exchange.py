"""The five messages of a case for the provincial exchange (models 2.0.3), made from the case and its events.

基本信息 once, 过程信息 one a step, 补正信息 where it was asked for, 附件信息 one a piece of evidence, 结果信息 when it is decided. Made
again from the same events they are the same, batch for batch, so that what was sent twice is recognised.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Literal

from app.contract.cases import Particulars
from app.contract.sealing import open_sealed
from app.contract.wire import Message
from central.cases.procedure import Need, Outcome, Procedure
from central.cases.seeing import words_of
from central.cases.tables import Case, CaseEvent
from central.centre import Centre

SOURCE = "guanjia"


class ExchangeMessage(Message):
    """The sync columns of the field: I for what is new, U for what is said again with more. `cd_batch` is the event's number."""

    project_no: str
    cd_operation: Literal["I", "U"]
    cd_time: datetime
    cd_batch: str
    data_source: str = SOURCE


class BasicMessage(ExchangeMessage):
    """基本信息"""

    project_name: str
    project_type: str
    apply_type: str
    task_code: str
    task_version: str
    task_name: str
    catalog_code: str
    particulars: Particulars
    org_code: str
    org_name: str
    handle_user_id: str
    accepted_on: date | None
    promise_date: date | None
    promise_provisional: bool
    parent_no: str | None
    terminal_submitted_at: datetime | None
    center_received_at: datetime


class ProcessMessage(ExchangeMessage):
    """过程信息. From when the state that was left had been entered to when it was left."""

    event_name: str
    process_name: str
    handle_user_id: str
    handle_unit: str
    handle_explain: str
    event_start_time: datetime
    event_end_time: datetime


class CorrectionMessage(ExchangeMessage):
    """补正信息"""

    materials: tuple[str, ...]
    handle_explain: str
    asked_at: datetime
    due: date | None
    answered_at: datetime | None


class AttachmentMessage(ExchangeMessage):
    """附件信息. `attachment` names what is kept elsewhere; the file itself travels by its hash."""

    attachment: str
    event_name: str
    material: str = ""
    """Which one of the item's list, where it was handed in with the application."""


class ResultMessage(ExchangeMessage):
    """结果信息"""

    outcome: str
    result_name: str
    handle_explain: str
    decided_at: datetime


def messages_of(centre: Centre, procedure: Procedure, case: Case, events: Iterable[CaseEvent]) -> list[ExchangeMessage]:
    """In the order in which things happened. Holds whole names and numbers: for the sealed road to the exchange, and no log."""
    every = list(events)
    return [
        _basic(centre, case, every),
        *_process(procedure, every),
        *_corrections(procedure, every),
        *_attachments(every),
        *_result(procedure, every),
    ]


def particulars_of(centre: Centre, case: Case) -> Particulars:
    """Opened with the centre's own key. Raises SealedBroken."""
    key = centre.home.unsealing_key
    return Particulars.model_validate_json(open_sealed(key, case.particulars_sealed, case.project_no.encode()))


def _basic(centre: Centre, case: Case, events: list[CaseEvent]) -> BasicMessage:
    return BasicMessage(
        project_no=case.project_no,
        cd_operation="I" if len(events) == 1 else "U",
        cd_time=case.last_at,
        cd_batch=str(case.revision),
        project_name=case.project_name,
        project_type=case.project_type,
        apply_type=case.apply_type,
        task_code=case.task_code,
        task_version=case.task_version,
        task_name=case.task_name,
        catalog_code=case.catalog_code,
        # What was answered to the item's form is between the applicant and whoever handles the case.
        particulars=particulars_of(centre, case).model_copy(update={"answers": {}, "prefilled": ()}),
        org_code=case.org_code,
        org_name=case.org_name,
        handle_user_id=case.handle_user_id,
        accepted_on=case.accepted_on,
        promise_date=case.promise_date,
        promise_provisional=case.promise_provisional,
        parent_no=case.parent_no,
        terminal_submitted_at=case.terminal_submitted_at,
        center_received_at=case.center_received_at,
    )


def _process(procedure: Procedure, events: list[CaseEvent]) -> Iterator[ProcessMessage]:
    entered = events[0].center_received_at
    for event in events:
        yield ProcessMessage(
            **_sync(event),
            event_name=words_of(procedure, event.event_name).zh,
            process_name=procedure.state(event.to_state).words.zh,
            handle_user_id=event.actor_id,
            handle_unit=event.actor_unit,
            handle_explain=event.handle_explain,
            event_start_time=entered,
            event_end_time=event.center_received_at,
        )
        if event.to_state != event.from_state:
            entered = event.center_received_at


def _corrections(procedure: Procedure, events: list[CaseEvent]) -> Iterator[CorrectionMessage]:
    for place, event in enumerate(events):
        if Need.MATERIALS in _needs(procedure, event):
            content = json.loads(event.content)
            answers = (later for later in events[place:] if Need.ASKED_MATERIALS in _needs(procedure, later))
            answer = next(answers, None)
            yield CorrectionMessage(
                **_sync(answer or event, "U" if answer else "I"),
                materials=tuple(content["materials"]),
                handle_explain=event.handle_explain,
                asked_at=event.center_received_at,
                due=content["clocks"]["state_due"],
                answered_at=answer.center_received_at if answer else None,
            )


def _attachments(events: list[CaseEvent]) -> Iterator[AttachmentMessage]:
    for event in events:
        content = json.loads(event.content)
        for material, sha256 in content.get("handed_in", []):
            yield AttachmentMessage(**_sync(event), attachment=sha256, event_name=event.event_name, material=material)
        for attachment in content.get("evidence", []):
            yield AttachmentMessage(**_sync(event), attachment=attachment, event_name=event.event_name)


def _result(procedure: Procedure, events: list[CaseEvent]) -> Iterator[ResultMessage]:
    """The first decision: what was decided is not decided again."""
    for event in events:
        state = procedure.state(event.to_state)
        if state.outcome is not Outcome.NONE:
            yield ResultMessage(
                **_sync(event),
                outcome=state.outcome.value,
                result_name=state.words.zh,
                handle_explain=event.handle_explain,
                decided_at=event.center_received_at,
            )
            return


def _needs(procedure: Procedure, event: CaseEvent) -> tuple[Need, ...]:
    transition = procedure.transitions.get(event.event_name)
    return transition.needs if transition else ()


def _sync(event: CaseEvent, operation: Literal["I", "U"] = "I") -> dict[str, Any]:
    return {
        "project_no": event.project_no,
        "cd_operation": operation,
        "cd_time": event.center_received_at,
        "cd_batch": str(event.number),
    }
