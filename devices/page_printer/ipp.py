"""IPP's bytes (RFC 8010) and the few of its numbers that we use (RFC 8011). Pure; no wire."""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from devices.errors import LineNoise

VERSION = (2, 0)
DEEPEST_COLLECTION = 8


class Operation(IntEnum):
    """RFC 8011, 5.4.15; the last is CUPS's own."""

    PRINT_JOB = 0x0002
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class JobState(IntEnum):
    """RFC 8011, 5.3.7."""

    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


class Tag(IntEnum):
    """RFC 8010, 3.5."""

    OPERATION_ATTRIBUTES = 0x01
    JOB_ATTRIBUTES = 0x02
    END_OF_ATTRIBUTES = 0x03
    PRINTER_ATTRIBUTES = 0x04
    UNSUPPORTED_ATTRIBUTES = 0x05
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RANGE_OF_INTEGER = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    NATURAL_LANGUAGE = 0x48
    MIME_MEDIA_TYPE = 0x49
    MEMBER_NAME = 0x4A


FIRST_VALUE_TAG = 0x10
_OUT_OF_BAND = range(0x10, 0x20)
_CHARACTER_STRINGS = range(0x40, 0x60)


@dataclass(frozen=True)
class Collection:
    """RFC 8010, 3.1.6: member attributes by name."""

    members: Mapping[str, tuple["Value", ...]]


Value: TypeAlias = int | bool | str | bytes | tuple[int, int] | Collection | None
"""None is an out-of-band value (unknown, no-value, unsupported); bytes are a syntax that we have no use for."""
Attributes: TypeAlias = dict[str, tuple[Value, ...]]


@dataclass(frozen=True)
class Asked:
    """One attribute of a request: its name, its syntax, its values (whole numbers or text)."""

    name: str
    tag: Tag
    values: tuple[int | bool | str, ...]


@dataclass(frozen=True)
class Response:
    """A printer's answer. `groups` in the order they came, each with its delimiter tag."""

    status: int
    request_id: int
    groups: tuple[tuple[int, Attributes], ...] = field(repr=False)

    @property
    def successful(self) -> bool:
        """RFC 8011, appendix B: 0x0000-0x00FF."""
        return self.status < 0x0100

    def attributes(self, tag: Tag) -> Attributes:
        """The first group of this kind; empty where there is none."""
        return next((attributes for group, attributes in self.groups if group == tag), {})


def encode_request(
    operation: Operation, request_id: int, groups: Iterable[tuple[Tag, Iterable[Asked]]], document: bytes = b""
) -> bytes:
    """A request as sent in the body of an HTTP POST (RFC 8010, 3.1.1). Text is UTF-8; a value is at most 32,767 octets long."""
    octets = bytearray(struct.pack(">BBHI", *VERSION, operation, request_id))
    for tag, attributes in groups:
        octets.append(tag)
        for attribute in attributes:
            octets += _encode_attribute(attribute)
    octets.append(Tag.END_OF_ATTRIBUTES)
    return bytes(octets) + document


def decode_response(octets: bytes) -> Response:
    """Understand an answer, whatever came: raises LineNoise where it is not IPP, and nothing else."""
    reader = _Reader(octets)
    major = reader.octet()
    reader.octet()
    if major not in (1, 2):
        raise LineNoise("not IPP")
    status, request_id = reader.number(2), reader.number(4)
    return Response(status, request_id, tuple(_groups(reader)))


def _encode_attribute(attribute: Asked) -> bytes:
    octets = b""
    for place, value in enumerate(attribute.values):
        name = b"" if place else attribute.name.encode("ascii")
        octets += bytes((attribute.tag,)) + _counted(name) + _counted(_encode_value(attribute.tag, value))
    return octets


def _encode_value(tag: Tag, value: int | bool | str) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8")
    return struct.pack(">?", value) if tag is Tag.BOOLEAN else struct.pack(">i", value)


def _counted(octets: bytes) -> bytes:
    return struct.pack(">H", len(octets)) + octets


class _Reader:
    """A place in the octets. Every step checks that there is something to step on."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._place = 0

    def take(self, count: int) -> bytes:
        taken = self._octets[self._place : self._place + count]
        if len(taken) < count:
            raise LineNoise("the answer is cut short")
        self._place += count
        return taken

    def octet(self) -> int:
        return self.take(1)[0]

    def number(self, width: int) -> int:
        return int.from_bytes(self.take(width), "big")

    def counted(self) -> bytes:
        return self.take(self.number(2))


def _groups(reader: _Reader) -> Iterable[tuple[int, Attributes]]:
    tag = reader.octet()
    while tag != Tag.END_OF_ATTRIBUTES:
        if tag >= FIRST_VALUE_TAG:
            raise LineNoise("a value outside any group")
        attributes, following = _attributes(reader)
        yield tag, attributes
        tag = following


def _attributes(reader: _Reader) -> tuple[Attributes, int]:
    """The attributes up to the next delimiter, and that delimiter."""
    attributes: dict[str, list[Value]] = {}
    name = ""
    while (tag := reader.octet()) >= FIRST_VALUE_TAG:
        name = _text(reader.counted()) or name
        if not name:
            raise LineNoise("a value without a name")
        attributes.setdefault(name, []).append(_value(tag, reader.counted(), reader, depth=0))
    return _frozen(attributes), tag


def _value(tag: int, octets: bytes, reader: _Reader, depth: int) -> Value:
    if tag == Tag.BEGIN_COLLECTION:
        return _collection(reader, depth + 1)
    if tag in (Tag.INTEGER, Tag.ENUM):
        return int.from_bytes(_exactly(octets, 4), "big", signed=True)
    if tag == Tag.BOOLEAN:
        return _exactly(octets, 1) != b"\x00"
    if tag == Tag.RANGE_OF_INTEGER:
        lower, upper = struct.unpack(">ii", _exactly(octets, 8))
        return int(lower), int(upper)
    if tag in (Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE):
        inner = _Reader(octets)
        inner.counted()
        return _text(inner.counted())
    if tag in _CHARACTER_STRINGS:
        return _text(octets)
    return None if tag in _OUT_OF_BAND else octets


def _collection(reader: _Reader, depth: int) -> Collection:
    if depth > DEEPEST_COLLECTION:
        raise LineNoise("collections nested too deeply")
    members: dict[str, list[Value]] = {}
    name = ""
    while (tag := reader.octet()) != Tag.END_COLLECTION:
        reader.counted()
        octets = reader.counted()
        if tag == Tag.MEMBER_NAME:
            name = _text(octets)
        elif not name or tag < FIRST_VALUE_TAG:
            raise LineNoise("a collection's member without a name")
        else:
            members.setdefault(name, []).append(_value(tag, octets, reader, depth))
    reader.counted()
    reader.counted()
    return Collection(_frozen(members))


def _frozen(attributes: dict[str, list[Value]]) -> Attributes:
    return {name: tuple(values) for name, values in attributes.items()}


def _exactly(octets: bytes, length: int) -> bytes:
    if len(octets) != length:
        raise LineNoise("a value of the wrong length")
    return octets


def _text(octets: bytes) -> str:
    """A printer's own words may be in any encoding; a keyword that is damaged compares equal to nothing, which is enough."""
    return octets.decode("utf-8", errors="replace")
