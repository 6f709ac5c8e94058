"""THE PAPER: a TrueType file (ISO/IEC 14496-22): which glyph a character has, how wide it is, what is drawn; and a smaller file of it."""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

NEEDED = {b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"}
KEPT = (b"cvt ", b"fpgm", b"prep")
"""Carried over as they are: what the glyphs' instructions stand on."""
COMPOSITE = b"\xff\xff"
"""How a glyph begins that is put together from others."""
ON_LINE, X_SHORT, Y_SHORT, REPEATED, X_SAME, Y_SAME = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
"""Flags of a glyph's point."""
WHOLE = 0xB1B0AFBA
"""What all four-byte words of a font file add up to."""


class Metrics(NamedTuple):
    """In thousandths of an em, as PDF counts."""

    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]


class TrueType:
    """One font file, mapped into memory and read where it is asked. Thread-safe: it never changes."""

    def __init__(self, path: Path) -> None:
        """Raises OSError for no file, ValueError for one that is no TrueType or lacks a table."""
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        kind, count = struct.unpack(">4sH", self._file[:6])
        if kind != b"\0\1\0\0":
            raise ValueError(f"{path.name} holds no TrueType outlines")
        rows = (struct.unpack(">4s4xII", self._file[start : start + 16]) for start in range(12, 12 + 16 * count, 16))
        self._tables = {tag: (offset, length) for tag, offset, length in rows}
        if not self._tables.keys() >= NEEDED:
            raise ValueError(f"{path.name} lacks a table")
        head = self.table(b"head")
        self.em: int = struct.unpack_from(">H", head, 18)[0]
        self._long = struct.unpack_from(">h", head, 50)[0] == 1
        self.glyphs: int = struct.unpack_from(">H", self.table(b"maxp"), 4)[0]

    def table(self, tag: bytes) -> bytes:
        offset, length = self._tables.get(tag, (0, 0))
        return self._file[offset : offset + length]

    def glyph_of(self, code_point: int) -> int:
        """The glyph's index; 0 where the font has none."""
        starts, ends, firsts = self._cmap
        row = bisect_right(starts, code_point) - 1
        return firsts[row] + code_point - starts[row] if row >= 0 and code_point <= ends[row] else 0

    def advance(self, glyph: int) -> float:
        """In em."""
        advances = self._advances
        return advances[min(glyph, len(advances) - 1)] / self.em

    @cached_property
    def metrics(self) -> Metrics:
        scale = 1000 / self.em
        ascent, descent = struct.unpack_from(">hh", self.table(b"hhea"), 4)
        os2 = self.table(b"OS/2")
        capitals = struct.unpack_from(">h", os2, 88)[0] if len(os2) >= 90 else ascent
        left, bottom, right, top = (round(edge * scale) for edge in struct.unpack_from(">4h", self.table(b"head"), 36))
        return Metrics(
            round(ascent * scale), round(descent * scale), round(capitals * scale), (left, bottom, right, top)
        )

    def outline(self, glyph: int) -> bytes:
        """The glyph's own bytes in the table of outlines; empty for a blank."""
        start = self._tables[b"glyf"][0]
        return self._file[start + self._places[glyph] : start + self._places[glyph + 1]]

    def contours(self, glyph: int) -> list[list[tuple[int, int, bool]]]:
        """The closed lines a glyph is made of: points (x, y, whether on the line), in units of the em; y grows upwards."""
        outline = self.outline(glyph)
        if not outline:
            return []
        count = struct.unpack_from(">h", outline)[0]
        ends = struct.unpack_from(f">{count}H", outline, 10)
        place = 10 + 2 * count
        points = _points(outline, place + 2 + struct.unpack_from(">H", outline, place)[0], ends[-1] + 1)
        return [points[start:end] for start, end in pairwise((0, *(end + 1 for end in ends)))]

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """A font file of these glyphs in this order, after `.notdef`: the first of them has index 1. No character map."""
        order = [0, *glyphs]
        outlines = [self.outline(glyph) for glyph in order]
        if any(outline[:2] == COMPOSITE for outline in outlines):
            raise ValueError("a glyph made of other glyphs: the fonts of the paper have none")
        return _font_file(self._subset_tables(order, outlines))

    def _subset_tables(self, order: Sequence[int], outlines: Sequence[bytes]) -> dict[bytes, bytes]:
        padded = [outline + bytes(-len(outline) % 4) for outline in outlines]
        places = array("I", [0])
        for outline in padded:
            places.append(places[-1] + len(outline))
        head, hhea, maxp = (bytearray(self.table(tag)) for tag in (b"head", b"hhea", b"maxp"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(order))
        struct.pack_into(">H", maxp, 4, len(order))
        made = {
            b"glyf": b"".join(padded),
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"hmtx": b"".join(map(self._metric, order)),
            b"loca": _big_endian(places),
            b"maxp": bytes(maxp),
        }
        return made | {tag: self.table(tag) for tag in KEPT if tag in self._tables}

    def _metric(self, glyph: int) -> bytes:
        """Advance and left side bearing, as in the table of horizontal metrics; the last advance holds for all after it."""
        full = len(self._advances)
        offset = self._tables[b"hmtx"][0]
        if glyph < full:
            return self._file[offset + 4 * glyph : offset + 4 * glyph + 4]
        bearing = offset + 4 * full + 2 * (glyph - full)
        return self._file[offset + 4 * full - 4 : offset + 4 * full - 2] + self._file[bearing : bearing + 2]

    @cached_property
    def _advances(self) -> array[int]:
        full = struct.unpack_from(">H", self.table(b"hhea"), 34)[0]
        return _numbers("H", self.table(b"hmtx")[: 4 * full])[::2]

    @cached_property
    def _places(self) -> array[int]:
        """Where each glyph's outline begins."""
        if self._long:
            return _numbers("I", self.table(b"loca"))
        return array("I", [2 * half for half in _numbers("H", self.table(b"loca"))])

    @cached_property
    def _cmap(self) -> tuple[array[int], array[int], array[int]]:
        """Runs of characters: the first, the last, the first one's glyph (character map format 12)."""
        cmap = self.table(b"cmap")
        for start in struct.iter_unpack(">4xI", cmap[4 : 4 + 8 * struct.unpack_from(">H", cmap, 2)[0]]):
            kind, count = struct.unpack_from(">H10xI", cmap, start[0])
            if kind == 12:
                runs = _numbers("I", cmap[start[0] + 16 : start[0] + 16 + 12 * count])
                return runs[::3], runs[1::3], runs[2::3]
        raise ValueError("a font of the paper maps all of Unicode")


def _points(outline: bytes, place: int, count: int) -> list[tuple[int, int, bool]]:
    """A simple glyph's points: flags with repetitions, then what x moves by, then what y moves by."""
    flags = bytearray()
    while len(flags) < count:
        flag = outline[place]
        repeated = outline[place + 1] if flag & REPEATED else 0
        flags += bytes([flag]) * (1 + repeated)
        place += 2 if flag & REPEATED else 1
    xs, place = _moves(outline, place, flags, X_SHORT, X_SAME)
    ys, _ = _moves(outline, place, flags, Y_SHORT, Y_SAME)
    return [(x, y, bool(flag & ON_LINE)) for x, y, flag in zip(xs, ys, flags, strict=True)]


def _moves(outline: bytes, place: int, flags: bytearray, short: int, same: int) -> tuple[list[int], int]:
    at, found = 0, []
    for flag in flags:
        if flag & short:
            at += outline[place] if flag & same else -outline[place]
            place += 1
        elif not flag & same:
            at += struct.unpack_from(">h", outline, place)[0]
            place += 2
        found.append(at)
    return found, place


def _numbers(kind: str, big_endian: bytes) -> array[int]:
    numbers = array(kind, big_endian)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _big_endian(numbers: array[int]) -> bytes:
    return _numbers(numbers.typecode, numbers.tobytes()).tobytes()


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    """The tables behind their directory, each on a multiple of four bytes, with the sums a reader may check."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">4s4H", b"\0\1\0\0", count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    place, rows, bodies = 12 + 16 * count, [], []
    for tag, table in sorted(tables.items()):
        body = table + bytes(-len(table) % 4)
        rows.append(struct.pack(">4sIII", tag, _sum(body), place, len(table)))
        bodies.append(body)
        place += len(body)
    file = bytearray(header + b"".join(rows + bodies))
    head = 12 + 16 * count + sum(map(len, bodies[: sorted(tables).index(b"head")]))
    struct.pack_into(">I", file, head + 8, (WHOLE - _sum(bytes(file))) & 0xFFFFFFFF)
    return bytes(file)


def _sum(table: bytes) -> int:
    return sum(_numbers("I", table)) & 0xFFFFFFFF
