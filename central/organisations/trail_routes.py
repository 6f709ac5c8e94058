"""What people did and read: for administrators, under /v1/staff; who looks at it is on it.

GET /v1/staff/trail?unit&who&subject&after&limit → Trail
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.api.asking import StrictRoute, TheCentre
from central.organisations import doorkeeper
from central.organisations.described import refusals
from central.organisations.directory_routes import NOT_ALLOWED, ForUnit
from central.organisations.doorkeeper import STAFF, TheReader
from central.organisations.pages import A_PAGE, After, Limit, cursor, key_of
from central.organisations.roles import Act, require
from central.organisations.sign_in_tables import TrailEntry
from central.organisations.tables import Post
from central.organisations.trail import note_reading
from central.organisations.units import WHOLE_CITY
from central.organisations.wire import ID, Trail, TrailShown, Why
from central.refusals import Refused

router = APIRouter(prefix=STAFF, route_class=StrictRoute, tags=["trail"], dependencies=[doorkeeper.described])


@router.get("/trail", responses=refusals(NOT_ALLOWED))
def trail(
    centre: TheCentre,
    reader: TheReader,
    unit: ForUnit = WHOLE_CITY,
    who: Annotated[str | None, Query(pattern=ID)] = None,
    subject: Annotated[str | None, Query(max_length=100)] = None,
    after: After = "",
    limit: Limit = A_PAGE,
) -> Trail:
    """What people who hold or held a post in a unit did and read, newest first; all of it for the whole city. On the trail itself."""
    now = centre.now()
    there = select(TrailEntry).order_by(TrailEntry.number.desc()).limit(limit + 1)
    there = there.where(TrailEntry.number < _number(after)) if after else there
    there = there if who is None else there.where(TrailEntry.who == who)
    there = there if subject is None else there.where(TrailEntry.subject_id == subject.replace("\0", ""))
    if unit != WHOLE_CITY:
        there = there.where(TrailEntry.who.in_(select(Post.person_id).where(Post.unit_id == unit)))

    def work(session: Session) -> Trail:
        require(session, reader, Act.SEE_TRAIL, unit)
        found = list(session.scalars(there))
        note_reading(session, reader, "trail", unit, Why.SUPERVISION, now)
        more = cursor(str(found[limit - 1].number)) if len(found) > limit else ""
        return Trail(entries=tuple(_entry(row) for row in found[:limit]), after=more)

    return centre.database.write(work)


def _entry(row: TrailEntry) -> TrailShown:
    return TrailShown(
        number=row.number,
        at=row.at,
        who=row.who,
        what=row.what,
        subject_kind=row.subject_kind,
        subject=row.subject_id,
        purpose=row.purpose,
    )


def _number(after: str) -> int:
    """Raises Refused."""
    key = key_of(after)
    if not key.isascii() or not key.isdecimal() or len(key) > 15:
        raise Refused(422, "message-malformed")
    return int(key)
