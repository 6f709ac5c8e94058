"""THE CENTRE, WORK: a worker: looks what is owed, begins it once, takes up what others left, until it is told to end."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.log import get_logger
from central.cases import exchanging, notifying
from central.centre import Centre
from central.db.database import DatabaseAway
from central.outbound.carrying import Carrier
from central.outbound.from_follow_ups import hand_over
from central.outbound.plan import Plan, read_plan
from central.outbound.tables import WAITING, Delivery
from central.work import presence
from central.work.engine import Lap, Timed, Works
from central.work.timed import defects_noted, run_once
from central.work.timetable import TIMETABLE, ZONE, Scheduled

BEGUN_AT_ONCE = 200
ENDING = (signal.SIGINT, signal.SIGTERM)

log = get_logger("work")


class DeclaredGone(Exception):
    """Another worker took this one for dead and has its work: it ends, and is started anew by whoever started it."""


class Worker:
    """One process's share of the centre's work. `looked` is called by one thread only. Raises PlanUnusable, DatabaseUnusable, OSError."""

    def __init__(self, centre: Centre, timetable: Sequence[Scheduled] = TIMETABLE) -> None:
        self.id = secrets.token_hex(8)
        self._centre = centre
        self._plan: Plan = read_plan(centre.home.path)
        self._carrier = Carrier(centre, self._plan)
        self._timetable = {one.name: one for one in timetable}
        centre.database.write(lambda session: presence.come(session, self.id, centre.now()))
        self._works = Works(centre.database, centre.home.path, self.id, self._carry, self._run)
        for one in self._plan.systems:
            self._works.open_queue(one.name, one.at_once)
        self._works.keep_time([Timed(one.name, one.when, ZONE, one.catch_up) for one in timetable])

    def work_until_told(self) -> None:
        """The signals that end it must be blocked already, in every thread. Raises DeclaredGone."""
        while signal.sigtimedwait(ENDING, self._plan.paces.look_seconds) is None:
            self.look()

    def look(self) -> None:
        """Everything that is due now. A database that is away is asked again next time. Raises DeclaredGone."""
        try:
            self._show_presence()
            self._centre.database.write(lambda session: hand_over(session, self._plan.routes, self._centre.now()))
            self._hand_over_cases()
            self._begin_what_is_due()
            self._begin_what_was_lost()
        except (DatabaseAway, SQLAlchemyError) as away:
            log.warning("database-away", cause=type(away).__name__)

    def end(self) -> None:
        self._works.stop()
        self._centre.database.write(lambda session: presence.leave(session, [self.id], self._centre.now()))

    def _show_presence(self) -> None:
        longest, now = timedelta(seconds=self._plan.paces.silent_seconds), self._centre.now()
        if not self._centre.database.write(lambda session: presence.be_seen(session, self.id, now)):
            raise DeclaredGone(self.id)
        with self._centre.database.reading() as session:
            gone = presence.silent(session, longest, now)
        if gone:
            # Before they are said to be gone: killed in between, the next worker does it again.
            self._works.take_over(gone)
            self._centre.database.write(lambda session: presence.leave(session, gone, now))
            log.warning("worker-gone", count=len(gone))

    def _hand_over_cases(self) -> None:
        now = self._centre.now()
        self._centre.database.write(lambda session: exchanging.hand_over(session, self._centre, self._plan.routes, now))
        self._centre.database.write(lambda session: notifying.hand_over(session, self._centre, self._plan.routes, now))

    def _begin_what_is_due(self) -> None:
        """First begun, then written down as begun: killed in between, it is begun again under the same id, which is nothing."""
        now = self._centre.now()
        due = select(Delivery).where(
            Delivery.state == WAITING,
            Delivery.due_at <= now,
            Delivery.started_lap < Delivery.lap,
            Delivery.system.in_(self._carrier.receivers),
        )
        with self._centre.database.reading() as session:
            laps = _laps(session.scalars(due.order_by(Delivery.due_at).limit(BEGUN_AT_ONCE)))
        if laps:
            self._works.begin(laps)
            self._centre.database.write(lambda session: _note_begun(session, laps, now))

    def _begin_what_was_lost(self) -> None:
        """Begun, not ended, and the engine knows nothing of it: its database was thrown away, or ours was restored."""
        now = self._centre.now()
        since = now - timedelta(seconds=self._plan.paces.lost_seconds)
        begun = select(Delivery).where(
            Delivery.state == WAITING, Delivery.started_lap == Delivery.lap, Delivery.started_at < since
        )
        with self._centre.database.reading() as session:
            laps = _laps(session.scalars(begun.order_by(Delivery.started_at).limit(BEGUN_AT_ONCE)))
        if laps:
            under_way = self._works.under_way(laps)
            lost = [lap for lap in laps if lap.id not in under_way]
            self._centre.database.write(lambda session: _put_back(session, lost, now))

    def _carry(self, queue: str, delivery_id: str) -> None:
        with defects_noted("delivery"):
            self._carrier.carry(queue, delivery_id)

    def _run(self, name: str, planned_at: datetime) -> None:
        one = self._timetable.get(name)
        with defects_noted("timetable"):
            if one is not None:
                run_once(self._centre, one, planned_at)
            self._works.forget(self._centre.now())


def _laps(rows: Iterator[Delivery] | Sequence[Delivery]) -> list[Lap]:
    return [Lap(row.system, row.id, row.lap) for row in rows]


def _note_begun(session: Session, laps: list[Lap], now: datetime) -> None:
    for lap in laps:
        begun = update(Delivery).where(Delivery.id == lap.subject, Delivery.lap >= lap.number)
        session.execute(begun.where(Delivery.started_lap < lap.number).values(started_lap=lap.number, started_at=now))


def _put_back(session: Session, laps: list[Lap], now: datetime) -> None:
    for lap in laps:
        lost = update(Delivery).where(Delivery.id == lap.subject, Delivery.lap == lap.number, Delivery.state == WAITING)
        session.execute(lost.values(lap=lap.number + 1, due_at=now))
