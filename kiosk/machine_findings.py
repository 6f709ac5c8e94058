"""Looks at the machine a terminal runs on: its clock, its disk, its network. No Qt."""

from __future__ import annotations

import os
import shutil
import socket
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kiosk.findings import Finding, both

CLOCK_SLACK: Final = timedelta(seconds=60)
"""What the centre forgives is more; a clock that is off by this much has nobody who sets it."""
LEAST_DISK: Final = 200 * 2**20
LITTLE_DISK: Final = 2 * 2**30

_CLOCK = "时钟 clock"
_DISK = "磁盘 disk"
_NETWORK = "网络 network"
_SET_CLOCK = both("对时：sudo timedatectl set-ntp true", "let the network set the clock")


def clock(terminal: Path, now: datetime) -> Finding:
    """A clock that runs before what this terminal has written already has been set back, or has forgotten itself."""
    written = max((file.stat().st_mtime for file in terminal.glob("*") if file.is_file()), default=0.0)
    ahead = written - now.timestamp()
    said = f"{now.astimezone():%Y-%m-%d %H:%M:%S %Z}"
    if ahead > CLOCK_SLACK.total_seconds():
        found = both(f"{said}，比这台终端上次写文件还早", f"{said}, which is before this terminal last wrote a file")
        return Finding(_CLOCK, False, found, _SET_CLOCK, code="clock-went-back")
    return Finding(_CLOCK, True, said)


def clock_against(centre: datetime, now: datetime) -> Finding:
    """The terminal's clock beside the centre's."""
    off = abs((centre - now).total_seconds())
    if off > CLOCK_SLACK.total_seconds():
        found = both(f"与市里系统差 {off:.0f} 秒", f"{off:.0f} seconds from the centre's")
        return Finding(_CLOCK, False, found, _SET_CLOCK, code="clock-skew")
    return Finding(
        _CLOCK, True, both(f"与市里系统相差不到 {off + 1:.0f} 秒", f"within {off + 1:.0f} s of the centre's")
    )


def disk(terminal: Path) -> Finding:
    """Room for what is owed to the centre, on the file system that holds the terminal's folder."""
    place = next(folder for folder in (terminal.absolute(), *terminal.absolute().parents) if folder.is_dir())
    try:
        free, read_only = shutil.disk_usage(place).free, bool(os.statvfs(place).f_flag & os.ST_RDONLY)
    except OSError as error:
        return Finding(
            _DISK, False, error.strerror or "?", both("检查磁盘", "look at the disk"), code="disk-unreadable"
        )
    room = f"{free / 2**30:.1f} GiB"
    if read_only:
        return Finding(
            _DISK,
            False,
            both("磁盘只读", "the disk takes no writes"),
            both("检查磁盘", "check it"),
            code="disk-read-only",
        )
    clear = both("清出空间，不要删终端目录里的文件", "make room; delete nothing in the terminal's folder")
    if free < LEAST_DISK:
        return Finding(_DISK, False, both(f"只剩 {room}", f"only {room} left"), clear, code="disk-full")
    warnings = (clear,) if free < LITTLE_DISK else ()
    return Finding(_DISK, True, both(f"剩 {room}", f"{room} free"), warnings=warnings)


def network(url: str, sysfs: Path = Path("/sys")) -> Finding:
    """Whether a cable is in or a radio is on, and whether the centre's name can be looked up."""
    host = urlsplit(url).hostname or ""
    cards = sorted(card.name for card in (sysfs / "class" / "net").glob("*") if card.name != "lo")
    connected = [card for card in cards if _word(sysfs / "class" / "net" / card / "carrier") == "1"]
    if not connected and host not in {"127.0.0.1", "localhost", "::1"}:
        found = both("网线没插好，或没有网卡", "no cable is in, or there is no network card")
        return Finding(_NETWORK, False, found, both("查网线和交换机", "check cable and switch"), code="no-carrier")
    started = time.monotonic()
    try:
        address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0]
    except (OSError, UnicodeError):
        found = both(f"查不到 {host} 的地址", f"no address for {host}")
        act = both("查 DNS 和 central.url", "check DNS and central.url")
        return Finding(_NETWORK, False, found, act, code="name-unknown")
    took = f"{(time.monotonic() - started) * 1000:.0f} ms"
    return Finding(_NETWORK, True, f"{', '.join(connected) or 'lo'}; {host} = {address} ({took})")


def _word(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
