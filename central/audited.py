"""THE CENTRE: every order of `guanjia central` that changes anything is written down: before it is begun, and when it is done."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from central.actions import LOG_FILE, RESTORE, Act, begin, give_up, record
from central.clock import utc_now

ABOUT = {
    "seed": (),
    "migrate": (),
    "backup": ("to",),
    RESTORE: ("label",),
    "enrol": ("terminal", "site"),
    "invite": ("terminal", "site"),
    "revoke-terminal": ("terminal",),
    "revoke-report": ("number",),
    "renew-epoch": (),
    "renew-keys": ("withdraw_earlier", "key"),
    "close-notice": ("number",),
    "add-operator": ("name",),
    "remove-operator": ("name",),
    "order-terminal": ("terminal", "kind"),
    "sign-order": ("order_id",),
    "trust-clock": (),
    "import-jobs": ("file",),
    "publish-pack": ("name",),
    "withdraw-pack": ("name", "back_to"),
    "publish-entries": ("kind", "file"),
    "withdraw-entry": ("kind", "id", "reason"),
    "publish-templates": ("source",),
    "add-window": ("name", "site"),
    "remove-window": ("name",),
    "show-appeal": ("number",),
    "close-delivery": ("delivery_id", "found"),
    "add-person": ("badge", "unit", "role"),
    "set-post": ("badge", "unit", "role"),
    "end-post": ("post", "last_day"),
    "let-in": ("badge",),
    "shut-out": ("badge",),
    "unlock": ("badge",),
    "list-posts": ("unit",),
    "set-responsible": ("badge", "unit", "first_day"),
    "add-unit": ("unit",),
    "end-unit": ("unit", "last_day"),
    "rename-unit": ("unit", "first_day"),
    "trust-provider": ("issuer",),
    "link-person": ("badge",),
    "cases show": ("number",),
    "cases run-clocks": (),
    "publish-calendar": (),
    "import-items": ("file",),
    "publish-items": (),
    "withdraw-item": ("task_code", "reason"),
    "freeze-frequent-items": ("period",),
    "seed-items": ("items",),
}
"""Orders that change something, and which of their words say what. Every other order only looks; show-appeal, cases show and
list-posts do too, at what a person handed in or at names, and that is on record."""

Order = Callable[[argparse.Namespace], int]


def carried_out(arguments: argparse.Namespace, order: Order) -> int:
    """As `order`, and on record. Raises what it raises; OSError where nothing can be written down: then nothing is done."""
    if arguments.order not in ABOUT:
        return order(arguments)
    home: Path = arguments.home
    act = _act(arguments)
    noted = home.is_dir()
    if noted:
        begin(home, act)
    try:
        status = order(arguments)
    except BaseException:
        _came_to_nothing(home, act, noted=noted)
        raise
    if status:
        _came_to_nothing(home, act, noted=noted)
        return status
    if not noted:
        begin(home, act)
    _record_if_possible(arguments, act)
    return status


def _act(arguments: argparse.Namespace) -> Act:
    about = " ".join(str(value) for name in ABOUT[arguments.order] if (value := getattr(arguments, name, None)))
    return Act(
        secrets.token_hex(8), utc_now(), getattr(arguments, "by", "") or whoever_this_is(), arguments.order, about
    )


def whoever_this_is() -> str:
    """The person behind `sudo`, or this account."""
    return os.environ.get("SUDO_USER") or getpass.getuser()


def _came_to_nothing(home: Path, act: Act, *, noted: bool) -> None:
    if noted:
        give_up(home, act)


def _record_if_possible(arguments: argparse.Namespace, act: Act) -> None:
    """Keys are renewed where they are, also without a database: what was done is not called failed for that, and nobody does it twice."""
    from central.db.database import DatabaseAway

    try:
        _record(arguments, act)
    except DatabaseAway:
        words = f"done; on record in {arguments.home / LOG_FILE} alone: no database is within reach"
        print(words, file=sys.stderr)  # noqa: T201 - to whoever typed the order


def _record(arguments: argparse.Namespace, act: Act) -> None:
    from central.db.database import connect
    from central.home import open_home
    from central.settings import Settings

    settings = Settings(home=arguments.home, database_url=getattr(arguments, "database", ""))
    if not (settings.home / "hash.key").is_file():
        return
    keyed_hash = open_home(settings.home).keyed_hash
    database = connect(settings.database)
    try:
        database.write(lambda session: record(keyed_hash, session, act))
    finally:
        database.close()
