"""标准版: class by class after the catalogue in force, each with its records, or 无, or that nothing is concluded."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.contract.credit import DomainOutcome
from central.clock import day_of
from central.zones.credit.facts import Findings, ReportFacts
from central.zones.credit.paper_parts import oldest_as_of, registration
from central.zones.credit.paper_records import (
    day_text,
    enforcement_blocks,
    judgment_blocks,
    listing_blocks,
    penalty_blocks,
)
from central.zones.credit.paper_tables import feed_blocks, source_words
from central.zones.credit.portrait_facts import ClassFact, Portrait
from printing.document import Block, Column, Facts, Heading, Paragraph, Table

SUMMARY = (
    Column("类别\nClass", 4.2),
    Column("本报告中\nIn this report", 4.4),
    Column("数据更新至\nAs of", 1.6),
)
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
NOT_CONNECTED = "本领域数据未接入，本报告不作结论"
NOT_UPDATED = "本领域数据暂未更新，本报告不作结论"


@dataclass(frozen=True)
class ByDomain:
    """Records that come from the domains' sources: 行政处罚, 行政强制, 严重失信主体名单, 刑事裁判."""

    name: str
    records: Callable[[Findings], Sequence[object]]
    blocks: Callable[[Findings], Iterable[Block]]


PENALTIES = ByDomain("行政处罚", lambda findings: findings.penalties, penalty_blocks)
ENFORCEMENTS = ByDomain("行政强制", lambda findings: findings.enforcements, enforcement_blocks)
LISTINGS = ByDomain("严重失信主体名单", lambda findings: findings.listings, listing_blocks)
JUDGMENTS = ByDomain("刑事裁判", lambda findings: findings.judgments, judgment_blocks)

Part = str | ByDomain
PARTS: dict[str, tuple[Part, ...]] = {
    "registration": (),
    "judicial": (JUDGMENTS, "court-cases"),
    "administrative": ("permits", PENALTIES, ENFORCEMENTS, "inspections", "other-decisions"),
    "qualifications": ("qualifications",),
    "anomalies": ("anomalies",),
    "serious-lists": (LISTINGS,),
    "contracts": ("contracts",),
    "promises": ("promises",),
    "evaluations": ("tax-grades",),
    "honours": ("honours",),
    "volunteered": ("volunteered",),
    "compliance": ("compliance",),
    "intellectual-rights": ("intellectual-rights",),
}
"""What stands in each class: a feed by its id, or records of the domains."""


def standard_blocks(facts: ReportFacts) -> Iterable[Block]:
    """Everything between the cover and the notes. Raises LookupError for facts without a portrait."""
    portrait = facts.portrait
    if portrait is None:
        raise LookupError("this version has a portrait")
    numbered = list(zip(NUMERALS, portrait.classes, strict=False))
    yield Heading("报告概要\nSummary")
    yield Table(SUMMARY, tuple(_summary_row(numeral, one, facts, portrait) for numeral, one in numbered))
    for numeral, one in numbered:
        yield Heading(f"{numeral}、{one.name}")
        yield from _class_blocks(one, facts, portrait)


def _class_blocks(one: ClassFact, facts: ReportFacts, portrait: Portrait) -> Iterable[Block]:
    parts = PARTS.get(one.id)
    if parts is None:
        yield Paragraph(f"{NOT_CONNECTED}。")
    elif one.id == "registration":
        yield Paragraph(source_words(portrait.feed("registration")), small=True, leads=True)
        yield Facts(registration(facts.subject))
    else:
        for part in parts:
            if len(parts) > 1:
                yield Heading(_part_name(part, portrait), 2)
            yield from _part_blocks(part, facts, portrait)


def _part_blocks(part: Part, facts: ReportFacts, portrait: Portrait) -> Iterable[Block]:
    if isinstance(part, ByDomain):
        yield from part.blocks(facts.findings)
    else:
        yield from feed_blocks(portrait, part, day_of(facts.generated_at))


def _summary_row(numeral: str, one: ClassFact, facts: ReportFacts, portrait: Portrait) -> tuple[str, str, str]:
    name = f"{numeral}、{one.name}"
    parts = PARTS.get(one.id)
    if parts is None:
        return name, NOT_CONNECTED, day_text(None)
    if one.id == "registration":
        return name, facts.subject.reg_status, day_text(portrait.feed("registration").as_of)
    if len(parts) == 1:
        return name, _counted(parts[0], facts, portrait), _as_of(parts[0], facts, portrait)
    counted = (f"{_part_name(part, portrait)}：{_counted(part, facts, portrait)}" for part in parts)
    days = {_as_of(part, facts, portrait) for part in parts}
    return name, "\n".join(counted), days.pop() if len(days) == 1 else "见明细"


def _part_name(part: Part, portrait: Portrait) -> str:
    return part.name if isinstance(part, ByDomain) else portrait.feed(part).name


def _counted(part: Part, facts: ReportFacts, portrait: Portrait) -> str:
    if isinstance(part, ByDomain):
        return _domain_counted(len(part.records(facts.findings)), facts.findings)
    feed, count = portrait.feed(part), len(portrait.records(part))
    if not feed.fresh:
        known = f"（已知记录 {count} 条）" if count else ""
        return (NOT_UPDATED if feed.as_of else NOT_CONNECTED) + known
    return f"{count} 条" if count else "无"


def _domain_counted(count: int, findings: Findings) -> str:
    silent = sum(row.outcome is DomainOutcome.NO_CONCLUSION for row in findings.domains)
    if silent == len(findings.domains):
        return NOT_UPDATED
    said = f"{count} 条" if count else "未发现"
    return f"{said}（另有 {silent} 个领域不作结论）" if silent else said


def _as_of(part: Part, facts: ReportFacts, portrait: Portrait) -> str:
    if isinstance(part, ByDomain):
        return day_text(oldest_as_of(facts.findings.domains))
    return day_text(portrait.feed(part).as_of)
