"""Records as tables, one for each feed, and what is said where there are none: 无 is said only by a source that is up to date."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from central.zones.credit.paper_records import day_text, yuan_text
from central.zones.credit.portrait_facts import (
    AnomalyFact,
    ContractFact,
    CourtCaseFact,
    FeedFact,
    FinancingFact,
    HonourFact,
    InspectionFact,
    IntellectualRightFact,
    PermitFact,
    Portrait,
    PromiseFact,
    TaxGradeFact,
)
from printing.document import Block, Column, Paragraph, Table

UNTROUBLED = ("未发现问题", "已履行")
KEPT, UNDER_WAY, OVERDUE = "已履行", "履行中", "到期未履行"
SETTLED, OWED, UNPAID = "已结清", "未到期", "到期未结清"


@dataclass(frozen=True)
class FeedTable:
    """How the records of one feed stand in a table; `troubled` ones are set strong. `today` is the report's own day."""

    columns: tuple[Column, ...]
    cells: Callable[[Any, date], tuple[str, ...]]
    troubled: Callable[[Any, date], bool] = lambda _record, _today: False

    def of(self, records: Sequence[object], today: date) -> Table:
        marked = frozenset(index for index, record in enumerate(records) if self.troubled(record, today))
        return record_table(self.columns, tuple(self.cells(record, today) for record in records), marked)


def record_table(
    columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...], marked: frozenset[int] = frozenset()
) -> Table:
    """Its first column names each row; a single row needs no name to be told from others."""
    return Table(columns, rows, marked, named_by=0 if len(rows) > 1 else None)


def feed_blocks(portrait: Portrait, feed_id: str, today: date) -> Iterable[Block]:
    """Whose data, up to when; then the records, or that there are none, or that nothing is concluded."""
    feed, records = portrait.feed(feed_id), portrait.records(feed_id)
    if feed.fresh and not records:
        yield Paragraph(f"无此类记录。{source_words(feed)}", small=True)
        return
    said = source_words(feed) if feed.fresh else silence_words(feed, len(records))
    yield Paragraph(said, small=feed.fresh, leads=bool(records))
    if records:
        yield TABLES[feed_id].of(records, today)


def source_words(feed: FeedFact) -> str:
    return f"来源：{feed.source_org}，数据更新至 {day_text(feed.as_of)}。"


def silence_words(feed: FeedFact, known: int = 0) -> str:
    """Why nothing is concluded, and that what is known follows all the same."""
    if feed.as_of is None:
        return f"{feed.name}：本领域数据未接入，本报告不作结论。"
    also = f"已知记录 {known} 条，见下。" if known else ""
    return f"{feed.name}：本领域数据暂未更新（更新至 {day_text(feed.as_of)}），本报告不作结论。{also}"


def contract_state(contract: ContractFact, today: date) -> str:
    if contract.performed_on:
        return KEPT
    return OVERDUE if contract.due_on < today else UNDER_WAY


def financing_state(financing: FinancingFact, today: date) -> str:
    if financing.settled_on:
        return SETTLED
    return UNPAID if financing.due_on < today else OWED


def _permit(permit: PermitFact, _today: date) -> tuple[str, ...]:
    term = day_text(permit.valid_to) if permit.valid_to else "长期"
    return permit.item, permit.doc_no, day_text(permit.granted_on), term, permit.authority


def _inspection(inspection: InspectionFact, _today: date) -> tuple[str, ...]:
    return inspection.item, day_text(inspection.inspected_on), inspection.result, inspection.authority


def _anomaly(anomaly: AnomalyFact, _today: date) -> tuple[str, ...]:
    removed = day_text(anomaly.removed_on) if anomaly.removed_on else "尚未移出"
    return anomaly.reason, day_text(anomaly.listed_on), removed, anomaly.authority


def _contract(contract: ContractFact, today: date) -> tuple[str, ...]:
    performed = f"\n{day_text(contract.performed_on)}" if contract.performed_on else ""
    return (
        f"{contract.title}\n{contract.buyer}",
        yuan_text(contract.amount),
        day_text(contract.signed_on),
        day_text(contract.due_on),
        contract_state(contract, today) + performed,
    )


