"""The sections of a credit report that tell of records: penalties, enforcement, lists, judgments (models 2.9, blocks 三 to 六)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from central.zones.credit.facts import EnforcementFact, Findings, JudgmentFact, ListingFact, PenaltyFact
from printing.document import Block, Facts, Heading, Paragraph

NOTHING_FOUND = "所选领域和时段内，本报告作出结论的领域未发现此类记录。"

Rows = tuple[tuple[str, str], ...]
Record = TypeVar("Record")


def record_blocks(findings: Findings) -> Iterable[Block]:
    """Four sections, or one heading over them all where there is nothing to tell."""
    if not (findings.penalties or findings.enforcements or findings.listings or findings.judgments):
        yield Heading("三至六、记录、行政强制、严重失信主体名单、刑事裁判\nRecords, enforcement, lists, judgments")
        yield Paragraph(NOTHING_FOUND)
        return
    names = {row.domain: row.name for row in findings.domains}
    yield Heading("三、违法违规记录明细\nRecords")
    yield from _each(findings.penalties, lambda fact: _penalty(fact, names))
    yield Heading("四、行政强制\nEnforcement")
    yield from _each(findings.enforcements, lambda fact: _enforcement(fact, names))
    yield Heading("五、严重失信主体名单\nSerious dishonesty lists")
    yield from _each(findings.listings, lambda fact: _listing(fact, names))
    yield Heading("六、司法（刑事裁判）信息\nCriminal judgments")
    yield from _each(findings.judgments, lambda fact: _judgment(fact, names))


def _each(records: Sequence[Record], rows: Callable[[Record], Rows]) -> Iterable[Block]:
    if not records:
        yield Paragraph(NOTHING_FOUND)
    for index, record in enumerate(records, 1):
        if len(records) > 1:
            yield Heading(f"第 {index} 条", 2)
        yield Facts(rows(record))


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
        ("公示期至", day_text(fact.published_until)),
        ("履行情况", fact.performed),
        ("修复状态", f"已修复（{day_text(fact.repaired_on)}）" if fact.repaired_on else "未修复"),
    )


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
    removed = f"{day_text(fact.removed_on)}（{fact.removed_how}）" if fact.removed_on else "尚未移出"
    return (
        ("领域", names[fact.domain]),
        ("名单", fact.list_name),
        ("列入机关", fact.authority),
        ("列入决定文号", fact.doc_no),
        ("列入日期", day_text(fact.listed_on)),
        ("列入依据", fact.basis),
        ("移出", removed),
    )


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
