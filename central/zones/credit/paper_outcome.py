"""What became of a report's paper, as its terminal tells it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.contract.jobs import PrintOutcome
from central.effects import EffectRefused, Receipt
from central.zones.credit.tables import CreditReport, PrintRecord


def take_print_outcome(session: Session, outcome: PrintOutcome, terminal_id: str, now: datetime) -> Receipt:
    """Raises EffectRefused for a report that was not made for this terminal."""
    report = session.get(CreditReport, outcome.report_no)
    if report is None or report.terminal_id != terminal_id:
        raise EffectRefused("report-unknown")
    session.add(
        PrintRecord(
            report_no=outcome.report_no,
            copy_no=outcome.copy_no,
            pages_asked=outcome.pages_asked,
            pages_printed=outcome.pages_printed,
            outcome=outcome.outcome,
            reason=outcome.reason,
            printed_at=outcome.at,
            received_at=now,
        )
    )
    return Receipt(outcome.report_no, "已登记")
