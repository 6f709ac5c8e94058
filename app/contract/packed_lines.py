"""How a pack's files are written where many small things lie in one: DEFLATE (RFC 1950) of one JSON object a line."""

import zlib
from collections.abc import Iterable
from typing import Final, TypeVar

from pydantic import ValidationError

from app.contract.wire import Message

MOST_UNPACKED: Final = 64 * 1024 * 1024

Kind = TypeVar("Kind", bound=Message)


class PackUnreadable(Exception):
    """The pack is as the centre signed it, and this program cannot read it: one of the two is older than the other."""

    code = "pack-unreadable"


def packed(held: Iterable[Message]) -> bytes:
    """The same bytes for the same messages in the same order."""
    return zlib.compress(b"".join(one.model_dump_json(exclude_defaults=True).encode() + b"\n" for one in held), 9)


def unpacked(content: bytes, kind: type[Kind]) -> tuple[Kind, ...]:
    """Raises PackUnreadable."""
    try:
        return tuple(kind.model_validate_json(line) for line in lines(content))
    except ValidationError:
        raise PackUnreadable(f"a {kind.__name__} that this program does not know how to read") from None


def lines(content: bytes) -> list[bytes]:
    """Raises PackUnreadable."""
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(content, MOST_UNPACKED)
    except zlib.error:
        raise PackUnreadable("a file that does not unpack") from None
    if not unpacking.eof or unpacking.unused_data:
        raise PackUnreadable("a file that does not unpack")
    return plain.splitlines()
