"""The heads of all chained records, and whether a record still has what its head says it had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from central.actions import OperatorAction
from central.cases.tables import CaseEvent
from central.organisations.sign_in_tables import TrailEntry
from central.service_items.tables import ServiceItemEvent

BATCH = 500


@dataclass(frozen=True)
class Chain:
    """One kind of record. `about` is the column that tells its chains apart; None where there is one chain."""

    name: str
    about: InstrumentedAttribute[str] | None
    number: InstrumentedAttribute[int]
    mark: InstrumentedAttribute[str]


CHAINS = {
    chain.name: chain
    for chain in (
        Chain("case", CaseEvent.project_no, CaseEvent.number, CaseEvent.mark),
        Chain("item", ServiceItemEvent.task_code, ServiceItemEvent.number, ServiceItemEvent.mark),
        Chain("staff-trail", None, TrailEntry.number, TrailEntry.mark),
        Chain("operators", None, OperatorAction.number, OperatorAction.mark),
    )
}


@dataclass(frozen=True)
class Head:
    """The last entry of one chain: its number, and its mark, which is over it and all before it."""

    chain: str
    about: str
    number: int
    mark: str


@dataclass(frozen=True)
class Lost:
    """An entry that was witnessed and is not there as it was."""

    head: Head
    why: str


def heads(session: Session) -> Iterator[Head]:
    """Of every chain there is."""
    for chain in CHAINS.values():
        yield from _heads_of(session, chain)


def lost(session: Session, witnessed: Iterable[Head]) -> Iterator[Lost]:
    """What the record no longer has. `witnessed` is in the order of `heads`. Raises KeyError for a chain that nobody keeps."""
    for name, some in groupby(witnessed, lambda head: head.chain):
        while few := tuple(islice(some, BATCH)):
            yield from _lost_of(session, CHAINS[name], few)


def _heads_of(session: Session, chain: Chain) -> Iterator[Head]:
    if chain.about is None:
        last = select(chain.number, chain.mark).order_by(chain.number.desc()).limit(1)
        yield from (Head(chain.name, "", number, mark) for number, mark in session.execute(last))
        return
    ends = select(chain.about.label("about"), func.max(chain.number).label("number")).group_by(chain.about).subquery()
    last_of_each = select(chain.about, chain.number, chain.mark).join(
        ends, (chain.about == ends.c.about) & (chain.number == ends.c.number)
    )
    found = session.execute(last_of_each.order_by(chain.about), execution_options={"yield_per": BATCH})
    yield from (Head(chain.name, about, number, mark) for about, number, mark in found)


def _lost_of(session: Session, chain: Chain, witnessed: tuple[Head, ...]) -> Iterator[Lost]:
    if chain.about is None:
        asked = select(chain.number, chain.mark).where(chain.number.in_([head.number for head in witnessed]))
        there = {("", number): mark for number, mark in session.execute(asked)}
    else:
        places = [(head.about, head.number) for head in witnessed]
        of_each = select(chain.about, chain.number, chain.mark).where(tuple_(chain.about, chain.number).in_(places))
        there = {(about, number): mark for about, number, mark in session.execute(of_each)}
    for head in witnessed:
        mark = there.get((head.about, head.number))
        if mark is None:
            yield Lost(head, "is missing")
        elif mark != head.mark:
            yield Lost(head, "is not the one that was witnessed")
