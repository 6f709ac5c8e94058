"""`guanjia central import-jobs`: what a terminal exported (`guanjia jobs export`) because it cannot deliver it any more."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central.typed_orders import AddCommon, fail

if TYPE_CHECKING:
    from central.importing import Taken


SHORT_KEY = 8
WORDS = {
    "gap": "an earlier job of the same case is not here; bring a file exported with --all",
    "mismatch": "another job came in under this key; keep the file, and tell the maker",
    "terminal-forked": "its number belongs to another job: the disk was copied, see `guanjia central status`. Enrol its machine under "
    "an id of its own, and it delivers",
    "centre-error": "a defect in this centre, see its log; bring the file again when that is mended",
}
"""Why a job was not taken, where there is something to do; every other code is one a terminal shows as well."""


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    words = "take in the jobs a terminal exported; what is here already stays as it is"
    importing = orders.add_parser("import-jobs", help=words, description=words)
    add_common(importing)
    importing.add_argument("file", type=Path, metavar="FILE", help="what `guanjia jobs export` has written")
    importing.add_argument(
        "--even-revoked", action="store_true", help="its terminal was revoked, and its disk is in your own hands again"
    )
    importing.add_argument("--json", action="store_true", help="for programs")


def _import(arguments: argparse.Namespace) -> int:
    """1 where nothing of the file is here afterwards."""
    from central.importing import KeyRevoked, NotBelieved, take_bundle
    from central.opening import opened
    from central.settings import Settings

    try:
        content = arguments.file.read_bytes()
        with opened(Settings(home=arguments.home, database_url=arguments.database)) as centre:
            taken = take_bundle(centre, content, even_revoked=arguments.even_revoked)
    except NotBelieved as why:
        return fail(f"nothing was taken: {why}")
    except KeyRevoked:
        return fail(
            "nothing was taken: this terminal was revoked, and who has its disk can write such a file. Where the disk is back in your "
            "own hands, say --even-revoked"
        )
    except OSError as wrong:
        return fail(f"{arguments.file}: {wrong.strerror}")
    _tell(taken, as_json=arguments.json)
    return 1 if taken.answers and len(taken.not_taken) == len(taken.answers) else 0


def _tell(taken: Taken, *, as_json: bool) -> None:
    said = _counted(taken)
    if as_json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return
    print(
        f"{said['terminal']}, exported {said['exported_at']}: {said['jobs']} jobs, {said['accepted']} accepted, {said['duplicate']} "
        f"here before, {len(said['refused'])} refused"
    )
    for job in said["refused"]:
        print(f"refused {job['key']} {job['kind']} {job['code']}: {WORDS.get(job['code'], 'see the list of codes')}")


def _counted(taken: Taken) -> dict[str, Any]:
    """Nobody's name, no number of anybody's: of each job its key's beginning, its kind, and the code."""
    from app.contract.jobs import ItemStatus

    return {
        "terminal": taken.head.terminal_id,
        "exported_at": taken.head.exported_at.isoformat(timespec="seconds"),
        "jobs": len(taken.answers),
        "accepted": taken.count(ItemStatus.APPLIED),
        "duplicate": taken.count(ItemStatus.DUPLICATE),
        "refused": [
            {"key": item.key[:SHORT_KEY], "kind": item.kind.value, "code": result.code or result.status.value}
            for item, result in taken.not_taken
        ],
    }


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {"import-jobs": _import}
