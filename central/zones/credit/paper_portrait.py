"""东莞版: the enterprise in eight dimensions. Data with their source and date, a picture where it says more; no score anywhere."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.contract.credit import DomainOutcome
from central.clock import day_of
from central.zones.credit.facts import Findings, PenaltyFact, ReportFacts
from central.zones.credit.paper_parts import domain_summary, oldest_as_of, registration
from central.zones.credit.paper_records import (
    day_text,
    judgment_blocks,
    nothing_words,
    removal_words,
    repair_words,
    yuan_text,
)
from central.zones.credit.paper_tables import (
    KEPT,
    OVERDUE,
    OWED,
    SETTLED,
    UNDER_WAY,
    UNPAID,
    contract_state,
    feed_blocks,
    financing_state,
    record_table,
    silence_words,
    source_words,
)
from central.zones.credit.portrait_facts import FeedFact, FinancingFact, Portrait
from printing.document import Block, Chart, Column, Facts, Heading, Paragraph, Table

OVERVIEW = (
    Column("方面\nDimension", 1.3),
    Column("数据怎么说\nWhat the data say", 5.4),
    Column("数据来源\nSource", 3.4),
    Column("更新至\nAs of", 1.5),
)
PENALTIES = (
    Column("违法行为和文号", 3.4),
    Column("处罚", 2.0),
    Column("决定日期和等级", 1.6),
    Column("公示期至", 1.5),
    Column("修复状态", 1.7),
)
MEASURES = (Column("措施或名单", 4.0), Column("日期", 1.5), Column("移出", 1.9), Column("机关", 2.6))
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Seen:
    """A report's facts with the day on which they are looked at."""

    facts: ReportFacts
    portrait: Portrait

    @property
    def today(self) -> date:
        return day_of(self.facts.generated_at)


@dataclass(frozen=True)
class Dimension:
    """`feed`: whose data lead it; empty where they are those of the domains. `says`: in a sentence, without a judgment."""

    name: str
    gloss: str
    feed: str
    says: Callable[[Seen], str]
    blocks: Callable[[Seen], Iterable[Block]]


def portrait_blocks(facts: ReportFacts) -> Iterable[Block]:
    """Everything between the cover and the notes. Raises LookupError for facts without a portrait."""
    if facts.portrait is None:
        raise LookupError("this version has a portrait")
    seen = Seen(facts, facts.portrait)
    yield Heading("八个方面一览\nEight dimensions")
    yield Table(OVERVIEW, tuple(_overview_row(dimension, seen) for dimension in DIMENSIONS))
    for numeral, dimension in zip(NUMERALS, DIMENSIONS, strict=False):
        yield Heading(f"{numeral}、{dimension.name}\n{dimension.gloss}")
        yield from dimension.blocks(seen)


def _overview_row(dimension: Dimension, seen: Seen) -> tuple[str, ...]:
    if not dimension.feed:
        domains = seen.facts.findings.domains
        return dimension.name, dimension.says(seen), "各领域数据来源单位", day_text(oldest_as_of(domains))
    leading = seen.portrait.feed(dimension.feed)
    says = dimension.says(seen) if leading.fresh else _silent(leading)
    return dimension.name, says, leading.source_org, day_text(leading.as_of)


def _silent(feed: FeedFact) -> str:
    return "本领域数据暂未更新，本报告不作结论" if feed.as_of else "本领域数据未接入，本报告不作结论"


# ---- what each dimension says in a sentence ----


def _basics(seen: Seen) -> str:
    subject = seen.facts.subject
    return f"{subject.reg_status}，成立 {full_years(subject.established_on, seen.today)} 年，有效行政许可 {len(_valid_permits(seen))} 项"


def _supervision(seen: Seen) -> str:
    return domain_summary(seen.facts.findings.domains)


def _performance(seen: Seen) -> str:
    states = Counter(contract_state(contract, seen.today) for contract in seen.portrait.contracts)
    return _counted("合同", "份", states, (KEPT, UNDER_WAY, OVERDUE))


def _justice(seen: Seen) -> str:
    open_cases = sum(case.closed_on is None for case in seen.portrait.court_cases)
    judgments = len(seen.facts.findings.judgments)
    count = len(seen.portrait.court_cases)
    cases = f"法院执行 {count} 件，执行中 {open_cases} 件" if count else "法院执行无记录"
    return cases + (f"，刑事裁判 {judgments} 件" if judgments else "")


