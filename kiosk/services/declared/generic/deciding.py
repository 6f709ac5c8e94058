"""What is filed: one application as the centre will receive it, and by when it is to be decided. No Qt."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.contract.appeal import EnterpriseEvidence
from app.contract.application import Applicant, ApplicantKind, ApplicationFiled, CommitmentMade
from app.contract.calendar import Due, WorkingCalendar, add_calendar_days, add_working_days
from app.contract.declared_services import Commitment, document_hash
from app.contract.jobs import JobKind
from app.contract.licence import CardHolder, LicenceGrant
from app.contract.service_items import DayUnit, ServerType, ServiceItem
from kiosk.service import JobDraft
from kiosk.words.dates import day_words

if TYPE_CHECKING:
    from app.contract.prefill import PrefilledAnswer
    from app.prefill import FormAtHand
    from app.visit import Holder
    from kiosk.services.declared.generic.filling import Filling

NOBODY = "未核实身份"
"""In whose name an application stands that asked for no card."""


@dataclass(frozen=True)
class Applying:
    """Who applies: as read off the card, as the licence says, or as keyed in (`uscc`) where the centre could not be asked."""

    holder: Holder | None = field(default=None, repr=False)
    grant: LicenceGrant | None = field(default=None, repr=False)
    uscc: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


def mint_query_code() -> str:
    """Twelve random digits: what opens the progress page, and nothing else does."""
    return f"{secrets.randbelow(10**12):012d}"


def decide(filling: Filling, who: Applying, form: FormAtHand | None, query_code: str, at: datetime) -> JobDraft:
    """One job. Raises ValueError where something is missing (a defect of the pages)."""
    if filling.missing() or filling.refused():
        raise ValueError("something is still missing")
    standing = who.grant if who.grant and who.grant.expires_at > at else None
    filed = ApplicationFiled(
        query_code=query_code,
        local_no="",
        task_code=filling.item.task_code,
        task_version=filling.item.task_version,
        situation=filling.situation,
        answers=filling.answers(),
        prefilled=_beside(filling, form),
        applicant=applicant_of(filling.item, who),
        evidence=EnterpriseEvidence.GRANT if standing else EnterpriseEvidence.STATED,
        holder=CardHolder(name=who.holder.name, number=who.holder.number) if who.holder else None,
        phone=who.phone,
        terminal_submitted_at=at,
        consents=tuple(one.id for one in filling.declared.consents if one.id in filling.agreed),
        commitment=_made(filling, standing, at),
    )
    return JobDraft(JobKind.APPLICATION_FILED, f"application:{secrets.token_hex(8)}", filed)


def applicant_of(item: ServiceItem, who: Applying) -> Applicant:
    """The enterprise where one applies, the person where not; nobody's name where no card was asked for."""
    number = who.grant.uscc if who.grant else who.uscc
    if number:
        kind = ApplicantKind.ENTERPRISE if ServerType.ENTERPRISE in item.server_type else ApplicantKind.OTHER_BODY
        return Applicant(kind=kind, name=who.grant.entity_name if who.grant else number, number=number)
    if who.holder is None:
        return Applicant(kind=ApplicantKind.PERSON, name=NOBODY, number=secrets.token_hex(8))
    return Applicant(kind=ApplicantKind.PERSON, name=who.holder.name, number=who.holder.number)


def _beside(filling: Filling, form: FormAtHand | None) -> tuple[PrefilledAnswer, ...]:
    """Only what is asked in this situation: nothing goes along that the answers do not speak of."""
    asked = {one.path for fields in filling.fields.values() for one in fields if filling.asks(one)}
    return tuple(one for one in form.beside_the_answers() if one.path in asked) if form else ()


def _made(filling: Filling, standing: LicenceGrant | None, at: datetime) -> CommitmentMade | None:
    offered: Commitment | None = filling.commitment(standing is not None)
    if offered is None or not filling.promises(standing is not None):
        return None
    return CommitmentMade(
        id=offered.id,
        version=offered.version,
        clauses=tuple(clause.id for clause in offered.clauses),
        document_sha256=document_hash(offered),
        grant=standing.grant if standing and offered.signed else "",
        at=at,
    )


def due_of(item: ServiceItem, calendar: WorkingCalendar, received: date) -> Due:
    """By when, where it is taken up on the day it is received."""
    if item.promise_type is DayUnit.WORKING:
        return add_working_days(calendar, received, item.promise_day)
    return add_calendar_days(calendar, received, item.promise_day)


def term_words(item: ServiceItem, say: Callable[..., str]) -> str:
    if item.promise_day == 0:
        return say("当天")
    if item.promise_type is DayUnit.WORKING:
        return say("%1 个工作日", item.promise_day)
    return say("%1 天", item.promise_day)


def due_words(due: Due, say: Callable[..., str]) -> str:
    """A day of a year whose holidays are not arranged yet says so."""
    day = day_words(due.day, say)
    return say("%1（暂定，放假安排还没公布）", day) if due.provisional else day
