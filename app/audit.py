"""The terminal's diary of what was done to it: each entry holds the hash of the one before, so that an edit shows.

One JSON line per entry, keys sorted, no spaces, ASCII: for these values that is RFC 8785's canonical form. `hash` is SHA-256 over the
entry without it. Cutting the end off shows only against a head that was kept elsewhere: give it to `verify_chain`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from threading import Lock

from app.instants import iso
from app.private_files import sync_folder

GENESIS = "0" * 64

_WORD = re.compile(r"[A-Za-z0-9._:/+-]{0,80}")
_SECRET_DIGITS = re.compile(r"\d{11}")


class NotForTheAudit(ValueError):
    """A value that could be somebody's: the diary takes codes, not names and not numbers."""


@dataclass(frozen=True)
class Entry:
    """`actor` is a role or a device, `object` a code: never a person. `at` is UTC, ISO."""

    seq: int
    prev: str
    at: str
    actor: str
    action: str
    object: str
    result: str

    def canonical(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode("ascii")

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the first line (from 1) that does not follow from the one before; None when the chain holds."""

    entries: int
    head: str
    broken_at: int | None = None
    head_missing: bool = False

    @property
    def holds(self) -> bool:
        return self.broken_at is None and not self.head_missing


class AuditLog:
    """Threads and processes may share it: each entry follows on whatever another has written meanwhile."""

    def __init__(self, path: Path) -> None:
        """Open or begin the diary at `path`. An entry half written when the power went is dropped: nobody was told of it."""
        self._path = path
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(handle, "r+b")
        sync_folder(path.parent)
        self._turn = Lock()
        with self._alone():
            self._verdict, self._size = self._read_again()
            self._written = fingerprint(path)

    @property
    def head(self) -> str:
        """The hash of the last entry: what the centre is told, so that a cut end shows."""
        return self._verdict.head

    def append(self, *, actor: str, action: str, object: str = "", result: str = "done", at: datetime) -> Entry:
        """Write one entry, durable when this returns. Raises NotForTheAudit."""
        for value in (actor, action, object, result):
            if not _WORD.fullmatch(value) or _SECRET_DIGITS.search(value):
                raise NotForTheAudit("the audit takes codes of plain letters and digits")
        with self._turn, self._alone():
            if os.fstat(self._file.fileno()).st_size != self._size:
                self._verdict, self._size = self._read_again()
            last = self._verdict
            entry = Entry(last.entries + 1, last.head, iso(at), actor, action, object, result)
            self._file.write(_line(entry))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._verdict = Verdict(entry.seq, entry.hash, last.broken_at)
            self._size, self._written = os.fstat(self._file.fileno()).st_size, fingerprint(self._path)
        return entry

    def look(self) -> Verdict:
        """How the file stands. It is walked anew where somebody else has written it since we did."""
        with self._turn, self._alone():
            untouched = fingerprint(self._path) == self._written
            return self._verdict if untouched else verify_chain(self._path)

    def close(self) -> None:
        self._file.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process writes meanwhile: the terminal itself, or a settlement on the command line."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _read_again(self) -> tuple[Verdict, int]:
        """The whole chain and its length, without an entry half written."""
        self._file.seek(0)
        whole = self._file.read()
        whole = whole[: whole.rfind(b"\n") + 1]
        self._file.truncate(len(whole))
        return _walk(whole.splitlines()), len(whole)


def verify_chain(path: Path, *, head: str | None = None) -> Verdict:
    """Walk the whole diary. With `head` (kept elsewhere) it must also still contain that entry."""
    lines = path.read_bytes().splitlines()
    verdict = _walk(lines)
    missing = head is not None and head != GENESIS and not any(_hash_of(line) == head for line in lines)
    return Verdict(verdict.entries, verdict.head, verdict.broken_at, head_missing=missing)


def hash_at(path: Path, entries: int) -> str:
    """The hash of the entry with this number, counted from 1; empty where there is none, or none that is well-formed."""
    with path.open("rb") as lines:
        line = next(islice(lines, entries - 1, entries), b"") if entries > 0 else b""
    return _hash_of(line.rstrip(b"\n"))


def fingerprint(path: Path) -> tuple[int, int, int]:
    """Changes whenever anybody writes the file; empty where it is gone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_ino, found.st_size, found.st_ctime_ns)


def _walk(lines: Iterable[bytes]) -> Verdict:
    head, count = GENESIS, 0
    for count, line in enumerate(lines, start=1):
        entry = _read(line)
        if entry is None or entry.prev != head or entry.seq != count:
            return Verdict(count - 1, head, broken_at=count)
        head = entry.hash
    return Verdict(count, head)


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry) | {"hash": entry.hash}, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _read(line: bytes) -> Entry | None:
    """The entry on this line, if the line is, byte for byte, what we would have written for it."""
    try:
        written = json.loads(line)
        written.pop("hash")
        entry = Entry(**written)
        return entry if _line(entry) == line + b"\n" else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _hash_of(line: bytes) -> str:
    entry = _read(line)
    return entry.hash if entry else ""
