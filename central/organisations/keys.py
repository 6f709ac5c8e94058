"""Whose a key is: a person's, for as long as they hold the post for which it was made."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.organisations.people import held_on, posts_at
from central.organisations.roles import Role
from central.organisations.tables import Post
from central.refusals import Refused


def post_for_a_key(session: Session, person_id: str, role: Role, unit_id: str, day: date) -> Post:
    """The post that a key is made for, theirs on that day. `unit_id` may be empty for who holds one only. Raises Refused."""
    held = [post for post in posts_at(session, person_id, day) if post.role == role and unit_id in ("", post.unit_id)]
    if len(held) > 1:
        raise Refused(422, "unit-needed")
    if not held:
        raise Refused(403, "role-lacking")
    return held[0]


def still_holds(session: Session, person_id: str, role: Role, unit_id: str, day: date) -> bool:
    """Whether they do that in this unit on that day; empty for any unit."""
    held = select(Post.id).where(Post.person_id == person_id, Post.role == role, held_on(day))
    there = held.where(Post.unit_id == unit_id) if unit_id else held
    return session.scalars(there).first() is not None
