"""A credit report is ordered: checked, numbered, drawn, sealed, kept. The same key gives the same report, byte for byte.

Three steps, so that no transaction stays open while a page is drawn: the number and its facts are written, the paper is
drawn and sealed from those facts, the sealed bytes are written unless another request with the same key was first. A crash
between them is healed by the order's next attempt.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from app.contract.credit import CreditReportOrder, DomainConclusion, SealedReport
from central.centre import Centre
from central.clock import day_of
from central.enterprises import Enterprise
from central.licences.grants import find_grant
from central.licences.tables import Grant
from central.refusals import Refused
from central.settings import CENTRE_NAME
from central.zones.credit.catalogue import CATALOGUE_VERSION, max_years
from central.zones.credit.facts import DomainFact, Findings, ReportFacts, Subject, canonical
from central.zones.credit.find import Question, all_domains, find, publication_rules
from central.zones.credit.numbers import next_report_no
from central.zones.credit.paper import TEMPLATE_VERSION, compose
from central.zones.credit.rules import Period, check_period
from central.zones.credit.tables import CreditReport, PublicationRule, ReportPurpose
from central.zones.credit.verify_code import verify_code
from printing.page import render

SERVICE = "S901"


def make_report(centre: Centre, order: CreditReportOrder, terminal_id: str) -> SealedReport:
    """Raises Refused with the codes of `app.contract.credit`."""
    with centre.database.writing() as session:
        report = _find_by_key(session, terminal_id, order.key) or _number(centre, session, order, terminal_id)
    if report.order_sha256 != _fingerprint(order):
        raise Refused(409, "order-changed")
    if report.pdf is None:
        report = _seal(centre, report)
    return _answer(report)


@dataclass(frozen=True)
class Drawn:
    pdf: bytes = field(repr=False)
    pages: int


def draw(centre: Centre, facts: ReportFacts, code: str) -> Drawn:
    """The sealed paper for these facts."""
    laid = render(compose(facts, code, centre.settings.public_url))
    return Drawn(centre.sealer.seal(laid, reason=f"信用报告 {facts.report_no}"), laid.pages)


def _find_by_key(session: Session, terminal_id: str, key: str) -> CreditReport | None:
    same = select(CreditReport).where(CreditReport.terminal_id == terminal_id, CreditReport.order_key == key)
    return session.scalars(same.options(undefer(CreditReport.pdf))).one_or_none()


def _number(centre: Centre, session: Session, order: CreditReportOrder, terminal_id: str) -> CreditReport:
    """Check the order, then give it its number and its facts for good."""
    now = centre.now()
    grant = _check_grant(centre, session, order.grant, terminal_id, now)
    period = Period(order.period_from, order.period_to)
    check_period(period, day_of(now), max_years(session, day_of(now)))
    _check_domains(session, order.domains)
    purpose = _check_purpose(session, order.purpose)
    findings = find(session, Question(grant.uscc, order.domains, period, day_of(now)))
    report = _row(centre, order, _facts(session, grant, period, purpose.name, findings, now))
    session.add(report)
    return report


def _facts(
    session: Session, grant: Grant, period: Period, purpose: str, findings: Findings, now: datetime
) -> ReportFacts:
    return ReportFacts(
        report_no=next_report_no(session, grant.terminal_id, day_of(now)),
        terminal_id=grant.terminal_id,
        generated_at=now,
        issuer=CENTRE_NAME,
        catalogue_version=CATALOGUE_VERSION,
        template_version=TEMPLATE_VERSION,
        rules_version=_rules_version(publication_rules(session), now),
        subject=_subject(session, grant.uscc),
        period_from=period.start,
        period_to=period.end,
        purpose=purpose,
        operator=grant.holder_masked,
        operator_role=grant.holder_role,
        findings=findings,
    )


def _check_grant(centre: Centre, session: Session, token: str, terminal_id: str, now: datetime) -> Grant:
    grant = find_grant(session, centre.marks, token, terminal_id)
    if grant is None:
        raise Refused(403, "grant-unknown")
    if grant.expires_at <= now:
        raise Refused(403, "grant-expired")
    if grant.service != SERVICE:
        raise Refused(403, "grant-other-service")
    return grant


def _check_domains(session: Session, chosen: tuple[str, ...]) -> None:
    if not chosen:
        raise Refused(422, "domains-empty")
    if not set(chosen) <= {domain.id for domain in all_domains(session)}:
        raise Refused(422, "domains-unknown")


def _check_purpose(session: Session, purpose_id: str) -> ReportPurpose:
    purpose = session.get(ReportPurpose, purpose_id)
    if purpose is None:
        raise Refused(422, "purpose-unknown")
    return purpose


def _rules_version(rules: Sequence[PublicationRule], now: datetime) -> str:
    in_force = [rule.effective_from for rule in rules if rule.effective_from <= day_of(now)]
    return max(in_force).isoformat()


def _subject(session: Session, uscc: str) -> Subject:
    enterprise = session.get_one(Enterprise, uscc)
    return Subject(**{name: getattr(enterprise, name) for name in Subject.model_fields})


def _row(centre: Centre, order: CreditReportOrder, facts: ReportFacts) -> CreditReport:
    text = canonical(facts)
    return CreditReport(
        report_no=facts.report_no,
        terminal_id=facts.terminal_id,
        order_key=order.key,
        order_sha256=_fingerprint(order),
        uscc=facts.subject.uscc,
        facts=text,
        verify_code=verify_code(centre.home.keyed_hash, text),
        generated_at=facts.generated_at,
        pages=None,
        sha256=None,
        pdf=None,
        revoked_at=None,
        revoked_reason="",
    )


def _fingerprint(order: BaseModel) -> str:
    """Everything that was ordered, so that another order under the same key is noticed. The grant enters as a hash only."""
    return hashlib.sha256(order.model_dump_json().encode()).hexdigest()


def _seal(centre: Centre, report: CreditReport) -> CreditReport:
    """Draw and keep; where another request was quicker, its bytes are the report."""
    drawn = draw(centre, ReportFacts.model_validate_json(report.facts), report.verify_code)
    keep = (
        update(CreditReport)
        .where(CreditReport.report_no == report.report_no, CreditReport.pdf.is_(None))
        .values(pdf=drawn.pdf, pages=drawn.pages, sha256=hashlib.sha256(drawn.pdf).hexdigest())
    )
    with centre.database.writing() as session:
        session.execute(keep)
        return session.get_one(CreditReport, report.report_no, options=[undefer(CreditReport.pdf)])


def _answer(report: CreditReport) -> SealedReport:
    facts = ReportFacts.model_validate_json(report.facts)
    if report.pdf is None or report.pages is None or report.sha256 is None:
        raise LookupError("a sealed report has its bytes")
    return SealedReport(
        report_no=report.report_no,
        verify_code=report.verify_code,
        generated_at=report.generated_at,
        pages=report.pages,
        sha256=report.sha256,
        conclusions=tuple(_conclusion(row) for row in facts.findings.domains),
        pdf=base64.b64encode(report.pdf),
    )


def _conclusion(row: DomainFact) -> DomainConclusion:
    return DomainConclusion(domain=row.domain, name=row.name, outcome=row.outcome, records=row.records)
