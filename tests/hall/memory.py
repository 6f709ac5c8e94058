"""What is in another process's memory: every canary in every encoding that a wire, Python, Qt or a printer might keep it in."""

from __future__ import annotations

import contextlib
import os
import re
import struct
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030", "latin-1")
CHUNK = 16 * 2**20
PAGE = os.sysconf("SC_PAGE_SIZE")
PRESENT_OR_SWAPPED = 0b11 << 62
"""Bits of an entry of /proc/PID/pagemap. What was never touched, or was given back, is neither."""


def found_in(pid: int, canaries: Iterable[str]) -> dict[str, int]:
    """How often each canary stands in the writable memory of a process and of those it has started; what is not there is left out."""
    needles = [(canary, needle) for canary in canaries for _, needle in spellings(canary)]
    found: dict[str, int] = {}
    for process in family(pid):
        for _, held in memory_of(process, max(len(needle) for _, needle in needles)):
            for canary, needle in needles:
                if needle in held:
                    found[canary] = found.get(canary, 0) + held.count(needle)
    return found


def stand_in(pid: int, canaries: Iterable[str]) -> set[str]:
    """Which of the canaries are there at all; no further is looked than to the first place of each."""
    needles = [(canary, needle) for canary in canaries for _, needle in spellings(canary)]
    found: set[str] = set()
    for process in family(pid):
        for _, held in memory_of(process, max(len(needle) for _, needle in needles)):
            found |= {canary for canary, needle in needles if canary not in found and needle in held}
            if len(found) == len({canary for canary, _ in needles}):
                return found
    return found


def places(pid: int, canary: str, around: int = 48) -> list[str]:
    """Where it stands, with what stands beside it: for whoever has to find out who keeps it."""
    return [
        f"{process} {at + match.start():x} {encoding}: {held[max(0, match.start() - around) : match.end() + around]!r}"
        for process in family(pid)
        for at, held in memory_of(process, 200)
        for encoding, needle in spellings(canary)
        for match in re.finditer(re.escape(needle), held)
    ]


def spellings(canary: str) -> Iterator[tuple[str, bytes]]:
    """Each way of writing it once: of digits, several are the same."""
    known: set[bytes] = set()
    for encoding in ENCODINGS:
        try:
            needle = canary.encode(encoding)
        except UnicodeEncodeError:
            continue
        if needle not in known:
            known.add(needle)
            yield encoding, needle


def family(pid: int) -> Iterator[int]:
    """The process, and whatever it has started that is still there."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = (task / "children").read_text("ascii").split()
        except FileNotFoundError:
            continue
        for child in children:
            yield from family(int(child))


def memory_of(pid: int, overlap: int) -> Iterator[tuple[int, bytes]]:
    """All that can be written to and is there, piece by piece, each a little way into the next."""
    with contextlib.suppress(FileNotFoundError), ExitStack() as opened:  # a helper may end meanwhile
        memory = opened.enter_context(Path(f"/proc/{pid}/mem").open("rb", buffering=0))
        pages = opened.enter_context(Path(f"/proc/{pid}/pagemap").open("rb", buffering=0))
        for begins, ends in regions(pid):
            for start, stop in touched(pages, begins, ends):
                yield from pieces(memory, start, stop, min(overlap, ends - stop + overlap))


def regions(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text("utf-8", errors="replace").splitlines():
        span, rights, *_ = line.split(maxsplit=2)
        if rights.startswith("rw"):
            begins, ends = (int(end, 16) for end in span.split("-"))
            yield begins, ends


def touched(pages: BinaryIO, begins: int, ends: int) -> Iterator[tuple[int, int]]:
    """The stretches of a region that there is memory behind."""
    count = (ends - begins) // PAGE
    pages.seek(begins // PAGE * 8)
    entries = struct.unpack(f"{count}Q", pages.read(count * 8))
    start = None
    for number, entry in enumerate(entries):
        there = bool(entry & PRESENT_OR_SWAPPED)
        if there and start is None:
            start = number
        elif not there and start is not None:
            yield begins + start * PAGE, begins + number * PAGE
            start = None
    if start is not None:
        yield begins + start * PAGE, ends


def pieces(memory: BinaryIO, begins: int, ends: int, overlap: int) -> Iterator[tuple[int, bytes]]:
    at = begins
    while at < ends:
        try:
            memory.seek(at)
            held = memory.read(min(CHUNK + overlap, ends - at))
        except OSError:
            return
        yield at, held
        at += CHUNK
