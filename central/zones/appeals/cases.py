"""An appeal's case: opened with the appeal, and from then on what says how it stands."""

from contextlib import suppress
from typing import Final

from sqlalchemy.orm import Session

from app.contract.appeal import AppealFiled, AppealState
from app.contract.cases import Particulars
from central.cases.acting import Actor
from central.cases.opening import Application, ItemBegun, open_case
from central.cases.procedure import Role
from central.cases.tables import Case
from central.centre import Centre
from central.db.parameters import ParameterMissing, parameter
from central.organisations.units import WHOLE_CITY, find_by_name
from central.zones.appeals.tables import Appeal

SERVICE: Final = "S101"
CLOSE_DAYS: Final = "appeals.close-working-days"
DEFAULT_CLOSE_DAYS: Final = 5

_SHOWN: Final = {
    "RECEIVED": AppealState.RECEIVED,
    "ASSIGNED": AppealState.ASSIGNED,
    "RETURNED": AppealState.ASSIGNED,
    "CONTACTED": AppealState.CONTACTED,
    "IN_HAND": AppealState.IN_HAND,
    "MEETING": AppealState.IN_HAND,
    "PROPOSED": AppealState.IN_HAND,
}
WAITING: Final = ("RECEIVED", "ASSIGNED", "RETURNED")
"""States of the case in which nobody has spoken with the enterprise yet."""


def open_for(session: Session, centre: Centre, filed: AppealFiled, entity_name: str, lead_unit: str) -> Case:
    """In the transaction that takes the appeal in. It goes to its lead unit; to the city, where no unit bears that name."""
    applicant = centre.marks.holder(filed.holder.number)
    unit = find_by_name(session, lead_unit, centre.today())
    item = ItemBegun(
        task_code=SERVICE,
        task_version="1",
        task_name="企业诉求",
        catalog_code=SERVICE,
        project_type="承诺件",
        org_code=unit.code if unit else "",
        org_name=lead_unit,
        promise_days=_close_days(session, centre),
        procedure="appeal",
    )
    return open_case(
        session,
        centre,
        Application(
            item=item,
            particulars=_particulars(filed, entity_name),
            applicant_id=applicant,
            unit_id=unit.id if unit else WHOLE_CITY,
            channel="终端",
            actor=Actor(applicant, "", frozenset({Role.APPLICANT.value})),
            project_name=f"{filed.topic.value}诉求",
            terminal_submitted_at=filed.terminal_submitted_at,
        ),
    )


def state_of(appeal: Appeal, case: Case | None) -> AppealState:
    """As its case stands; as it came in, where it has none."""
    if case is None:
        return AppealState(appeal.state)
    return _SHOWN.get(case.state, AppealState.CLOSED)


def _particulars(filed: AppealFiled, entity_name: str) -> Particulars:
    return Particulars(
        applyer_name=entity_name or filed.uscc,
        applyer_type="企业法人",
        applyer_page_type="统一社会信用代码",
        applyer_page_code=filed.uscc,
        contact_name=filed.holder.name,
        contact_type="居民身份证",
        contact_code=filed.holder.number,
        contact_mobile=filed.phone,
    )


def _close_days(session: Session, centre: Centre) -> int:
    with suppress(ParameterMissing):
        return int(parameter(session, CLOSE_DAYS, centre.today()).value)
    return DEFAULT_CLOSE_DAYS
