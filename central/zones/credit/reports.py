"""A credit report is ordered: checked, numbered, drawn, sealed, kept. The same key gives the same report, byte for byte.

Three steps, so that no transaction stays open while a page is drawn: the number and its facts are written, the paper is
drawn and sealed from those facts, the sealed bytes are written unless another request with the same key was first. A crash
between them is healed by the order's next attempt.
"""

import base64
import hashlib
from collections.abc import Sequence
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
from central.papers import register
from central.refusals import Refused
from central.settings import CENTRE_NAME
from central.zones.credit.catalogue import CATALOGUE_VERSION
from central.zones.credit.drawing import Press
from central.zones.credit.facts import DomainFact, ReportFacts, Subject, canonical
from central.zones.credit.find import Question, find, publication_rules
from central.zones.credit.numbers import next_report_no
from central.zones.credit.portrait import find_portrait
from central.zones.credit.rounds import remember
from central.zones.credit.tables import CreditReport, PublicationRule, ReportPurpose
from central.zones.credit.variants import Variant, question_of, variant_of
from central.zones.credit.verify_code import verify_code
from printing.seal import NotSealed


def make_report(centre: Centre, order: CreditReportOrder, terminal_id: str) -> SealedReport:
    """Raises Refused with the codes of `app.contract.credit`."""
    report = centre.database.write(
        lambda session: _find_by_key(session, terminal_id, order.key) or _number(centre, session, order, terminal_id)
    )
    if report.order_sha256 != _fingerprint(order):
        raise Refused(409, "order-changed")
    if report.pdf is None:
        report = _seal(centre, report)
    return _answer(report)


def _find_by_key(session: Session, terminal_id: str, key: str) -> CreditReport | None:
    same = select(CreditReport).where(CreditReport.terminal_id == terminal_id, CreditReport.order_key == key)
    return session.scalars(same.options(undefer(CreditReport.pdf))).one_or_none()


def _number(centre: Centre, session: Session, order: CreditReportOrder, terminal_id: str) -> CreditReport:
    """Check the order, then give it its number and its facts for good."""
    now = centre.now()
    variant = variant_of(session, order, day_of(now))
    grant = _check_grant(centre, session, order.grant, terminal_id, variant.service, now)
    question = question_of(session, order, variant, grant.uscc, day_of(now))
    purpose = _check_purpose(session, order.purpose)
    report = _row(centre, order, _facts(session, grant, variant, question, purpose.name, now))
    session.add(report)
    register.enter(session, report.report_no, now)
    remember(session, report.uscc)
    return report


def _facts(
    session: Session, grant: Grant, variant: Variant, question: Question, purpose: str, now: datetime
) -> ReportFacts:
    return ReportFacts(
        report_no=next_report_no(session, grant.terminal_id, day_of(now)),
        terminal_id=grant.terminal_id,
        generated_at=now,
        issuer=CENTRE_NAME,
        catalogue_version=CATALOGUE_VERSION,
        template_version=variant.template,
        rules_version=_rules_version(publication_rules(session), now),
        subject=_subject(session, grant.uscc),
        period_from=question.period.start,
        period_to=question.period.end,
        purpose=purpose,
        operator=grant.holder_masked,
        operator_role=grant.holder_role,
        findings=find(session, question),
        variant=variant.id,
        portrait=find_portrait(session, question, whole=variant.shows_all) if variant.has_portrait else None,
    )


def _check_grant(centre: Centre, session: Session, token: str, terminal_id: str, service: str, now: datetime) -> Grant:
    grant = find_grant(session, centre.marks, token, terminal_id)
    if grant is None:
        raise Refused(403, "grant-unknown")
    if grant.expires_at <= now:
        raise Refused(403, "grant-expired")
    if grant.service != service:
        raise Refused(403, "grant-other-service")
    return grant


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
    """Everything that was ordered, so that another order under the same key is noticed. The grant enters as a hash only.

    What is left as it is by default stays out, so that a field added later changes no older order.
    """
    return hashlib.sha256(order.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def _seal(centre: Centre, report: CreditReport) -> CreditReport:
    """Draw and keep; where another request was quicker, its bytes are the report.

    Raises Refused where the seal cannot be had just now: the number stands, and the same may be ordered again.
    """
    press = Press(centre.sealer, centre.paper_key, centre.settings.public_url)
    paper = centre.database.write(lambda session: register.entered(session, report.report_no, report.generated_at))
    try:
        drawn = press.draw(ReportFacts.model_validate_json(report.facts), report.verify_code, paper)
    except NotSealed as unavailable:
        raise Refused(503, unavailable.code) from unavailable
    keep = (
        update(CreditReport)
        .where(CreditReport.report_no == report.report_no, CreditReport.pdf.is_(None))
        .values(pdf=drawn.pdf, pages=len(drawn.hashes.pages), sha256=hashlib.sha256(drawn.pdf).hexdigest())
    )
    with centre.database.writing() as session:
        session.execute(keep)
        register.keep_pages(session, report.report_no, drawn.hashes)
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
        variant=facts.variant,
    )


def _conclusion(row: DomainFact) -> DomainConclusion:
    return DomainConclusion(domain=row.domain, name=row.name, outcome=row.outcome, records=row.records)
