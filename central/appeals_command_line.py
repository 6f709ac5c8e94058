"""`guanjia central show-appeal`: one appeal with what the visitor wrote, for whoever handles it. Every look is on record."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from central.typed_orders import AddCommon, Order, fail, opened

if TYPE_CHECKING:
    from central.zones.appeals.tables import Appeal


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    words = "one appeal as the visitor filed it, own words and place included; the look is written down"
    parser = orders.add_parser("show-appeal", help=words, description=words)
    add_common(parser)
    parser.add_argument("number", help="the appeal's number, QG and fourteen digits")
    parser.add_argument("--json", action="store_true", help="for programs")


def _show_appeal(arguments: argparse.Namespace) -> int:
    from central.zones.appeals.tables import Appeal

    with opened(arguments) as centre, centre.database.reading() as session:
        found = session.get(Appeal, arguments.number)
        shown = as_filed(found) if found else None
    if shown is None:
        return fail(f"there is no appeal {arguments.number}")
    if arguments.json:
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        print(*(f"{name}: {value}" for name, value in shown.items()), sep="\n")
    return 0


def as_filed(appeal: Appeal) -> dict[str, Any]:
    """What was said, the person masked. Whoever is to ring them opens the sealed item."""
    return {
        "appeal_no": appeal.appeal_no,
        "state": appeal.state,
        "enterprise": appeal.entity_name,
        "uscc": appeal.uscc,
        "needs_check": appeal.needs_check,
        "filed_by": appeal.holder_masked,
        "phone": appeal.phone_masked,
        "topic": appeal.topic,
        "matters": json.loads(appeal.matters),
        "headcount": appeal.headcount,
        "place": appeal.place,
        "words": appeal.words,
        "lead_unit": appeal.lead_unit,
        "contact_due": appeal.contact_due.isoformat(),
    }


ORDERS: dict[str, Order] = {"show-appeal": _show_appeal}
