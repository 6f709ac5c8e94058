"""Sample slips of people who do not exist, composed as the real ones are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.config import TerminalConfig
from app.contract.appeal import Topic
from app.contract.credit import SealedReport
from app.contract.jobs import JobKind, VisitRated
from app.contract.numbers import mod97_check
from app.outbox import FiledJob, JobStanding, JobState
from app.visit import Holder
from kiosk.services.appeals.file_appeal import receipt as appeal_slip
from kiosk.services.appeals.file_appeal.decision import Answers
from kiosk.services.credit.report import receipt as report_slip
from kiosk.words import say
from printing.document import Document

HOLDER = Holder(name="张测试", number="441900190003079992")
AT = datetime(2026, 11, 23, 1, 41, tzinfo=UTC)
USCC = "91441900MA0TE5T16P"
QUERY_CODE = "314159265358"
_REPORT = "DGXY20261123T000300173"
REPORT_NO = _REPORT + mod97_check(_REPORT)
VERIFY_CODE = "7K2M-9QXT-4HWA"


def _zh(text: str, *values: object) -> str:
    return say("zh", text, *values)


def _report() -> Document:
    report = SealedReport(
        report_no=REPORT_NO,
        verify_code=VERIFY_CODE,
        generated_at=AT,
        pages=2,
        sha256="0" * 64,
        conclusions=(),
        pdf=b"",
    )
    return report_slip.receipt_of(report, HOLDER, TerminalConfig(), 2, AT, _zh)


def _appeal(standing: JobStanding | None) -> Document:
    answers = Answers(uscc=USCC, topic=Topic.LABOUR, matters=frozenset({"旺季缺人"}), headcount=60, phone="13800000000")
    filed = FiledJob(
        key="sample",
        kind=JobKind.APPEAL_FILED,
        aggregate="appeal:sample",
        seq=1,
        created_at=AT,
        local_no="T03-1123-017",
        payload=VisitRated(token="sample", service="S101", stars=5, at=AT),  # noqa: S106  # no secret: a slip shows no payload
    )
    return appeal_slip.receipt_of(filed, standing, QUERY_CODE, answers, HOLDER, TerminalConfig(), AT, _zh)


def _appeal_settled(state: JobState, receipt: str, server_state: str, error_code: str = "") -> Document:
    standing = JobStanding(
        key="sample",
        kind=JobKind.APPEAL_FILED,
        aggregate="appeal:sample",
        seq=1,
        state=state,
        attempts=1,
        next_at=AT,
        local_no="T03-1123-017",
        receipt=receipt,
        server_state=server_state,
        error_code=error_code,
        created_at=AT,
    )
    return _appeal(standing)


SAMPLES: dict[str, Callable[[], Document]] = {
    "report": _report,
    "appeal-accepted": lambda: _appeal_settled(JobState.DONE, "QG20261123000117", "已收件"),
    "appeal-stored": lambda: _appeal(None),
    "appeal-set-aside": lambda: _appeal_settled(JobState.REJECTED, "", "", "payload-refused"),
}
