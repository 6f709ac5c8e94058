"""What a visitor hands in with an application: sealed to the centre before it touches the disk, kept until the centre has it backed up.

attachments/SHA256         waits to be brought       attachments/there/SHA256   the centre has it, since the file's time
attachments/epoch          which life of the centre that was: after a restore it may lack what it had

A job names its attachments by their hashes and is filed after them; it may arrive before them, and is then put off by the centre.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

from app.blobs import BlobRoad, bring
from app.central import Accepted, Refused
from app.contract.application import ATTACHMENT
from app.contract.sealing import seal
from app.private_files import sync_folder, write_private

FOLDER: Final = "attachments"
KEPT_AFTER_BACKUP: Final = timedelta(days=30)
BRING_SECONDS: Final = 10.0
"""In one round of the road: who handed in nothing does not wait behind who handed in much."""
MOST_FAILURES: Final = 5
"""One after the other; then the wire is looked at again in the next round."""


class Attachments:
    """Any thread may `keep`; the road's thread does the rest."""

    def __init__(self, home: Path, sealing_public_key: bytes, *, clock: Callable[[], float] = monotonic) -> None:
        self._folder = home / FOLDER
        self._there = self._folder / "there"
        self._sealing_public_key, self._clock = sealing_public_key, clock

    def keep(self, content: bytes) -> str:
        """The name by which a job refers to it. On the disk when this returns. Raises OSError."""
        sealed = seal(self._sealing_public_key, content, ATTACHMENT)
        name = hashlib.sha256(sealed).hexdigest()
        self._there.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(self._folder / name, sealed)
        return name

    def waiting(self) -> list[Path]:
        """Oldest first."""
        files = [path for path in self._folder.glob("?" * 64) if path.is_file()]
        return sorted(files, key=lambda path: (path.stat().st_mtime, path.name))

    def bring(self, road: BlobRoad, epoch: str, server_time: datetime) -> None:
        """As many as a round has time for. Raises OSError."""
        if not self._folder.exists():
            return
        self._offer_again_to_another(epoch)
        until, failures = self._clock() + BRING_SECONDS, 0
        for path in self.waiting():
            if self._clock() > until or failures == MOST_FAILURES:
                return
            answer = bring(path, road)
            if isinstance(answer, Accepted) and answer.value.is_complete:
                self._put_there(path, server_time)
                failures = 0
            elif isinstance(answer, Refused) and answer.status == 429:
                return
            else:
                failures += 1

    def forget(self, backed_up_until: datetime) -> None:
        """What has been in the centre's backup for 30 days. Raises OSError."""
        before = (backed_up_until - KEPT_AFTER_BACKUP).timestamp()
        for path in list(self._there.glob("?" * 64)):
            if path.stat().st_mtime < before:
                path.unlink()

    def wipe(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _put_there(self, path: Path, server_time: datetime) -> None:
        os.utime(path, (server_time.timestamp(), server_time.timestamp()))
        path.replace(self._there / path.name)

    def _offer_again_to_another(self, epoch: str) -> None:
        """The centre was restored from a backup: it is asked for each anew, and sent what it lacks."""
        known = self._folder / "epoch"
        if known.exists() and known.read_text("ascii") == epoch:
            return
        for path in list(self._there.glob("?" * 64)):
            path.replace(self._folder / path.name)
        sync_folder(self._folder)
        write_private(known, epoch.encode("ascii"))
