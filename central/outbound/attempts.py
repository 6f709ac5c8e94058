"""THE CENTRE, OUTBOUND: one attempt's two transactions: before anything leaves the house, and after it is known what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from central.db.version import was_restored
from central.outbound.outcomes import Arrived, Declined, NotTaken, Parcel, Sent, Unknown
from central.outbound.plan import SystemPlan
from central.outbound.tables import BY_HAND, DONE, ENDED, HELD, WAITING, Delivery, FanOut

LONGEST_BACKOFF = 300.0
MOST_DOUBLINGS = 16


@dataclass(frozen=True)
class Attempt:
    """`unclear`: the receiver may have it already."""

    number: int
    parcel: Parcel
    unclear: bool


def begin(session: Session, delivery_id: str, plan: SystemPlan, now: datetime) -> Attempt | None:
    """On the disk before anything is sent: who finds this row after a crash knows that it may have been. None where there is nothing to
    do, or where another process may be at it this very moment; then it is put off until that one must have ended."""
    row = session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.state != WAITING:
        return None
    if row.sending_since is not None:
        ends = row.sending_since + timedelta(seconds=plan.longest_seconds)
        if now < ends:
            _put_off(row, ends)
            return None
        row.unclear = True
    # What was sent after the backup that this database was restored from, it has forgotten.
    unclear = row.unclear or was_restored(session)
    row.attempts += 1
    row.sending_since = now
    return Attempt(row.attempts, Parcel(row.id, row.topic, row.subject, row.content), unclear)


def finish(
    session: Session,
    delivery_id: str,
    attempt: Attempt,
    sent: Sent,
    plan: SystemPlan,
    now: datetime,
    *,
    still_unclear: bool,
) -> None:
    """`still_unclear`: whether an earlier attempt may have arrived although this one has not."""
    row = session.get_one(Delivery, delivery_id, with_for_update=True)
    if row.state in ENDED or (row.attempts != attempt.number and not isinstance(sent, Arrived)):
        return
    row.sending_since = None
    match sent:
        case Arrived(reference):
            row.reference, row.last_code, row.unclear = reference, "", False
            end(session, row, DONE, now)
        case Declined(code):
            row.state, row.last_code, row.unclear = BY_HAND, code, still_unclear
        case NotTaken(code, again_after):
            row.last_code, row.unclear = code, still_unclear
            _put_off(row, now + timedelta(seconds=max(_backoff(row.attempts, plan), again_after)))
        case Unknown(code):
            row.last_code, row.unclear = code, True
            row.unknowns += 1
            _put_off(row, now + timedelta(seconds=max(_backoff(row.attempts, plan), plan.settle_seconds)))
            row.state = BY_HAND if row.unknowns >= plan.most_unknown else WAITING


def end(session: Session, row: Delivery, state: str, now: datetime) -> None:
    """Nothing more is owed. Whoever ends the last branch releases what waits for all of them, in the same transaction."""
    row.state, row.ended_at, row.content, row.sending_since = state, now, "{}", None
    session.flush()
    if row.fan_out_id is not None:
        _join(session, row.fan_out_id, now)


def _join(session: Session, fan_out_id: str, now: datetime) -> None:
    """The row is held before the others are counted: of two that end at one moment, the second sees the first."""
    whole = session.get_one(FanOut, fan_out_id, with_for_update=True)
    still_open = select(func.count()).where(Delivery.fan_out_id == fan_out_id, Delivery.state.not_in(ENDED))
    if whole.joined_at is not None or session.scalar(still_open):
        return
    whole.joined_at = now
    released = update(Delivery).where(Delivery.id == whole.then_id, Delivery.state == HELD)
    session.execute(released.values(state=WAITING, due_at=now))


def _put_off(row: Delivery, until: datetime) -> None:
    row.lap += 1
    row.due_at = until


def _backoff(attempts: int, plan: SystemPlan) -> float:
    """Full jitter, doubling: many that failed together do not come back together."""
    longest = min(LONGEST_BACKOFF, plan.backoff_seconds * 2.0 ** min(attempts, MOST_DOUBLINGS))
    return longest * random()  # noqa: S311 - no secret
