"""Whoever has signed in, as the cases know them: a person in one unit, with what their posts there allow."""

from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request

from central.cases.acting import Actor
from central.organisations import trail
from central.organisations.roles import Reader
from central.refusals import Refused

UNIT_HEADER = "Guanjia-Unit"
"""In which of their units somebody acts who holds posts in several."""


def note_reading(request: Request, session: Session, project_no: str, why: str, now: datetime) -> None:
    """Raises Refused where nobody has signed in."""
    reader: Reader | None = getattr(request.state, "reader", None)
    if reader is None:
        raise Refused(401, "actor-unknown")
    trail.note_reading(session, reader, "case", project_no, why, now)


def find_actor(request: Request) -> Actor | None:
    """None for a terminal. Raises Refused where somebody has posts in several units and does not say in which they act."""
    reader: Reader | None = getattr(request.state, "reader", None)
    if reader is None:
        return None
    units = {post.unit_id for post in reader.standing()}
    chosen = request.headers.get(UNIT_HEADER, "") or (next(iter(units)) if len(units) == 1 else "")
    if not chosen:
        raise Refused(422, "unit-needed")
    if chosen not in units:
        raise Refused(403, "unit-other")
    roles = frozenset(str(post.role) for post in reader.standing() if post.unit_id == chosen)
    return Actor(reader.person_id, chosen, roles)
