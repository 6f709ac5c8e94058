"""What became of a report's paper, as its terminal tells it: a copy that did not come out whole, or of which nobody knows, is void."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.jobs import PrintOutcome
from central.effects import EffectRefused, Receipt
from central.papers import register
from central.zones.credit import lost_papers
from central.zones.credit.lost_papers import may_be_lost
from central.zones.credit.tables import CreditReport, PrintRecord

PRINTED = "printed"
"""The one outcome of `app.contract.jobs.PrintOutcome` that leaves a copy somebody may use."""


def take_print_outcome(session: Session, outcome: PrintOutcome, terminal_id: str, now: datetime) -> Receipt:
    """Raises EffectRefused for a report that was not made for this terminal."""
    report = session.get(CreditReport, outcome.report_no)
    if report is None and may_be_lost(session, outcome.report_no, terminal_id):
        lost_papers.keep(session, outcome, terminal_id, now)
        return Receipt(outcome.report_no, "已登记，存根待补")
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
    void = all(copy.outcome != PRINTED for copy in copies_of(session, outcome.report_no))
    register.set_void(session, outcome.report_no, void, report.generated_at)
    return Receipt(outcome.report_no, "已登记")


def copies_of(session: Session, report_no: str) -> list[PrintRecord]:
    """What is known of each copy, first copy first: what was told last, for a person may have looked meanwhile."""
    told = session.scalars(select(PrintRecord).where(PrintRecord.report_no == report_no).order_by(PrintRecord.id))
    last = {record.copy_no: record for record in told}
    return [last[copy_no] for copy_no in sorted(last)]
