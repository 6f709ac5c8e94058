"""THE CENTRE, WORK: one moment of one line of the timetable: done once, tried again where it failed, on record either way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from traceback import extract_tb

from sqlalchemy.orm import Session

from app.log import get_logger
from central.centre import Centre
from central.db.database import insert_or_hold
from central.work.tables import TimedRun
from central.work.timetable import Scheduled

DONE, FAILED = "done", "failed"

log = get_logger("work")


def run_once(centre: Centre, one: Scheduled, planned_at: datetime) -> None:
    """Raises DatabaseAway; what `one` raises is on record, without its words."""
    if not centre.database.write(lambda session: _begin(session, one.name, planned_at, centre.now())):
        return
    outcome = FAILED
    with defects_noted(one.name):
        one.run(centre)
        outcome = DONE
    with centre.database.writing() as session:
        row = session.get_one(TimedRun, (one.name, planned_at))
        row.ended_at, row.outcome = centre.now(), outcome


@contextmanager
def defects_noted(stage: str) -> Iterator[None]:
    """Where it happened, never its words: the rows say what is still owed."""
    try:
        yield
    except Exception as defect:
        where = extract_tb(defect.__traceback__)[-1]
        log.error("work-failed", stage=stage, cause=type(defect).__name__, state=f"{where.name}:{where.lineno}")


def _begin(session: Session, name: str, planned_at: datetime, now: datetime) -> bool:
    """Once more where it failed; then nobody forgets it meanwhile as one that ended long ago."""
    there = insert_or_hold(session, TimedRun, name=name, planned_at=planned_at, began_at=now, outcome="")
    if there.outcome == DONE:
        return False
    there.began_at, there.ended_at = now, None
    return True
