"""Files nobody else may read: written whole or not at all, 0600 from the first byte."""

import os
import secrets
import stat
from pathlib import Path


def write_private(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` at `path`, durable when this returns. A reader sees the old file or the new one, never half of it."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    sync_folder(path.parent)


def create_private(path: Path, content: bytes) -> bytes:
    """`content` at `path` if nothing is there yet. Returns what stands there: two who create at once agree on one."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_private(half, content)
    try:
        os.link(half, path)
    except FileExistsError:
        return path.read_bytes()
    finally:
        half.unlink()
    sync_folder(path.parent)
    return content


def is_private(path: Path) -> bool:
    """True when neither group nor others may touch the file."""
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
