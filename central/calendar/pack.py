"""The calendar pack: checked before it is published, and read by whoever counts days here."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.contract.calendar import PACK, WorkingCalendar, calendar_of, read_calendar
from app.contract.packs import PackManifest
from central.centre import Centre
from central.packs.publishing import FOLDER, Publisher, latest
from central.reply_key import reply_key
from resources import path

log = logging.getLogger("central.calendar")


class CalendarRefused(ValueError):
    """These files are no calendar, or would take back what was published. The words say what is wrong with which."""


def current_calendar(session: Session, home: Path) -> WorkingCalendar:
    """By what the centre at `home` counts: the newest version of the pack, or what came with the program where none was published."""
    manifest = latest(session, PACK)
    if manifest is None:
        return shipped_calendar()
    try:
        return _published(home, manifest.version, tuple((file.path, file.sha256) for file in manifest.files))
    except (OSError, ValidationError) as wrong:
        # Published past `publish_calendar`, or lost: days are counted all the same, and all are provisional.
        log.error("calendar %s cannot be read: %s", manifest.version, type(wrong).__name__)
        return calendar_of((), manifest.version)


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkingCalendar:
    return read_calendar(_files_of(path("calendar")))


def publish_calendar(session: Session, centre: Centre, source: Path) -> PackManifest:
    """The folder's years as the pack's next version. Raises CalendarRefused, PackRefused."""
    checked(source)
    publisher = Publisher(centre.home.path, reply_key(centre.home.path))
    return publisher.publish(session, PACK, source, centre.now())


def publish_shipped(session: Session, home: Path, now: datetime) -> None:
    """What came with the program, where no calendar was ever published: a newer one is not taken back."""
    if latest(session, PACK) is None:
        Publisher(home, reply_key(home)).publish(session, PACK, path("calendar"), now)


def checked(source: Path) -> WorkingCalendar:
    """What a folder would say. Raises CalendarRefused."""
    files = _files_of(source)
    if not files:
        raise CalendarRefused(f"{source}: no year is in it")
    try:
        return read_calendar(files)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CalendarRefused(f"{source}: {where}: {first['msg']}") from None


@lru_cache(maxsize=4)
def _published(home: Path, version: int, files: tuple[tuple[str, str], ...]) -> WorkingCalendar:
    """Files lie under their hash, so that the same names mean the same days. A withdrawn pack knows nothing: all is provisional."""
    if not files:
        return calendar_of((), version)
    return read_calendar({name: (home / FOLDER / sha256).read_bytes() for name, sha256 in files}, version)


def _files_of(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.glob("*.json"))}
