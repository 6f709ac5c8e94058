"""GET /v1/staff/targets?year=: every number of the plan, and what it comes to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from central.api.asking import StrictRoute, TheCentre
from central.organisations import doorkeeper
from central.organisations.described import refusals
from central.organisations.directory_routes import NOT_ALLOWED
from central.organisations.doorkeeper import STAFF, TheReader
from central.organisations.roles import Act, require
from central.refusals import Refused
from central.targets.figures import TargetFigures, figures
from central.targets.registry import plan_of

router = APIRouter(prefix=STAFF, route_class=StrictRoute, tags=["targets"], dependencies=[doorkeeper.described])


@router.get(
    "/targets",
    summary="方案里的每个数字，现在多少（Every number of the plan, and what it comes to）",
    responses=refusals({**NOT_ALLOWED, 404: ("plan-unknown",)}),
)
def targets(
    centre: TheCentre, reader: TheReader, year: Annotated[int, Query(ge=2000, le=2999)] = 2022
) -> TargetFigures:
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_SHARES, None)
        plan = plan_of(year)
        if plan is None:
            raise Refused(404, "plan-unknown")
        return figures(session, centre, plan)
