"""THE CENTRE: a file, or a folder's list of files, is on the disk before we go on."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
