"""S101 提交企业诉求: what an enterprise asks of the government, taken down without typing, also when the wire is cut."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from app.contract.appeal import LONGEST_PLACE, MOST_WORDS, AppealFiled, EnterpriseEvidence, Topic
from app.contract.jobs import JobKind
from app.contract.licence import CardHolder, LicenceGrant
from app.contract.numbers import is_phone, is_uscc
from app.visit import Holder
from kiosk.service import JobDraft

MATTERS: dict[Topic, tuple[str, ...]] = {
    Topic.LABOUR: ("招不到普工", "招不到技术工", "旺季缺人", "员工住宿不够", "社保、劳动关系问题", "想参加招聘会"),
    Topic.LAND: ("缺厂房或仓库", "租金涨得太快", "想买地或扩建", "产权证办不下来", "租约到期要搬迁", "园区配套不够"),
    Topic.FINANCE: ("贷款批不下来", "利息太高", "贷款快到期，续不上", "缺担保或抵押", "货款收不回来", "想了解贷款政策"),
    Topic.TAX: ("退税没到账", "开票遇到困难", "税费政策看不懂", "优惠没有享受到", "申报系统用不了", "纳税信用有疑问"),
    Topic.APPROVAL: (
        "材料反复要",
        "办得太慢",
        "部门之间互相推",
        "不知道去哪里办",
        "系统报错办不了",
        "现场核查迟迟不来",
    ),
    Topic.UTILITIES: ("用电不够要增容", "经常停电", "停水或水压低", "用气报装慢", "水电气费用有疑问", "通信网络差"),
    Topic.ENVIRONMENT: ("环评怎么办", "排污许可有疑问", "危废没处送", "检查太频繁", "被投诉扰民", "整改要求看不懂"),
    Topic.LOGISTICS: ("货车进不来", "停车卸货没地方", "道路坏了或堵", "通关慢", "运费太高", "缺仓储"),
    Topic.IP: ("商标被冒用", "专利被侵权", "想申请专利", "知识产权质押贷款", "海外维权", "资助没有到账"),
    Topic.POLICY: ("补贴没有到账", "不知道能领什么", "申报被退回", "公示后没有下文", "条件看不懂", "错过了申报时间"),
    Topic.OTHER: ("其他困难，请联系我", "想当面谈", "表扬或建议", "反映工作人员", "反映乱收费", "反映乱检查"),
}
"""Typical statements, ticked instead of typed. What they leave open is asked by the person who calls back."""


@dataclass
class Answers:
    """What the visitor has said so far. `uscc` and `entity_name` come from the grant when the centre could be asked."""

    uscc: str = ""
    entity_name: str = ""
    topic: Topic | None = None
    matters: frozenset[str] = frozenset()
    headcount: int | None = None
    words: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    phone: str = ""

    def problem(self) -> str | None:
        """The code of what is still missing or wrong, in the order the pages ask."""
        if not is_uscc(self.uscc):
            return "uscc-wrong"
        if self.topic is None:
            return "topic-missing"
        if not self.matters:
            return "matters-missing"
        if not is_phone(self.phone):
            return "phone-wrong"
        return None


def mint_query_code() -> str:
    """Twelve random digits: what opens the progress page, and nothing else does."""
    return f"{secrets.randbelow(10**12):012d}"


def decide(answers: Answers, holder: Holder, grant: LicenceGrant | None, *, query_code: str, at: datetime) -> JobDraft:
    """One job: the appeal as the centre will receive it. Raises ValueError where an answer is missing (a defect of the pages)."""
    if answers.problem() or answers.topic is None:
        raise ValueError(answers.problem())
    filed = AppealFiled(
        query_code=query_code,
        local_no="",
        uscc=answers.uscc,
        entity_name=answers.entity_name,
        evidence=EnterpriseEvidence.GRANT if grant else EnterpriseEvidence.STATED,
        grant=grant.grant if grant else "",
        holder=CardHolder(name=holder.name, number=holder.number),
        topic=answers.topic,
        matters=tuple(matter for matter in MATTERS[answers.topic] if matter in answers.matters),
        headcount=answers.headcount if answers.topic is Topic.LABOUR else None,
        words=answers.words.strip()[:MOST_WORDS],
        place=answers.place.strip()[:LONGEST_PLACE],
        phone=answers.phone,
        terminal_submitted_at=at,
    )
    return JobDraft(JobKind.APPEAL_FILED, f"appeal:{secrets.token_hex(8)}", filed)
