"""The pack `service-items`: what terminals hold of the items, and how it is cut into files.

A terminal fetches the files that changed and, each time, the whole list of files. One file for all items would be fetched whole for
one changed word; a file for each item makes the list longer than most changes. So the copies of one item lie together in one of
BUCKETS files, by a hash of what they have in common; copies say nearly the same, and one file packs that away.

  items/NNN.z   DEFLATE (RFC 1950) of one PublishedItem a line, as JSON, by task code and version
  themes.z      the same of PublishedTheme
"""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from pydantic import ValidationError

from app.contract.service_items import PublishedItem
from app.contract.service_themes import PublishedTheme
from app.contract.wire import Message

PACK: Final = "service-items"
BUCKETS: Final = 256
THEMES: Final = "themes.z"
MOST_UNPACKED: Final = 64 * 1024 * 1024


class PackUnreadable(Exception):
    """The pack is as the centre signed it, and this program cannot read it: one of the two is older than the other."""

    code = "pack-unreadable"


def laid_out(items: Iterable[PublishedItem], themes: Collection[PublishedTheme] = ()) -> dict[str, bytes]:
    """Path → content. The same for the same items, in whichever order they come."""
    buckets = defaultdict[str, list[PublishedItem]](list)
    for one in items:
        buckets[_bucket_of(one.item.catalog_code)].append(one)
    files = {path: _items_packed(held) for path, held in sorted(buckets.items())}
    return files | ({THEMES: _themes_packed(themes)} if themes else {})


def read_items(content: bytes) -> Iterator[PublishedItem]:
    """What one file of items holds. Raises PackUnreadable."""
    for line in _lines(content):
        try:
            yield PublishedItem.model_validate_json(line)
        except ValidationError:
            raise PackUnreadable("an item that this program does not know how to read") from None


def read_themes(content: bytes) -> Iterator[PublishedTheme]:
    """Raises PackUnreadable."""
    for line in _lines(content):
        try:
            yield PublishedTheme.model_validate_json(line)
        except ValidationError:
            raise PackUnreadable("a theme that this program does not know how to read") from None


def _items_packed(held: Iterable[PublishedItem]) -> bytes:
    in_order = sorted(held, key=lambda one: (one.item.task_code, one.item.task_version))
    return _packed(in_order)


def _themes_packed(held: Iterable[PublishedTheme]) -> bytes:
    in_order = sorted(held, key=lambda one: (one.theme.code, one.effective_from, one.theme.version))
    return _packed(in_order)


def _bucket_of(catalog_code: str) -> str:
    hashed = int.from_bytes(hashlib.sha256(catalog_code.encode()).digest()[:4])
    return f"items/{hashed % BUCKETS:03x}.z"


def _packed(held: Sequence[Message]) -> bytes:
    return zlib.compress(b"".join(one.model_dump_json(exclude_defaults=True).encode() + b"\n" for one in held), 9)


def _lines(content: bytes) -> list[bytes]:
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(content, MOST_UNPACKED)
    except zlib.error:
        raise PackUnreadable("a file that does not unpack") from None
    if not unpacking.eof or unpacking.unused_data:
        raise PackUnreadable("a file that does not unpack")
    return plain.splitlines()
