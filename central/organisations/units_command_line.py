"""`guanjia central add-unit, end-unit, rename-unit, set-responsible, trust-provider, link-person`: which bodies there are; who vouches."""

from __future__ import annotations

import argparse
from pathlib import Path

from central.organisations.ordering import BADGE_WORDS, a_day, carried_out, note_order, person_with, writing
from central.typed_orders import AddCommon, Order, fail, opened, say

KINDS = ("city", "department", "town", "branch", "village", "bank", "group")


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    for name, words, add in (
        ("set-responsible", "whose name stands for a unit, from a day on", _add_responsible),
        ("add-unit", "a body that was not here", _add_unit),
        ("end-unit", "a body is no more after a day; it stays on record", _add_unit_end),
        ("rename-unit", "what a body is called from a day on; earlier names stay", _add_rename),
        ("trust-provider", "an identity provider that may say who somebody is (OpenID Connect)", _add_provider),
        ("link-person", "whom that provider calls so is this person", _add_link),
    ):
        parser = orders.add_parser(name, help=words, description=words)
        add_common(parser)
        add(parser)


def _add_responsible(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--badge", required=True, help=BADGE_WORDS)
    parser.add_argument("--unit", required=True, help="the unit's id")
    parser.add_argument("--from", dest="first_day", type=a_day, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--deputy", action="store_true", help="as the deputy of who answers for it")


def _add_unit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, help="its id, never to be changed, e.g. DG-T15-B11")
    parser.add_argument("--code", required=True, help="what other systems call it")
    parser.add_argument("--name", required=True)
    parser.add_argument("--kind", required=True, choices=KINDS)
    parser.add_argument("--under", metavar="UNIT", help="the unit that it stands under; the city stands under none")
    parser.add_argument("--from", dest="first_day", type=a_day, required=True, metavar="YYYY-MM-DD")


def _add_unit_end(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, help="the unit's id")
    parser.add_argument("--to", dest="last_day", type=a_day, required=True, metavar="YYYY-MM-DD", help="the last day")


def _add_rename(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, help="the unit's id")
    parser.add_argument("--name", required=True)
    parser.add_argument("--from", dest="first_day", type=a_day, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--source", required=True, help="where that is written")


def _add_provider(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--issuer", required=True, help="its address, https://…")
    parser.add_argument("--client-id", required=True, help="what we are called there")
    parser.add_argument("--secret-file", type=Path, required=True, help="the secret between us, one line")
    parser.add_argument("--return-to", required=True, help="where it sends people back to")


def _add_link(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--badge", required=True, help=BADGE_WORDS)
    parser.add_argument("--subject", required=True, help="what the provider calls them (`sub`)")


def _set_responsible(arguments: argparse.Namespace) -> int:
    from central.organisations.people import DEPUTY, PRINCIPAL, make_responsible

    with writing(arguments) as (centre, session, by):
        person, rank = person_with(session, arguments.badge), DEPUTY if arguments.deputy else PRINCIPAL
        make_responsible(session, arguments.unit, rank, person.id, arguments.first_day, by, centre.now())
        note_order(session, centre, by, "made-responsible", "unit", arguments.unit)
    return 0


def _new_unit(arguments: argparse.Namespace) -> int:
    from central.organisations.tables import Unit
    from central.organisations.units import add_unit

    with writing(arguments) as (centre, session, by):
        unit = Unit(
            id=arguments.unit,
            code=arguments.code,
            name=arguments.name,
            kind=arguments.kind,
            parent_id=arguments.under,
            valid_from=arguments.first_day,
            valid_to=None,
        )
        add_unit(session, unit)
        note_order(session, centre, by, "unit-added", "unit", arguments.unit)
    return 0


def _end_unit(arguments: argparse.Namespace) -> int:
    from central.organisations.units import end_unit

    with writing(arguments) as (centre, session, by):
        end_unit(session, arguments.unit, arguments.last_day)
        note_order(session, centre, by, "unit-ended", "unit", arguments.unit)
    return 0


def _rename_unit(arguments: argparse.Namespace) -> int:
    from central.organisations.units import rename

    with writing(arguments) as (centre, session, by):
        told = (arguments.unit, arguments.name, arguments.first_day, arguments.source)
        renamed = rename(session, *told, verified=True)
        note_order(session, centre, by, "unit-renamed", "unit", arguments.unit)
    return 0 if renamed else fail(f"{arguments.unit} has a name from {arguments.first_day} on already")


def _trust_provider(arguments: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from central.organisations.providers import Agreement, agree

    try:
        secret = arguments.secret_file.read_text("utf-8").strip()
        agreed = Agreement(
            issuer=arguments.issuer,
            client_id=arguments.client_id,
            client_secret=secret,
            return_to=arguments.return_to,
        )
    except (OSError, UnicodeDecodeError, ValidationError):
        return fail("both addresses are https, or this machine's; the secret is one line of a file that can be read")
    with opened(arguments) as centre:
        agree(centre.home.path, agreed)
    say("people come in by it once they are linked: guanjia central link-person")
    return 0


def _link_person(arguments: argparse.Namespace) -> int:
    from central.organisations.accounts import link_subject
    from central.organisations.providers import agreement

    with writing(arguments) as (centre, session, by):
        agreed = agreement(centre.home.path)
        if agreed is None:
            return fail("no identity provider is trusted yet: guanjia central trust-provider")
        person = person_with(session, arguments.badge)
        link_subject(session, agreed.issuer, arguments.subject, person.id, centre.now())
        note_order(session, centre, by, "linked", "person", person.id)
    return 0


ORDERS: dict[str, Order] = {
    "set-responsible": carried_out(_set_responsible),
    "add-unit": carried_out(_new_unit),
    "end-unit": carried_out(_end_unit),
    "rename-unit": carried_out(_rename_unit),
    "trust-provider": carried_out(_trust_provider),
    "link-person": carried_out(_link_person),
}