def _promise(promise: PromiseFact, _today: date) -> tuple[str, ...]:
    return promise.kind, promise.matter, day_text(promise.made_on), promise.outcome, promise.accepted_by


def _court_case(case: CourtCaseFact, _today: date) -> tuple[str, ...]:
    state = f"{case.closed_how}\n{day_text(case.closed_on)}" if case.closed_on else "执行中"
    return case.case_no, case.court, yuan_text(case.amount), day_text(case.filed_on), state


def _tax_grade(grade: TaxGradeFact, _today: date) -> tuple[str, ...]:
    return f"{grade.year} 年度", f"{grade.grade} 级", day_text(grade.graded_on)


def _financing(financing: FinancingFact, today: date) -> tuple[str, ...]:
    settled = f"\n{day_text(financing.settled_on)}" if financing.settled_on else ""
    return (
        f"{financing.kind}\n{financing.lender}",
        yuan_text(financing.amount),
        day_text(financing.lent_on),
        day_text(financing.due_on),
        financing_state(financing, today) + settled,
    )


def _honour(honour: HonourFact, _today: date) -> tuple[str, ...]:
    term = day_text(honour.valid_to) if honour.valid_to else "长期"
    return honour.title, honour.level, day_text(honour.granted_on), term, honour.authority


def _right(right: IntellectualRightFact, _today: date) -> tuple[str, ...]:
    return right.kind, right.title, right.number, day_text(right.granted_on)


DAY = 1.55
TABLES = {
    "permits": FeedTable(
        (
            Column("许可事项", 2.6),
            Column("文号", 3.4),
            Column("许可日期", DAY),
            Column("有效期至", DAY),
            Column("许可机关", 2.4),
        ),
        _permit,
    ),
    "inspections": FeedTable(
        (Column("检查事项", 3.2), Column("检查日期", DAY), Column("结果", 2.6), Column("检查机关", 2.6)),
        _inspection,
        lambda inspection, _today: inspection.result not in UNTROUBLED,
    ),
    "anomalies": FeedTable(
        (Column("列入原因", 3.2), Column("列入日期", DAY), Column("移出日期", DAY), Column("列入机关", 2.6)),
        _anomaly,
        lambda anomaly, _today: anomaly.removed_on is None,
    ),
    "contracts": FeedTable(
        (
            Column("合同和采购单位", 3.6),
            Column("金额（元）", 1.8, "right"),
            Column("签订日期", DAY),
            Column("约定履行日", DAY),
            Column("履行情况", 1.7),
        ),
        _contract,
        lambda contract, today: contract_state(contract, today) == OVERDUE,
    ),
    "promises": FeedTable(
        (
            Column("承诺类型", 2.2),
            Column("承诺事项", 2.4),
            Column("承诺日期", DAY),
            Column("履行情况", 1.8),
            Column("受理单位", 2.8),
        ),
        _promise,
        lambda promise, _today: promise.outcome not in UNTROUBLED,
    ),
    "court-cases": FeedTable(
        (
            Column("案号", 3.4),
            Column("法院", 2.6),
            Column("执行金额（元）", 1.9, "right"),
            Column("立案日期", DAY),
            Column("状态", 1.6),
        ),
        _court_case,
        lambda case, _today: case.closed_on is None,
    ),
    "tax-grades": FeedTable(
        (Column("评价年度", 2.0), Column("纳税信用级别", 2.0), Column("评价日期", 2.0)),
        _tax_grade,
    ),
    "financing": FeedTable(
        (
            Column("种类和出资方", 3.6),
            Column("金额（元）", 1.8, "right"),
            Column("发放日期", DAY),
            Column("到期日期", DAY),
            Column("偿还情况", 1.7),
        ),
        _financing,
        lambda financing, today: financing_state(financing, today) == UNPAID,
    ),
    "honours": FeedTable(
        (
            Column("荣誉", 2.8),
            Column("级别", 0.9),
            Column("授予日期", DAY),
            Column("有效期至", DAY),
            Column("授予单位", 2.8),
        ),
        _honour,
    ),
    "intellectual-rights": FeedTable(
        (Column("类型", 1.8), Column("名称", 3.2), Column("编号", 2.6), Column("授权日期", DAY)),
        _right,
    ),
}
