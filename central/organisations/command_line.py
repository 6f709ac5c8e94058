"""`guanjia central add-person, set-post, end-post, let-in, shut-out, unlock, list-posts, staff-trail`: who works here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from central.organisations.ordering import BADGE_WORDS, a_day, carried_out, note_order, person_with, writing
from central.typed_orders import AddCommon, Order, fail, opened, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from central.centre import Centre
    from central.organisations.tables import Person

ROLES = ("handler", "approver", "window-staff", "coordination-office", "bank", "operator", "administrator")


def add_orders(orders: argparse._SubParsersAction[argparse.ArgumentParser], add_common: AddCommon) -> None:
    for name, words, add in (
        ("add-person", "somebody new, with their first post", _add_new_person),
        ("set-post", "somebody does something in a unit, from a day on", _add_badge_and_post),
        ("end-post", "a post is held until a day; it stays on record", _add_end),
        ("let-in", "a first password, shown once; a second factor too for who administers", _add_let_in),
        ("shut-out", "this person is not let in any more, wherever they are signed in", _add_badge),
        ("unlock", "it was them: the tries at this badge are forgotten", _add_badge),
        ("list-posts", "who does what in a unit", _add_list),
        ("staff-trail", "what people did and read here, and whether that record holds", _add_last),
    ):
        parser = orders.add_parser(name, help=words, description=words)
        add_common(parser)
        add(parser)


def _add_badge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--badge", required=True, help=BADGE_WORDS)


def _add_new_person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="their name")
    _add_badge_and_post(parser)


def _add_badge_and_post(parser: argparse.ArgumentParser) -> None:
    _add_badge(parser)
    parser.add_argument("--unit", required=True, help="the unit's id, e.g. DG-T15")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--from", dest="first_day", type=a_day, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="last_day", type=a_day, metavar="YYYY-MM-DD", help="the last day (default: open)")


def _add_end(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--post", required=True, help="its id, from `guanjia central list-posts`")
    parser.add_argument("--to", dest="last_day", type=a_day, required=True, metavar="YYYY-MM-DD", help="the last day")


def _add_let_in(parser: argparse.ArgumentParser) -> None:
    _add_badge(parser)
    parser.add_argument("--second-factor", action="store_true", help="a code too, though their posts do not ask for it")


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, help="the unit's id")
    parser.add_argument(
        "--day", type=a_day, metavar="YYYY-MM-DD", help="as it was that day (default: all there ever were)"
    )


def _add_last(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--last", type=int, default=20, help="how many of the newest to show (default: 20)")


def _add_person(arguments: argparse.Namespace) -> int:
    from central.organisations import people

    with writing(arguments) as (centre, session, by):
        person = people.add_person(session, arguments.badge.upper(), arguments.name, by, centre.now())
        _put_in(session, centre, arguments, person, by)
    say(f"{arguments.badge} is here; `guanjia central let-in` gives them a password")
    return 0


def _set_post(arguments: argparse.Namespace) -> int:
    with writing(arguments) as (centre, session, by):
        print(_put_in(session, centre, arguments, person_with(session, arguments.badge), by))
    return 0


def _put_in(session: Session, centre: Centre, arguments: argparse.Namespace, person: Person, by: str) -> str:
    """The post's id."""
    from central.organisations.people import set_post
    from central.organisations.roles import Role

    days = (arguments.first_day, arguments.last_day)
    post = set_post(session, person.id, arguments.unit, Role(arguments.role), *days, by, centre.now())
    note_order(session, centre, by, "post-set", "post", post.id)
    return post.id


def _end_post(arguments: argparse.Namespace) -> int:
    from central.organisations.people import end_post

    with writing(arguments) as (centre, session, by):
        end_post(session, arguments.post, arguments.last_day, by, centre.now())
        note_order(session, centre, by, "post-ended", "post", arguments.post)
    return 0


def _let_in(arguments: argparse.Namespace) -> int:
    from central.organisations import people, tries
    from central.organisations.accounts import open_account
    from central.organisations.roles import TWO_FACTORS

    with writing(arguments) as (centre, session, by):
        person = person_with(session, arguments.badge)
        held = people.posts_at(session, person.id, centre.today())
        needed = arguments.second_factor or any(post.role in TWO_FACTORS for post in held)
        words = open_account(session, centre, person, centre.now(), second_factor=needed)
        tries.forget(session, centre.home.keyed_hash, person.badge)
        note_order(session, centre, by, "let-in", "person", person.id)
    print(words.password)
    if words.totp_address:
        print(words.totp_address)
        say("the second line goes into their authenticator app, as a square code or typed in")
    say("hand it over yourself; it is not shown again, and they must change the password when they first sign in")
    return 0


def _shut_out(arguments: argparse.Namespace) -> int:
    from central.organisations.accounts import close_account

    with writing(arguments) as (centre, session, by):
        person = person_with(session, arguments.badge)
        close_account(session, person.id, centre.now())
        note_order(session, centre, by, "account-closed", "person", person.id)
    return 0


def _unlock(arguments: argparse.Namespace) -> int:
    from central.organisations.tries import forget

    with writing(arguments) as (centre, session, by):
        person = person_with(session, arguments.badge)
        forget(session, centre.home.keyed_hash, person.badge)
        note_order(session, centre, by, "unlocked", "person", person.id)
    return 0


def _list_posts(arguments: argparse.Namespace) -> int:
    from sqlalchemy import select

    from central.organisations.people import held_on
    from central.organisations.tables import Person, Post

    held = select(Post, Person).join(Person, Person.id == Post.person_id).where(Post.unit_id == arguments.unit)
    held = held.where(held_on(arguments.day)) if arguments.day else held
    with writing(arguments) as (centre, session, by):
        found = list(session.execute(held.order_by(Post.valid_from, Post.id)))
        note_order(session, centre, by, "read", "people-of-unit", arguments.unit)
    for post, person in found:
        print(f"{post.id}  {person.badge}  {person.name}  {post.role}  {post.valid_from} – {post.valid_to or ''}")
    return 0


def _staff_trail(arguments: argparse.Namespace) -> int:
    """1 where the record was tampered with."""
    from sqlalchemy import select

    from central.organisations.sign_in_tables import TrailEntry
    from central.organisations.trail import first_broken

    newest = select(TrailEntry).order_by(TrailEntry.number.desc()).limit(max(0, arguments.last))
    with opened(arguments) as centre, centre.database.reading() as session:
        broken = first_broken(session, centre.home.keyed_hash)
        found = list(session.scalars(newest))
    for row in reversed(found):
        print(
            f"{row.number} {row.at.isoformat()} {row.who} {row.what} {row.subject_kind} {row.subject_id} {row.purpose}"
        )
    return 0 if broken is None else fail(f"the trail was changed at entry {broken}, or before it")


ORDERS: dict[str, Order] = {
    "add-person": carried_out(_add_person),
    "set-post": carried_out(_set_post),
    "end-post": carried_out(_end_post),
    "let-in": carried_out(_let_in),
    "shut-out": carried_out(_shut_out),
    "unlock": carried_out(_unlock),
    "list-posts": carried_out(_list_posts),
    "staff-trail": carried_out(_staff_trail),
}