def _taxes(seen: Seen) -> str:
    grades = seen.portrait.tax_grades
    return "，".join(f"{grade.year} 年度 {grade.grade} 级" for grade in grades[-3:]) or "无记录"


def _staff(seen: Seen) -> str:
    staff = seen.portrait.insured_staff
    return f"{_quarter(staff[-1].quarter_end)}末参保 {staff[-1].people} 人" if staff else "无记录"


def _financing(seen: Seen) -> str:
    states = Counter(financing_state(one, seen.today) for one in seen.portrait.financings)
    return _counted("融资", "笔", states, (SETTLED, OWED, UNPAID))


def _honours(seen: Seen) -> str:
    honours, rights = len(seen.portrait.honours), len(seen.portrait.intellectual_rights)
    said = f"荣誉 {honours} 项" if honours else "荣誉无记录"
    return said + (f"，专利和商标 {rights} 项" if rights else "")


def _counted(what: str, unit: str, states: Counter[str], order: tuple[str, ...]) -> str:
    """`合同 5 份：已履行 4，履行中 1`."""
    if not states:
        return f"{what}无记录"
    return f"{what} {states.total()} {unit}：" + "，".join(
        f"{state} {states[state]}" for state in order if states[state]
    )


# ---- the data of each dimension ----


def _basic_blocks(seen: Seen) -> Iterable[Block]:
    yield Paragraph(source_words(seen.portrait.feed("registration")), small=True, leads=True)
    yield Facts(registration(seen.facts.subject))
    yield from _part(seen, "permits")


def _supervision_blocks(seen: Seen) -> Iterable[Block]:
    domains = seen.facts.findings.domains
    outcomes = Counter(row.outcome for row in domains)
    yield Chart(
        "各领域查询结论\nConclusions by domain",
        (
            ("未发现违法违规记录", outcomes[DomainOutcome.CLEAN]),
            ("有记录", outcomes[DomainOutcome.RECORDS]),
            ("本报告不作结论", outcomes[DomainOutcome.NO_CONCLUSION]),
        ),
        "progress",
        "个领域",
        whole=len(domains),
    )
    silent = [row.name for row in domains if row.outcome is DomainOutcome.NO_CONCLUSION]
    if silent:
        yield Paragraph(f"数据暂未更新或未接入、本报告不作结论的领域：{'、'.join(silent)}。", small=True)
    yield from _violation_blocks(seen.facts.findings)
    yield from _part(seen, "inspections")
    yield from _part(seen, "anomalies")


def _violation_blocks(findings: Findings) -> Iterable[Block]:
    """A line each; every field of them stands in the 无违法违规证明版."""
    yield Heading("行政处罚、行政强制和严重失信主体名单", 2)
    if not (findings.penalties or findings.enforcements or findings.listings):
        yield Paragraph(nothing_words(findings))
    if findings.penalties:
        unrepaired = frozenset(index for index, fact in enumerate(findings.penalties) if not fact.repaired_on)
        yield record_table(PENALTIES, tuple(_penalty_cells(fact) for fact in findings.penalties), unrepaired)
    if findings.enforcements or findings.listings:
        enforced = tuple(
            (f"行政强制：{fact.measure}\n{fact.doc_no}", day_text(fact.decided_on), "—", fact.authority)
            for fact in findings.enforcements
        )
        listed = tuple(
            (f"{fact.list_name}\n{fact.doc_no}", day_text(fact.listed_on), removal_words(fact), fact.authority)
            for fact in findings.listings
        )
        yield record_table(MEASURES, enforced + listed)


def _penalty_cells(fact: PenaltyFact) -> tuple[str, ...]:
    amount = f" {yuan_text(fact.amount)} 元" if fact.amount is not None else ""
    return (
        f"{fact.act_type}\n{fact.doc_no}",
        fact.kind + amount,
        f"{day_text(fact.decided_on)}\n{fact.severity}",
        day_text(fact.published_until),
        repair_words(fact),
    )


def _performance_blocks(seen: Seen) -> Iterable[Block]:
    contracts = seen.portrait.contracts
    if contracts:
        states = Counter(contract_state(contract, seen.today) for contract in contracts)
        points = tuple((state, float(states[state])) for state in (KEPT, UNDER_WAY, OVERDUE))
        yield Chart("公共合同履行情况\nPublic contracts", points, "progress", "份", whole=len(contracts))
    yield from _part(seen, "contracts")
    yield from _part(seen, "promises")


