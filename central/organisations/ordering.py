"""What every order about people and units shares: the centre, one transaction, and who gives the order."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from central.centre import Centre
    from central.organisations.tables import Person

Order = Callable[[argparse.Namespace], int]
AddCommon = Callable[[argparse.ArgumentParser], None]
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


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Centre]:
    from central import opening
    from central.settings import Settings

    with opening.opened(Settings(home=arguments.home, database_url=arguments.database)) as centre:
        yield centre


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


def say(words: str) -> None:
    """To stderr: stdout is for what other programs read."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - to whoever typed the order


def fail(words: str) -> int:
    say(f"guanjia central: {words}")
    return 1
