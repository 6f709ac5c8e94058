"""What every order about people and units shares: the centre, one transaction, and who gives the order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from central.typed_orders import Order, fail, opened

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from central.centre import Centre
    from central.organisations.tables import Person

BADGE_WORDS = "the number on their name badge; what they sign in with"


def carried_out(order: Order) -> Order:
    """What the centre refuses is said by its code, with the words that stand for it."""

    def carry_out(arguments: argparse.Namespace) -> int:
        from central.refusals import Refused

        try:
            return order(arguments)
        except Refused as refused:
            return fail(refused.refusal.code)

    return carry_out


@contextmanager
def writing(arguments: argparse.Namespace) -> Iterator[tuple[Centre, Session, str]]:
    """The centre, a writing transaction, and who does this as it stands on the trail."""
    from central.audited import whoever_this_is

    with opened(arguments) as centre, centre.database.writing() as session:
        yield centre, session, f"operator:{arguments.by or whoever_this_is()}"


def person_with(session: Session, badge: str) -> Person:
    """Raises Refused."""
    from central.organisations.people import find_by_badge
    from central.refusals import Refused

    found = find_by_badge(session, badge.upper())
    if found is None:
        raise Refused(404, "person-unknown")
    return found


def note_order(session: Session, centre: Centre, by: str, what: str, subject_kind: str, subject_id: str) -> None:
    from central.organisations.trail import note

    note(session, centre.home.keyed_hash, by, what, subject_kind, subject_id, "at-the-centre", centre.now())


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day, e.g. 2026-11-23") from None
