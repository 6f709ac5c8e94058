"""`guanjia central add-window, remove-window, list-windows`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, fail, opened, say

if TYPE_CHECKING:
    pass


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    add = orders.add_parser("add-window", help="let a window of a hall see the calls for help there; prints its key")
    add_common(add)
    add.add_argument("--name", required=True, help="what the window is called, e.g. 寮步3号窗")
    add.add_argument("--site", required=True, help="the hall, spelt as its terminals were enrolled")
    remove = orders.add_parser("remove-window", help="this window's key lets nobody in any more")
    add_common(remove)
    remove.add_argument("--name", required=True)
    add_common(orders.add_parser("list-windows", help="every window and its hall"))


def _add(arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from central.helpdesk.windows import add_window
    from central.terminals import Terminal

    with opened(arguments) as centre, centre.database.writing() as session:
        if session.scalars(select(Terminal).where(Terminal.site == arguments.site)).first() is None:
            return fail(f"no terminal stands at {arguments.site}")
        key = add_window(session, centre.home.keyed_hash, arguments.name, arguments.site, centre.now())
    print(key)
    say("open /window at the centre's address in the window's browser and put this key in; it is not shown again")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from central.helpdesk.windows import remove_window

    with opened(arguments) as centre, centre.database.writing() as session:
        known = remove_window(session, arguments.name, centre.now())
    return 0 if known else fail(f"no window is called {arguments.name}")


def _list(arguments: argparse.Namespace) -> int:
    from central.helpdesk.windows import windows

    with opened(arguments) as centre, centre.database.reading() as session:
        for window in windows(session):
            print(f"{window.name}  {window.site}  {window.added_at:%Y-%m-%d}")
    return 0


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "add-window": _add,
    "remove-window": _remove,
    "list-windows": _list,
}
