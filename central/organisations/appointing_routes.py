"""Who works here and as what: set and ended by administrators within their reach, with two factors, never by oneself for oneself.

POST /v1/staff/people                   NewPerson → PersonShown     POST /v1/staff/posts/{id}/end           LastDay → PostHeld
POST /v1/staff/people/{id}/posts        NewPost → PostHeld          POST /v1/staff/units/{id}/responsible   NewResponsible → Responsibles
POST /v1/staff/people/{id}/close        → Done
"""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.api.asking import StrictRoute, TheCentre
from central.organisations import doorkeeper
from central.organisations import people as staff
from central.organisations.accounts import close_account
from central.organisations.described import Codes, refusals
from central.organisations.directory_routes import NOT_ALLOWED, AnId
from central.organisations.doorkeeper import STAFF, TheReader
from central.organisations.roles import CITY_ONLY, Act, Reader, may, require
from central.organisations.shown import people_shown, post_shown
from central.organisations.tables import Post
from central.organisations.trail import note
from central.organisations.units import WHOLE_CITY
from central.organisations.wire import (
    Done,
    LastDay,
    NewPerson,
    NewPost,
    NewResponsible,
    PersonShown,
    PostHeld,
    Responsibles,
)
from central.refusals import Refused

router = APIRouter(prefix=STAFF, route_class=StrictRoute, tags=["appointing"], dependencies=[doorkeeper.described])

SETTING: Codes = {
    403: (*NOT_ALLOWED[403], "own-post"),
    404: ("person-unknown", "unit-unknown"),
    409: ("badge-taken", "post-held", "posts-apart", "unit-ended"),
    422: ("days-reversed",),
}


@router.post("/people", responses=refusals(SETTING))
def add_person(said: NewPerson, centre: TheCentre, reader: TheReader) -> PersonShown:
    """Somebody new, with their first post: nobody is here without one. How they sign in is seen to at the centre itself."""
    now = centre.now()

    def work(session: Session) -> PersonShown:
        person = staff.add_person(session, said.badge.upper(), said.name, reader.person_id, now)
        _noted(session, reader, "person-added", "person", person.id, now)
        _set(session, reader, person.id, said.post, now)
        return people_shown(session, [person])[0]

    with centre.database.reading() as session:
        _check(session, reader, said.post)
    return centre.database.write(work)


@router.post("/people/{person_id}/posts", responses=refusals(SETTING))
def set_post(person_id: AnId, said: NewPost, centre: TheCentre, reader: TheReader) -> PostHeld:
    """In a unit within one's reach."""
    now = centre.now()
    return centre.database.write(lambda session: post_shown(_set(session, reader, person_id, said, now)))


@router.post("/posts/{post_id}/end", responses=refusals(NOT_ALLOWED | {404: ("post-unknown",), 409: ("post-ended",)}))
def end_post(post_id: AnId, said: LastDay, centre: TheCentre, reader: TheReader) -> PostHeld:
    now = centre.now()

    def work(session: Session) -> PostHeld:
        require(session, reader, Act.SET_POSTS, staff.post_of(session, post_id).unit_id)
        post = staff.end_post(session, post_id, said.last_day, reader.person_id, now)
        _noted(session, reader, "post-ended", "post", post_id, now)
        return post_shown(post)

    return centre.database.write(work)


@router.post(
    "/units/{unit_id}/responsible",
    responses=refusals(NOT_ALLOWED | {404: ("person-unknown", "unit-unknown"), 409: ("responsible-later",)}),
)
def make_responsible(unit_id: AnId, said: NewResponsible, centre: TheCentre, reader: TheReader) -> Responsibles:
    """From that day on; whoever was before, until the day before."""
    now, rank = centre.now(), staff.DEPUTY if said.deputy else staff.PRINCIPAL

    def work(session: Session) -> Responsibles:
        require(session, reader, Act.SET_POSTS, unit_id)
        staff.make_responsible(session, unit_id, rank, said.person, said.first_day, reader.person_id, now)
        _noted(session, reader, "made-responsible", "unit", unit_id, now)
        return Responsibles(people=people_shown(session, staff.responsible(session, unit_id, said.first_day)))

    return centre.database.write(work)


@router.post("/people/{person_id}/close", responses=refusals(NOT_ALLOWED | {404: ("person-unknown",)}))
def close(person_id: AnId, centre: TheCentre, reader: TheReader) -> Done:
    """They are not let in any more from this moment on, by whatever way; their posts and what they did stay on record."""
    now = centre.now()

    def work(session: Session) -> Done:
        staff.person_of(session, person_id)
        held = list(session.scalars(select(Post.unit_id).where(Post.person_id == person_id)))
        if not held or not all(may(session, reader, Act.SET_POSTS, unit) for unit in held):
            require(session, reader, Act.SET_POSTS, WHOLE_CITY)
        close_account(session, person_id, now)
        _noted(session, reader, "account-closed", "person", person_id, now)
        return Done(at=now)

    return centre.database.write(work)


def _set(session: Session, reader: Reader, person_id: str, said: NewPost, now: datetime) -> Post:
    """Raises Refused."""
    if person_id == reader.person_id:
        raise Refused(403, "own-post")
    _check(session, reader, said)
    post = staff.set_post(
        session, person_id, said.unit, said.role, said.first_day, said.last_day, reader.person_id, now
    )
    _noted(session, reader, "post-set", "post", post.id, now)
    return post


def _check(session: Session, reader: Reader, said: NewPost) -> None:
    """Before anything is looked up: whoever may not set posts learns nothing of who is there. Raises Refused."""
    require(session, reader, Act.SET_POSTS, said.unit)
    if said.role in CITY_ONLY:
        require(session, reader, Act.SET_POSTS, WHOLE_CITY)


def _noted(session: Session, reader: Reader, what: str, subject_kind: str, subject_id: str, now: datetime) -> None:
    note(session, reader.keyed_hash, reader.person_id, what, subject_kind, subject_id, "appointment", now)
