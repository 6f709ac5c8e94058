"""People and the posts they hold. A post is set and ended, and never taken out: who held what on a day stays to be seen."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from central.organisations.roles import Role, clash
from central.organisations.tables import Person, Post, Responsible
from central.organisations.units import overlapping, there_on, unit_of
from central.refusals import Refused

PRINCIPAL, DEPUTY = 1, 2


def add_person(session: Session, badge: str, name: str, by: str, now: datetime) -> Person:
    """Raises Refused where the badge is somebody's already."""
    if find_by_badge(session, badge) is not None:
        raise Refused(409, "badge-taken")
    person = Person(id=secrets.token_hex(8), badge=badge, name=name, added_at=now, added_by=by)
    session.add(person)
    session.flush()
    return person


def find_by_badge(session: Session, badge: str) -> Person | None:
    return session.scalars(select(Person).where(Person.badge == badge)).one_or_none()


def person_of(session: Session, person_id: str) -> Person:
    """Raises Refused."""
    found = session.get(Person, person_id)
    if found is None:
        raise Refused(404, "person-unknown")
    return found


def posts_at(session: Session, person_id: str, day: date) -> list[Post]:
    """What somebody does that day, and where."""
    return list(session.scalars(select(Post).where(Post.person_id == person_id, held_on(day)).order_by(Post.id)))


def held_on(day: date) -> ColumnElement[bool]:
    """For a query: posts that somebody holds that day."""
    return there_on(Post.valid_from, Post.valid_to, day)


def set_post(
    session: Session,
    person_id: str,
    unit_id: str,
    role: Role,
    first_day: date,
    last_day: date | None,
    by: str,
    now: datetime,
) -> Post:
    """Raises Refused where they hold it already on one of these days, or another post with which it does not go, or the unit is not
    there all that time."""
    _hold(session, person_id)
    _check_days(session, unit_id, first_day, last_day)
    meeting = select(Post).where(
        Post.person_id == person_id, overlapping(Post.valid_from, Post.valid_to, first_day, last_day)
    )
    for other in session.scalars(meeting):
        if other.unit_id == unit_id and other.role == role:
            raise Refused(409, "post-held")
        if clash(role, Role(other.role)):
            raise Refused(409, "posts-apart")
    return _put_down(session, person_id, unit_id, role, first_day, last_day, by, now)


def end_post(session: Session, post_id: str, last_day: date, by: str, now: datetime) -> Post:
    """They hold it until that day; a post that has not begun may be ended the day before it begins, and then nobody held it.

    Raises Refused.
    """
    post = post_of(session, post_id)
    _hold(session, post.person_id)
    session.refresh(post)
    if post.ended_at is not None or last_day < post.valid_from - timedelta(days=1):
        raise Refused(409, "post-ended")
    if post.valid_to is not None and last_day > post.valid_to:
        raise Refused(409, "post-ended")
    post.valid_to, post.ended_at, post.ended_by = last_day, now, by
    return post


def post_of(session: Session, post_id: str) -> Post:
    """Raises Refused."""
    found = session.get(Post, post_id)
    if found is None:
        raise Refused(404, "post-unknown")
    return found


def responsible(session: Session, unit_id: str, day: date) -> list[Person]:
    """Whose name stands for a unit that day: who answers for it, then their deputy. Empty where nobody does."""
    there = there_on(Responsible.valid_from, Responsible.valid_to, day)
    named = select(Person).join(Responsible, Responsible.person_id == Person.id)
    return list(session.scalars(named.where(Responsible.unit_id == unit_id, there).order_by(Responsible.rank)))


def make_responsible(
    session: Session, unit_id: str, rank: int, person_id: str, first_day: date, by: str, now: datetime
) -> None:
    """From that day on they answer for the unit, or are deputy; whoever was before does so until the day before: no day is nobody's.

    Raises Refused where somebody is named from that day on, or a later one, already.
    """
    unit_of(session, unit_id)
    _hold(session, person_id)
    rows = select(Responsible).where(Responsible.unit_id == unit_id, Responsible.rank == rank)
    earlier = list(session.scalars(rows.order_by(Responsible.valid_from).with_for_update()))
    if earlier and earlier[-1].valid_from >= first_day:
        raise Refused(409, "responsible-later")
    if earlier and earlier[-1].valid_to is None:
        earlier[-1].valid_to = first_day - timedelta(days=1)
    session.add(
        Responsible(
            id=secrets.token_hex(8),
            unit_id=unit_id,
            rank=rank,
            person_id=person_id,
            valid_from=first_day,
            valid_to=None,
            set_at=now,
            set_by=by,
        )
    )
    session.flush()


def _hold(session: Session, person_id: str) -> None:
    """Two who set somebody's posts at one moment do so one after the other. Raises Refused."""
    if session.get(Person, person_id, with_for_update=True) is None:
        raise Refused(404, "person-unknown")


def _check_days(session: Session, unit_id: str, first_day: date, last_day: date | None) -> None:
    unit = unit_of(session, unit_id)
    if last_day is not None and last_day < first_day:
        raise Refused(422, "days-reversed")
    if first_day < unit.valid_from or (unit.valid_to is not None and (last_day is None or last_day > unit.valid_to)):
        raise Refused(409, "unit-ended")


def _put_down(
    session: Session,
    person_id: str,
    unit_id: str,
    role: Role,
    first_day: date,
    last_day: date | None,
    by: str,
    now: datetime,
) -> Post:
    post = Post(
        id=secrets.token_hex(8),
        person_id=person_id,
        unit_id=unit_id,
        role=role,
        valid_from=first_day,
        valid_to=last_day,
        set_at=now,
        set_by=by,
        ended_at=None,
        ended_by="",
    )
    session.add(post)
    session.flush()
    return post
