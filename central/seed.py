"""THE CENTRE: its synthetic content: the same on every machine, and again on every run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from central.calendar.pack import publish_shipped
from central.clock import Clock, day_of, utc_now
from central.db.database import connect
from central.db.parameters import Parameter
from central.enterprises import TOWNS, Enterprise
from central.home import Home, make_home
from central.licences.grants import Marks
from central.licences.tables import LicenceHolder
from central.organisations.tables import Unit
from central.papers.renewal import leave_bundle
from central.prefill.plan import leave_demonstration
from central.seeding import feeds, organisations, rules
from central.seeding.domains import DOMAINS, FRESH_DAYS, PURPOSES, DomainSeed
from central.seeding.enterprises import enterprise_row
from central.seeding.holders import holder_rows
from central.seeding.named import NAMED
from central.seeding.portrait import portrait_rows
from central.seeding.records import named_records, random_records
from central.settings import Settings
from central.tables import make_tables
from central.zones.appeals.tables import LeadUnit
from central.zones.credit.portrait_tables import Feed, InsuredStaff, OfferedVariant, RecordClass
from central.zones.credit.tables import Domain, PublicationRule, ReportPurpose

ENTERPRISES = 5_000
CHUNK = 1_000
IDS_PER_ENTERPRISE = 10
RULE_COLUMNS = ("effective_from", "severity", "published", "min_months", "max_months", "source", "verified")
PARAMETER_COLUMNS = ("name", "effective_from", "value", "source", "verified")

Say = Callable[[str], None]


def seed(
    home: Path, *, enterprises: int = ENTERPRISES, database_url: str = "", clock: Clock = utc_now, say: Say
) -> None:
    """Make the home's keys and the database's content where they are missing; let every source deliver once more.

    `enterprises` counts the named ones too, which are always all there. What visitors and terminals have left there is not touched.
    Raises HomeMissing, DatabaseUnusable.
    """
    made = make_home(home, clock)
    leave_bundle(made, clock())
    leave_demonstration(home)
    enterprises = max(enterprises, len(NAMED))
    database = connect(Settings(home=home, database_url=database_url).database, may_create=True)
    try:
        make_tables(database, clock)
        today = day_of(clock())
        with database.writing() as session:
            _replace_rules(session)
            _replace_domains(session, today)
            _replace_feeds(session, today)
            publish_shipped(session, home, clock())
            _add_organisations(session, clock())
            there = session.scalar(select(func.count()).select_from(Enterprise)) or 0
            if there and not session.scalar(select(func.count()).select_from(InsuredStaff)):
                _add_portraits(session, range(there), today)
        say(f"38 个领域的数据更新至 {today}；已有企业 {there} 家")
        for first in range(there, enterprises, CHUNK):
            chunk = range(first, min(first + CHUNK, enterprises))
            with database.writing() as session:
                _add_enterprises(session, made, chunk, today)
            say(f"企业 {chunk.stop} / {enterprises}")
    finally:
        database.close()


def _replace_rules(session: Session) -> None:
    for table, rows in _rules().items():
        if table is Parameter:
            _put_parameters(session, rows)
        else:
            session.execute(delete(table))
            _fill(session, table, rows)


def _put_parameters(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """What people have put in or confirmed (`publish-entries parameters`) is theirs; the rest is as this program has it."""
    there = {(row.name, row.effective_from): row for row in session.scalars(select(Parameter))}
    for row in rows:
        held = there.get((row["name"], row["effective_from"]))
        if held is None or not held.verified or row["verified"]:
            session.merge(Parameter(**row))


def _rules() -> dict[type, list[dict[str, Any]]]:
    return {
        PublicationRule: [dict(zip(RULE_COLUMNS, row, strict=True)) for row in rules.PUBLICATION_RULES],
        Parameter: [dict(zip(PARAMETER_COLUMNS, row, strict=True)) for row in rules.PARAMETERS],
        LeadUnit: [_lead_unit(town, topic) for town in TOWNS for topic in rules.UNITS],
        ReportPurpose: [_purpose(place, row) for place, row in enumerate(PURPOSES)],
        OfferedVariant: feeds.variant_rows(),
        RecordClass: feeds.class_rows(),
    }


def _lead_unit(town: str, topic: str) -> dict[str, Any]:
    return {"town": town, "topic": topic, "unit": f"{town}{rules.UNITS[topic]}", "verified": False}


def _purpose(place: int, row: tuple[str, str, str]) -> dict[str, Any]:
    return {"position": place, "id": row[0], "name": row[1], "name_en": row[2]}


def _replace_domains(session: Session, today: date) -> None:
    """Merged, not deleted: records point at them."""
    for place, domain in enumerate(DOMAINS):
        session.merge(_domain(place, domain, today))


def _domain(place: int, domain: DomainSeed, today: date) -> Domain:
    return Domain(
        id=domain.id,
        position=place,
        name=domain.name,
        name_en=domain.name_en,
        group=domain.group,
        source_org=domain.source_org,
        as_of=today - timedelta(days=domain.days_behind),
        fresh_days=FRESH_DAYS,
        verified=domain.verified,
    )


def _replace_feeds(session: Session, today: date) -> None:
    session.execute(delete(Feed))
    _fill(session, Feed, (_feed(place, feed, today) for place, feed in enumerate(feeds.FEEDS)))


def _add_organisations(session: Session, now: datetime) -> None:
    """Once: who holds which post is set by people from then on."""
    if session.scalar(select(func.count()).select_from(Unit)):
        return
    for table, found in organisations.rows(now).items():
        _fill(session, table, found)


def _feed(place: int, feed: feeds.FeedSeed, today: date) -> dict[str, Any]:
    return {
        "id": feed.id,
        "position": place,
        "name": feed.name,
        "source_org": feed.source_org,
        "as_of": None if feed.days_behind is None else today - timedelta(days=feed.days_behind),
        "fresh_days": feed.fresh_days,
        "verified": feed.verified,
    }


def _add_portraits(session: Session, chunk: range, today: date) -> None:
    rows = defaultdict[type, list[dict[str, Any]]](list)
    for index in chunk:
        for table, row in portrait_rows(index, enterprise_row(index, today), today):
            rows[table].append(row)
    for table, found in rows.items():
        _fill(session, table, found)


def _add_enterprises(session: Session, home: Home, chunk: range, today: date) -> None:
    marks = Marks(home.keyed_hash)
    found = [enterprise_row(index, today) for index in chunk]
    _fill(session, Enterprise, found)
    _fill(
        session,
        LicenceHolder,
        (row for index, one in zip(chunk, found, strict=True) for row in holder_rows(index, one, marks, today)),
    )
    records = defaultdict[type, list[dict[str, Any]]](list)
    for index, one in zip(chunk, found, strict=True):
        for table, row in random_records(index, index * IDS_PER_ENTERPRISE, one["uscc"], today):
            records[table].append(row)
    if chunk.start == 0:
        for table, row in named_records(1, today):
            records[table].append(row)
    for table, rows in records.items():
        _fill(session, table, rows)
    _add_portraits(session, chunk, today)


def _fill(session: Session, table: type, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        session.execute(insert(table), listed)
