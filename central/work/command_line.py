"""`guanjia central work, deliveries, close-delivery`: what the centre owes to others, and who sees to it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, Order, fail, opened, say

if TYPE_CHECKING:
    pass

FOUND = ("arrived", "given-up", "send-again")


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    for name, words, add in (
        (
            "work",
            "send what is owed to other systems and do what the clock says, until stopped; one or more beside the centre",
            None,
        ),
        ("deliveries", "what waits for a person: nobody knows whether it arrived", _add_json),
        ("close-delivery", "say what became of a delivery, and how you know", _add_close),
    ):
        parser = orders.add_parser(name, help=words, description=words)
        add_common(parser)
        if add is not None:
            add(parser)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_close(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("delivery_id", metavar="KEY", help="from `guanjia central deliveries`")
    parser.add_argument("--found", required=True, choices=FOUND, help="what became of it")
    parser.add_argument("--reason", required=True, help="how you know; kept")


def _work(arguments: argparse.Namespace) -> int:
    """1 also where another worker took this one for dead: whoever started it starts it anew."""
    import signal

    from app import log
    from central.plan_file import PlanUnusable
    from central.work.worker import ENDING, DeclaredGone, Worker

    # Before there is a second thread: each inherits this.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    log.set_up()
    with opened(arguments) as centre:
        try:
            worker = Worker(centre)
        except (PlanUnusable, OSError) as unusable:
            return fail(str(unusable))
        print(json.dumps({"worker": worker.id}), flush=True)
        try:
            worker.work_until_told()
        except DeclaredGone:
            return fail("this worker was silent for too long, and its work is in other hands; start it anew")
        finally:
            worker.end()
    return 0


def _deliveries(arguments: argparse.Namespace) -> int:
    from central.outbound.by_hand import lane

    with opened(arguments) as centre, centre.database.reading() as session:
        rows = lane(session)
    said = [
        {
            "key": row.id,
            "system": row.system,
            "topic": row.topic,
            "subject": row.subject,
            "since": row.made_at.isoformat(timespec="seconds"),
            "attempts": row.attempts,
            "code": row.last_code,
        }
        for row in rows
    ]
    if arguments.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return 0
    for one in said:
        print(" ".join(str(value) for value in one.values()))
    say("find out at the receiver, then: guanjia central close-delivery KEY --found … --reason …" if said else "none")
    return 0


def _close(arguments: argparse.Namespace) -> int:
    from central.audited import whoever_this_is
    from central.outbound.by_hand import Finding, NotInTheLane, close

    by = arguments.by or whoever_this_is()
    with opened(arguments) as centre, centre.database.writing() as session:
        try:
            close(session, arguments.delivery_id, Finding(arguments.found), by, arguments.reason, centre.now())
        except NotInTheLane:
            return fail(f"no delivery {arguments.delivery_id} waits for a person")
        except ValueError as lacking:
            return fail(str(lacking))
    say(f"{arguments.delivery_id} closed: {arguments.found}")
    return 0


ORDERS: dict[str, Order] = {"work": _work, "deliveries": _deliveries, "close-delivery": _close}
