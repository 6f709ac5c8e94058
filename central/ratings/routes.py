"""GET /v1/staff/ratings?month=YYYY-MM: figures, nobody's data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from central.api.asking import StrictRoute, TheCentre
from central.organisations import doorkeeper
from central.organisations.described import refusals
from central.organisations.directory_routes import NOT_ALLOWED
from central.organisations.doorkeeper import STAFF, TheReader
from central.organisations.roles import Act, require
from central.ratings.figures import RatingFigures, figures

router = APIRouter(prefix=STAFF, route_class=StrictRoute, tags=["ratings"], dependencies=[doorkeeper.described])

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


@router.get(
    "/ratings",
    summary="好差评：满意度和评价率（Satisfaction, and how many rated）",
    responses=refusals(NOT_ALLOWED),
)
def ratings(centre: TheCentre, reader: TheReader, month: Annotated[str, Query(pattern=MONTH)]) -> RatingFigures:
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_SHARES, None)
        return figures(session, centre, month)
