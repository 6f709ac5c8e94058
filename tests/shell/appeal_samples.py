"""An appeal as a visit would have filed it: synthetic people."""

from datetime import datetime

from quick_terminal import NUMBER, USCC

from app.contract.appeal import AppealFiled, EnterpriseEvidence, Topic
from app.contract.jobs import JobKind
from app.contract.licence import CardHolder
from kiosk.service import JobDraft


def an_appeal(at: datetime) -> JobDraft:
    filed = AppealFiled(
        query_code="314159265358",
        local_no="",
        uscc=USCC,
        entity_name="合成企业（测试）有限公司",
        evidence=EnterpriseEvidence.STATED,
        holder=CardHolder(name="张测试", number=NUMBER),
        topic=Topic.TAX,
        matters=("退税没到账",),
        phone="13800000000",
        terminal_submitted_at=at,
    )
    return JobDraft(JobKind.APPEAL_FILED, "appeal:test", filed)
