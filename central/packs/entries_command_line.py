"""`guanjia central publish-entries, withdraw-entry, list-entries, publish-templates`: what terminals know without a network."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from central.typed_orders import AddCommon, fail, opened, say

if TYPE_CHECKING:
    from app.contract.entries import Entry
    from central.centre import Centre
    from central.packs.entries import Publication
    from central.packs.refused import Fault

KINDS: Final = ("knowledge", "policies", "places", "forms", "declared-services", "parameters")
PARAMETERS: Final = "parameters"
MOST_SAID: Final = 200


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    publish = orders.add_parser(
        "publish-entries", help="check knowledge, policies, places, forms, services or values; publish"
    )
    add_common(publish)
    publish.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    publish.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help='{"entries": [...]}; parameters: may be left out'
    )
    publish.add_argument("--check", action="store_true", help="only say what is wrong with it")
    withdraw = orders.add_parser("withdraw-entry", help="an entry no longer counts; terminals know at their next pull")
    add_common(withdraw)
    withdraw.add_argument("kind", choices=KINDS[:-1], metavar="KIND", help=", ".join(KINDS[:-1]))
    withdraw.add_argument("id", metavar="ID")
    withdraw.add_argument("--reason", required=True, help="for the public to read")
    listed = orders.add_parser("list-entries", help="what of a kind is in force, one JSON object a line")
    add_common(listed)
    listed.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    listed.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="default: today")
    templates = orders.add_parser("publish-templates", help="check a folder of paper templates and publish it")
    add_common(templates)
    templates.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR")


def _publish(arguments: argparse.Namespace) -> int:
    from app.contract.entry_kinds import KINDS as MODELS
    from central.packs.entry_file import read_file

    if arguments.file is None and (arguments.kind != PARAMETERS or arguments.check):
        return fail("a FILE is wanted")
    try:
        entries = read_file(arguments.file, MODELS[arguments.kind]) if arguments.file else ()
    except OSError as unreadable:
        return fail(f"{arguments.file}: {unreadable.strerror}")
    with opened(arguments) as centre:
        if arguments.check:
            return _check(centre, entries)
        return _told(_published(centre, arguments.kind, entries))


def _published(centre: Centre, kind: str, entries: tuple[Entry, ...]) -> Publication:
    from app.contract.dated_values import DatedValue
    from app.contract.entry_kinds import KINDS as MODELS
    from central.packs.entries import publish_entries
    from central.packs.grounds import ground_of
    from central.packs.parameters import publish_parameters, take_values

    with centre.database.reading() as session:
        ground = ground_of(session, centre.today())
        if kind != PARAMETERS:
            return publish_entries(centre, entries, MODELS[kind], ground)
    take_values(centre, [one for one in entries if isinstance(one, DatedValue)], ground)
    return publish_parameters(centre)


def _check(centre: Centre, entries: tuple[Entry, ...]) -> int:
    from central.packs.entry_rules import broken_rules
    from central.packs.grounds import ground_of

    with centre.database.reading() as session:
        ground = ground_of(session, centre.today())
        found = [fault for entry in entries for fault in broken_rules(entry, ground)]
    return _refused(found) if found else 0


def _withdraw(arguments: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from app.contract.entry_kinds import KINDS as MODELS
    from central.packs.entries import EntryUnknown, withdraw_entry

    try:
        with opened(arguments) as centre:
            withdrawn = withdraw_entry(centre, MODELS[arguments.kind], arguments.id, arguments.reason)
    except EntryUnknown:
        return fail(f"no {arguments.kind} entry {arguments.id} is published")
    except ValidationError:
        return fail("the reason cannot be shown: 1 to 300 characters that can be seen")
    say(f"{arguments.id} withdrawn; terminals no longer show it from their next pull on")
    return _told(withdrawn)


def _list(arguments: argparse.Namespace) -> int:
    from app.contract.entries import fingerprint, newest_in_force
    from app.contract.entry_kinds import KINDS as MODELS
    from central.packs.entries import shelf_of

    with opened(arguments) as centre:
        day = arguments.day or centre.today()
        with centre.database.reading() as session:
            shelf = shelf_of(session, centre.home.path, MODELS[arguments.kind])
    for versions in shelf.by_id().values():
        one = newest_in_force(versions, day)
        if one is not None:
            said = {"fingerprint": fingerprint(one), "entry": one.model_dump(mode="json", exclude_defaults=True)}
            print(json.dumps(said, ensure_ascii=False))
    return 0


def _templates(arguments: argparse.Namespace) -> int:
    from central.packs.templates import publish_templates

    if not arguments.source.is_dir():
        return fail(f"{arguments.source} is no folder")
    with opened(arguments) as centre:
        manifest = publish_templates(centre, arguments.source)
    print(f"{manifest.name} {manifest.version}")
    return 0


def _told(done: Publication) -> int:
    say(f"{done.new} new or changed")
    print(f"{done.manifest.name} {done.manifest.version}")
    return 0


def _in_words(order: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """What is refused is told one reason a line, with who can mend it."""

    def carried_out(arguments: argparse.Namespace) -> int:
        from app.contract.packed_lines import PackUnreadable
        from central.packs.publishing import PackRefused
        from central.packs.refused import ContentRefused

        try:
            return order(arguments)
        except ContentRefused as refused:
            return _refused(refused.faults)
        except (PackRefused, PackUnreadable) as wrong:
            return fail(str(wrong))

    return carried_out


def _refused(faults: Iterable[Fault]) -> int:
    listed = list(faults)
    for one in listed[:MOST_SAID]:
        say(str(one))
    more = f"; {len(listed) - MOST_SAID} more" if len(listed) > MOST_SAID else ""
    return fail(f"nothing was published: {len(listed)} reasons{more}")


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "publish-entries": _in_words(_publish),
    "withdraw-entry": _in_words(_withdraw),
    "list-entries": _in_words(_list),
    "publish-templates": _in_words(_templates),
}
