"""`guanjia central cases list|show|run-clocks|check-chain` and `publish-calendar`."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, Order, fail, opened, say

if TYPE_CHECKING:
    from app.contract.cases import CaseRow
    from central.cases.acting import Actor
    from central.centre import Centre


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    parser = orders.add_parser("cases", help="cases (办件): look at them, run their clocks, check their record")
    each = parser.add_subparsers(dest="case_order", metavar="WHAT", required=True)
    _add_list(each.add_parser("list", help="cases by number, or by how soon they are due"), add_common)
    _add_show(each.add_parser("show", help="one case with all its steps"), add_common)
    run = each.add_parser("run-clocks", help="what the day that has come makes of every case; safe to repeat")
    add_common(run)
    run.set_defaults(order="cases run-clocks")
    check = each.add_parser("check-chain", help="whether anybody has changed, dated back or taken out an event")
    add_common(check)
    check.set_defaults(order="cases check-chain")
    publish = orders.add_parser("publish-calendar", help="check a folder of years and publish it as the calendar pack")
    add_common(publish)
    publish.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR", help="YYYY.json, one a year")


def _add_list(parser: argparse.ArgumentParser, add_common: AddCommon) -> None:
    add_common(parser)
    parser.set_defaults(order="cases list")
    parser.add_argument("--state", default="", help="e.g. REVIEW")
    parser.add_argument("--flagged", action="store_true", help="handed to and fro, or three times and more")
    parser.add_argument("--due-within", type=int, metavar="DAYS", help="due by then or overdue, the nearest first")
    parser.add_argument("--most", type=int, default=50, help="how many (default: 50)")


def _add_show(parser: argparse.ArgumentParser, add_common: AddCommon) -> None:
    add_common(parser)
    parser.set_defaults(order="cases show")
    parser.add_argument("number", help="the case's number, BJ and fourteen digits")


def _list(arguments: argparse.Namespace) -> int:
    from central.cases.seeing import Wish, due_soon, page_of_cases

    wish = Wish(arguments.state, arguments.flagged, limit=arguments.most)
    with opened(arguments) as centre, centre.database.reading() as session:
        if arguments.due_within is None:
            page = page_of_cases(session, _overseer(), wish)
        else:
            page = due_soon(session, _overseer(), _until(centre, arguments.due_within), wish)
    for row in page.cases:
        print(_line(row))
    if page.next:
        say(f"there are more than {len(page.cases)}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from central.cases.desk import find_case
    from central.cases.seeing import shown
    from central.refusals import Refused

    with opened(arguments) as centre, centre.database.reading() as session:
        try:
            found = shown(session, find_case(session, arguments.number, _overseer()))
        except Refused:
            return fail(f"there is no case {arguments.number}")
    print(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=1))
    return 0


def _run_clocks(arguments: argparse.Namespace) -> int:
    from central.clock_run import run_all_clocks

    with opened(arguments) as centre:
        done = run_all_clocks(centre)
    print(json.dumps({"steps": done.steps, "cases_moved": done.cases_moved, "appeals_moved": done.appeals_moved}))
    return 0


def _check_chain(arguments: argparse.Namespace) -> int:
    from central.cases.chain import check_cases

    with opened(arguments) as centre, centre.database.reading() as session:
        broken = list(check_cases(session, centre.home.keyed_hash))
    for one in broken:
        print(f"{one.project_no}  event {one.number}: {one.why}" if one.number else f"{one.project_no}  {one.why}")
    if broken:
        return fail(f"the record of {len(broken)} cases does not hold; keep the database as it is and look into it")
    say("every case follows from its events")
    return 0


def _publish_calendar(arguments: argparse.Namespace) -> int:
    from central.calendar.pack import CalendarRefused, publish_calendar
    from central.packs.publishing import PackRefused

    try:
        with opened(arguments) as centre, centre.database.writing() as session:
            manifest = publish_calendar(session, centre, arguments.source)
    except (CalendarRefused, PackRefused) as refused:
        return fail(str(refused))
    print(f"{manifest.name} {manifest.version}")
    say("run `guanjia central cases run-clocks` to count what is under way again")
    return 0


def _line(row: CaseRow) -> str:
    due = row.next_due.isoformat() if row.next_due else "-"
    open_mark = " 暂定" if row.state_clock.provisional or row.business_clock.provisional else ""
    flag = " 推诿候选" if row.flagged else ""
    return f"{row.project_no}  {row.words.zh}  {due}{open_mark}  {row.assignee_unit}  {row.task_name}{flag}"


def _overseer() -> Actor:
    """Whoever may type orders at the centre may see every case."""
    from central.cases.acting import Actor
    from central.cases.procedure import Role

    return Actor("operator", "", frozenset({Role.OFFICE.value}))


def _until(centre: Centre, days: int) -> date:
    return centre.today() + timedelta(days=days)


ORDERS: dict[str, Order] = {
    "cases list": _list,
    "cases show": _show,
    "cases run-clocks": _run_clocks,
    "cases check-chain": _check_chain,
    "publish-calendar": _publish_calendar,
}
