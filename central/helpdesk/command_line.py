"""`guanjia central add-window, remove-window, list-windows`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, fail, opened, say

if TYPE_CHECKING:
    pass


_WHY = {
    "role-lacking": "this person holds no window post there today; set-post gives one",
    "unit-needed": "this person holds window posts in several units; say in which with --unit",
}


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    add = orders.add_parser("add-window", help="let a window of a hall see the calls for help there; prints its key")
    add_common(add)
    add.add_argument("--name", required=True, help="what the window is called, e.g. 寮步3号窗")
    add.add_argument("--site", required=True, help="the hall, spelt as its terminals were enrolled")
    add.add_argument(
        "--badge", required=True, help="whose key it is: the badge number of who holds a window post today"
    )
    add.add_argument("--unit", default="", metavar="ID", help="in which unit, for who holds window posts in several")
    remove = orders.add_parser("remove-window", help="this window's key lets nobody in any more")
    add_common(remove)
    remove.add_argument("--name", required=True)
    add_common(orders.add_parser("list-windows", help="every window and its hall"))


def _add(arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from central.helpdesk.windows import add_window
    from central.organisations.keys import post_for_a_key
    from central.organisations.people import find_by_badge
    from central.organisations.roles import Role
    from central.refusals import Refused
    from central.terminals import Terminal

    with opened(arguments) as centre, centre.database.writing() as session:
        if session.scalars(select(Terminal).where(Terminal.site == arguments.site)).first() is None:
            return fail(f"no terminal stands at {arguments.site}")
        person = find_by_badge(session, arguments.badge.upper())
        if person is None:
            return fail(f"nobody has the badge {arguments.badge}")
        try:
            post = post_for_a_key(session, person.id, Role.WINDOW_STAFF, arguments.unit, centre.today())
        except Refused as refused:
            return fail(_WHY[refused.refusal.code])
        key = add_window(session, centre.home.keyed_hash, arguments.name, arguments.site, centre.now(), post)
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
            whose = f"{window.person_id} in {window.unit_id}" if window.person_id else "nobody's: make a new one"
            print(f"{window.name}  {window.site}  {window.added_at:%Y-%m-%d}  {whose}")
    return 0


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "add-window": _add,
    "remove-window": _remove,
    "list-windows": _list,
}
