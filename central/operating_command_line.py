"""`guanjia central migrate, backup, restore, status, close-notice, actions`: what an operator does with the centre's database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central.typed_orders import AddCommon, Order, fail, opened, say, settings_of

if TYPE_CHECKING:
    pass


NOTICES = {
    "terminal-forked": "two stores deliver for this terminal: one is a copy. Find both machines; enrol the one that stays anew under this "
    "id, the other under an id of its own. Both keep what they have not delivered",
    "incarnation-other": "a store that was replaced tries to deliver: an old or copied disk is in use. Enrol that machine under an id of "
    "its own, and it delivers",
    "diary-broken": "what was witnessed of this terminal's diary is no longer in it: something was changed, deleted or moved. Lock the "
    "terminal (guanjia central order-terminal lock), secure its disk as it is, and look into it; it begins anew when it is enrolled anew",
    "due-moved": "a new calendar has moved due days; each is told in its case or appeal. Nothing need be done here but to know it: who "
    "asks is told the new day",
    "paper-unknown": "this report was printed and is not in the database, which was restored from an earlier backup. If the paper is "
    "shown to you, it is genuine if its seal holds; its enterprise may ask for a new one",
}
"""What each notice means and who does what."""


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    for name, words, add in (
        ("migrate", "bring the database's tables to what this program needs, or make them", _nothing_more),
        ("backup", "copy the database while it is in use; terminals then know what is safe", _add_backup),
        ("restore", "put a backup where no database is, and let terminals offer again what it misses", _add_restore),
        ("status", "what an operator should know: notices, double filings, what is owed, backups", _add_json),
        ("close-notice", "this notice has been seen to", _add_close),
        ("actions", "what operators did, and whether that record holds", _add_json),
    ):
        parser = orders.add_parser(name, help=words, description=words)
        add_common(parser)
        add(parser)


def _nothing_more(_parser: argparse.ArgumentParser) -> None:
    pass


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="on another disk than the database")


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("label", type=Path, metavar="BACKUP.json", help="the label beside the backup")


def _add_close(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, help="the notice's number, from `guanjia central status`")


def _migrate(arguments: argparse.Namespace) -> int:
    from central.clock import utc_now
    from central.db.database import connect
    from central.db.version import HEAD
    from central.tables import make_tables

    settings = settings_of(arguments)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = connect(settings.database, may_create=True)
    try:
        before = make_tables(database, utc_now)
    finally:
        database.close()
    if before == HEAD:
        say(f"step {HEAD} already; nothing to do")
    else:
        say(f"made the tables, step {HEAD}" if before is None else f"from step {before} to step {HEAD}")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from central.backing_up import back_up
    from central.db.failures import CopyFailed

    try:
        with opened(arguments) as centre:
            label = back_up(centre, arguments.to)
    except (CopyFailed, OSError) as cannot:
        return fail(f"no backup was made: {cannot}")
    say(f"{arguments.to / label.file_name}: {label.length} bytes, everything until {label.until:%Y-%m-%d %H:%M:%S} UTC")
    say(f"the keys in {arguments.home} are not in it, and nothing opens it without them: keep a copy of them elsewhere")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from central.backing_up import put_back
    from central.clock import utc_now
    from central.db.database import connect
    from central.db.failures import CopyFailed
    from central.home import open_home

    settings = settings_of(arguments)
    home = open_home(settings.home)
    database = connect(settings.database, may_create=True)
    try:
        left = put_back(home, database, arguments.label, utc_now)
    except (CopyFailed, OSError) as cannot:
        return fail(f"nothing was restored: {cannot}")
    finally:
        database.close()
    say("restored; start the centre, and terminals offer again what this backup misses")
    for line in left:
        say(f"done after this backup, do it again if it still holds: {line}")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    from central.standing import standing

    with opened(arguments) as centre, centre.database.reading() as session:
        found = standing(session, centre.now())
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    for line in _in_words(found):
        print(line)
    return 0


def _in_words(found: dict[str, Any]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in found.items() if not isinstance(value, list)]
    for notice in found["notices"]:
        about = f"notice {notice['number']}: {notice['matter']} {notice['terminal']} {notice['about']}"
        lines += [f"{about} ({notice['times']} times, last {notice['last_at']})", f"  {NOTICES[notice['matter']]}"]
    return lines


def _close_notice(arguments: argparse.Namespace) -> int:
    from central.audited import whoever_this_is
    from central.notices import close_notice

    with opened(arguments) as centre, centre.database.writing() as session:
        closed = close_notice(session, arguments.number, arguments.by or whoever_this_is(), centre.now())
    if closed is None:
        return fail(f"no open notice has the number {arguments.number}")
    say(f"notice {arguments.number} closed")
    return 0


def _actions(arguments: argparse.Namespace) -> int:
    """1 where the record was tampered with, or lacks what the log has."""
    from central.actions import actions, first_broken, forgotten

    with opened(arguments) as centre, centre.database.reading() as session:
        rows = actions(session)
        broken = first_broken(centre.home.keyed_hash, rows)
        lacking = forgotten(centre.home.path, session)
    said = [{"at": row.at.isoformat(), "who": row.who, "what": row.what, "about": row.about} for row in rows]
    if arguments.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print(*(f"{row['at']} {row['who']}: {row['what']} {row['about']}".rstrip() for row in said), sep="\n")
    for line in lacking:
        say(f"in operators.log and not in the database: {line}")
    if broken is not None:
        return fail(f"the record was changed at action {broken.number}, or before it")
    return 1 if lacking else 0


ORDERS: dict[str, Order] = {
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "status": _status,
    "close-notice": _close_notice,
    "actions": _actions,
}
