"""The credit report as a document (models 2.9): what stands in it, block by block. How it looks is `printing`'s.

Nothing that cannot be known is printed as known: a domain without fresh data says so, and never 未发现.
"""

from collections.abc import Iterable, Sequence

from app.contract.credit import DomainOutcome
from central.clock import local_text
from central.home import SEAL_NAME
from central.zones.credit.facts import DomainFact, ReportFacts
from central.zones.credit.paper_records import Rows, day_text, record_blocks, yuan_text
from printing.document import Block, Code, Column, Document, Facts, Heading, Paragraph, Table

TEMPLATE_VERSION = "WFWG-1"
TITLE = "公共信用信息报告\nPublic Credit Report"
VARIANT = "无违法违规证明版"

CONCLUSIONS = (
    Column("领域\nDomain", 2.4),
    Column("数据来源单位\nSource", 3.2),
    Column("结论\nResult", 4.6),
    Column("数据更新至\nAs of", 1.6),
)


def compose(facts: ReportFacts, code: str, public_url: str) -> Document:
    """The whole paper. The QR code holds an address with the number and the code: nothing personal."""
    moment = local_text(facts.generated_at)
    return Document(
        title=TITLE,
        subtitle=VARIANT,
        letterhead="信用莞家",
        reference=grouped(facts.report_no),
        blocks=tuple(_blocks(facts, code, public_url)),
        running=(facts.report_no, f"核验码 {code}", f"终端 {facts.terminal_id}", moment),
        watermark=f"{facts.terminal_id}  {moment}",
        sealed_by=SEAL_NAME,
    )


def grouped(report_no: str) -> str:
    """`DGXY 20261123 T0003 00001 42`: as it is read out and typed in."""
    parts = (report_no[:4], report_no[4:12], report_no[12:17], report_no[17:22], report_no[22:])
    return " ".join(parts)


def verify_address(public_url: str, report_no: str, code: str) -> str:
    return f"{public_url}/v/{report_no}?c={code}"


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


def _blocks(facts: ReportFacts, code: str, public_url: str) -> Iterable[Block]:
    yield Facts(_cover(facts))
    yield Heading("一、登记注册基本信息\nRegistration")
    yield Facts(_registration(facts))
    yield Heading("二、查询结论一览\nConclusions")
    yield Paragraph(_summary(facts.findings.domains), strong=True)
    yield _conclusion_table(facts.findings.domains)
    yield from record_blocks(facts.findings)
    yield Heading("七、说明\nNotes")
    yield from (Paragraph(note, small=True) for note in _notes(facts))
    yield Code(verify_address(public_url, facts.report_no, code), _caption(code), 24.0)


def _caption(code: str) -> str:
    return f"核验码 {code}\n扫码核验，结果以页面显示为准\nScan to verify; the page shown is what counts"


def _cover(facts: ReportFacts) -> Rows:
    return (
        ("报告编号\nReport no.", grouped(facts.report_no)),
        ("信用主体\nEntity", facts.subject.entity_name),
        ("统一社会信用代码\nUSCC", facts.subject.uscc),
        ("查询时段\nPeriod", f"{day_text(facts.period_from)} 至 {day_text(facts.period_to)}"),
        ("报告用途\nPurpose", facts.purpose),
        ("申请人\nApplicant", f"{facts.operator}（{facts.operator_role}）"),
        ("生成时间\nGenerated", local_text(facts.generated_at)),
        ("数据截止\nData as of", _data_as_of(facts.findings.domains)),
        ("出具单位\nIssuer", facts.issuer),
    )


def _registration(facts: ReportFacts) -> Rows:
    subject = facts.subject
    return (
        ("登记状态\nStatus", subject.reg_status),
        ("企业类型\nType", subject.entity_type),
        ("法定代表人\nLegal representative", subject.legal_rep),
        ("注册资本\nCapital", f"人民币 {yuan_text(subject.reg_capital)} 元"),
        ("成立日期\nEstablished", day_text(subject.established_on)),
        ("营业期限\nTerm", f"至 {day_text(subject.term_to)}" if subject.term_to else "长期"),
        ("登记机关\nAuthority", subject.authority),
        ("住所\nAddress", subject.address),
        ("经营范围\nScope", subject.scope),
    )


def _summary(domains: Sequence[DomainFact]) -> str:
    clean = sum(row.outcome is DomainOutcome.CLEAN for row in domains)
    dirty = sum(row.outcome is DomainOutcome.RECORDS for row in domains)
    silent = len(domains) - clean - dirty
    words = [f"{clean} 个未发现违法违规记录"]
    gloss = [f"nothing found in {clean}"]
    if dirty:
        words.append(f"{dirty} 个有记录")
        gloss.append(f"records in {dirty}")
    if silent:
        words.append(f"{silent} 个不作结论")
        gloss.append(f"no conclusion in {silent}")
    return f"共查询 {len(domains)} 个领域：{'，'.join(words)}。\n{len(domains)} domains: {', '.join(gloss)}."


def _conclusion_table(domains: Sequence[DomainFact]) -> Table:
    rows = tuple((row.name, row.source_org, result_words(row), day_text(row.as_of)) for row in domains)
    marked = frozenset(index for index, row in enumerate(domains) if row.outcome is DomainOutcome.RECORDS)
    return Table(CONCLUSIONS, rows, marked)


def _notes(facts: ReportFacts) -> tuple[str, ...]:
    versions = f"目录版本 {facts.catalogue_version}，公示规则 {facts.rules_version}，模板 {facts.template_version}"
    return (
        "1. 数据由各领域数据来源单位提供，更新日期见结论一览；注明“不作结论”的领域，请向数据来源单位查询。",
        "2. 本报告只反映生成时间的数据，列示查询时段内作出、依规定公示且公示期未满的信息（轻微类依规定不公示）；已修复的注明“已修复”。",
        "3. 可用于上市、融资信贷、招标投标、资金申请、表彰奖励等；接收方不应再要求就同一事项提交无违法违规证明。",
        "4. 对内容有异议的，可向本终端所在大厅提出异议申请，以数据来源单位核查结果为准；信用修复在“信用中国”网站办理。",
        "5. 本报告不是信用评级。有效性以核验结果为准：扫描二维码，或输入报告编号和核验码。",
        f"6. {versions}。This report states only what the sources had delivered at the time it was generated.",
    )


def _data_as_of(domains: Sequence[DomainFact]) -> str:
    days = [row.as_of for row in domains if row.as_of and row.outcome is not DomainOutcome.NO_CONCLUSION]
    return f"{day_text(min(days))}（见结论一览）" if days else "所选领域均不作结论"
