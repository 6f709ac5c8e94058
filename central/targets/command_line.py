"""`guanjia central targets, ratings`."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, fail, opened, say

if TYPE_CHECKING:
    from central.targets.figures import TargetFigure


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    targets = orders.add_parser("targets", help="every number of the plan, and what it comes to")
    add_common(targets)
    targets.add_argument("--year", type=int, default=2022, help="of which plan (default: %(default)s)")
    targets.add_argument("--json", action="store_true", help="one JSON line")
    targets.add_argument("--seed", action="store_true", help="put the synthetic year there first, where there is none")
    ratings = orders.add_parser("ratings", help="satisfaction in a month, and how many of those who could rate did")
    add_common(ratings)
    ratings.add_argument("--month", type=_month, required=True, metavar="YYYY-MM")
    ratings.add_argument("--json", action="store_true", help="one JSON line")


def _month(text: str) -> str:
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError("a month is YYYY-MM")
    return text


def _targets(arguments: argparse.Namespace) -> int:
    from central.targets.figures import figures, seed_year
    from central.targets.registry import plan_of

    plan = plan_of(arguments.year)
    if plan is None:
        return fail(f"no plan is written down for {arguments.year}")
    with opened(arguments) as centre:
        if arguments.seed:
            seed_year(centre.home.path, arguments.year)
        with centre.database.reading() as session:
            found = figures(session, centre, plan)
    if arguments.json:
        print(found.model_dump_json())
        return 0
    for one in found.targets:
        print(_line(one))
    met = sum(one.standing == "met" for one in found.targets)
    say(f"{len(found.targets)} numbers, {met} met, {sum(one.standing == 'unknown' for one in found.targets)} unknown")
    return 0


def _line(one: TargetFigure) -> str:
    over = f" / {one.over}" if one.over is not None else ""
    counted = f"{one.measured}{over} = {one.reached}" if one.measured is not None else "-"
    wanted = f"{one.operator} {one.value} {one.unit}"
    return f"{one.id:7} {one.standing:8} {one.name}  {wanted}  {counted}  {one.due}  {one.lead_unit}  {one.source}"


def _ratings(arguments: argparse.Namespace) -> int:
    from central.ratings.figures import figures

    with opened(arguments) as centre, centre.database.reading() as session:
        found = figures(session, centre, arguments.month)
    if arguments.json:
        print(found.model_dump_json())
        return 0
    for row in (*found.rows, found.total):
        print(
            f"{row.service:6} {row.terminal_id:8} {row.unit}  satisfied {row.satisfied}/{row.rated} = {row.satisfaction or '-'}  "
            f"rated {row.rated}/{row.handled} = {row.response or '-'}  bad {row.bad}  flagged {row.flagged}"
        )
    return 0


ORDERS = {"targets": _targets, "ratings": _ratings}
