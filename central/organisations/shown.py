"""Rows as people's consoles are shown them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.organisations.roles import Role
from central.organisations.tables import Person, Post, Unit
from central.organisations.units import UnitKind, names_on
from central.organisations.wire import PersonShown, PostHeld, UnitShown


def units_shown(session: Session, units: list[Unit], day: date) -> tuple[UnitShown, ...]:
    """With the names they bear that day."""
    names = names_on(session, units, day)
    return tuple(
        UnitShown(
            id=unit.id,
            code=unit.code,
            name=names[unit.id],
            kind=UnitKind(unit.kind),
            parent=unit.parent_id,
            first_day=unit.valid_from,
            last_day=unit.valid_to,
        )
        for unit in units
    )


def post_shown(post: Post) -> PostHeld:
    return PostHeld(
        id=post.id,
        person=post.person_id,
        unit=post.unit_id,
        role=Role(post.role),
        first_day=post.valid_from,
        last_day=post.valid_to,
    )


def people_shown(session: Session, people: list[Person]) -> tuple[PersonShown, ...]:
    """With every post they ever held."""
    held = select(Post).where(Post.person_id.in_([person.id for person in people]))
    posts = list(session.scalars(held.order_by(Post.valid_from, Post.id)))
    return tuple(
        PersonShown(
            id=person.id,
            badge=person.badge,
            name=person.name,
            posts=tuple(post_shown(post) for post in posts if post.person_id == person.id),
        )
        for person in people
    )
