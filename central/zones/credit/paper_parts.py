"""Parts that every version of the report has: the registration's rows, the domains in one sentence, how old the data are."""

from collections.abc import Sequence
from datetime import date

from app.contract.credit import DomainOutcome
from central.zones.credit.facts import DomainFact, Subject
from central.zones.credit.paper_records import Rows, day_text, yuan_text


def registration(subject: Subject) -> Rows:
    """一、登记注册基本信息."""
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


def domain_summary(domains: Sequence[DomainFact]) -> str:
    """`共查询 38 个领域：35 个未发现违法违规记录，2 个有记录，1 个不作结论`."""
    clean, dirty, silent = domain_counts(domains)
    words = [f"{clean} 个未发现违法违规记录"] if clean or not (dirty or silent) else []
    words += [f"{dirty} 个有记录"] if dirty else []
    words += [f"{silent} 个不作结论"] if silent else []
    return f"共查询 {len(domains)} 个领域：{'，'.join(words)}"


def domain_counts(domains: Sequence[DomainFact]) -> tuple[int, int, int]:
    """How many are clean, have records, have no conclusion drawn about them."""
    clean = sum(row.outcome is DomainOutcome.CLEAN for row in domains)
    dirty = sum(row.outcome is DomainOutcome.RECORDS for row in domains)
    return clean, dirty, len(domains) - clean - dirty


def oldest_as_of(domains: Sequence[DomainFact]) -> date | None:
    """Up to when every domain that a conclusion is drawn about is complete; None where there is no such domain."""
    days = [row.as_of for row in domains if row.as_of and row.outcome is not DomainOutcome.NO_CONCLUSION]
    return min(days, default=None)
