"""Blobs on the disk: parts as they come, whole ones under their hash (app.contract.blobs).

blobs/SHA256                       complete, its hash found right
blobs/coming/TERMINAL/SHA256-LEN   on its way, as long as what has arrived; nobody else's part is built upon
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

from app.contract.blobs import MOST_BLOB_BYTES, PART_BYTES, BlobStanding
from central.db.whole_files import sync
from central.refusals import Refused

FOLDER, COMING = "blobs", "coming"
MOST_COMING = 20
"""Blobs that one terminal may have on their way at a time."""
GIVEN_UP_SECONDS = 24 * 3_600


class BlobStore:
    """Processes may share it: who adds to a blob holds its file."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def has(self, sha256: str) -> bool:
        return (self._folder / sha256).is_file()

    def coming(self, terminal_id: str, sha256: str) -> BlobStanding | None:
        """What has arrived of a blob that this terminal is bringing. One that has arrived and was never looked at, because the power
        went, begins anew."""
        found = self._find_coming(terminal_id, sha256)
        if found is None:
            return None
        offset, length = found.stat().st_size, int(found.name.partition("-")[2])
        if offset >= length:
            found.unlink(missing_ok=True)
            return None
        return BlobStanding(sha256=sha256, offset=offset, length=length)

    def add(self, terminal_id: str, sha256: str, offset: int, length: int, part: bytes) -> BlobStanding:
        """One part more. When it was the last one, the blob is in its place. Raises Refused."""
        if length > MOST_BLOB_BYTES or len(part) > PART_BYTES or offset + len(part) > length:
            raise Refused(413, "blob-too-large")
        path = self._path_to_add_to(terminal_id, sha256, length)
        with _held(path) as file:
            if file.seek(0, os.SEEK_END) != offset:
                raise Refused(409, "blob-offset")
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
            if offset + len(part) == length:
                self._finish(path, file, sha256)
        return BlobStanding(sha256=sha256, offset=offset + len(part), length=length)

    def _path_to_add_to(self, terminal_id: str, sha256: str, length: int) -> Path:
        found = self._find_coming(terminal_id, sha256)
        if found is not None and found.name != f"{sha256}-{length}":
            raise Refused(409, "blob-length-other")
        folder = self._folder / COMING / terminal_id
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if found is None and len(list(folder.iterdir())) >= MOST_COMING and not _give_up_one(folder):
            raise Refused(429, "blobs-too-many")
        return found or folder / f"{sha256}-{length}"

    def _finish(self, path: Path, file: BufferedRandom, sha256: str) -> None:
        file.seek(0)
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            path.unlink()
            raise Refused(422, "blob-hash-wrong")
        os.rename(path, self._folder / sha256)
        for folder in (self._folder, path.parent):
            sync(folder)

    def _find_coming(self, terminal_id: str, sha256: str) -> Path | None:
        return next((self._folder / COMING / terminal_id).glob(f"{sha256}-*"), None)


def _give_up_one(folder: Path) -> bool:
    """Make room by the one that nobody has added to for longest, if that is a day or more."""
    oldest = min(folder.iterdir(), key=lambda coming: coming.stat().st_mtime)
    if time.time() - oldest.stat().st_mtime < GIVEN_UP_SECONDS:
        return False
    oldest.unlink(missing_ok=True)
    return True


@contextmanager
def _held(path: Path) -> Iterator[BufferedRandom]:
    """The file, made if need be, and nobody else adds to it meanwhile."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink == 0:
            raise Refused(409, "blob-offset")  # whoever held it before us has finished it
        yield file
