"""THE CENTRE: the nightly clock run over every room that has clocks: appeals and cases. Whoever starts it, it may be started again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from central.cases.nightly import run_clocks
from central.centre import Centre
from central.zones.appeals.deadlines import recount_contact_dues


@dataclass(frozen=True)
class NightsWork:
    """`steps` the day made by itself; `moved`: due days that a new calendar has moved."""

    steps: int
    cases_moved: int
    appeals_moved: int


def run_all_clocks(centre: Centre) -> NightsWork:
    """Raises DatabaseAway: what was done is done, the next run goes on from there."""
    appeals = recount_appeals(centre)
    ran = run_clocks(centre)
    return NightsWork(ran.steps, ran.moved, appeals)


def recount_appeals(centre: Centre) -> int:
    moved, after = 0, ""
    while True:
        found, after = centre.database.write(partial(_slice, centre, after))
        moved += found
        if not after:
            return moved


def _slice(centre: Centre, after: str, session: Session) -> tuple[int, str]:
    return recount_contact_dues(session, centre.home.path, centre.now(), after)
