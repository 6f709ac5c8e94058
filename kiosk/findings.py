"""What one look at a terminal has found, in words a technician can act on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """`well` is said only of what was asked just now and answered. `act` says what a technician does about it; `warnings` what
    will want doing before long. `code` is stable, for other programs; empty where all is well."""

    part: str
    well: bool
    found: str
    act: str = ""
    warnings: tuple[str, ...] = field(default=())
    code: str = ""


def both(zh: str, en: str) -> str:
    return f"{zh} / {en}"
