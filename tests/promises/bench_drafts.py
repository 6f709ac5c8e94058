"""What a terminal of the bench files: synthetic appeals and visit figures, each with a number that stands in the clear at both ends.

Number n of terminal t belongs to aggregate n % AGGREGATES. Every third is a figure, of whose effect the centre keeps no natural
key: nothing but the promise itself stands between it and a double.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.contract.appeal import AppealFiled, EnterpriseEvidence, Topic
from app.contract.jobs import JobKind, VisitCounted
from app.contract.licence import CardHolder
from app.contract.wire import Message

AGGREGATES = 50


@dataclass(frozen=True)
class Draft:
    kind: JobKind
    aggregate: str
    payload: Message


def name_of(terminal: str, number: int) -> str:
    """What both ends keep in the clear of number n, e.g. `T0001/07/000057`: terminal, aggregate, number."""
    return f"{terminal}/{number % AGGREGATES:02d}/{number:06d}"


def number_of(name: str) -> int:
    return int(name.rsplit("/", 1)[1])


def draft_of(terminal: str, number: int, now: datetime) -> Draft:
    aggregate = f"bench:{number % AGGREGATES:02d}"
    if number % 3 == 2:
        return Draft(JobKind.VISIT_COUNTED, aggregate, _figure(name_of(terminal, number), now))
    return Draft(JobKind.APPEAL_FILED, aggregate, appeal(terminal, number, now))


def appeal(terminal: str, number: int, now: datetime, *, person: CardHolder | None = None) -> AppealFiled:
    """Of an enterprise of its own, so that no two are one appeal filed twice."""
    place = int(terminal[1:])
    return AppealFiled(
        query_code=f"{place:04d}{number:08d}",
        local_no=name_of(terminal, number),
        uscc=f"91441900M{place:02d}{number:06d}W",
        entity_name=f"合成企业{place:02d}{number:06d}有限公司",
        evidence=EnterpriseEvidence.STATED,
        holder=person or CardHolder(name="测试甲", number="441900200107100043"),
        topic=Topic.LABOUR,
        matters=(f"招不到普工 {place}/{number}",),
        headcount=20,
        phone="13800000001",
        terminal_submitted_at=now,
    )


def _figure(name: str, now: datetime) -> VisitCounted:
    return VisitCounted(visit=name, service="S101", mode="self", language="zh", ended="done", seconds=12.5, at=now)
