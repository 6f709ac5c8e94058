"""IPP's bytes as a printer reads and writes them (RFC 8010). The simulator's own; the driver's codec is another. Pure."""

import struct
from dataclasses import dataclass, field

OPERATION, JOB, END, PRINTER, UNSUPPORTED = 0x01, 0x02, 0x03, 0x04, 0x05
INTEGER, BOOLEAN, ENUM, OCTETS, RANGE = 0x21, 0x22, 0x23, 0x30, 0x33
TEXT, NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49


class BadRequest(Exception):
    """Bytes that are no IPP request."""


@dataclass
class Group:
    """One attribute group: raw values with their tags, by name."""

    tag: int
    attributes: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The first value as text; empty where there is none."""
        values = self.attributes.get(name)
        return values[0][1].decode("utf-8", "replace") if values else ""

    def number(self, name: str) -> int | None:
        values = self.attributes.get(name)
        return int.from_bytes(values[0][1], "big", signed=True) if values else None

    def texts(self, name: str) -> list[str]:
        return [octets.decode("utf-8", "replace") for _, octets in self.attributes.get(name, [])]


@dataclass
class Request:
    """`document` is everything after the attributes."""

    operation: int
    request_id: int
    groups: list[Group]
    document: bytes

    def group(self, tag: int) -> Group:
        return next((group for group in self.groups if group.tag == tag), Group(tag))


def read_request(octets: bytes) -> Request:
    """Raises BadRequest where the bytes end too early or make no sense."""
    try:
        return _read(octets)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise BadRequest from error


def _read(octets: bytes) -> Request:
    _, operation, request_id = struct.unpack_from(">HHI", octets)
    groups: list[Group] = []
    name, place = "", 8
    while (tag := octets[place]) != END:
        place += 1
        if tag < 0x10:
            groups.append(Group(tag))
            continue
        if not groups:
            raise BadRequest("a value outside any group")
        given, place = _counted(octets, place)
        value, place = _counted(octets, place)
        name = given.decode("ascii") or name
        groups[-1].attributes.setdefault(name, []).append((tag, value))
    return Request(operation, request_id, groups, octets[place + 1 :])


def _counted(octets: bytes, place: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", octets, place)
    end = place + 2 + length
    if end > len(octets):
        raise BadRequest("cut short")
    return octets[place + 2 : end], end


Value = int | bool | str | bytes


def attribute(name: str, tag: int, *values: Value) -> bytes:
    """One attribute, with as many values as there are, ready to be put in a group."""
    octets = b""
    for value in values:
        coded = _coded(tag, value)
        octets += struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(coded)) + coded
        name = ""
    return octets


def write_response(status: int, request_id: int, groups: list[tuple[int, bytes]]) -> bytes:
    """An answer of IPP/2.0: charset and language first, then the groups."""
    opening = attribute("attributes-charset", CHARSET, "utf-8") + attribute(
        "attributes-natural-language", LANGUAGE, "en"
    )
    octets = struct.pack(">BBHI", 2, 0, status, request_id) + bytes((OPERATION,)) + opening
    for tag, attributes in groups:
        octets += bytes((tag,)) + attributes
    return octets + bytes((END,))


def _coded(tag: int, value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    return struct.pack(">?" if tag == BOOLEAN else ">i", value)
