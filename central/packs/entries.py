"""Entries at the centre: a pack of them is its own record. What is in force is read from the pack's newest version, and every change
(some published, one withdrawn) is a further version, put together and written to the disk before its short transaction begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.contract.entries import Entry, Withdrawn, fingerprint, laid_out, read
from app.contract.packs import PackFile, PackManifest
from central.centre import Centre
from central.clock import day_of
from central.packs.entry_rules import Ground, broken_rules
from central.packs.publishing import FOLDER, Publisher, latest
from central.packs.refused import ContentRefused, Fault, Who
from central.reply_key import reply_key

MOST_TRIES = 5

Kind = TypeVar("Kind", bound=Entry)


class EntryUnknown(LookupError):
    """Nothing is published under this id."""


@dataclass(frozen=True)
class Shelf(Generic[Kind]):
    """What one version of a pack holds; version 0 before the first."""

    version: int
    entries: tuple[Kind, ...] = field(repr=False)
    withdrawn: tuple[Withdrawn, ...] = field(repr=False)

    def by_id(self) -> dict[str, list[Kind]]:
        found: dict[str, list[Kind]] = {}
        for one in self.entries:
            found.setdefault(one.id, []).append(one)
        return found


@dataclass(frozen=True)
class Publication:
    """What became of a round: how many versions are new, and the pack that holds them."""

    new: int
    manifest: PackManifest


def shelf_of(session: Session, home: Path, kind: type[Kind]) -> Shelf[Kind]:
    """What is published now. Raises PackUnreadable; OSError where a file of it is lost."""
    return _shelf(latest(session, kind.PACK), home, kind)


def publish_entries(centre: Centre, entries: Sequence[Kind], kind: type[Kind], ground: Ground) -> Publication:
    """Put these beside what is published, in one step for whoever reads. Raises ContentRefused with everything that is wrong with any of
    them: then nothing was published. PackRefused, PackUnreadable."""

    def with_these(there: Shelf[Kind]) -> tuple[list[Kind], list[Withdrawn], int]:
        faults = [*_clashes(entries, there), *(one for entry in entries for one in broken_rules(entry, ground))]
        if faults:
            raise ContentRefused(sorted(faults, key=lambda one: (one.about, one.code, one.words)))
        known = {(one.id, one.version) for one in there.entries}
        new = [one for one in entries if (one.id, one.version) not in known]
        back = {one.id for one in new}
        return [*there.entries, *new], [one for one in there.withdrawn if one.id not in back], len(new)

    return _next_version(centre, kind, with_these)


def withdraw_entry(centre: Centre, kind: type[Kind], entry_id: str, reason: str) -> Publication:
    """Nothing under this id counts from now on. Raises EntryUnknown, PackRefused, PackUnreadable; ValueError for a reason that cannot be
    shown."""

    def without_it(there: Shelf[Kind]) -> tuple[list[Kind], list[Withdrawn], int]:
        gone = [one for one in there.entries if one.id == entry_id]
        if not gone:
            raise EntryUnknown(entry_id)
        mark = Withdrawn(id=entry_id, version=max(one.version for one in gone), on=day_of(centre.now()), reason=reason)
        return [one for one in there.entries if one.id != entry_id], [*there.withdrawn, mark], len(gone)

    return _next_version(centre, kind, without_it)


_Change = Callable[[Shelf[Kind]], tuple[list[Kind], list[Withdrawn], int]]
_Files = tuple[PackFile, ...]


def _next_version(centre: Centre, kind: type[Kind], change: _Change[Kind]) -> Publication:
    """Read, change, prepare; then publish, unless somebody else has published meanwhile: then again from the beginning."""
    publisher = Publisher(centre.home.path, reply_key(centre.home.path))
    for _ in range(MOST_TRIES):
        with centre.database.reading() as session:
            there = shelf_of(session, centre.home.path, kind)
        entries, withdrawn, count = change(there)
        files = publisher.prepare(laid_out(kind, entries, withdrawn))

        def put(session: Session, version: int = there.version, files: _Files = files) -> PackManifest | None:
            now = latest(session, kind.PACK)
            if (now.version if now else 0) != version:
                return None
            return publisher.put(session, kind.PACK, files, centre.now())

        manifest = centre.database.write(put)
        if manifest is not None:
            return Publication(count, manifest)
    raise ContentRefused([Fault(kind.PACK, "published-meanwhile", "别人正在发布同一个包，请稍后再发布", Who.OPERATOR)])


def _clashes(entries: Sequence[Entry], there: Shelf[Kind]) -> Iterator[Fault]:
    """What is published under a version never changes, versions only grow, and a date means one version."""
    known, gone = there.by_id(), {one.id: one.version for one in there.withdrawn}
    met: set[tuple[str, int]] = set()
    for one in entries:
        if (one.id, one.version) in met:
            yield Fault(one.id, "entry-twice", f"第 {one.version} 版出现两次")
        met.add((one.id, one.version))
        held = known.get(one.id, ())
        same = next((other for other in held if other.version == one.version), None)
        if same is not None and fingerprint(same) != fingerprint(one):
            yield Fault(one.id, "entry-version", f"第 {one.version} 版已经发布，内容不能再改，请用新的版本号")
        newest = max((other.version for other in held), default=gone.get(one.id, 0))
        if same is None and one.version <= newest:
            yield Fault(one.id, "entry-version", f"已有第 {newest} 版，版本号只能增加")


def _shelf(manifest: PackManifest | None, home: Path, kind: type[Kind]) -> Shelf[Kind]:
    if manifest is None:
        return Shelf(0, (), ())
    entries, withdrawn = _read(kind, home, tuple((file.path, file.sha256) for file in manifest.files))
    return Shelf(manifest.version, entries, withdrawn)


@lru_cache(maxsize=8)
def _read(
    kind: type[Kind], home: Path, files: tuple[tuple[str, str], ...]
) -> tuple[tuple[Kind, ...], tuple[Withdrawn, ...]]:
    """Files lie under their hash, so that the same names mean the same entries."""
    entries, withdrawn = read(kind, {path: (home / FOLDER / sha256).read_bytes() for path, sha256 in files})
    return tuple(entries), tuple(withdrawn)
