"""What an applicant is told of their case: its steps in words, and every day that has moved. Nothing of who did it, or why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.cases import engine, procedures
from central.cases.opening import OPENED
from central.cases.procedure import Procedure
from central.cases.seeing import words_of
from central.cases.tables import Case, CaseEvent


@dataclass(frozen=True)
class Step:
    """`transition`: a step of the procedure, and not the arrival or a day that moved."""

    at: datetime
    zh: str
    en: str
    transition: bool


def steps_of(session: Session, case: Case) -> list[Step]:
    """Oldest first. What staff hand on among themselves is theirs, and is not told."""
    procedure = procedures.of_a_case(session, case.procedure, case.procedure_version)
    events = select(CaseEvent).where(CaseEvent.project_no == case.project_no).order_by(CaseEvent.number)
    return [step for event in session.scalars(events) for step in _steps(procedure, event)]


def _steps(procedure: Procedure, event: CaseEvent) -> Iterator[Step]:
    at = event.center_received_at
    if event.event_name == engine.RECOUNT:
        content = json.loads(event.content)
        yield from (Step(at, zh, en, transition=False) for zh, en in _moved(content["before"], content["clocks"]))
    elif event.event_name == OPENED:
        state = procedure.state(event.to_state)
        yield Step(at, state.words.zh, state.words.en, transition=False)
    elif event.event_name in procedure.transitions:
        words = words_of(procedure, event.event_name)
        yield Step(at, words.zh, words.en, transition=True)


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """One notice for each day that is another now; where only its mark has gone, that it stands."""
    for name, zh, en in (("promise", "办结", "done"), ("state", "这一步做完", "done with this step")):
        day, mark = (
            ("promise_date", "promise_provisional") if name == "promise" else ("state_due", "state_due_provisional")
        )
        if before[day] and after[day] and before[day] != after[day]:
            was, now, still = _day(before[day]), _day(after[day]), "（暂定）" if after[mark] else ""
            yield (
                f"放假安排已公布：原定{was.month}月{was.day}日前{zh}，改为{now.month}月{now.day}日前{still}",
                f"The holiday arrangement is out: to be {en} by {now.day} {now:%b} instead of {was.day} {was:%b}"
                + (" (provisional)" if still else ""),
            )


def _day(text: str) -> date:
    return date.fromisoformat(text)
