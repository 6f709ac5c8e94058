"""A bad rating (差评) becomes a case of its own (整改): whose it is, by when it is put right, who follows it up."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from sqlalchemy.orm import Session

from app.contract.cases import Particulars
from app.contract.jobs import VisitRated
from central.cases.acting import Actor
from central.cases.opening import Application, ItemBegun, open_case
from central.cases.procedure import Role
from central.cases.tables import Case
from central.centre import Centre
from central.organisations.units import WHOLE_CITY, lead_unit
from central.refusals import Refused

WORST_TWO: Final = 2
"""不满意 and 非常不满意."""
RECTIFICATION: Final = "rectification"


def open_rectification(session: Session, centre: Centre, rated: VisitRated, rating_no: str) -> Case:
    """In the transaction that takes the rating in. Its clock is the procedure's."""
    nobody = centre.home.keyed_hash.mark("rating-token", rated.token)
    unit_id, unit_name = owner_of(session, centre, rated.service)
    item = ItemBegun(
        task_code=rated.service,
        task_version="1",
        task_name="差评整改",
        catalog_code=rated.service,
        project_type="承诺件",
        org_code="",
        org_name=unit_name,
        promise_days=0,
        procedure=RECTIFICATION,
    )
    said = Particulars(
        applyer_name="未具名",
        applyer_type="其他组织",
        applyer_page_type="评价编号",
        applyer_page_code=rating_no,
        answers={"stars": rated.stars, "aspects": list(rated.aspects), "words": rated.words},
    )
    return open_case(
        session,
        centre,
        Application(
            item=item,
            particulars=said,
            applicant_id=nobody,
            unit_id=unit_id,
            channel="终端",
            actor=Actor(nobody, "", frozenset({Role.APPLICANT.value})),
            project_name=f"{rating_no} 差评整改",
            terminal_submitted_at=rated.at,
        ),
    )


def owner_of(session: Session, centre: Centre, service: str) -> tuple[str, str]:
    """The body that leads in the service's zone: S901 is of A9. What is of no zone is the city's own."""
    if len(service) == 4 and service[0] == "S" and service[1] in "123456789":
        with suppress(Refused):
            unit = lead_unit(session, f"A{service[1]}", centre.today())
            return unit.id, unit.name
    return WHOLE_CITY, "东莞市"
