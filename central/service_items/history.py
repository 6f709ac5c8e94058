"""What became of each item, in order: every step is added once, chained to the one before it under the centre's key, and never changed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from central.keyed_hash import KeyedHash
from central.service_items.chunks import chunks
from central.service_items.states import ChangeState
from central.service_items.tables import ServiceItemEvent

_BEGINNING = ""
PURPOSE = "service-item-event"
THEME = "theme:"


@dataclass(frozen=True)
class Step:
    """What happened to one version of an item, by its task code, or of a theme, by its code behind THEME."""

    about: str
    version: int
    text_sha256: str
    state: ChangeState
    words: str


def write_down(session: Session, keyed_hash: KeyedHash, steps: Iterable[Step], who: str, now: datetime) -> None:
    """In the transaction that takes these steps, in their order. Two at once on one copy: the later one begins again."""
    listed = list(steps)
    ends = _ends(session, sorted({step.about for step in listed}))
    rows = []
    for step in listed:
        number, before = ends.get(step.about, (0, _BEGINNING))
        event = ServiceItemEvent(
            task_code=step.about,
            number=number + 1,
            task_version=step.version,
            text_sha256=step.text_sha256,
            state=step.state,
            at=now.astimezone(UTC),
            who=who,
            words=step.words,
        )
        event.mark = _mark(keyed_hash, event, before)
        ends[step.about] = event.number, event.mark
        rows.append({column.key: getattr(event, column.key) for column in ServiceItemEvent.__table__.columns})
    if rows:
        session.execute(insert(ServiceItemEvent), rows)


def history(session: Session, task_code: str) -> list[ServiceItemEvent]:
    """Oldest first."""
    of_one = select(ServiceItemEvent).where(ServiceItemEvent.task_code == task_code)
    return list(session.scalars(of_one.order_by(ServiceItemEvent.number)))


def first_broken(keyed_hash: KeyedHash, events: Sequence[ServiceItemEvent]) -> int | None:
    """The number of the first step of one item that does not follow from the one before it; None while its history holds."""
    before = _BEGINNING
    for number, event in enumerate(events, start=1):
        if event.number != number or event.mark != _mark(keyed_hash, event, before):
            return number
        before = event.mark
    return None


def broken_histories(session: Session, keyed_hash: KeyedHash) -> Iterator[tuple[str, int]]:
    """Every item or theme whose history does not hold, and the number of its first step that does not follow."""
    steps = select(ServiceItemEvent).order_by(ServiceItemEvent.task_code, ServiceItemEvent.number)
    for task_code, events in groupby(
        session.scalars(steps.execution_options(yield_per=500)), lambda one: one.task_code
    ):
        broken = first_broken(keyed_hash, list(events))
        if broken is not None:
            yield task_code, broken


def _ends(session: Session, task_codes: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The last number and mark of each copy that has a history."""
    found: dict[str, tuple[int, str]] = {}
    for some in chunks(task_codes):
        last = (
            select(ServiceItemEvent.task_code, func.max(ServiceItemEvent.number).label("number"))
            .where(ServiceItemEvent.task_code.in_(some))
            .group_by(ServiceItemEvent.task_code)
            .subquery()
        )
        ends = select(ServiceItemEvent.task_code, ServiceItemEvent.number, ServiceItemEvent.mark).join(
            last,
            (ServiceItemEvent.task_code == last.c.task_code) & (ServiceItemEvent.number == last.c.number),
        )
        found |= {task_code: (number, mark) for task_code, number, mark in session.execute(ends)}
    return found


def _mark(keyed_hash: KeyedHash, event: ServiceItemEvent, before: str) -> str:
    moment = event.at.astimezone(UTC).isoformat()
    said = [before, event.task_code, event.number, event.task_version, event.text_sha256]
    said += [event.state, moment, event.who, event.words]
    return keyed_hash.mark(PURPOSE, json.dumps(said, ensure_ascii=False))
