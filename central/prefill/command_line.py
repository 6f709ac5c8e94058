"""`guanjia central prefill-shares`."""

from __future__ import annotations

import argparse
from typing import Final

from central.typed_orders import AddCommon, Order, opened, say

MOST: Final = 1_000


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    shares = orders.add_parser("prefill-shares", help="how much of each form fills itself in, over all that was asked")
    add_common(shares)
    shares.add_argument("--json", action="store_true", help="one JSON line a form")


def _shares(arguments: argparse.Namespace) -> int:
    from central.prefill.shares import shares

    after = ("", 0)
    with opened(arguments) as centre, centre.database.reading() as session:
        while found := shares(session, after, MOST):
            for one in found:
                print(one.model_dump_json() if arguments.json else _line(one.model_dump()))
            after = (found[-1].task_code, found[-1].task_version)
    if after == ("", 0):
        say("no form was ever asked about")
    return 0


def _line(share: dict[str, object]) -> str:
    return "{task_code} v{task_version}  {share}  ({askings} askings, {fields} fields, contested {contested})".format(
        **share
    )


ORDERS: dict[str, Order] = {"prefill-shares": _shares}
