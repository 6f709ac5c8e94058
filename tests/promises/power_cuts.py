"""Power cuts without pulling a plug: what a process asked of its disk is recorded, and the disk is rebuilt as it may have been left.

strace records each call that changes a file. A rebuilt disk holds what was synced before the cut, and of the rest whatever chance
kept: single sectors of 512 bytes, some of them torn, in any mixture; names that were made or removed in a folder not synced since
are there or not, each for itself. That is harsher than a journaling file system. The disk's word that it has synced is believed: a
disk that lies shows only when a real plug is pulled.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat2,link,linkat"
TOLD = b"told "
NOT_ON_DISK = ("-shm", ".lock")
"""Shared memory is gone with the power; a lock file's content promises nothing."""


@dataclass(frozen=True)
class Write:
    file: int
    offset: int
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Truncate:
    file: int
    size: int


@dataclass(frozen=True)
class Sync:
    file: int


@dataclass(frozen=True)
class Name:
    """`path` names `file` from now on; None: it is gone."""

    path: str
    file: int | None


@dataclass(frozen=True)
class SyncFolder:
    pass


@dataclass(frozen=True)
class Said:
    """Somebody outside has been told."""

    words: str


Call = Write | Truncate | Sync | Name | SyncFolder | Said


def record(command: Sequence[str], folder: Path, trace: Path) -> list[Call]:
    """Run `command` to its end and return what it did in `folder` (empty before) and what it said on stdout after `told `."""
    traced = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace), *command]
    done = subprocess.run(traced, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-800:]
    with trace.open(encoding="ascii") as lines:
        return list(_Reading(str(folder)).calls(lines))


