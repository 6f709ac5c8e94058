"""The holder's photo, decoded by a vendor's library: in a process of its own, which may crash or hang without harm.

The 1,024 bytes (WLT) have no open decoder. A library that the hall has a licence for is plugged in by its path; without one a
photo stays what it was on the card.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from devices.errors import PhotoUndecodable

PHOTO_BYTES: Final = 1_024

_WORKER: Final = Path(__file__).with_name("photo_worker.py")
_BITMAP: Final = b"BM"
_SHORTEST_BITMAP: Final = 54
_IN_MEMORY: Final = (Path("/dev/shm"), Path("/run/shm"))  # noqa: S108 - only what is mounted there as memory is used


class DecoderForm(StrEnum):
    """How a vendor's function wants to be called. All answer an int."""

    MEMORY = "memory"
    """`f(wlt, bmp, number)`: 1,024 bytes in, a bitmap out, nothing on any disk (libWltRS's `unpack`)."""
    FILE = "file"
    """`f(path, number)`: reads NAME.wlt and writes NAME.bmp beside it (WltRS's `GetBmp`)."""
    TWO_FILES = "two-files"
    """`f(wlt_path, bmp_path)` (DecodeWlt's `Wlt2Bmp`)."""


@dataclass(frozen=True)
class PhotoDecoder:
    """A vendor's shared library. `symbol` is its function, `number` what it wants besides the photo (to keep a bitmap, which
    port the reader is at), `success` the answers by which it means that it went well; `timeout` is in seconds.

    Where the library insists on files, they are in a folder of our own in memory, wiped at once.
    """

    library: Path
    symbol: str = "unpack"
    form: DecoderForm = DecoderForm.MEMORY
    number: int = 0
    success: Collection[int] = (1,)
    timeout: float = 3.0

    def picture(self, photo: bytes) -> bytes:
        """The photo as a Windows bitmap. Blocks for `timeout` at most.

        Raises PhotoUndecodable, whose first argument says why: no-library, no-such-symbol, no-memory-folder, not-a-photo,
        timed-out, crashed, refused-CODE (the library's own answer), not-a-picture.
        """
        if len(photo) != PHOTO_BYTES:
            raise PhotoUndecodable("not-a-photo")
        if not self.library.is_file():
            raise PhotoUndecodable("no-library")
        if self.form is DecoderForm.MEMORY:
            return self._decoded(photo, Path("/"))
        with _folder_in_memory() as folder:
            return self._decoded(photo, folder)

    def _decoded(self, photo: bytes, folder: Path) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - our own worker, with the library that the configuration names
                [sys.executable, "-I", "-S", str(_WORKER), *self._orders()],
                input=photo,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={"LD_LIBRARY_PATH": str(self.library.resolve().parent), "PATH": os.defpath},
                timeout=self.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            done = None
        if done is None:
            # Not from within the handler: what has expired carries the photo along.
            raise PhotoUndecodable("timed-out")
        return self._picture_in(done.returncode, done.stdout)

    def _orders(self) -> list[str]:
        return [str(self.library.resolve()), self.symbol, self.form.value, str(self.number)]

    def _picture_in(self, status: int, said: bytes) -> bytes:
        """The worker's first line is a word or the library's answer; the picture is behind it."""
        line, _, picture = said.partition(b"\n")
        word = line.decode("ascii", errors="replace")
        if word.startswith("no-"):
            raise PhotoUndecodable(word)
        if status != 0 or not re.fullmatch("-?[0-9]+", word):
            raise PhotoUndecodable("crashed")
        if int(word) not in self.success:
            raise PhotoUndecodable(f"refused-{word}")
        return _bitmap(picture)


def _bitmap(found: bytes) -> bytes:
    """Exactly the bitmap that its header announces. Raises PhotoUndecodable."""
    length = int.from_bytes(found[2:6], "little")
    if not found.startswith(_BITMAP) or not _SHORTEST_BITMAP <= length <= len(found):
        raise PhotoUndecodable("not-a-picture")
    return found[:length]


@contextmanager
def _folder_in_memory() -> Iterator[Path]:
    """A folder for nobody but us which is not on a disk; wiped, whatever happened in it. Raises PhotoUndecodable."""
    memory = next(filter(_is_memory, _IN_MEMORY), None)
    if memory is None:
        raise PhotoUndecodable("no-memory-folder")
    folder = Path(tempfile.mkdtemp(prefix="guanjia-photo-", dir=memory))
    try:
        yield folder
    finally:
        with suppress(OSError):
            _blacken(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _blacken(folder: Path) -> None:
    for path in folder.rglob("*"):
        if stat.S_ISREG(path.lstat().st_mode):
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))


def _is_memory(folder: Path) -> bool:
    """Whether this is a place of a memory file system's."""
    with Path("/proc/self/mounts").open(encoding="utf-8") as mounts:
        kinds = {mount.split()[1]: mount.split()[2] for mount in mounts}
    return kinds.get(str(folder)) == "tmpfs" and os.access(folder, os.W_OK)
