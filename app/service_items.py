"""What this terminal knows of the items, with or without the network: the pack `service-items` on its shelf.

Reading all of it for the first time takes a second or two: not on the thread that draws pages. Afterwards only files that changed are read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from app.contract.service_items import PublishedItem, ServiceItem, newest_in_force, offered_on_terminals
from app.contract.service_pack import (
    GONE,
    PACK,
    THEMES,
    PackUnreadable,
    bucket_of,
    read_gone,
    read_items,
    read_themes,
)
from app.contract.service_themes import PublishedTheme, Theme
from app.packs import Pack, PackShelf

__all__ = ["ItemsOnHand", "PackUnreadable"]


@dataclass(frozen=True)
class _Held:
    """One version of the pack as read. `files`: each by the hash of its content."""

    version: int
    files: dict[str, tuple[PublishedItem, ...]] = field(repr=False)
    copies: dict[str, list[PublishedItem]] = field(repr=False)
    themes: tuple[PublishedTheme, ...] = field(repr=False)


@dataclass
class _Looked:
    """One version of the pack, of which single items were looked up: no more of it is read than that takes."""

    pack: Pack | None
    version: int
    files: dict[str, tuple[PublishedItem, ...]] = field(default_factory=dict, repr=False)
    gone: frozenset[str] | None = None


class ItemsOnHand:
    """Any thread may ask; each question looks at the shelf first, so a withdrawal counts from the pull that brought it.

    Everything here raises `app.packs.PackDamaged` and `PackUnreadable`: what cannot be trusted or read is not offered. With `now` (the
    centre's time, aware) also `app.packs.PacksTooOld`: after a week without a word from the centre nothing is.
    """

    def __init__(self, shelf: PackShelf, now: Callable[[], datetime] | None = None) -> None:
        self._shelf, self._now = shelf, now
        self._held: _Held | None = None
        self._looked: _Looked | None = None

    def copies_of(self, catalog_code: str, day: date) -> tuple[ServiceItem, ...]:
        """Of this item the copies in force that day, the city's first. Reads the one file in which they lie."""
        versions = defaultdict[str, list[PublishedItem]](list)
        for one in self._file_of(catalog_code):
            versions[one.item.task_code].append(one)
        found = [counts.item for held in versions.values() if (counts := newest_in_force(held, day))]
        return tuple(sorted(found, key=lambda item: (item.town_code, item.village_code, item.task_code)))

    def is_gone(self, catalog_code: str, day: date) -> bool:
        """Whether it was handled once and is no more that day. An item nobody ever published is not gone."""
        there = self._file_of(catalog_code)
        if there:
            return not self.copies_of(catalog_code, day) and all(one.effective_from <= day for one in there)
        return catalog_code in self._gone()

    def _file_of(self, catalog_code: str) -> list[PublishedItem]:
        looked, path = self._look(), bucket_of(catalog_code)
        if path not in looked.files:
            there = looked.pack is not None and path in looked.pack.files
            looked.files[path] = read_items(looked.pack.read(path)) if looked.pack and there else ()
        return [one for one in looked.files[path] if one.item.catalog_code == catalog_code]

    def _gone(self) -> frozenset[str]:
        looked = self._look()
        if looked.gone is None:
            there = looked.pack is not None and GONE in looked.pack.files
            content = read_gone(looked.pack.read(GONE)) if looked.pack and there else ()
            looked.gone = frozenset(one.catalog_code for one in content)
        return looked.gone

    def _look(self) -> _Looked:
        if self._now is not None:
            self._shelf.check_age(self._now())
        version = self._shelf.version_in_use(PACK)
        if self._looked is None or self._looked.version != version:
            self._looked = _Looked(self._shelf.find(PACK), version)
        return self._looked

    def in_force(self, day: date) -> tuple[PublishedItem, ...]:
        """Of every copy the version that counts on `day`, by task code. Empty where there is no pack, or it was withdrawn."""
        return tuple(found for versions in self._copies().values() if (found := newest_in_force(versions, day)))

    def offered(self, day: date, town_code: str | None = None) -> tuple[ServiceItem, ...]:
        """What may be begun at a terminal that day, by task code: with a town, the city's copies and those of that town only."""
        return tuple(
            one.item
            for one in self.in_force(day)
            if offered_on_terminals(one.item) and (town_code is None or one.item.town_code in ("", town_code))
        )

    def find(self, task_code: str, day: date) -> ServiceItem | None:
        """None where no such copy is in force that day."""
        found = newest_in_force(self._copies().get(task_code, ()), day)
        return found.item if found else None

    def themes(self, day: date) -> tuple[Theme, ...]:
        """One thing (一件事): what counts on `day`, by code; only where each item that it joins is in force somewhere."""
        held = self._up_to_date()
        found = {one.theme.code: one for one in held.themes if one.effective_from <= day} if held else {}
        there = {one.item.catalog_code for one in self.in_force(day)} if found else set()
        return tuple(one.theme for one in found.values() if one.in_force(day) and _joins(one.theme) <= there)

    def _copies(self) -> dict[str, list[PublishedItem]]:
        held = self._up_to_date()
        return held.copies if held else {}

    def _up_to_date(self) -> _Held | None:
        """The link is looked at for every question, the pack's every byte only when it has turned."""
        if self._now is not None:
            self._shelf.check_age(self._now())
        held = self._held
        if held is not None and held.version == self._shelf.version_in_use(PACK):
            return held
        pack = self._shelf.find(PACK)
        self._held = _read(pack, held.files if held else {}) if pack is not None else None
        return self._held


def _joins(theme: Theme) -> set[str]:
    return {step.catalog_code for step in theme.steps}


def _read(pack: Pack, known: dict[str, tuple[PublishedItem, ...]]) -> _Held:
    """Files that are as before are not read again."""
    files: dict[str, tuple[PublishedItem, ...]] = {}
    copies = defaultdict[str, list[PublishedItem]](list)
    for path in pack.files:
        if path in (THEMES, GONE):
            continue
        content = pack.read(path)
        sha256 = hashlib.sha256(content).hexdigest()
        files[sha256] = known.get(sha256) or read_items(content)
        for one in files[sha256]:
            copies[one.item.task_code].append(one)
    themes = read_themes(pack.read(THEMES)) if THEMES in pack.files else ()
    return _Held(pack.version, files, dict(sorted(copies.items())), themes)
