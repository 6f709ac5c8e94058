"""GET /v1/service-items … (app.contract.service_items)."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query

from app.contract.service_items import (
    CATALOG_CODE,
    FIRST_DAY,
    LAST_DAY,
    SERVICE_ITEMS,
    TASK_CODE,
    ItemPage,
    MaterialList,
    PublishedItem,
    SituationAnswers,
    UseLevel,
    materials,
)
from app.contract.service_situations import AnswersRefused
from app.contract.service_unification import FiveUnified, UnificationPage
from app.contract.wire import API, IsoDate
from central.api.asking import StrictRoute, TheCentre
from central.centre import Centre
from central.refusals import Refused
from central.service_items.pages import comparison, item_page, unification_page
from central.service_items.versions import published_at

router = APIRouter(prefix=API + SERVICE_ITEMS, route_class=StrictRoute)

MOST_LINES: Final = 200
MOST_COMPARED: Final = 50

OnDay = Annotated[IsoDate | None, Query(ge=FIRST_DAY, le=LAST_DAY)]
"""Today where it is not said."""
After = Annotated[str, Query(pattern=r"^[0-9A-Z]{0,36}$")]
TaskCode = Annotated[str, Path(pattern=TASK_CODE)]
CatalogCode = Annotated[str, Path(pattern=CATALOG_CODE)]


@router.get("")
def items(
    centre: TheCentre,
    day: OnDay = None,
    level: UseLevel | None = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=MOST_LINES)] = MOST_LINES,
) -> ItemPage:
    with centre.database.reading() as session:
        return item_page(session, day or centre.today(), level, after, limit)


@router.get("/compare")
def compare(
    centre: TheCentre,
    day: OnDay = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=MOST_COMPARED)] = MOST_COMPARED,
) -> UnificationPage:
    with centre.database.reading() as session:
        return unification_page(session, day or centre.today(), after, limit)


@router.get("/compare/{catalog_code}")
def compare_one(centre: TheCentre, catalog_code: CatalogCode, day: OnDay = None) -> FiveUnified:
    with centre.database.reading() as session:
        found = comparison(session, day or centre.today(), catalog_code)
    if found is None:
        raise Refused(404, "service-item-unknown")
    return found


@router.get("/{task_code}")
def item(centre: TheCentre, task_code: TaskCode, day: OnDay = None) -> PublishedItem:
    return _published(centre, task_code, day)


@router.post("/{task_code}/materials")
def material_list(centre: TheCentre, task_code: TaskCode, asked: SituationAnswers) -> MaterialList:
    found = _published(centre, task_code, asked.day).item
    try:
        listed = materials(found, asked.answers)
    except AnswersRefused as refused:
        raise Refused(422, refused.code, str(refused)) from None
    return MaterialList(task_code=found.task_code, task_version=found.task_version, materials=listed)


def _published(centre: Centre, task_code: str, day: date | None) -> PublishedItem:
    """Raises Refused."""
    with centre.database.reading() as session:
        found = published_at(session, task_code, day or centre.today())
    if found is None:
        raise Refused(404, "service-item-unknown")
    return found
