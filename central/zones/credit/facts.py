"""What a credit report says, as a value: the paper is drawn from it, the verify code stands on it, the verify page reads it."""

import json
from datetime import date, datetime
from decimal import Decimal

from app.contract.credit import DomainOutcome, ReportVariant
from app.contract.wire import Message
from central.zones.credit.portrait_facts import Portrait


class Subject(Message):
    """一、登记注册基本信息."""

    entity_name: str
    uscc: str
    entity_type: str
    legal_rep: str
    reg_capital: Decimal
    established_on: date
    term_to: date | None
    authority: str
    address: str
    scope: str
    reg_status: str


class DomainFact(Message):
    """One row of 二、查询结论一览. `repaired` of the `records` are marked 已修复."""

    domain: str
    name: str
    source_org: str
    as_of: date | None
    outcome: DomainOutcome
    records: int
    repaired: int


class PenaltyFact(Message):
    domain: str
    doc_no: str
    act_type: str
    facts: str
    basis: str
    kind: str
    content: str
    amount: Decimal | None
    decided_on: date
    authority: str
    severity: str
    published_until: date
    performed: str
    repaired_on: date | None
    repairable_from: date | None = None
    """The first day on which its repair may be applied for; None in reports of before that was said."""


class EnforcementFact(Message):
    domain: str
    doc_no: str
    measure: str
    basis: str
    decided_on: date
    authority: str


class ListingFact(Message):
    domain: str
    list_name: str
    authority: str
    doc_no: str
    listed_on: date
    basis: str
    removed_on: date | None
    removed_how: str


class JudgmentFact(Message):
    domain: str
    case_no: str
    court: str
    content: str
    judged_on: date


class Findings(Message):
    """What the sources say about one enterprise in the chosen domains and period."""

    domains: tuple[DomainFact, ...]
    penalties: tuple[PenaltyFact, ...]
    enforcements: tuple[EnforcementFact, ...]
    listings: tuple[ListingFact, ...]
    judgments: tuple[JudgmentFact, ...]


class ReportFacts(Message):
    """`operator` is masked. `rules_version` names the publication rules in force when the report was made.

    Every version has `findings`; `portrait` is what 东莞版 and 标准版 say beyond them.
    """

    report_no: str
    terminal_id: str
    generated_at: datetime
    issuer: str
    catalogue_version: str
    template_version: str
    rules_version: str
    subject: Subject
    period_from: date
    period_to: date
    purpose: str
    operator: str
    operator_role: str
    findings: Findings
    variant: str = ReportVariant.NO_VIOLATIONS.value
    portrait: Portrait | None = None


def canonical(facts: ReportFacts) -> str:
    """One text for one set of facts: names sorted, no spaces."""
    return json.dumps(facts.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
