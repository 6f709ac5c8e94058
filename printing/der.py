"""THE PAPER: ASN.1 as bytes (DER, ITU-T X.690): the few kinds that signatures and time stamps are made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

SEQUENCE, SET, INTEGER, OCTETS, OBJECT, UTC_TIME, GENERALIZED_TIME = 0x30, 0x31, 0x02, 0x04, 0x06, 0x17, 0x18
WITHIN, INSTEAD = 0xA0, 0x80
"""Tags of a context's own: around a value of another kind, or in the place of its tag."""
NULL, TRUE = b"\x05\x00", b"\x01\x01\xff"


def value(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def sequence(*parts: bytes) -> bytes:
    return value(SEQUENCE, b"".join(parts))


def set_of(*members: bytes) -> bytes:
    """In the order that DER wants (11.6)."""
    return value(SET, b"".join(sorted(members)))


def within(number: int, *parts: bytes) -> bytes:
    return value(WITHIN | number, b"".join(parts))


def integer(number: int) -> bytes:
    return value(INTEGER, number.to_bytes((number.bit_length() + 8) // 8, "big", signed=True))


def octets(content: bytes) -> bytes:
    return value(OCTETS, content)


@cache
def identifier(dotted: str) -> bytes:
    """An object identifier, such as 1.2.840.113549.1.7.1."""
    first, second, *others = map(int, dotted.split("."))
    return value(OBJECT, b"".join(bytes(_sevens(number)) for number in (40 * first + second, *others)))


def utc_time(moment: datetime) -> bytes:
    """`moment` in UTC, within the years 1950 to 2049."""
    return value(UTC_TIME, f"{moment:%y%m%d%H%M%SZ}".encode())


def generalized_time(moment: datetime) -> bytes:
    """`moment` in UTC, to the second."""
    return value(GENERALIZED_TIME, f"{moment:%Y%m%d%H%M%SZ}".encode())


def _sevens(number: int) -> Iterator[int]:
    """Seven bits in a byte, the last one without the mark that more follow (8.19.2)."""
    places = max(1, -(-number.bit_length() // 7))
    for place in reversed(range(places)):
        yield number >> 7 * place & 0x7F | (0x80 if place else 0)