_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?")
_HANDLE = re.compile(r"^(?:AT_FDCWD|\d+)<([^>]*)>(?:, )?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(?:, )?')


class _Reading:
    """Turns strace's lines into calls on the files of one folder, which stays flat."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._names: dict[str, int] = {}
        self._positions: dict[int, int] = {}
        self._made = 0

    def calls(self, lines: Iterable[str]) -> Iterator[Call]:
        for line in lines:
            assert "<unfinished" not in line or "exit" in line, "the recorded process is to have one thread only"
            found = _LINE.match(line)
            if found and int(found[3]) >= 0:
                yield from self._call(found[1], found[2], int(found[3]), found[4])

    def _call(self, name: str, words: str, result: int, opened: str | None) -> Iterator[Call]:
        match name:
            case "openat":
                yield from self._open(_plain(opened or ""), words)
            case "pwrite64" | "write":
                yield from self._write(words, result)
            case "ftruncate":
                if (file := self._file(_handle(words))) is not None:
                    yield Truncate(file, int(words.rsplit(", ", 1)[1]))
            case "fsync" | "fdatasync":
                path = _handle(words)
                if path == self._folder:
                    yield SyncFolder()
                elif (file := self._file(path)) is not None:
                    yield Sync(file)
            case "unlink" | "unlinkat":
                yield from self._rename(_texts(words)[-1], None)
            case "rename" | "renameat2":
                yield from self._rename(*_texts(words))
            case "link" | "linkat":
                there, new = _texts(words)
                if self._is_ours(new):
                    self._names[new] = self._names[there]
                    yield Name(self._short(new), self._names[new])

    def _is_ours(self, path: str) -> bool:
        return path.startswith(self._folder + "/") and not path.endswith(NOT_ON_DISK)

    def _short(self, path: str) -> str:
        return path[len(self._folder) + 1 :]

    def _file(self, path: str) -> int | None:
        return self._names.get(path)

    def _open(self, path: str, words: str) -> Iterator[Call]:
        if "O_CREAT" in words and self._is_ours(path) and path not in self._names:
            self._names[path] = self._made = self._made + 1
            yield Name(self._short(path), self._made)

    def _write(self, words: str, result: int) -> Iterator[Call]:
        path, content = _handle(words), bytes.fromhex(_first_text(words).replace("\\x", ""))[:result]
        if content.startswith(TOLD) and not path.startswith(self._folder):
            yield Said(content[len(TOLD) :].decode().strip())
        elif (file := self._file(path)) is not None:
            yield Write(file, self._offset(file, words, result), content)

    def _offset(self, file: int, words: str, result: int) -> int:
        """As said, by pwrite64; by plain write, after what was written before: nobody here seeks."""
        if words.count(", ") >= 3:
            return int(words.rsplit(", ", 1)[1])
        begin = self._positions.get(file, 0)
        self._positions[file] = begin + result
        return begin

    def _rename(self, old: str, new: str | None) -> Iterator[Call]:
        file = self._names.pop(old, None)
        if file is None:
            return
        if new is not None:
            self._names[new] = file
            yield Name(self._short(new), file)
        yield Name(self._short(old), None)


def _plain(quoted: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})", lambda digits: chr(int(digits[1], 16)), quoted)


def _handle(words: str) -> str:
    found = _HANDLE.match(words)
    return _plain(found[1]) if found else ""


def _texts(words: str) -> list[str]:
    return [_plain(text) for text in _TEXT.findall(words)]


def _first_text(words: str) -> str:
    found = _TEXT.search(words)
    return found[1] if found else ""


@dataclass
class _File:
    """What is on the platter for sure, and what was asked since."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Write | Truncate] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.since:
            _apply(self.synced, call)
        self.since = []


@dataclass(frozen=True)
class Cut:
    """One rebuilt disk: the folder's files, and what had been said when the power went."""

    files: dict[str, bytes] = field(repr=False)
    said: tuple[str, ...]
    call: int
    kept: float
    """The chance each unsynced sector had; above 1: all of it, as after kill -9."""


KILLED = 2.0


class Disk:
    """Plays calls forward; at any point it can say what a cut there may leave."""

    def __init__(self) -> None:
        self._files: dict[int, _File] = {}
        self._names: dict[str, int] = {}
        self._names_since: list[Name] = []
        self._said: list[str] = []
        self._played = 0

    def play(self, call: Call) -> None:
        self._played += 1
        match call:
            case Write(file=file) | Truncate(file=file):
                self._files[file].since.append(call)
            case Sync(file=file):
                self._files[file].sync()
            case Name(file=file):
                if file is not None:
                    self._files.setdefault(file, _File())
                self._names_since.append(call)
            case SyncFolder():
                for name in self._names_since:
                    _rename(self._names, name)
                self._names_since = []
            case Said(words=words):
                self._said.append(words)

    def cut(self, chance: random.Random, kept: float, under_way: Call) -> Cut:
        """The power goes in the middle of `under_way`, which has been done up to any of its bytes."""
        partly = _part(under_way, chance)
        names = dict(self._names)
        for name in self._names_since:
            if chance.random() < kept:
                _rename(names, name)
        files = {
            path: self._left(file, chance, kept, partly if partly and partly.file == file else None)
            for path, file in names.items()
        }
        return Cut(files, tuple(self._said), self._played, kept)

    def _left(self, file: int, chance: random.Random, kept: float, partly: Write | None) -> bytes:
        content = bytearray(self._files[file].synced)
        for call in [*self._files[file].since, *([partly] if partly else [])]:
            if kept >= KILLED:
                _apply(content, call)
                continue
            for piece in _sectors(call):
                if chance.random() < kept:
                    _apply(content, _torn(piece, chance))
        return bytes(content)


def cuts(calls: Sequence[Call], count: int, chance: random.Random) -> Iterator[Cut]:
    """`count` disks: a quarter as kill -9 leaves them, the rest as a power cut may; at points drawn over all calls."""
    points = sorted(chance.randrange(len(calls)) for _ in range(count))
    disk, played = Disk(), 0
    for turn, point in enumerate(points):
        while played < point:
            disk.play(calls[played])
            played += 1
        kept = KILLED if turn % 4 == 0 else chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        yield disk.cut(chance, kept, calls[point])


def _part(call: Call, chance: random.Random) -> Write | None:
    if not isinstance(call, Write) or not call.content:
        return None
    return Write(call.file, call.offset, call.content[: chance.randrange(len(call.content) + 1)])


def _rename(names: dict[str, int], name: Name) -> None:
    if name.file is None:
        names.pop(name.path, None)
    else:
        names[name.path] = name.file


def _sectors(call: Write | Truncate) -> Iterator[Write | Truncate]:
    if isinstance(call, Truncate):
        yield call
        return
    begin = 0
    while begin < len(call.content):
        end = begin + SECTOR - (call.offset + begin) % SECTOR
        yield Write(call.file, call.offset + begin, call.content[begin:end])
        begin = end


def _torn(piece: Write | Truncate, chance: random.Random) -> Write | Truncate:
    """One sector in twenty is written in part."""
    if isinstance(piece, Truncate) or chance.random() > 0.05:
        return piece
    return Write(piece.file, piece.offset, piece.content[: chance.randrange(len(piece.content) + 1)])


def _apply(content: bytearray, call: Write | Truncate) -> None:
    size = call.size if isinstance(call, Truncate) else call.offset + len(call.content)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if isinstance(call, Truncate):
        del content[size:]
    else:
        content[call.offset : size] = call.content


def lay_out(cut: Cut, folder: Path) -> None:
    """The rebuilt disk as a folder."""
    folder.mkdir(parents=True, mode=0o700)
    for path, content in cut.files.items():
        (folder / path).write_bytes(content)
        (folder / path).chmod(0o600)
