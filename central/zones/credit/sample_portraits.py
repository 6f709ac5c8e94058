"""Portraits for the sample reports: what seeding would make of the named enterprises, on the samples' own day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from central.seeding.enterprises import enterprise_row
from central.seeding.feeds import EDITIONS, FEEDS, FeedSeed
from central.seeding.named import CLEAN_USCC, DIRTY_USCC, NAMED
from central.seeding.portrait import portrait_rows
from central.zones.credit.portrait import KINDS, NOT_PUBLIC, Kind
from central.zones.credit.portrait_facts import FIELD_OF, ClassFact, FeedFact, Portrait

SILENT = {"insured-staff": 150, "honours": 60, "financing": None}
"""In the sample `stale`: how many days behind each of these is, or that it is not connected, besides those that always are."""

LAID_AS = {"dirty": DIRTY_USCC}


def portrait_of(name: str, today: date, *, whole: bool) -> Portrait:
    """The portrait in the sample of this name; without `whole` only what is public."""
    feeds = tuple(_feed(seed, name, today) for seed in FEEDS if whole or seed.id not in NOT_PUBLIC)
    edition, classes = _classes()
    found = _records(LAID_AS.get(name, CLEAN_USCC), today, {feed.id: feed for feed in feeds})
    return Portrait(feeds=feeds, edition=edition, classes=classes, **found)


def _classes() -> tuple[str, tuple[ClassFact, ...]]:
    _, edition, classes, _ = EDITIONS[-1]
    return edition, tuple(ClassFact(id=class_id, name=name) for class_id, name in classes)


def _feed(seed: FeedSeed, name: str, today: date) -> FeedFact:
    """Up to date wherever it is connected, except in the sample that is there to show what is not."""
    behind = seed.days_behind
    if name == "stale" and seed.id in SILENT:
        behind = SILENT[seed.id]
    elif name != "stale" and behind is not None:
        behind = min(behind, seed.fresh_days)
    as_of = None if behind is None else today - timedelta(days=behind)
    fresh = behind is not None and behind <= seed.fresh_days
    return FeedFact(id=seed.id, name=seed.name, source_org=seed.source_org, as_of=as_of, fresh=fresh)


def _records(uscc: str, today: date, feeds: Mapping[str, FeedFact]) -> dict[str, tuple[Any, ...]]:
    """By the portrait's own names. A source has told what happened up to its last delivery; one that is not connected, nothing."""
    index = next(place for place, named in enumerate(NAMED) if named.uscc == uscc)
    told = list(portrait_rows(index, enterprise_row(index, today), today))
    found: dict[str, tuple[Any, ...]] = {}
    for kind in KINDS:
        as_of = feeds[kind.feed].as_of if kind.feed in feeds else None
        rows = (row for table, row in told if table is kind.table and as_of and row[kind.begun] <= as_of)
        in_order = sorted(rows, key=lambda row: row[kind.begun])
        found[FIELD_OF[kind.feed]] = tuple(_fact(kind, row) for row in in_order)
    return found


def _fact(kind: Kind, row: Mapping[str, Any]) -> Any:
    return kind.shape(**{name: row[name] for name in kind.shape.model_fields})
