"""Penalties, enforcement, lists, judgments as a credit report tells of them, every field (models 2.9, blocks 三 to 六)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from app.contract.credit import DomainOutcome
from central.zones.credit.facts import EnforcementFact, Findings, JudgmentFact, ListingFact, PenaltyFact
from printing.document import Block, Facts, Heading, Paragraph

NOTHING_FOUND = "查询时段内，本报告作出结论的领域未发现此类记录。"
NOTHING_CONCLUDED = "各领域数据均暂未更新或未接入，本报告不作结论。"

Rows = tuple[tuple[str, str], ...]
Record = TypeVar("Record")


def record_blocks(findings: Findings) -> Iterable[Block]:
    """Four sections, or one heading over them all where there is nothing to tell."""
    if not (findings.penalties or findings.enforcements or findings.listings or findings.judgments):
        yield Heading("三至六、记录、行政强制、严重失信主体名单、刑事裁判\nRecords, enforcement, lists, judgments")
        yield Paragraph(nothing_words(findings))
        return
    yield Heading("三、违法违规记录明细\nRecords")
    yield from penalty_blocks(findings)
    yield Heading("四、行政强制\nEnforcement")
    yield from enforcement_blocks(findings)
    yield Heading("五、严重失信主体名单\nSerious dishonesty lists")
    yield from listing_blocks(findings)
    yield Heading("六、司法（刑事裁判）信息\nCriminal judgments")
    yield from judgment_blocks(findings)


def nothing_words(findings: Findings) -> str:
    """未发现 is said of the domains that a conclusion is drawn about; where there is none, not at all."""
    concluded = any(row.outcome is not DomainOutcome.NO_CONCLUSION for row in findings.domains)
    return NOTHING_FOUND if concluded else NOTHING_CONCLUDED


def penalty_blocks(findings: Findings) -> Iterable[Block]:
    return _each(findings, findings.penalties, _penalty)


def enforcement_blocks(findings: Findings) -> Iterable[Block]:
    return _each(findings, findings.enforcements, _enforcement)


def listing_blocks(findings: Findings) -> Iterable[Block]:
    return _each(findings, findings.listings, _listing)


def judgment_blocks(findings: Findings) -> Iterable[Block]:
    return _each(findings, findings.judgments, _judgment)


def _each(
    findings: Findings, records: Sequence[Record], rows: Callable[[Record, dict[str, str]], Rows]
) -> Iterable[Block]:
    names = {row.domain: row.name for row in findings.domains}
    if not records:
        yield Paragraph(nothing_words(findings))
    for index, record in enumerate(records, 1):
        if len(records) > 1:
            yield Heading(f"第 {index} 条", 3)
        yield Facts(rows(record, names))


def _penalty(fact: PenaltyFact, names: dict[str, str]) -> Rows:
    return (
        ("领域", names[fact.domain]),
        ("决定书文号", fact.doc_no),
        ("违法行为类型", fact.act_type),
        ("违法事实", fact.facts),
        ("处罚依据", fact.basis),
        ("处罚类别", fact.kind),
        ("处罚内容", fact.content + (f"，金额 {yuan_text(fact.amount)} 元" if fact.amount is not None else "")),
        ("处罚决定日期", day_text(fact.decided_on)),
        ("处罚机关", fact.authority),
        ("失信等级", fact.severity),
        ("公示期至", day_text(fact.published_until) + repairable_words(fact)),
        ("履行情况", fact.performed),
        ("修复状态", repair_words(fact)),
    )


def repair_words(fact: PenaltyFact) -> str:
    return f"已修复（{day_text(fact.repaired_on)}）" if fact.repaired_on else "未修复"


def repairable_words(fact: PenaltyFact) -> str:
    """From when on its repair may be applied for, where that is still open."""
    if fact.repaired_on or fact.repairable_from is None:
        return ""
    return f"（{day_text(fact.repairable_from)} 起可申请修复）"


def _enforcement(fact: EnforcementFact, names: dict[str, str]) -> Rows:
    return (
        ("领域", names[fact.domain]),
        ("决定书文号", fact.doc_no),
        ("强制措施", fact.measure),
        ("依据", fact.basis),
        ("决定日期", day_text(fact.decided_on)),
        ("实施机关", fact.authority),
    )


def _listing(fact: ListingFact, names: dict[str, str]) -> Rows:
    return (
        ("领域", names[fact.domain]),
        ("名单", fact.list_name),
        ("列入机关", fact.authority),
        ("列入决定文号", fact.doc_no),
        ("列入日期", day_text(fact.listed_on)),
        ("列入依据", fact.basis),
        ("移出", removal_words(fact)),
    )


def removal_words(fact: ListingFact) -> str:
    return f"{day_text(fact.removed_on)}（{fact.removed_how}）" if fact.removed_on else "尚未移出"


def _judgment(fact: JudgmentFact, names: dict[str, str]) -> Rows:
    return (
        ("领域", names[fact.domain]),
        ("案号", fact.case_no),
        ("法院", fact.court),
        ("裁判内容", fact.content),
        ("裁判日期", day_text(fact.judged_on)),
    )


def day_text(day: date | None) -> str:
    return day.isoformat() if day else "—"


def yuan_text(amount: Decimal) -> str:
    return f"{amount:,.2f}"
