"""A report whose data turned out to be wrong is revoked: its number and paper stay, its verify page and the status list say so."""

from datetime import datetime

from sqlalchemy.orm import Session

from central.papers import register
from central.zones.credit.tables import CreditReport


def revoke(session: Session, report_no: str, reason: str, now: datetime) -> bool:
    """False where there is no such report. A second revocation changes nothing."""
    report = session.get(CreditReport, report_no)
    if report is None:
        return False
    if report.revoked_at is None:
        report.revoked_at, report.revoked_reason = now, reason
        register.revoke(session, report_no, report.generated_at)
    return True
