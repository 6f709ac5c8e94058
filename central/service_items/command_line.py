"""`guanjia central import-items, publish-items, withdraw-item, seed-items`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from central.service_items import comparing_command_line
from central.typed_orders import AddCommon, a_count, fail, opened, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.contract.service_items import ServiceItem
    from central.centre import Centre
    from central.service_items.rules import InPost
    from central.service_items.states import Broken
    from central.service_items.versions import Book

MOST_SAID = 200


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    bring = orders.add_parser("import-items", help="take in items and themes from a JSON file, as proposed")
    add_common(bring)
    bring.add_argument("file", type=Path, metavar="FILE", help='{"items": [...], "themes": [...]}')
    publish = orders.add_parser(
        "publish-items", help="check what is proposed; publish it, and the terminals' pack of it"
    )
    add_common(publish)
    publish.add_argument(
        "--check",
        action="store_true",
        help="only say which rules are broken, by what is proposed or by what is in force",
    )
    withdraw = orders.add_parser("withdraw-item", help="a copy is no longer handled from today on")
    add_common(withdraw)
    withdraw.add_argument("task_code", metavar="TASK_CODE")
    withdraw.add_argument("--reason", required=True, help="kept with the item's history")
    comparing_command_line.add_orders(orders, add_common)
    seed = orders.add_parser(
        "seed-items", help="synthetic items at three levels and themes, as proposed; safe to repeat"
    )
    add_common(seed)
    seed.add_argument(
        "--items", type=a_count, default=1_200, help="how many, each as three copies (default: %(default)s)"
    )


def _import(arguments: argparse.Namespace) -> int:
    from central.service_items.reading import read_file
    from central.service_items.states import ItemsRefused
    from central.service_items.themes import propose_themes

    try:
        incoming = read_file(arguments.file)
        with opened(arguments) as centre:
            items, themes = centre.database.write(
                lambda session: (
                    len(_book(arguments, centre, session).propose(incoming.items)),
                    propose_themes(_book(arguments, centre, session), incoming.themes),
                )
            )
    except ItemsRefused as refused:
        return _refused(refused.broken)
    except OSError as unreadable:
        return fail(f"{arguments.file}: {unreadable.strerror}")
    say(f"proposed: {items} items, {themes} themes; the rest is there already")
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    from central.db.parameters import ParameterMissing
    from central.packs.publishing import PackRefused
    from central.service_items.forbidden import ListsUnreadable
    from central.service_items.states import ItemsRefused, TextDamaged

    try:
        with opened(arguments) as centre:
            if arguments.check:
                return _check(arguments, centre)
            say(_published(arguments, centre))
    except ItemsRefused as refused:
        return _refused(refused.broken)
    except ParameterMissing as missing:
        return fail(f"no parameter {missing}; put today's in with: guanjia central seed --home {arguments.home}")
    except (ListsUnreadable, PackRefused, TextDamaged) as wrong:
        return fail(str(wrong))
    return 0


def _published(arguments: argparse.Namespace, centre: Centre) -> str:
    from central.audited import whoever_this_is
    from central.packs.publishing import Publisher
    from central.reply_key import reply_key
    from central.service_items.rounds import Round

    publisher = Publisher(centre.home.path, reply_key(centre.home.path))
    done = Round(centre, publisher, arguments.by or whoever_this_is(), _in_post).publish()
    return (
        f"published: {done.effective} versions, {done.themes} themes; on notice: {done.on_notice}; "
        f"pack {done.manifest.name} {done.manifest.version}; "
        f"alike at all levels from now on: {done.alike}, no longer: {done.apart}"
    )


def _check(arguments: argparse.Namespace, centre: Centre) -> int:
    from central.service_items.publishing import broken_among, broken_in_force
    from central.service_items.states import OPEN
    from central.service_items.texts import items_of

    def broken(session: Session) -> list[Broken]:
        book = _book(arguments, centre, session)
        said = items_of(session, [row.text_sha256 for row in book.standing_at(*OPEN)])
        in_post = _in_post(session)
        return [*broken_among(book, list(said.values()), in_post), *broken_in_force(book, in_post)]

    found = centre.database.write(broken)
    return _refused(found) if found else 0


def _withdraw(arguments: argparse.Namespace) -> int:
    from central.packs.publishing import PackRefused, Publisher
    from central.reply_key import reply_key
    from central.service_items.states import TextDamaged
    from central.service_items.to_terminals import publish_pack

    def withdrawn(session: Session) -> int:
        book = _book(arguments, centre, session)
        gone = book.withdraw(arguments.task_code, centre.today(), arguments.reason)
        publish_pack(book, Publisher(centre.home.path, reply_key(centre.home.path)))
        return len(gone)

    try:
        with opened(arguments) as centre:
            versions = centre.database.write(withdrawn)
    except (PackRefused, TextDamaged) as wrong:
        return fail(str(wrong))
    if not versions:
        return fail(f"nothing of {arguments.task_code} is in force, planned or proposed")
    say(f"{arguments.task_code} withdrawn; terminals no longer offer it from their next pull on")
    return 0


def _seed(arguments: argparse.Namespace) -> int:
    from central.service_items.samples import sample_items
    from central.service_items.states import ItemsRefused
    from central.service_items.theme_files import shipped_themes, theme_items
    from central.service_items.themes import propose_themes

    with opened(arguments) as centre:
        with centre.database.reading() as session:
            people = _people_in_post(session, centre.today())
        if not people:
            return fail(f"nobody holds a post yet; put people in with: guanjia central seed --home {arguments.home}")
        items = [*sample_items(people, arguments.items), *theme_items(people)]
        try:
            changed = centre.database.write(lambda session: _proposed(_book(arguments, centre, session), items))
            themes = shipped_themes()
            centre.database.write(lambda session: propose_themes(_book(arguments, centre, session), themes))
        except ItemsRefused as refused:
            return _refused(refused.broken)
    say(f"事项 {len(items)} 份（{changed} 份新的），一件事 {len(themes)} 个；发布：guanjia central publish-items")
    return 0


def _proposed(book: Book, items: list[ServiceItem]) -> int:
    """Those that were never here: who answers for the others may have changed since, and that is not put back."""
    there = {row.task_code for row in book.held([item.task_code for item in items])}
    return len(book.propose([item for item in items if item.task_code not in there]))


def _in_post(session: Session) -> InPost:
    """The organisations room answers, once for each person and day."""
    from functools import cache

    from central.organisations.people import posts_at

    return cache(lambda person_id, day: bool(posts_at(session, person_id, day)))


def _people_in_post(session: Session, day: date) -> list[str]:
    from sqlalchemy import select

    from central.organisations.people import held_on
    from central.organisations.tables import Post

    return list(
        session.scalars(select(Post.person_id).where(held_on(day)).distinct().order_by(Post.person_id).limit(200))
    )


def _book(arguments: argparse.Namespace, centre: Centre, session: Session) -> Book:
    from central.audited import whoever_this_is
    from central.service_items.versions import Book

    return Book(session, centre.home.keyed_hash, arguments.by or whoever_this_is(), centre.now())


def _refused(broken: tuple[Broken, ...] | list[Broken]) -> int:
    """All of them, one a line, as far as anybody reads."""
    for one in broken[:MOST_SAID]:
        say(str(one))
    more = f"; {len(broken) - MOST_SAID} more" if len(broken) > MOST_SAID else ""
    return fail(f"nothing was done: {len(broken)} reasons{more}")


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "import-items": _import,
    "publish-items": _publish,
    "withdraw-item": _withdraw,
    **comparing_command_line.ORDERS,
    "seed-items": _seed,
}
