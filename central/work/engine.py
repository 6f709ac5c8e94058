"""THE CENTRE, WORK: DBOS, met in this room only: a queue for each receiver, workflows that another worker takes up, a clock.

It keeps what it needs in a database of its own (`work.db` beside the centre's file; the schema `work` on PostgreSQL) and decides
nothing: the centre's rows do. That database may be thrown away at any time; whatever was in it is begun anew from the rows.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlcipher3.dbapi2
from sqlalchemy import Engine, create_engine, event

from central.db import postgresql
from central.db.database import Database

if TYPE_CHECKING:
    from dbos import DBOS

FILE: Final = "work.db"
SCHEMA: Final = "work"
NAME: Final = "guanjia-central"
SHAPE: Final = "1"
"""What the workflows' arguments mean. Workers of another shape leave each other's workflows alone; raise it when they change."""
ACTIVE: Final = ("ENQUEUED", "PENDING", "DELAYED")
LAP: Final = "lap"
TIMED: Final = "timed"
KEPT = timedelta(days=3)
FORGOTTEN_AT_ONCE = 500
LOOK_SECONDS = 0.25
GOODBYE_SECONDS = 10
BUSY_MILLISECONDS = 30_000


@dataclass(frozen=True)
class Lap:
    """One taking-up of one delivery, or of whatever else is queued."""

    queue: str
    subject: str
    number: int

    @property
    def id(self) -> str:
        return f"{self.subject}.{self.number}"


@dataclass(frozen=True)
class Timed:
    name: str
    when: str
    zone: str
    catch_up: bool


class _Json:
    """Arguments as JSON: what a database holds can never run as a program, as a pickle can."""

    def serialize(self, said: Any) -> str:
        return json.dumps(said, default=_plain)

    def deserialize(self, said: str) -> Any:
        return json.loads(said)

    def name(self) -> str:
        return "guanjia_json"


def _plain(value: object) -> str:
    """A moment as text; of anything else (a failure) only what it is."""
    return value.isoformat() if isinstance(value, datetime) else type(value).__name__


class Works:
    """A running DBOS. One a process: DBOS has it so.

    `carry(queue, subject)` is called on a thread for each lap, `run(name, planned_at)` for each moment of the timetable; neither raises,
    and both stand being called again for the same. Everything here may raise what SQLAlchemy raises.
    """

    def __init__(
        self,
        database: Database,
        home: Path,
        worker_id: str,
        carry: Callable[[str, str], None],
        run: Callable[[str, datetime], None],
    ) -> None:
        self._dbos = _loaded()
        self._engine = _engine(database, home)
        # No conductor's key, no telemetry, no port: what is not named here is off.
        self._dbos(
            config={
                "name": NAME,
                "system_database_engine": self._engine,
                "dbos_system_schema": SCHEMA,
                "application_version": SHAPE,
                "executor_id": worker_id,
                "serializer": _serializer(),
                "use_listen_notify": False,
                "enable_otlp": False,
                "log_level": "WARNING",
                "scheduler_polling_interval_sec": LOOK_SECONDS * 4,
            }
        )

        @self._dbos.workflow(name=LAP)
        def lap(queue: str, subject: str) -> None:
            carry(queue, subject)

        @self._dbos.workflow(name=TIMED)
        def timed(planned_at: datetime, name: Any) -> None:
            # JSON has made a text of the moment.
            run(str(name), datetime.fromisoformat(str(planned_at)))

        self._lap, self._timed = lap, timed
        self._dbos.launch()

    def open_queue(self, name: str, at_once: int) -> None:
        """`at_once`: how many of it run at one moment, on all workers together."""
        self._dbos.register_queue(
            name, worker_concurrency=at_once, global_concurrency=at_once, polling_interval_sec=LOOK_SECONDS
        )

    def keep_time(self, timetable: Sequence[Timed]) -> None:
        """From now on these and no others."""
        for known in self._dbos.list_schedules():
            if known["schedule_name"] not in {one.name for one in timetable}:
                self._dbos.delete_schedule(known["schedule_name"])
        if timetable:
            self._dbos.apply_schedules([self._schedule(one) for one in timetable])

    def begin(self, laps: Iterable[Lap]) -> None:
        """Each is begun once, whoever says so and however often."""
        from dbos import SetWorkflowID

        for lap in laps:
            with SetWorkflowID(lap.id):
                self._dbos.enqueue_workflow(lap.queue, self._lap, lap.queue, lap.subject)

    def under_way(self, laps: Sequence[Lap]) -> set[str]:
        """The ids of those that wait or run."""
        ids = [lap.id for lap in laps]
        found = self._dbos.list_workflows(workflow_ids=ids, status=list(ACTIVE), load_input=False, load_output=False)
        return {one.workflow_id for one in found}

    def take_over(self, worker_ids: list[str]) -> None:
        """What these had begun goes back to its queues. Two who do so at once do it once."""
        self._dbos._recover_pending_workflows(worker_ids)

    def forget(self, now: datetime) -> None:
        """What ended days ago."""
        ended = self._dbos.list_workflows(
            completed_before=(now - KEPT).isoformat(), limit=FORGOTTEN_AT_ONCE, load_input=False, load_output=False
        )
        self._dbos.delete_workflows([one.workflow_id for one in ended])

    def stop(self) -> None:
        """What is under way may end; what does not is taken up by another worker."""
        self._dbos.destroy(workflow_completion_timeout_sec=GOODBYE_SECONDS)
        self._engine.dispose()

    def _schedule(self, one: Timed) -> Any:
        return {
            "schedule_name": one.name,
            "workflow_fn": self._timed,
            "schedule": one.when,
            "context": one.name,
            "automatic_backfill": one.catch_up,
            "cron_timezone": one.zone,
        }


def _loaded() -> type[DBOS]:
    """It takes a second, and only a worker needs it. Its lines go where ours go, and lose their words there (app.log)."""
    for name in [name for name in os.environ if name.startswith("DBOS_")]:
        # Some of them would make it call somebody's cloud.
        del os.environ[name]
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    from dbos import DBOS

    return DBOS


def _serializer() -> Any:
    from dbos import Serializer

    return type("Json", (_Json, Serializer), {})()


def _engine(database: Database, home: Path) -> Engine:
    if database.kind == "postgresql":
        return postgresql.make_engine(database.engine.url.render_as_string(hide_password=False), may_create=False)
    engine = create_engine(
        f"sqlite:///{home / FILE}",
        module=sqlcipher3.dbapi2,
        connect_args={"check_same_thread": False},
        pool_size=20,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """As DBOS would have it, on a SQLite without the WAL-reset bug."""
    connection.isolation_level = "IMMEDIATE"
    say: Callable[[str], Any] = connection.execute
    say(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    say("PRAGMA journal_mode = WAL")
    say("PRAGMA synchronous = FULL")
    say("PRAGMA foreign_keys = ON")
