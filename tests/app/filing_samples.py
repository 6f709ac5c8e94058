"""What the tests of the heart file: synthetic people, and numbers planted so that a leak would show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.contract.appeal import AppealFiled, EnterpriseEvidence, Topic
from app.contract.jobs import JobKind, VisitCounted, VisitRated
from app.contract.licence import CardHolder
from app.contract.wire import Message

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NAME, NUMBER, PHONE, CODE = "测试甲", "441900200107100043", "13800000001", "314159265358"
CANARIES = (NAME, NUMBER, PHONE, CODE, "合成企业（测试）有限公司")


@dataclass(frozen=True)
class SampleDraft:
    kind: JobKind
    aggregate: str
    payload: Message


def rating(aggregate: str = "visit:1", stars: int = 5) -> SampleDraft:
    return SampleDraft(JobKind.VISIT_RATED, aggregate, VisitRated(token=aggregate, service="S101", stars=stars, at=NOW))


def statistics(aggregate: str = "visit:1") -> SampleDraft:
    counted = VisitCounted(visit="v", service="S101", mode="self", language="zh", ended="done", seconds=12.5, at=NOW)
    return SampleDraft(JobKind.VISIT_COUNTED, aggregate, counted)


def appeal(query_code: str = CODE, aggregate: str = "", local_no: str = "") -> SampleDraft:
    filed = AppealFiled(
        query_code=query_code,
        local_no=local_no,
        uscc="91441900MA0TE5T08W",
        entity_name="合成企业（测试）有限公司",
        evidence=EnterpriseEvidence.STATED,
        holder=CardHolder(name=NAME, number=NUMBER),
        topic=Topic.LABOUR,
        matters=("招不到普工",),
        headcount=20,
        phone=PHONE,
        terminal_submitted_at=NOW,
    )
    return SampleDraft(JobKind.APPEAL_FILED, aggregate or f"appeal:{query_code}", filed)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)
