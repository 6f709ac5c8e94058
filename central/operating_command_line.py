"""`guanjia central migrate`: what an operator does with the centre's database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from central.settings import Settings

Order = Callable[[argparse.Namespace], int]
AddCommon = Callable[[argparse.ArgumentParser], None]


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    add_common(
        orders.add_parser("migrate", help="bring the database's tables to what this program needs, or make them")
    )


def _migrate(arguments: argparse.Namespace) -> int:
    from central.clock import utc_now
    from central.db.database import connect
    from central.db.version import HEAD
    from central.tables import make_tables

    settings = _settings(arguments)
    _make_room(settings.home)
    database = connect(settings.database, may_create=True)
    try:
        before = make_tables(database, utc_now)
    finally:
        database.close()
    if before == HEAD:
        _say(f"step {HEAD} already; nothing to do")
    else:
        _say(f"made the tables, step {HEAD}" if before is None else f"from step {before} to step {HEAD}")
    return 0


def _make_room(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)


def _settings(arguments: argparse.Namespace) -> Settings:
    from central.settings import Settings

    return Settings(home=arguments.home, database_url=arguments.database)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


ORDERS: dict[str, Order] = {"migrate": _migrate}
