"""THE CENTRE, WORK: its tables: which workers there are, and what the clock has begun."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Worker(Base):
    """One process that works. `seen_at` moves on while it lives; what was begun by one that fell silent is taken from it."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class TimedRun(Base):
    """What the clock began. `outcome` is empty while it runs, then `done` or the name of what went wrong."""

    __tablename__ = "timed_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    planned_at: Mapped[datetime] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
