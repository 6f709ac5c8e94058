"""`guanjia central compare-items, freeze-frequent-items`: the five unifications, and the list they must all hold for."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, a_count, fail, opened, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from central.service_items.unification import Rates

WHOLE, FREQUENT = "五统一", "高频"


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    _add_compare(orders.add_parser("compare-items", help="city, town and village copies side by side"), add_common)
    freeze = orders.add_parser("freeze-frequent-items", help="keep a period's list of what is asked for most, for good")
    add_common(freeze)
    freeze.add_argument("--period", required=True, metavar="2026-Q3")
    freeze.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="FILE", help="JSON: catalog code → cases"
    )
    freeze.add_argument("--most", type=a_count, default=100, help="how many are on it (default: %(default)s)")


def _add_compare(compare: argparse.ArgumentParser, add_common: AddCommon) -> None:
    add_common(compare)
    compare.add_argument(
        "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as in force then (default: today)"
    )
    compare.add_argument(
        "--proposed", action="store_true", help="by what each copy's newest version says, published or not"
    )
    compare.add_argument("--period", default="", metavar="2026-Q3", help="also the rate of this period's frozen list")
    compare.add_argument(
        "--json", dest="out", type=Path, metavar="FILE", help="every difference, one JSON line an item"
    )


def _compare(arguments: argparse.Namespace) -> int:
    from central.service_items.states import TextDamaged

    try:
        said = _compared(arguments)
    except TextDamaged as damaged:
        return fail(f"what items say was changed in the database: {damaged}; restore a backup")
    except OSError as unwritable:
        return fail(f"{arguments.out}: {unwritable.strerror}")
    print(json.dumps(said, ensure_ascii=False))
    return 0


def _compared(arguments: argparse.Namespace) -> dict[str, object]:
    """The rates; the differences go to a file where one is named. Raises TextDamaged, OSError."""
    from central.service_items.frequent import frequent_list
    from central.service_items.unification import compared, rates
    from central.service_items.versions import all_in_force, newest_said

    with opened(arguments) as centre, centre.database.reading() as session:
        day = arguments.day or centre.today()
        items = newest_said(session) if arguments.proposed else [one.item for one in all_in_force(session, day)]
        frequent = frequent_list(session, arguments.period) if arguments.period else None
        targets = _targets(session, day)
    found = compared(items)
    if arguments.out is not None:
        lines = (one.model_dump_json() for one in found if not one.unified)
        arguments.out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return {"day": day.isoformat()} | _summary(rates(found, frequent), targets)


def _summary(found: Rates, targets: dict[str, float]) -> dict[str, dict[str, object]]:
    """Nothing is claimed of what nothing is registered of: then the share is null, and no target is met."""
    rates = {WHOLE: found.whole, **{f"{level}级": rate for level, rate in found.levels.items()}}
    if found.frequent is not None:
        rates[FREQUENT] = found.frequent
    said: dict[str, dict[str, object]] = {
        name: {"registered": one.registered, "unified": one.unified, "share": one.share} for name, one in rates.items()
    }
    for name, target in targets.items():
        if name in rates:
            share = rates[name].share
            said[name] |= {"target": target, "met": share is not None and share >= target}
    return said


def _targets(session: Session, day: date) -> dict[str, float]:
    """What is aimed at on a day; nothing where nobody has set it."""
    from central.db.parameters import ParameterMissing, parameter
    from central.service_items.unification import FREQUENT_TARGET, TARGET

    try:
        return {
            name: float(parameter(session, key, day).value)
            for name, key in ((WHOLE, TARGET), (FREQUENT, FREQUENT_TARGET))
        }
    except ParameterMissing:
        return {}


def _freeze(arguments: argparse.Namespace) -> int:
    from pydantic import TypeAdapter, ValidationError

    from app.contract.service_items import CatalogCode
    from central.service_items.frequent import AlreadyFrozen, freeze_frequent

    try:
        cases = TypeAdapter(dict[CatalogCode, int]).validate_json(arguments.source.read_bytes())
        with opened(arguments) as centre, centre.database.writing() as session:
            first = freeze_frequent(session, arguments.period, cases, arguments.most, centre.now())
    except ValidationError:
        return fail(f"{arguments.source} is no JSON object of catalog codes and numbers of cases")
    except OSError as unreadable:
        return fail(f"{arguments.source}: {unreadable.strerror}")
    except AlreadyFrozen:
        return fail(f"the list of {arguments.period} is frozen already and stays as it is")
    say(f"{arguments.period}: {len(first)} items")
    return 0


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "compare-items": _compare,
    "freeze-frequent-items": _freeze,
}
