"""`guanjia central invite, add-operator, order-terminal, sign-order, list-orders, trust-clock`: what operators do with terminals."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from central.typed_orders import AddCommon, Order, fail, opened, say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy.orm import Session

    from central.centre import Centre
    from central.terminal_orders import OrderGiven

KINDS = ("lock", "unlock", "wipe", "rotate-key")


class Impossible(Exception):
    """This cannot be done; the words say why."""


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    for name, words, add in (
        ("invite", "print a one-time code, valid for an hour, by which a terminal enrols itself", _add_invite),
        ("add-operator", "let a person order terminals about, by their Ed25519 public key", _add_add_operator),
        ("remove-operator", "what this person signs, or has signed and is not carried out, counts no more", _add_name),
        ("order-terminal", "lock, unlock, wipe or rotate-key; a wipe waits for a second person", _add_order),
        ("sign-order", "the second person's word", _add_sign),
        ("list-orders", "every order, who signed it, and what became of it", lambda _: None),
        ("trust-clock", "this centre's clock had run ahead and is right now: let terminals in again", lambda _: None),
    ):
        parser = orders.add_parser(name, help=words, description=words)
        add_common(parser)
        add(parser)


def _add_invite(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--terminal", required=True, metavar="T0003", help="its id: five capitals and digits")
    parser.add_argument("--site", required=True, help="where it stands, e.g. 寮步镇政务服务中心")


def _add_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="what the person is called at work")


def _add_add_operator(parser: argparse.ArgumentParser) -> None:
    _add_name(parser)
    parser.add_argument(
        "--public-key",
        type=Path,
        required=True,
        help="PEM, base64 or raw; openssl genpkey -algorithm ed25519 makes a key",
    )
    parser.add_argument("--badge", required=True, help="the badge number of this person, who holds an operator's post")


def _add_signer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--operator", required=True, metavar="NAME", help="who signs")
    parser.add_argument("--key", type=Path, required=True, help="their private key, PEM")


def _add_order(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--terminal", required=True, metavar="T0003", help="its id")
    parser.add_argument("--even-unsent", action="store_true", help="a wipe takes what we have not received, too")
    _add_signer(parser)


def _add_sign(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--order", required=True, dest="order_id", help="its id, as list-orders says")
    _add_signer(parser)


def _invite(arguments: argparse.Namespace) -> int:
    from central.invitations import invite
    from central.terminals import BadTerminalId

    with opened(arguments) as centre:
        try:
            code = invite(centre, arguments.terminal, arguments.site)
        except BadTerminalId as bad:
            return fail(str(bad))
    print(code)
    say("valid for one hour, once; on the terminal: guanjia enrol --url … --code …")
    return 0


def _add_operator(arguments: argparse.Namespace) -> int:
    from sqlalchemy.exc import IntegrityError

    from central.enrolment import BadPublicKey, read_public_key
    from central.operators import HasAnother, add_operator
    from central.organisations.keys import still_holds
    from central.organisations.people import find_by_badge
    from central.organisations.roles import Role

    try:
        key = read_public_key(arguments.public_key)
        with opened(arguments) as centre, centre.database.writing() as session:
            person = find_by_badge(session, arguments.badge.upper())
            if person is None or not still_holds(session, person.id, Role.OPERATOR, "", centre.today()):
                return fail(f"nobody with the badge {arguments.badge} holds an operator's post today")
            add_operator(session, arguments.name, key, centre.now(), person.id)
    except (BadPublicKey, OSError) as bad:
        return fail(str(bad))
    except HasAnother:
        return fail("this person signs with another key already; remove-operator ends that one")
    except IntegrityError:
        return fail("this name or this key is somebody's already")
    say(f"{arguments.name} may sign orders")
    return 0


def _remove_operator(arguments: argparse.Namespace) -> int:
    from central.operators import remove_operator

    with opened(arguments) as centre, centre.database.writing() as session:
        known = remove_operator(session, arguments.name, centre.now())
    return 0 if known else fail(f"no operator is called {arguments.name}")


def _order(arguments: argparse.Namespace) -> int:
    from app.contract.wire import OrderKind
    from central.terminal_orders import draw_up
    from central.terminals import Terminal

    def give(centre: Centre, session: Session) -> OrderGiven:
        terminal = session.get(Terminal, arguments.terminal)
        if terminal is None:
            raise Impossible(f"no terminal {arguments.terminal} is enrolled")
        kind = OrderKind(arguments.kind)
        return draw_up(session, terminal, kind, centre.now(), even_unsent=arguments.even_unsent)

    return _signed(arguments, give)


def _sign(arguments: argparse.Namespace) -> int:
    from central.terminal_orders import OrderGiven

    def find(_centre: Centre, session: Session) -> OrderGiven:
        order = session.get(OrderGiven, arguments.order_id)
        if order is None:
            raise Impossible(f"there is no order {arguments.order_id}")
        return order

    return _signed(arguments, find)


def _signed(arguments: argparse.Namespace, which: Callable[[Centre, Session], OrderGiven]) -> int:
    """Sign what `which` draws up or finds; nothing is kept of it where the signature does not count."""
    from central.operators import OperatorUnknown
    from central.terminal_orders import sign_order

    try:
        key = _private_key(arguments.key)
        with opened(arguments) as centre, centre.database.writing() as session:
            order = which(centre, session)
            lacking = sign_order(session, order, arguments.operator, key.sign(order.words()), centre.now())
            order_id = order.id
    except OperatorUnknown:
        return fail(f"{arguments.operator} may not sign, or this is not their key")
    except (Impossible, OSError) as wrong:
        return fail(str(wrong))
    print(order_id)
    say("given; the terminal carries it out when it next greets" if not lacking else f"{lacking} more must sign")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from central.terminal_orders import OrderGiven, OrderSignature

    with opened(arguments) as centre, centre.database.reading() as session:
        for order in session.scalars(select(OrderGiven).order_by(OrderGiven.number)):
            by = session.scalars(select(OrderSignature.operator).where(OrderSignature.order_id == order.id)).all()
            became = f"{order.outcome} {order.reported_at:%Y-%m-%d %H:%M}" if order.reported_at else "waits"
            print(f"{order.id}  {order.terminal_id}  {order.kind:<10}  {'+'.join(sorted(by))}  {became}")
    return 0


def _trust_clock(arguments: argparse.Namespace) -> int:
    from central.nonces import trust_the_clock

    with opened(arguments) as centre, centre.database.writing() as session:
        trust_the_clock(session, centre.now())
    say("this centre's clock is trusted again")
    return 0


def _private_key(path: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Impossible(f"{path} holds no private key in PEM without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Impossible(f"{path} holds a key of another kind than Ed25519")
    return key


ORDERS: dict[str, Order] = {
    "invite": _invite,
    "add-operator": _add_operator,
    "remove-operator": _remove_operator,
    "order-terminal": _order,
    "sign-order": _sign,
    "list-orders": _list,
    "trust-clock": _trust_clock,
}
