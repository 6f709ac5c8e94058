"""The pack `service-items`: what terminals hold of the items, and how it is cut into files.

A terminal fetches the files that changed and, each time, the whole list of files. One file for all items would be fetched whole for
one changed word; a file for each item makes the list longer than most changes. So the copies of one item lie together in one of
BUCKETS files, by a hash of what they have in common; copies say nearly the same, and one file packs that away.

  items/NNN.z   DEFLATE (RFC 1950) of one PublishedItem a line, as JSON, by task code and version
  themes.z      the same of PublishedTheme
  withdrawn.z   the same of GoneItem
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from app.contract.packed_lines import PackUnreadable, packed, unpacked
from app.contract.service_items import CatalogCode, PublishedItem
from app.contract.service_themes import PublishedTheme
from app.contract.wire import Message

__all__ = [
    "BUCKETS",
    "GONE",
    "PACK",
    "THEMES",
    "GoneItem",
    "PackUnreadable",
    "bucket_of",
    "laid_out",
    "read_gone",
    "read_items",
    "read_themes",
]

PACK: Final = "service-items"
BUCKETS: Final = 256
THEMES: Final = "themes.z"
GONE: Final = "withdrawn.z"


class GoneItem(Message):
    """It was handled once, and no copy of it is in force or planned."""

    catalog_code: CatalogCode


def laid_out(
    items: Iterable[PublishedItem], themes: Collection[PublishedTheme] = (), gone: Collection[str] = ()
) -> dict[str, bytes]:
    """Path → content. The same for the same items, in whichever order they come."""
    buckets = defaultdict[str, list[PublishedItem]](list)
    for one in items:
        buckets[bucket_of(one.item.catalog_code)].append(one)
    files = {path: _items_packed(held) for path, held in sorted(buckets.items())}
    if themes:
        files[THEMES] = _themes_packed(themes)
    if gone:
        files[GONE] = packed([GoneItem(catalog_code=code) for code in sorted(gone)])
    return files


def read_items(content: bytes) -> tuple[PublishedItem, ...]:
    """What one file of items holds. Raises PackUnreadable."""
    return unpacked(content, PublishedItem)


def read_themes(content: bytes) -> tuple[PublishedTheme, ...]:
    """Raises PackUnreadable."""
    return unpacked(content, PublishedTheme)


def read_gone(content: bytes) -> tuple[GoneItem, ...]:
    """Raises PackUnreadable."""
    return unpacked(content, GoneItem)


def _items_packed(held: Iterable[PublishedItem]) -> bytes:
    in_order = sorted(held, key=lambda one: (one.item.task_code, one.item.task_version))
    return packed(in_order)


def _themes_packed(held: Iterable[PublishedTheme]) -> bytes:
    in_order = sorted(held, key=lambda one: (one.theme.code, one.effective_from, one.theme.version))
    return packed(in_order)


def bucket_of(catalog_code: str) -> str:
    """The file in which the copies of this item lie."""
    hashed = int.from_bytes(hashlib.sha256(catalog_code.encode()).digest()[:4])
    return f"items/{hashed % BUCKETS:03x}.z"