def _justice_blocks(seen: Seen) -> Iterable[Block]:
    yield from _part(seen, "court-cases")
    yield Heading("刑事裁判", 2)
    yield from judgment_blocks(seen.facts.findings)


def _tax_blocks(seen: Seen) -> Iterable[Block]:
    """A grade is a letter, no quantity: years side by side, not a chart."""
    feed, grades = seen.portrait.feed("tax-grades"), seen.portrait.tax_grades
    if not grades or not feed.fresh:
        yield from feed_blocks(seen.portrait, "tax-grades", seen.today)
        return
    yield Paragraph(f"{source_words(feed)}级别由税务机关评定：A、B、M（新设）、C、D。", small=True, leads=True)
    years = tuple(Column(f"{grade.year}", 1.0, "centre") for grade in grades)
    letters = tuple(f"{grade.grade} 级" for grade in grades)
    yield record_table((Column("评价年度", 1.2), *years), (("纳税信用级别", *letters),))


def _staff_blocks(seen: Seen) -> Iterable[Block]:
    feed, staff = seen.portrait.feed("insured-staff"), seen.portrait.insured_staff
    if staff:
        points = tuple((f"{one.quarter_end:%Y-%m}", float(one.people)) for one in staff)
        yield Paragraph(
            source_words(feed) if feed.fresh else silence_words(feed, len(staff)), small=feed.fresh, leads=True
        )
        yield Chart("各季度末参保人数\nPeople insured, by quarter", points, "line", "人")
    else:
        yield from feed_blocks(seen.portrait, "insured-staff", seen.today)


def _financing_blocks(seen: Seen) -> Iterable[Block]:
    years = _by_year(seen.portrait.financings, seen.facts.period_from, seen.facts.period_to)
    if any(amount for _, amount in years):
        yield Chart("各年取得的融资\nMoney raised, by year", years, "bar", "万元")
        yield Heading(seen.portrait.feed("financing").name, 2)
    yield from feed_blocks(seen.portrait, "financing", seen.today)
    unpaid = [one for one in seen.portrait.financings if financing_state(one, seen.today) == UNPAID]
    if unpaid:
        total = sum((one.amount for one in unpaid), Decimal())
        yield Paragraph(f"到期未结清 {len(unpaid)} 笔，本金合计 {yuan_text(total)} 元。", strong=True)


def _honour_blocks(seen: Seen) -> Iterable[Block]:
    yield from _part(seen, "honours")
    yield from _part(seen, "intellectual-rights")


def _part(seen: Seen, feed_id: str) -> Iterable[Block]:
    yield Heading(seen.portrait.feed(feed_id).name, 2)
    yield from feed_blocks(seen.portrait, feed_id, seen.today)


def _valid_permits(seen: Seen) -> list[object]:
    permits = seen.portrait.permits
    return [permit for permit in permits if permit.valid_to is None or permit.valid_to >= seen.today]


def full_years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def _quarter(end: date) -> str:
    return f"{end.year} 年 {(end.month + 2) // 3} 季度"


def _by_year(financings: Sequence[FinancingFact], first: date, last: date) -> tuple[tuple[str, float], ...]:
    """Ten thousands of yuan lent in each of the report's years, none left out."""
    lent = Counter[int]()
    for one in financings:
        lent[one.lent_on.year] += int(one.amount)
    return tuple((f"{year} 年", lent[year] / 10_000) for year in range(first.year, last.year + 1))


DIMENSIONS = (
    Dimension("基础", "Basics", "registration", _basics, _basic_blocks),
    Dimension("监管", "Supervision", "", _supervision, _supervision_blocks),
    Dimension("履约", "Contracts and promises", "contracts", _performance, _performance_blocks),
    Dimension("司法", "Courts", "court-cases", _justice, _justice_blocks),
    Dimension("纳税", "Taxes", "tax-grades", _taxes, _tax_blocks),
    Dimension("用工", "Staff", "insured-staff", _staff, _staff_blocks),
    Dimension("融资", "Financing", "financing", _financing, _financing_blocks),
    Dimension("荣誉", "Honours", "honours", _honours, _honour_blocks),
)
