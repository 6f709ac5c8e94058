"""A terminal's road in the test's own process, where a test must look between two requests; put together as `kiosk` does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench_drafts import Draft

from app import config, enrolment
from app.http_central import HttpCentral
from app.outbox import Outbox, open_outbox
from app.sync import Sync


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def opened(home: Path) -> Iterator[Outbox]:
    with open_outbox(home, enrolment.load(home), config.load(home / config.FILE)) as outbox:
        yield outbox


@contextmanager
def walking(home: Path, outbox: Outbox, *, interval: float = 0.01) -> Iterator[Sync]:
    place, settings = enrolment.load(home), config.load(home / config.FILE)
    road = Sync(outbox, HttpCentral(settings.central, place), interval_seconds=interval)
    road.start()
    try:
        yield road
    finally:
        road.stop()


def file(outbox: Outbox, drafts: Sequence[Draft], at: datetime | None = None) -> list[str]:
    """One after the other, as visitors come; the keys."""
    return [outbox.file([draft], at or now())[0].key for draft in drafts]
