"""Clocks that are wrong: libfaketime in front of a process, its clock moved through a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

_LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
FAKETIME = str(_LIBRARIES[0]) if _LIBRARIES else ""


def faked(file: Path, by: timedelta) -> dict[str, str]:
    """The environment of a process whose clock stands where `file` says; `turn` moves it while the process runs.

    Its monotonic clock is left alone, as every machine's is: otherwise a rest or a time-out would be a lie.
    """
    turn(file, by)
    return {
        "LD_PRELOAD": FAKETIME,
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def turn(file: Path, by: timedelta) -> None:
    """Whole or not at all: the process reads it at any moment."""
    new = file.with_suffix(".new")
    new.write_text(f"{by.total_seconds():+.0f}\n", "ascii")
    new.replace(file)


def sweep() -> None:
    """What libfaketime leaves in memory of a process that was killed."""
    for left in Path("/dev/shm").glob("*faketime_*_*"):
        if not Path("/proc", left.name.rpartition("_")[2]).exists():
            left.unlink(missing_ok=True)


def to_1970() -> timedelta:
    """What a machine shows whose battery is empty."""
    return datetime(1970, 1, 1, 0, 1, tzinfo=UTC) - datetime.now(UTC)
