"""The five messages of every case on their way to the provincial exchange: owed as the case goes on, each once, and what it was answered.

The events are the truth: what the exchange was not told of yet is seen from the case's row. So nothing that writes an event has to know
of it, and a centre that is connected years later tells everything from the beginning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.cases import procedures
from central.cases.exchange import (
    AttachmentMessage,
    BasicMessage,
    CorrectionMessage,
    ExchangeMessage,
    ProcessMessage,
    ResultMessage,
    messages_of,
)
from central.cases.tables import Case, CaseEvent, CaseMessage
from central.centre import Centre
from central.outbound.owing import Owed, owe
from central.outbound.sealed import sealed

ROUTE: Final = "case.exchange"
"""In the plan's `routes`: which system the exchange is."""
AT_ONCE: Final = 50
KINDS: Final[Mapping[type[ExchangeMessage], str]] = {
    BasicMessage: "case.basic",
    ProcessMessage: "case.process",
    ResultMessage: "case.result",
    AttachmentMessage: "case.attachment",
    CorrectionMessage: "case.correction",
}
"""基本信息, 过程信息, 结果信息, 附件信息, 补正信息, as the exchange is told them."""


def hand_over(session: Session, centre: Centre, routes: Mapping[str, str], now: datetime) -> int:
    """What is new of some cases becomes deliveries; of how many cases. Nothing where the plan names no exchange.

    A case that somebody holds at this moment is left to the next look.
    """
    system = routes.get(ROUTE)
    if system is None:
        return 0
    waiting = select(Case).where(Case.exchanged < Case.revision).order_by(Case.project_no).limit(AT_ONCE)
    cases = list(session.scalars(waiting.with_for_update(skip_locked=True)))
    for case in cases:
        _hand_over_case(session, centre, system, case, now)
    return len(cases)


def _hand_over_case(session: Session, centre: Centre, system: str, case: Case, now: datetime) -> None:
    told = select(CaseEvent).where(CaseEvent.project_no == case.project_no).order_by(CaseEvent.number)
    events = list(session.scalars(told))
    procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
    messages = list(_new(messages_of(centre, procedure, case, events), case, events))
    for place, message in enumerate(messages, start=_next_place(session, case)):
        _owe(session, centre, system, message, place, now)
    # Beside the compare-and-set: nothing of the case itself is changed.
    known = update(Case).where(Case.project_no == case.project_no).values(exchanged=case.revision)
    session.execute(known, execution_options={"synchronize_session": False})


def _new(messages: Iterable[ExchangeMessage], case: Case, events: list[CaseEvent]) -> Iterator[ExchangeMessage]:
    """Of the events since the last time. 基本信息 goes first, and again only where what it says has become another."""
    for message in messages:
        if isinstance(message, BasicMessage):
            if case.exchanged == 0:
                yield message.model_copy(update={"cd_operation": "I"})
            elif _acceptance(events[case.exchanged - 1]) != _acceptance(events[-1]):
                yield message.model_copy(update={"cd_operation": "U"})
        elif int(message.cd_batch) > case.exchanged:
            yield message


def _acceptance(event: CaseEvent) -> tuple[str | None, str | None]:
    clocks = json.loads(event.content)["clocks"]
    return clocks["accepted_on"], clocks["promise_date"]


def _next_place(session: Session, case: Case) -> int:
    last = select(CaseMessage.place).where(CaseMessage.project_no == case.project_no)
    return 1 + (session.scalars(last.order_by(CaseMessage.place.desc()).limit(1)).first() or 0)


def _owe(session: Session, centre: Centre, system: str, message: ExchangeMessage, place: int, now: datetime) -> None:
    kind = KINDS[type(message)]
    key = hashlib.sha256(f"{message.project_no} {kind} {message.cd_batch} {place}".encode()).hexdigest()[:40]
    content = sealed(centre.home.sealing_key, key, message.model_dump(mode="json"))
    owe(session, Owed(key, system, kind, message.project_no, content), now)
    session.add(
        CaseMessage(project_no=message.project_no, place=place, kind=kind, batch=message.cd_batch, delivery_id=key)
    )
