"""THE CENTRE, WORK: what nobody needs any more: workers that ended long ago, and what the clock began then."""

from datetime import timedelta

from sqlalchemy import delete

from central.centre import Centre
from central.work.tables import TimedRun, Worker

KEPT = timedelta(days=30)


def forget_workers(centre: Centre) -> None:
    before = centre.now() - KEPT
    with centre.database.writing() as session:
        session.execute(delete(Worker).where(Worker.ended_at < before))
        session.execute(delete(TimedRun).where(TimedRun.ended_at < before))
