"""What is handed in with an application: sealed on the disk, brought once, offered again to a centre that was restored, then forgotten."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.attachments import FOLDER, KEPT_AFTER_BACKUP, MOST_FAILURES, Attachments
from app.central import Accepted, Cause, Refused, Unreachable
from app.contract.application import ATTACHMENT
from app.contract.blobs import BlobStanding
from app.contract.sealing import open_sealed

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SCAN = "身份证复印件 441900200107100043".encode()


class Shelf:
    """A centre's end of the blobs' road, with a wire that can be cut."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.asked = 0
        self.cut = False

    def blob_standing(self, sha256: str) -> Accepted[BlobStanding] | Refused | Unreachable:
        self.asked += 1
        if sha256 not in self.blobs:
            return Refused("blob-unknown", status=404)
        length = len(self.blobs[sha256])
        return Accepted(BlobStanding(sha256=sha256, offset=length, length=length))

    def send_blob_part(
        self, sha256: str, offset: int, length: int, part: bytes
    ) -> Accepted[BlobStanding] | Refused | Unreachable:
        self.asked += 1
        if self.cut:
            return Unreachable(Cause.NO_CONNECTION)
        self.blobs[sha256] = self.blobs.get(sha256, b"")[:offset] + part
        return Accepted(BlobStanding(sha256=sha256, offset=offset + len(part), length=length))


@pytest.fixture
def key() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


@pytest.fixture
def attachments(tmp_path: Path, key: X25519PrivateKey) -> Attachments:
    return Attachments(tmp_path, key.public_key().public_bytes_raw())


def test_what_is_kept_lies_on_the_disk_for_the_centre_alone(
    attachments: Attachments, key: X25519PrivateKey, tmp_path: Path
) -> None:
    name = attachments.keep(SCAN)

    (path,) = attachments.waiting()
    assert path.name == name == hashlib.sha256(path.read_bytes()).hexdigest()
    assert SCAN not in path.read_bytes()
    assert open_sealed(key, path.read_bytes(), ATTACHMENT) == SCAN
    assert path.stat().st_mode & 0o077 == 0


def test_what_was_brought_is_not_brought_again(attachments: Attachments) -> None:
    shelf, name = Shelf(), attachments.keep(SCAN)
    attachments.bring(shelf, "life-1", NOW)

    attachments.bring(shelf, "life-1", NOW)

    assert (list(shelf.blobs), shelf.asked, attachments.waiting()) == ([name], 1, [])


def test_what_a_cut_wire_did_not_carry_waits_and_nobody_behind_it_for_long(attachments: Attachments) -> None:
    shelf, names = Shelf(), {attachments.keep(bytes([number])) for number in range(MOST_FAILURES + 3)}
    shelf.cut = True
    attachments.bring(shelf, "life-1", NOW)
    tried = shelf.asked

    shelf.cut = False
    attachments.bring(shelf, "life-1", NOW)

    assert tried == MOST_FAILURES
    assert set(shelf.blobs) == names


def test_restored_centre_is_brought_what_it_lacks(attachments: Attachments) -> None:
    shelf, name = Shelf(), attachments.keep(SCAN)
    attachments.bring(shelf, "life-1", NOW)
    shelf.blobs.clear()

    attachments.bring(shelf, "life-2", NOW)

    assert set(shelf.blobs) == {name}


def test_forgotten_only_when_long_in_the_centres_backup(attachments: Attachments, tmp_path: Path) -> None:
    shelf = Shelf()
    attachments.keep(SCAN)
    attachments.bring(shelf, "life-1", NOW)
    there = tmp_path / FOLDER / "there"

    attachments.forget(NOW + KEPT_AFTER_BACKUP - timedelta(seconds=1))
    kept = len(list(there.iterdir()))
    attachments.forget(NOW + KEPT_AFTER_BACKUP + timedelta(seconds=1))

    assert (kept, list(there.iterdir())) == (1, [])


def test_wipe_leaves_nothing(attachments: Attachments, tmp_path: Path) -> None:
    attachments.keep(SCAN)

    attachments.wipe()

    assert not (tmp_path / FOLDER).exists()
