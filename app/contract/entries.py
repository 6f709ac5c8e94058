"""Entries: what the centre publishes under an id, in versions, from one day to another: the common ground of several packs.

Knowledge, policies, places, forms and parameters are each a pack of entries of one kind (app.contract.entry_kinds). What is published
under an id and a version never says anything else later. One that was withdrawn is named as such, so that a terminal can tell
"withdrawn" from "never heard of", and it never comes back under the same version.

  NN.z          DEFLATE of one entry a line, by id and version; which file an entry lies in follows from a hash of its id
  withdrawn.z   the same of `Withdrawn`

GET /v1/entries/{kind}?day=&after=&limit=     EntryPage: what is in force on a day, by id
GET /v1/entries/{kind}/{id}?day=              EntryShown, with its fingerprint: every channel that says the same bears the same

Refusal codes: entry-kind-unknown (404), entry-unknown (404), entry-withdrawn (410).
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Self, TypeVar

from pydantic import Field, model_validator

from app.contract.packed_lines import PackUnreadable, packed, unpacked
from app.contract.service_items import Day
from app.contract.service_situations import Line
from app.contract.wire import Message

__all__ = [
    "Entry",
    "EntryPage",
    "EntryShown",
    "PackUnreadable",
    "Withdrawn",
    "fingerprint",
    "laid_out",
    "newest_in_force",
    "read",
]

ENTRIES: Final = "/entries"
WITHDRAWN: Final = "withdrawn.z"
ENTRY_ID: Final = r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$"

EntryId = Annotated[str, Field(pattern=ENTRY_ID)]
UnitId = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,49}$")]


class Entry(Message):
    """One version of one entry. Both days count; without `valid_to` it holds until it is replaced or withdrawn."""

    PACK: ClassVar[str]
    BUCKETS: ClassVar[int] = 64

    id: EntryId
    version: int = Field(ge=1, le=1_000_000)
    valid_from: Day
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Withdrawn(Message):
    """Nothing under this id counts any more, up to and with this version. `reason` is for the public to read."""

    id: EntryId
    version: int = Field(ge=1, le=1_000_000)
    on: Day
    reason: Line = Field(min_length=1)


class EntryShown(Message):
    """`fingerprint`: SHA-256 over what the entry says (A3.10: two channels that show the same one have said the same)."""

    pack_version: int
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    entry: dict[str, Any]


class EntryPage(Message):
    """`next` is what `after` takes for the page behind this one; empty where there is none."""

    kind: str
    day: date
    pack_version: int
    entries: tuple[EntryShown, ...]
    next: str


Kind = TypeVar("Kind", bound=Entry)


def written(entry: Entry) -> str:
    """One text for one content."""
    return entry.model_dump_json(exclude_defaults=True)


def fingerprint(entry: Entry) -> str:
    return hashlib.sha256(written(entry).encode()).hexdigest()


def newest_in_force(versions: Iterable[Kind], day: date) -> Kind | None:
    """Of one entry's versions the one that counts on a day: the one that began last, where it has not ended. What has ended does not
    let an older one come back."""
    begun = [one for one in versions if one.valid_from <= day]
    last = max(begun, key=lambda one: (one.valid_from, one.version), default=None)
    return last if last is not None and last.in_force(day) else None


def laid_out(kind: type[Kind], entries: Iterable[Kind], withdrawn: Collection[Withdrawn] = ()) -> dict[str, bytes]:
    """Path → content. The same for the same entries, in whichever order they come."""
    buckets = defaultdict[str, list[Kind]](list)
    for one in entries:
        buckets[_bucket_of(kind, one.id)].append(one)
    files = {path: packed(_in_order(held)) for path, held in sorted(buckets.items())}
    gone = sorted(withdrawn, key=lambda one: one.id)
    return files | ({WITHDRAWN: packed(gone)} if gone else {})


def read(kind: type[Kind], files: Mapping[str, bytes]) -> tuple[list[Kind], list[Withdrawn]]:
    """A pack's files, by their path. Raises PackUnreadable."""
    entries = [one for path, content in sorted(files.items()) if path != WITHDRAWN for one in unpacked(content, kind)]
    return entries, list(unpacked(files[WITHDRAWN], Withdrawn)) if WITHDRAWN in files else []


def _bucket_of(kind: type[Entry], entry_id: str) -> str:
    hashed = int.from_bytes(hashlib.sha256(entry_id.encode()).digest()[:4])
    return f"{hashed % kind.BUCKETS:02x}.z"


def _in_order(held: Iterable[Kind]) -> list[Kind]:
    return sorted(held, key=lambda one: (one.id, one.version))
