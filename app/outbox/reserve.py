"""Room kept back on the disk: filing stops before the disk is full, and what was filed can still be finished when it is."""

import os
import shutil
from pathlib import Path

from app.private_files import sync_folder

RESERVE_FILE = "store.reserve"


class Reserve:
    """A file of real blocks beside the store, given up in the moment in which the queue needs them. `size` 0: none is kept."""

    def __init__(self, home: Path, size: int) -> None:
        self._path = home / RESERVE_FILE
        self.size = size

    @property
    def is_laid(self) -> bool:
        """Whether all of it is there, or none is asked for."""
        return self.held == self.size or self.size == 0

    @property
    def held(self) -> int:
        """Bytes kept back now."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def lay(self, least_free: int) -> bool:
        """Take the room, if `least_free` bytes stay free beside it; whether it is there."""
        if self.is_laid:
            return True
        if shutil.disk_usage(self._path.parent).free - self.size < least_free:
            return False
        try:
            self._allocate()
        except OSError:
            self.release()
            return False
        return True

    def release(self) -> bool:
        """Give the room to the queue. False when there was none to give."""
        held = self.held
        self._path.unlink(missing_ok=True)
        return held > 0

    def _allocate(self) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(handle, 0)
            os.posix_fallocate(handle, 0, self.size)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(self._path.parent)
