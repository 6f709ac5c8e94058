"""What `guanjia doctor` finds of what binds a terminal to its centre: its diary and the centre's word on it, orders, packs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.findings import Finding, both
from kiosk.words import problem

if TYPE_CHECKING:
    from app.enrolment import Enrolment

DIARY, SERVICE, PACKS = "运行记录 diary", "服务状态 service", "资料包 packs"


def bonds(home: Path) -> list[Finding]:
    """Nothing where the terminal is not enrolled: that is said elsewhere."""
    from app import enrolment
    from app.errors import HeartError

    try:
        place = enrolment.load(home)
    except HeartError:
        return []
    return [_diary(home, place), _service(home), _packs(home, place.signing_public_key)]


def _diary(home: Path, place: Enrolment) -> Finding:
    from app.witness import standing

    try:
        stands = standing(home, place)
    except FileNotFoundError:
        return Finding(DIARY, True, both("还没有开始", "not begun yet"))
    if not stands.holds:
        return _broken(stands.chain.broken_at)
    count = stands.chain.entries
    if stands.witnessed is None:
        return Finding(DIARY, True, both(f"{count} 条，市里还没有见证", f"{count} entries, not witnessed yet"))
    seen = stands.witnessed
    return Finding(DIARY, True, both(f"{count} 条，市里见证到第 {seen} 条", f"{count} entries, {seen} witnessed"))


def _broken(line: int | None) -> Finding:
    where = (
        both(f"第 {line} 条", f"entry {line}") if line else both("少了见证过的", "witnessed ones are gone or changed")
    )
    return Finding(DIARY, False, f"{_title('diary-broken')} ({where})", _act("diary-broken"), code="diary-broken")


def _service(home: Path) -> Finding:
    from app.orders import is_locked

    if not is_locked(home):
        return Finding(SERVICE, True, both("开放", "open"))
    return Finding(SERVICE, False, _title("terminal-locked"), _act("terminal-locked"), code="terminal-locked")


def _packs(home: Path, key: bytes) -> Finding:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from app.packs import PackShelf

    shelf = PackShelf(home, Ed25519PublicKey.from_public_bytes(key))
    damaged = shelf.damaged()
    if damaged:
        found = f"{', '.join(damaged)}: {_title('pack-damaged')}"
        return Finding(PACKS, False, found, _act("pack-damaged"), code="pack-damaged")
    held = (shelf.find(name) for name in shelf.names())
    named = ", ".join(f"{pack.name} {pack.version}" for pack in held if pack)
    return Finding(PACKS, True, named or both("没有", "none"))


def _title(code: str) -> str:
    return both(problem("zh", code).title, problem("en", code).title)


def _act(code: str) -> str:
    return both(problem("zh", code).act, problem("en", code).act)
