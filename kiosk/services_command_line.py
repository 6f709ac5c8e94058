"""`guanjia services list`: the plan's services at this terminal, by the packs it has on hand: which are open, and why the others are not.

It looks at what lies on this terminal's disk. Devices are not asked, and nobody is called: what needs the centre is marked by its class.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from resources import path

if TYPE_CHECKING:
    from kiosk.menu import Menu

HEADINGS: Final = ("编号", "专区", "名称", "身份", "断网", "现在")
COMMON: Final = "公共区"
OPEN: Final = "开放"
GAP: Final = "  "


@dataclass(frozen=True)
class Line:
    """One service. `identity`, `offline`: as it is done here; where it is not done here, in the plan's own words.

    `code` says why it is closed (the codes of the terminal's own pages); empty while it is open.
    """

    id: str
    zone: str
    name: str
    identity: str
    offline: str
    open: bool
    code: str
    words: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list", help="every service of the plan: zone, level, offline class, open here and now or why not"
    )
    listing.add_argument(
        "--home",
        type=Path,
        default=Path("var/terminal"),
        metavar="DIR",
        help="the terminal's home (default: %(default)s)",
    )
    listing.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """0, whatever is open: a terminal without packs offers what it has code for, and says so of the rest."""
    listed = lines_of(menu_of(arguments.home, datetime.now(UTC)))
    if arguments.json:
        for line in listed:
            print(json.dumps(asdict(line), ensure_ascii=False))
        return 0
    print("\n".join(in_columns([HEADINGS, *map(_cells, listed)])))
    print(f"{sum(line.open for line in listed)} / {len(listed)} {OPEN}")
    return 0


def lines_of(menu: Menu) -> list[Line]:
    """In the plan's order."""
    rows = json.loads(path("services", "plan.json").read_text("utf-8"))["services"]
    return [_line(menu, row) for row in rows]


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns that line up where a Chinese character takes two places (Unicode UAX #11)."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _cells(line: Line) -> tuple[str, ...]:
    return line.id, line.zone, line.name, line.identity, line.offline, line.words


def _line(menu: Menu, row: dict[str, Any]) -> Line:
    from kiosk import catalogue
    from kiosk.door import Surroundings
    from kiosk.menu import BRIEFLY, NOT_HERE

    service, known = menu.doing(row["id"]), catalogue.find(row["id"])
    has_door = known is not None and known.door != ""
    reason = menu.closed_because(service, Surroundings()) if service else None if has_door else NOT_HERE
    code = reason.code if reason else ""
    return Line(
        id=row["id"],
        zone=menu.zone_title(row["zone"]) or COMMON,
        name=known.title if known else row["name"],
        identity=f"N{service.needs.identity.value}" if service else row["said"]["identity"],
        offline=service.needs.offline.value if service else row["said"]["offline"],
        open=not code,
        code=code,
        words=BRIEFLY[code] if code else OPEN,
    )


def menu_of(home: Path, now: datetime) -> Menu:
    """What can be done here, by the packs on hand. Where there are none, or none that can be trusted: what has code of its own."""
    from app import enrolment
    from app.contract.packed_lines import PackUnreadable
    from app.errors import HeartError
    from app.on_hand import OnHand
    from app.packs import PackDamaged, PackShelf
    from kiosk import declared_rows, item_guides
    from kiosk.dongguan_time import DONGGUAN
    from kiosk.menu import Menu

    menu = Menu()
    try:
        key = enrolment.load(home).signing_public_key
    except HeartError:
        return menu
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    known = OnHand(PackShelf(home, Ed25519PublicKey.from_public_bytes(key)), lambda: now)
    today = now.astimezone(DONGGUAN).date()
    try:
        menu.item_gates = item_guides.gates_of(known, today)
        offered = declared_rows.offered(known, today, now, _town(home))
    except (PackDamaged, PackUnreadable):
        return menu
    menu.declared, menu.declared_gates = offered.rows, offered.gates
    return menu


def _town(home: Path) -> str:
    """Where the terminal stands: the town's own copy of an item counts there. Without a configuration the city's counts."""
    from app import config
    from app.errors import ConfigRefused

    try:
        return config.load(home / config.FILE).town
    except ConfigRefused:
        return ""
