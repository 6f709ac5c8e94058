"""Which bodies there are and who works in them: what people look at under /v1/staff. Names are on the trail before they are shown.

GET /v1/staff/units?day&kind&parent&after&limit → Units          GET /v1/staff/people?unit&why&day&after&limit → People
GET /v1/staff/units/{id}?day → UnitShown                        GET /v1/staff/people/{id}?why → PersonShown
GET /v1/staff/units/{id}/responsible?why&day → Responsibles      GET /v1/staff/posts?unit&day&after&limit → Posts
GET /v1/staff/zones/{zone}?day → ZoneShown
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.contract.wire import IsoDate
from central.api.asking import StrictRoute, TheCentre
from central.organisations import doorkeeper
from central.organisations.described import Codes, refusals
from central.organisations.doorkeeper import STAFF, TheReader
from central.organisations.pages import A_PAGE, After, Limit, cursor, key_of
from central.organisations.people import held_on, person_of, responsible
from central.organisations.roles import Act, Reader, may, require
from central.organisations.shown import people_shown, post_shown, units_shown
from central.organisations.tables import Person, Post, Unit
from central.organisations.trail import note_reading
from central.organisations.units import UnitKind, lead_units, member_units, unit_of, units_on
from central.organisations.wire import (
    ID,
    People,
    PersonShown,
    Posts,
    Responsibles,
    Units,
    UnitShown,
    Why,
    ZoneShown,
)
from central.refusals import Refused

router = APIRouter(prefix=STAFF, route_class=StrictRoute, tags=["directory"], dependencies=[doorkeeper.described])

NOT_ALLOWED: Codes = {403: ("role-lacking", "unit-other", "second-factor-needed")}
Day = Annotated[IsoDate | None, Query(description="as it was that day; today where none is given")]
AnId = Annotated[str, Path(pattern=ID)]
ForUnit = Annotated[str, Query(pattern=ID, description="the unit's id")]
Zone = Annotated[str, Path(pattern=r"^(?:A[1-9]|ALL)$")]


@router.get("/units", responses=refusals(NOT_ALLOWED))
def units(
    centre: TheCentre,
    reader: TheReader,
    day: Day = None,
    kind: UnitKind | None = None,
    parent: Annotated[str | None, Query(pattern=ID)] = None,
    after: After = "",
    limit: Limit = A_PAGE,
) -> Units:
    """The bodies that are there that day, by id."""
    day = day or centre.today()
    there = select(Unit).where(units_on(day), Unit.id > key_of(after)).order_by(Unit.id).limit(limit + 1)
    there = there if kind is None else there.where(Unit.kind == kind)
    there = there if parent is None else there.where(Unit.parent_id == parent)
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_UNITS, None)
        found = list(session.scalars(there))
        shown = units_shown(session, found[:limit], day)
    return Units(units=shown, after=_next(found, limit))


@router.get("/units/{unit_id}", responses=refusals(NOT_ALLOWED | {404: ("unit-unknown",)}))
def one_unit(unit_id: AnId, centre: TheCentre, reader: TheReader, day: Day = None) -> UnitShown:
    """As it is called that day."""
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_UNITS, unit_id)
        return units_shown(session, [unit_of(session, unit_id)], day or centre.today())[0]


@router.get("/zones/{zone}", responses=refusals(NOT_ALLOWED))
def zone_units(zone: Zone, centre: TheCentre, reader: TheReader, day: Day = None) -> ZoneShown:
    """Who leads in a zone of the plan that day, and who takes part."""
    day = day or centre.today()
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_UNITS, None)
        leads = units_shown(session, lead_units(session, zone, day), day)
        members = units_shown(session, member_units(session, zone, day), day)
    return ZoneShown(zone=zone, leads=leads, members=members)


@router.get("/units/{unit_id}/responsible", responses=refusals(NOT_ALLOWED | {404: ("unit-unknown",)}))
def responsible_people(unit_id: AnId, why: Why, centre: TheCentre, reader: TheReader, day: Day = None) -> Responsibles:
    """Whose name stands for a unit: for everybody who works here, and on the trail."""
    now, day = centre.now(), day or centre.today()

    def work(session: Session) -> Responsibles:
        require(session, reader, Act.SEE_UNITS, unit_id)
        unit_of(session, unit_id)
        people = responsible(session, unit_id, day)
        note_reading(session, reader, "responsible-people", unit_id, why, now)
        return Responsibles(people=people_shown(session, people))

    return centre.database.write(work)


@router.get("/people", responses=refusals(NOT_ALLOWED | {404: ("unit-unknown",)}))
def people(
    unit: ForUnit,
    why: Why,
    centre: TheCentre,
    reader: TheReader,
    day: Day = None,
    after: After = "",
    limit: Limit = A_PAGE,
) -> People:
    """Who holds a post in a unit that day, by id."""
    now = centre.now()
    held = select(Post.person_id).where(Post.unit_id == unit, held_on(day or centre.today()))
    there = select(Person).where(Person.id.in_(held), Person.id > key_of(after)).order_by(Person.id).limit(limit + 1)

    def work(session: Session) -> People:
        require(session, reader, Act.SEE_PEOPLE, unit)
        unit_of(session, unit)
        found = list(session.scalars(there))
        note_reading(session, reader, "people-of-unit", unit, why, now)
        return People(people=people_shown(session, found[:limit]), after=_next(found, limit))

    return centre.database.write(work)


@router.get("/people/{person_id}", responses=refusals(NOT_ALLOWED | {404: ("person-unknown",)}))
def one_person(person_id: AnId, why: Why, centre: TheCentre, reader: TheReader) -> PersonShown:
    """Oneself, or somebody whose unit one may see; anybody else is unknown."""
    now, today = centre.now(), centre.today()

    def work(session: Session) -> PersonShown:
        person = person_of(session, person_id)
        if person_id != reader.person_id and not _may_see(session, reader, person_id, today):
            raise Refused(404, "person-unknown")
        note_reading(session, reader, "person", person_id, why, now)
        return people_shown(session, [person])[0]

    return centre.database.write(work)


@router.get("/posts", responses=refusals(NOT_ALLOWED | {404: ("unit-unknown",)}))
def posts(
    unit: ForUnit,
    centre: TheCentre,
    reader: TheReader,
    day: Day = None,
    after: After = "",
    limit: Limit = A_PAGE,
) -> Posts:
    """The posts that are held in a unit that day; all there ever were for whom no day is given. No names."""
    there = select(Post).where(Post.unit_id == unit, Post.id > key_of(after)).order_by(Post.id).limit(limit + 1)
    there = there if day is None else there.where(held_on(day))
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_PEOPLE, unit)
        unit_of(session, unit)
        found = list(session.scalars(there))
    return Posts(posts=tuple(post_shown(post) for post in found[:limit]), after=_next(found, limit))


def _may_see(session: Session, reader: Reader, person_id: str, today: date) -> bool:
    """Colleagues of today or of days to come; who gives posts sees whoever ever held one of theirs."""
    held = select(Post).where(Post.person_id == person_id)
    here = held.where(or_(Post.valid_to.is_(None), Post.valid_to >= today))
    return any(may(session, reader, Act.SEE_PEOPLE, post.unit_id) for post in session.scalars(here)) or any(
        may(session, reader, Act.SET_POSTS, post.unit_id) for post in session.scalars(held)
    )


def _next(found: list[Unit] | list[Person] | list[Post], limit: int) -> str:
    return cursor(found[limit - 1].id) if len(found) > limit else ""
