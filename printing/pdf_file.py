"""THE PAPER: a PDF file (ISO 32000-1): objects, streams, and where each begins. The same objects give the same bytes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from hashlib import sha256
from struct import Struct

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
TOGETHER = 400
"""Objects in one object stream: enough to compress well, few enough to be unpacked for one."""
QUICK, SMALL = 1, 6
"""Of zlib's nine levels. What is drawn anew for every paper is packed quickly, what is made once and kept is packed small."""

ROW = Struct(">BIH")
"""A row of the cross-references: kind, place, index."""
FREE = ROW.pack(0, 0, 65_535)

NAME_CHARACTERS = re.compile(r"[^!-~]|[#%()/<>\[\]{}]")

Body = str | bytes


def text_string(text: str) -> str:
    """A text as an object (7.9.2.2). In hexadecimal digits nothing in it can be taken for anything else."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def name(text: str) -> str:
    return "/" + NAME_CHARACTERS.sub(lambda found: "".join(f"#{byte:02X}" for byte in found.group().encode()), text)


class PdfFile:
    """A file being put together. Numbers begin with 1; a reserved number must be filled before the file is written."""

    def __init__(self) -> None:
        self._alone: dict[int, bytes] = {}
        self._packed: list[tuple[int, str]] = []
        self._next = 1

    def reserve(self) -> int:
        self._next += 1
        return self._next - 1

    def put(self, body: Body, number: int = 0) -> int:
        """An object that stands alone, to be found and replaced by whoever adds to the file: a seal does."""
        number = number or self.reserve()
        self._alone[number] = _bytes(body)
        return number

    def pack(self, body: str, number: int = 0) -> int:
        """An object that is packed with others (7.5.7)."""
        number = number or self.reserve()
        self._packed.append((number, body))
        return number

    def stream(self, content: bytes, entries: str = "", *, level: int = QUICK, number: int = 0) -> int:
        packed = zlib.compress(content, level)
        return self.packed_stream(packed, entries, number=number)

    def packed_stream(self, packed: bytes, entries: str = "", *, number: int = 0) -> int:
        """A stream that was compressed before."""
        head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
        return self.put(b"%b%b\nendstream" % (head.encode(), packed), number)

    def plain_stream(self, content: bytes, entries: str = "") -> int:
        """A stream that any program finds by looking for its words: the metadata."""
        return self.put(b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries.encode(), len(content), content))

    def written(self, *, root: int, info: int) -> bytes:
        """The whole file. Its identifier is a digest of what is in it."""
        places = self._pack_away()
        objects = self._laid_down(len(HEADER), places)
        at, identity = len(HEADER) + len(objects), sha256(HEADER + objects).hexdigest()[:32]
        entries = f"/Root {root} 0 R/Info {info} 0 R/ID[<{identity}><{identity}>]"
        number = self.reserve()
        places[number] = (1, at, 0)
        rows = [FREE, *(ROW.pack(*places[row]) for row in range(1, number + 1))]
        return b"".join((HEADER, objects, cross_references(number, at, rows, entries)))

    def _laid_down(self, at: int, places: dict[int, tuple[int, int, int]]) -> bytes:
        """The objects that stand alone, the first of them `at` so many bytes from the file's beginning; `places` learns where."""
        chunks = []
        for number, body in self._alone.items():
            chunks.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            places[number] = (1, at, 0)
            at += len(chunks[-1])
        return b"".join(chunks)

    def _pack_away(self) -> dict[int, tuple[int, int, int]]:
        """Where each packed object is: kind 2, in which stream, at which place in it (7.5.8.3)."""
        places: dict[int, tuple[int, int, int]] = {}
        for start in range(0, len(self._packed), TOGETHER):
            together = self._packed[start : start + TOGETHER]
            stream = self._object_stream(together)
            places.update({number: (2, stream, index) for index, (number, _) in enumerate(together)})
        return places

    def _object_stream(self, together: list[tuple[int, str]]) -> int:
        heads, at = [], 0
        for number, body in together:
            heads.append(f"{number} {at}")
            at += len(body) + 1
        head = " ".join(heads) + "\n"
        content = head + "\n".join([body for _, body in together])
        return self.stream(content.encode("ascii"), f"/Type/ObjStm/N {len(together)}/First {len(head)}")


def cross_references(number: int, at: int, rows: Iterable[bytes], entries: str) -> bytes:
    """The end of a file: where its objects are (7.5.8), in an object of its own that stands `at`, and where that is."""
    packed = zlib.compress(b"".join(rows), QUICK)
    head = f"{number} 0 obj\n<</Type/XRef/Size {number + 1}/W[1 4 2]{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
    return b"%b%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head.encode(), packed, at)


def _bytes(body: Body) -> bytes:
    return body.encode("ascii") if isinstance(body, str) else body
