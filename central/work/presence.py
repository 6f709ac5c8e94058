"""THE CENTRE, WORK: who works. A worker says so again and again; one that fell silent is declared gone by another, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.work.tables import Worker


def come(session: Session, worker_id: str, now: datetime) -> None:
    session.add(Worker(id=worker_id, began_at=now, seen_at=now, ended_at=None))


def be_seen(session: Session, worker_id: str, now: datetime) -> bool:
    """False where this worker was declared gone: its work is in other hands, and it ends."""
    still = update(Worker).where(Worker.id == worker_id, Worker.ended_at.is_(None)).values(seen_at=now)
    return session.scalars(still.returning(Worker.id)).one_or_none() is not None


def leave(session: Session, worker_ids: list[str], now: datetime) -> None:
    session.execute(update(Worker).where(Worker.id.in_(worker_ids), Worker.ended_at.is_(None)).values(ended_at=now))


def silent(session: Session, longest: timedelta, now: datetime) -> list[str]:
    return list(session.scalars(select(Worker.id).where(Worker.ended_at.is_(None), Worker.seen_at < now - longest)))
