"""`guanjia central audit heads, audit verify`: what a witness keeps, and whether the records still are what was witnessed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, Order, fail, opened, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from central.centre import Centre

MOST_SAID = 200


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    parser = orders.add_parser("audit", help="the chained records: give a witness their heads, check that they hold")
    each = parser.add_subparsers(dest="audit_order", metavar="WHAT", required=True)
    words = "write how far each record has come; keep the file where nobody reaches who reaches the centre"
    give = each.add_parser("heads", help=words, description=words)
    add_common(give)
    give.set_defaults(order="audit heads")
    give.add_argument("--to", type=Path, required=True, metavar="FILE", help="one each day, elsewhere")
    words = "whether anything was changed, dated back, taken out or cut off: 1 where it was"
    check = each.add_parser("verify", help=words, description=words)
    add_common(check)
    check.set_defaults(order="audit verify")
    check.add_argument(
        "--against", type=Path, action="append", default=[], metavar="FILE", help="what a witness kept; may be repeated"
    )


def _heads(arguments: argparse.Namespace) -> int:
    from central.reply_key import reply_key
    from central.witness.file import Witnessed, write_heads
    from central.witness.heads import heads

    with opened(arguments) as centre, centre.database.reading() as session:
        said = Witnessed(centre.now(), centre.epoch)
        try:
            count = write_heads(arguments.to, reply_key(centre.home.path), said, heads(session))
        except OSError as cannot:
            return fail(f"{arguments.to}: {cannot.strerror}")
    say(f"{arguments.to}: the heads of {count} records; it proves something only where the centre cannot reach it")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from central.witness.file import NotAWitness

    with opened(arguments) as centre, centre.database.reading() as session:
        found = list(_broken(session, centre))
        for path in arguments.against:
            try:
                found += _lost(session, centre, path)
            except (NotAWitness, OSError) as unusable:
                return fail(f"{path}: {unusable}")
    for line in found[:MOST_SAID]:
        print(line)
    if found:
        return fail(f"{len(found)} faults in the records; keep the database as it is and look into it")
    say("every record holds" + (", and has all that was witnessed" if arguments.against else ""))
    return 0


def _broken(session: Session, centre: Centre) -> Iterator[str]:
    """Where a record does not follow from itself."""
    from central import actions
    from central.cases.chain import check_cases
    from central.organisations import trail
    from central.service_items.history import broken_histories

    keyed_hash = centre.home.keyed_hash
    for one in check_cases(session, keyed_hash):
        yield f"case {one.project_no} {one.number or ''}: {one.why}"
    for task_code, number in broken_histories(session, keyed_hash):
        yield f"item {task_code} {number}: does not follow"
    entry = trail.first_broken(session, keyed_hash)
    if entry is not None:
        yield f"staff-trail {entry}: does not follow"
    action = actions.first_broken(keyed_hash, actions.actions(session))
    if action is not None:
        yield f"operators {action.number}: does not follow"


def _lost(session: Session, centre: Centre, path: Path) -> Iterator[str]:
    """Raises NotAWitness, OSError."""
    from central.reply_key import reply_key
    from central.witness.file import read_heads
    from central.witness.heads import lost

    witnessed, heads = read_heads(path, reply_key(centre.home.path).public_key())
    if witnessed.epoch != centre.epoch:
        say(f"{path}: the centre was put back from a backup since; what came after that backup is missing here")
    for one in lost(session, heads):
        head = one.head
        yield f"{head.chain} {head.about} {head.number}: {one.why}, by {path.name} of {witnessed.made_at:%Y-%m-%d %H:%M}"


ORDERS: dict[str, Order] = {"audit heads": _heads, "audit verify": _verify}
