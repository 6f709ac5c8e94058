"""Bringing something large to the centre by its hash, in parts; where a broken wire left off, the next call goes on.

The centre keeps what has arrived and says how much it is; nothing about it is kept here. A missing blob never rejects the job that
names it: the job is put off until the blob is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from app.central import Accepted, Refused, Unreachable
from app.contract.blobs import MOST_BLOB_BYTES, PART_BYTES, BlobStanding

SMALL_BYTES: Final = 64 * 1024
"""Of these there is nothing to go on with: they are sent at once, and only asked for where the centre says that there is something."""
MOST_TURNS: Final = 4
"""How often the centre may correct where we go on before this call gives up; the next one begins anew."""


class BlobRoad(Protocol):
    def blob_standing(self, sha256: str) -> Accepted[BlobStanding] | Refused | Unreachable: ...

    def send_blob_part(
        self, sha256: str, offset: int, length: int, part: bytes
    ) -> Accepted[BlobStanding] | Refused | Unreachable: ...


class BlobTooLarge(ValueError):
    """The centre takes no blob of this size."""

    code = "blob-too-large"


def bring(path: Path, road: BlobRoad) -> Accepted[BlobStanding] | Refused | Unreachable:
    """Have the file's content at the centre, under its SHA-256; what is there already is not sent again. Blocks for as many calls
    as there are parts. Raises BlobTooLarge, OSError."""
    sha256, length = _hash_and_length(path)
    standing = _standing(road, sha256, length) if length > SMALL_BYTES or not length else _nothing_yet(sha256, length)
    for _ in range(MOST_TURNS):
        if not isinstance(standing, Accepted) or standing.value.is_complete:
            return standing
        answer = _send_from(path, road, standing.value)
        if not (isinstance(answer, Refused) and answer.code == "blob-offset"):
            return answer
        standing = _standing(road, sha256, length)
    return standing


def _nothing_yet(sha256: str, length: int) -> Accepted[BlobStanding]:
    return Accepted(_Unbegun(sha256=sha256, offset=0, length=length))


def _standing(road: BlobRoad, sha256: str, length: int) -> Accepted[BlobStanding] | Refused | Unreachable:
    answer = road.blob_standing(sha256)
    if isinstance(answer, Refused) and answer.code == "blob-unknown":
        return _nothing_yet(sha256, length)
    return answer


class _Unbegun(BlobStanding):
    """Nothing of it is there; an empty one is not complete either before the centre has said so."""

    @property
    def is_complete(self) -> bool:
        return False


def _send_from(path: Path, road: BlobRoad, at: BlobStanding) -> Accepted[BlobStanding] | Refused | Unreachable:
    answer: Accepted[BlobStanding] | Refused | Unreachable = Accepted(at)
    for offset, part in _parts(path, at):
        answer = road.send_blob_part(at.sha256, offset, at.length, part)
        if not isinstance(answer, Accepted):
            break
    return answer


def _parts(path: Path, at: BlobStanding) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        file.seek(at.offset)
        offset = at.offset
        while part := file.read(PART_BYTES):
            yield offset, part
            offset += len(part)
        if at.length == 0:
            yield 0, b""


def _hash_and_length(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        length = file.tell()
    if length > MOST_BLOB_BYTES:
        raise BlobTooLarge(f"{length} bytes; the centre takes {MOST_BLOB_BYTES}")
    return digest.hexdigest(), length
