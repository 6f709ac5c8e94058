"""`guanjia central publish-services`: the declared services of this program, as items and as the terminals' pack."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from central.typed_orders import AddCommon, fail, opened, say

SEED: Final = "seed"

if TYPE_CHECKING:
    from central.centre import Centre
    from central.declarations.publishing import Published


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    publish = orders.add_parser(
        "publish-services",
        help="declared services: check their files; publish items and terminals' pack; safe to repeat",
    )
    add_common(publish)
    publish.add_argument(
        "--from", dest="source", type=Path, metavar="DIR", help="a folder of declarations (default: the program's own)"
    )
    publish.add_argument("--check", action="store_true", help="only say what is wrong with the files")


def _publish(arguments: argparse.Namespace) -> int:
    from app.contract.packed_lines import PackUnreadable
    from central.audited import whoever_this_is
    from central.db.parameters import ParameterMissing
    from central.declarations.publishing import publish_services
    from central.declarations.reading import read_folder, shipped
    from central.packs.publishing import PackRefused
    from central.packs.refused import ContentRefused
    from central.service_items.forbidden import ListsUnreadable
    from central.service_items.states import ItemsRefused

    try:
        declared = read_folder(arguments.source) if arguments.source else shipped()
        if arguments.check:
            say(f"{len(declared.services)} declared services; nothing is wrong with them")
            return 0
        with opened(arguments) as centre:
            done = publish_services(centre, declared, arguments.by or whoever_this_is())
    except ContentRefused as refused:
        return _refused(refused.faults)
    except ItemsRefused as refused:
        return _refused(refused.broken)
    except OSError as unreadable:
        return fail(f"{arguments.source}: {unreadable.strerror}")
    except ParameterMissing as missing:
        return fail(f"no parameter {missing}; put today's in with: guanjia central seed --home {arguments.home}")
    except (ListsUnreadable, PackRefused, PackUnreadable) as wrong:
        return fail(str(wrong))
    say(words_of(done))
    print(f"{done.manifest.name} {done.manifest.version}")
    return 0


def seed_services(centre: Centre, say: Callable[[str], None]) -> None:
    """What `guanjia central seed` does of it. Raises as `publish_services`: a fault of ours."""
    from central.declarations.publishing import publish_services
    from central.declarations.reading import shipped

    say(words_of(publish_services(centre, shipped(), SEED)))


def words_of(done: Published) -> str:
    kept = f"；由别人维护、没有动的：{'、'.join(done.kept)}" if done.kept else ""
    return f"申报服务 {done.services} 项新的，事项 {done.items} 份新的，已发布{kept}"


def _refused(reasons: Iterable[object]) -> int:
    listed = list(reasons)
    for one in listed:
        say(str(one))
    return fail(f"nothing was published: {len(listed)} reasons")


ORDERS: dict[str, Callable[[argparse.Namespace], int]] = {"publish-services": _publish}
