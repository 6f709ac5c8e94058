"""The credit report as a document (models 2.9), whatever its version: the cover, the notes, the proof. How it looks is `printing`'s.

Nothing that cannot be known is printed as known: a domain without fresh data says so, and never 未发现.
"""

from collections.abc import Callable, Iterable, Sequence

from app.contract.credit import DomainOutcome, ReportVariant
from central.clock import local_text
from central.home import SEAL_NAME
from central.zones.credit.facts import DomainFact, ReportFacts
from central.zones.credit.paper_notes import notes
from central.zones.credit.paper_parts import domain_counts, domain_summary, oldest_as_of, registration
from central.zones.credit.paper_portrait import portrait_blocks
from central.zones.credit.paper_records import Rows, day_text, record_blocks
from central.zones.credit.paper_standard import standard_blocks
from central.zones.credit.variants import VARIANTS
from printing.document import Block, Code, Column, Document, Facts, Heading, Paragraph, Table

TITLE = "公共信用信息报告\nPublic Credit Report"

TOKEN_MILLIMETRES = 40.0
"""The token is read off a skewed, blurred and noisy copy of 150 dpi."""

CONCLUSIONS = (
    Column("领域\nDomain", 2.4),
    Column("数据来源单位\nSource", 3.2),
    Column("结论\nResult", 4.6),
    Column("数据更新至\nAs of", 1.6),
)


def compose(facts: ReportFacts, code: str) -> Document:
    """The whole paper. Its QR code is the paper's token, which is made when the pages are known: nothing personal."""
    moment, variant = local_text(facts.generated_at), VARIANTS[facts.variant]
    return Document(
        title=TITLE,
        subtitle=f"{variant.name}\n{variant.name_en}",
        letterhead="信用莞家",
        reference=grouped(facts.report_no),
        blocks=tuple(_blocks(facts, code)),
        running=(facts.report_no, f"核验码 {code}", f"终端 {facts.terminal_id}", moment),
        watermark=f"{facts.terminal_id}  {moment}",
        sealed_by=SEAL_NAME,
    )


def grouped(report_no: str) -> str:
    """`DGXY 20261123 T0003 00001 42`: as it is read out and typed in."""
    parts = (report_no[:4], report_no[4:12], report_no[12:17], report_no[17:22], report_no[22:])
    return " ".join(parts)


def result_words(row: DomainFact) -> str:
    """The conclusion of one domain, as the paper and the verify page both say it."""
    if row.outcome is DomainOutcome.NO_CONCLUSION:
        state = "暂未更新" if row.as_of else "未接入"
        known = f"（已知记录 {row.records} 条，见明细）" if row.records else ""
        return f"本领域数据{state}，本报告不作结论{known}"
    if row.outcome is DomainOutcome.CLEAN:
        return "未发现违法违规记录"
    repaired = f"（其中已修复 {row.repaired} 条）" if row.repaired else ""
    return f"有记录 {row.records} 条{repaired}"


def _blocks(facts: ReportFacts, code: str) -> Iterable[Block]:
    yield Facts(_cover(facts))
    yield from BODIES[facts.variant](facts)
    yield Heading(("七、" if facts.variant == ReportVariant.NO_VIOLATIONS else "") + "说明\nNotes")
    yield from (Paragraph(note, small=True) for note in notes(facts))
    yield Code("", _caption(code), TOKEN_MILLIMETRES)


def _conclusions(facts: ReportFacts) -> Iterable[Block]:
    """无违法违规证明版: what the chosen domains say of the chosen period."""
    yield Heading("一、登记注册基本信息\nRegistration")
    yield Facts(registration(facts.subject))
    yield Heading("二、查询结论一览\nConclusions")
    yield Paragraph(_summary(facts.findings.domains), strong=True)
    yield _conclusion_table(facts.findings.domains)
    yield from record_blocks(facts.findings)


BODIES: dict[str, Callable[[ReportFacts], Iterable[Block]]] = {
    ReportVariant.NO_VIOLATIONS: _conclusions,
    ReportVariant.DONGGUAN: portrait_blocks,
    ReportVariant.STANDARD: standard_blocks,
}


def _caption(code: str) -> str:
    return f"核验码 {code}\n扫码核验，结果以页面显示为准\nScan to verify; the page shown is what counts"


def _cover(facts: ReportFacts) -> Rows:
    return (
        ("报告编号\nReport no.", grouped(facts.report_no)),
        ("信用主体\nEntity", facts.subject.entity_name),
        ("统一社会信用代码\nUSCC", facts.subject.uscc),
        ("报告版式\nEdition", VARIANTS[facts.variant].name),
        ("查询时段\nPeriod", f"{day_text(facts.period_from)} 至 {day_text(facts.period_to)}"),
        ("报告用途\nPurpose", facts.purpose),
        ("申请人\nApplicant", f"{facts.operator}（{facts.operator_role}）"),
        ("生成时间\nGenerated", local_text(facts.generated_at)),
        ("数据截止\nData as of", _data_as_of(facts.findings.domains)),
        ("出具单位\nIssuer", facts.issuer),
    )


def _summary(domains: Sequence[DomainFact]) -> str:
    clean, dirty, silent = domain_counts(domains)
    gloss = [f"nothing found in {clean}"]
    gloss += [f"records in {dirty}"] if dirty else []
    gloss += [f"no conclusion in {silent}"] if silent else []
    return f"{domain_summary(domains)}。\n{len(domains)} domains: {', '.join(gloss)}."


def _conclusion_table(domains: Sequence[DomainFact]) -> Table:
    rows = tuple((row.name, row.source_org, result_words(row), day_text(row.as_of)) for row in domains)
    marked = frozenset(index for index, row in enumerate(domains) if row.outcome is DomainOutcome.RECORDS)
    return Table(CONCLUSIONS, rows, marked)


def _data_as_of(domains: Sequence[DomainFact]) -> str:
    oldest = oldest_as_of(domains)
    return f"{day_text(oldest)}（各部分另有注明）" if oldest else "所选领域均不作结论"
