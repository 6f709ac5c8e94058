"""THE PAPER: what is added behind the end of a file of ours, which itself stays as it is, byte for byte (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

import re
import zlib
from hashlib import sha256
from itertools import groupby

from printing.pdf_file import ROW, PdfFile, cross_references

END = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
CROSS_REFERENCES = re.compile(
    rb"\d+ 0 obj\n<</Type/XRef/Size (?P<size>\d+)/W\[1 4 2\](?P<entries>/Root (?P<root>\d+) 0 R/Info \d+ 0 R)"
    rb"/ID\[(?P<first><[0-9a-f]+>)<[0-9a-f]+>\]/Filter/FlateDecode/Length (?P<length>\d+)>>\nstream\n"
)
"""As `pdf_file` writes them."""
STANDS_ALONE = 1


class PdfUpdate(PdfFile):
    """Objects to be added to a file, and others to be put in the place of those it has: `put` with their number."""

    def __init__(self, pdf: bytes) -> None:
        """`pdf` as `PdfFile` writes it. Raises ValueError for any other file."""
        super().__init__()
        end = END.search(pdf, max(0, len(pdf) - 40))
        found = CROSS_REFERENCES.match(pdf, int(end[1])) if end else None
        if end is None or found is None:
            raise ValueError("not a file that was written here")
        self._before, self._previous = pdf, int(end[1])
        self._rows = zlib.decompress(pdf[found.end() : found.end() + int(found["length"])])
        self._entries, self._first = found["entries"].decode(), found["first"].decode()
        self._next = int(found["size"])
        self.root = int(found["root"])

    def body(self, number: int) -> bytes:
        """An object of the file that stands alone, as it was put. Raises ValueError for one that is packed."""
        kind, at, _ = ROW.unpack_from(self._rows, number * ROW.size)
        if kind != STANDS_ALONE:
            raise ValueError(f"object {number} does not stand alone")
        return self._before[self._before.index(b"\n", at) + 1 : self._before.index(b"\nendobj\n", at)]

    def updated(self) -> bytes:
        """The file and what was added."""
        places: dict[int, tuple[int, int, int]] = {}
        objects = self._laid_down(len(self._before), places)
        at, number = len(self._before) + len(objects), self.reserve()
        places[number] = (1, at, 0)
        index = " ".join(f"{first} {count}" for first, count in _runs(sorted(places)))
        identity = sha256(objects).hexdigest()[:32]
        entries = f"/Prev {self._previous}/Index[{index}]{self._entries}/ID[{self._first}<{identity}>]"
        rows = (ROW.pack(*places[row]) for row in sorted(places))
        return b"".join((self._before, objects, cross_references(number, at, rows, entries)))


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Where numbers follow one another: the first, and how many."""
    grouped = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in group] for _, group in grouped]
    return [(run[0], len(run)) for run in runs]
