"""`guanjia central publish-pack, withdraw-pack, list-packs`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, fail, opened

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.contract.packs import PackManifest
    from central.centre import Centre
    from central.packs.publishing import Publisher


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    publish = orders.add_parser("publish-pack", help="publish a folder as a pack's next version; terminals fetch it")
    add_common(publish)
    publish.add_argument("--name", required=True, help="small letters, digits and hyphens")
    publish.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR", help="what is in it")
    withdraw = orders.add_parser("withdraw-pack", help="take a pack back: nothing in its place, or an earlier version")
    add_common(withdraw)
    withdraw.add_argument("--name", required=True)
    withdraw.add_argument("--back-to", type=int, metavar="VERSION", help="whose files become the next version")
    add_common(orders.add_parser("list-packs", help="every pack and its newest version"))


def _publish(arguments: argparse.Namespace) -> int:
    if not arguments.source.is_dir():
        return fail(f"{arguments.source} is no folder")
    return _done(
        arguments,
        lambda publisher, session, centre: publisher.publish(session, arguments.name, arguments.source, centre.now()),
    )


def _withdraw(arguments: argparse.Namespace) -> int:
    return _done(
        arguments,
        lambda publisher, session, centre: publisher.withdraw(
            session, arguments.name, centre.now(), back_to=arguments.back_to
        ),
    )


def _done(arguments: argparse.Namespace, work: Callable[[Publisher, Session, Centre], PackManifest]) -> int:
    from central.packs.publishing import PackRefused, Publisher
    from central.reply_key import reply_key

    try:
        with opened(arguments) as centre, centre.database.writing() as session:
            manifest = work(Publisher(centre.home.path, reply_key(centre.home.path)), session, centre)
    except PackRefused as refused:
        return fail(str(refused))
    print(f"{manifest.name} {manifest.version}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from central.packs.publishing import latest
    from central.packs.tables import PackVersion

    with opened(arguments) as centre, centre.database.reading() as session:
        for name in session.scalars(select(PackVersion.name).distinct().order_by(PackVersion.name)):
            manifest = latest(session, name)
            if manifest is not None:
                kept = "withdrawn" if manifest.withdrawn else f"{len(manifest.files)} files"
                print(f"{name} {manifest.version}  {kept}  {manifest.made_at:%Y-%m-%d %H:%M}")
    return 0


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "publish-pack": _publish,
    "withdraw-pack": _withdraw,
    "list-packs": _list,
}
