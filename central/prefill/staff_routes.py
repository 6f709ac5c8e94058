"""What people see of prefilling under /v1/staff: how much was filled in by itself, and what is contested.

GET  /v1/staff/prefill/shares?after&limit                  FormShares: figures, nobody's data
GET  /v1/staff/prefill/corrections?unit&after&limit        Corrections: what a unit has to look into
POST /v1/staff/prefill/corrections/{number}/value          → OwnValue; on the trail
POST /v1/staff/prefill/corrections/{number}/settle         Settling → Done
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field
from sqlalchemy.orm import Session

from app.contract.plain_text import PlainText
from app.contract.prefill import FormShares
from app.contract.wire import Message
from central.api.asking import StrictRoute, TheCentre
from central.organisations import doorkeeper
from central.organisations.described import Codes, refusals
from central.organisations.directory_routes import NOT_ALLOWED, ForUnit
from central.organisations.doorkeeper import STAFF, TheReader
from central.organisations.pages import A_PAGE, After, Limit, cursor, key_of
from central.organisations.roles import Act, require
from central.organisations.units import unit_of
from central.organisations.wire import Done
from central.prefill.contests import Finding, own_value, settle, waiting
from central.prefill.shares import shares
from central.prefill.tables import DataCorrection, PrefillAsking
from central.refusals import Refused

router = APIRouter(
    prefix=f"{STAFF}/prefill", route_class=StrictRoute, tags=["prefill"], dependencies=[doorkeeper.described]
)
ON_ONE: Codes = {**NOT_ALLOWED, 404: ("correction-unknown",), 409: ("correction-settled",)}
Number = Annotated[str, Path(pattern=r"^GZ\d{14,20}$")]


class Correction(Message):
    """One contested value, without what anybody says it is."""

    number: str
    task_code: str
    path: str
    system: str
    dataset: str
    as_of: date
    reason: str
    contested_at: datetime
    received_at: datetime


class Corrections(Message):
    corrections: tuple[Correction, ...]
    after: str


class OwnValue(Message):
    uscc: str = Field(repr=False)
    own_value: str = Field(repr=False)


class Settling(Message):
    finding: Finding
    reason: Annotated[PlainText, Field(min_length=1, max_length=200, pattern=r"\S")]


@router.get(
    "/shares", summary="各表单的自动填充率（How much of each form fills itself in）", responses=refusals(NOT_ALLOWED)
)
def form_shares(centre: TheCentre, reader: TheReader, after: After = "", limit: Limit = A_PAGE) -> FormShares:
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_SHARES, None)
        found = shares(session, _form(after), limit + 1)
    more = cursor(f"{found[limit - 1].task_code} {found[limit - 1].task_version}") if len(found) > limit else ""
    return FormShares(shares=tuple(found[:limit]), next=more)


@router.get(
    "/corrections",
    summary="本单位要核对的更正（What a unit has to look into）",
    responses=refusals(NOT_ALLOWED | {404: ("unit-unknown",)}),
)
def corrections(
    unit: ForUnit, centre: TheCentre, reader: TheReader, after: After = "", limit: Limit = A_PAGE
) -> Corrections:
    with centre.database.reading() as session:
        require(session, reader, Act.SEE_CORRECTIONS, unit)
        unit_of(session, unit)
        found = waiting(session, unit, key_of(after), limit + 1)
    more = cursor(found[limit - 1][0].number) if len(found) > limit else ""
    return Corrections(corrections=tuple(_shown(one, asking) for one, asking in found[:limit]), after=more)


@router.post(
    "/corrections/{number}/value",
    summary="看申请人自己填的，会留痕（What the applicant says; on record）",
    responses=refusals(ON_ONE),
)
def value(number: Number, centre: TheCentre, reader: TheReader) -> OwnValue:
    now = centre.now()
    uscc, own = centre.database.write(lambda session: own_value(session, centre, reader, number, now))
    return OwnValue(uscc=uscc, own_value=own)


@router.post("/corrections/{number}/settle", summary="核对完了（Settle a contested value）", responses=refusals(ON_ONE))
def settled(number: Number, told: Settling, centre: TheCentre, reader: TheReader) -> Done:
    now = centre.now()

    def work(session: Session) -> None:
        settle(session, centre, reader, number, told.finding, told.reason, now)

    centre.database.write(work)
    return Done(at=now)


def _shown(one: DataCorrection, asking: PrefillAsking) -> Correction:
    return Correction(
        number=one.number,
        task_code=asking.task_code,
        path=one.path,
        system=one.system,
        dataset=one.dataset,
        as_of=one.as_of,
        reason=one.reason,
        contested_at=one.contested_at,
        received_at=one.received_at,
    )


def _form(after: str) -> tuple[str, int]:
    """Raises Refused."""
    code, _, version = key_of(after).partition(" ")
    if after and not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise Refused(422, "message-malformed")
    return code, int(version or 0)
