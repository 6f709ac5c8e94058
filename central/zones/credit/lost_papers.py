"""Papers that were printed and of which this database knows nothing: it was restored from a backup made before they were issued.

What their terminals tell of them is kept all the same, and an operator hears of each.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.contract.jobs import PrintOutcome
from central.db.base import Base
from central.db.database import insert_unless_there
from central.db.version import was_restored
from central.notices import Matter, tell
from central.zones.credit.numbers import is_report_no

_TERMINAL = slice(12, 17)
"""Where a report's number names the terminal it was made for (`numbers`)."""


class LostPaper(Base):
    __tablename__ = "credit_lost_papers"

    report_no: Mapped[str] = mapped_column(primary_key=True)
    copy_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.terminal_id"))
    outcome: Mapped[str]
    reason: Mapped[str]
    printed_at: Mapped[datetime]
    received_at: Mapped[datetime]


def may_be_lost(session: Session, report_no: str, terminal_id: str) -> bool:
    """Whether we may have issued it for this terminal in an earlier life."""
    return is_report_no(report_no) and report_no[_TERMINAL] == terminal_id and was_restored(session)


def keep(session: Session, outcome: PrintOutcome, terminal_id: str, now: datetime) -> None:
    insert_unless_there(
        session,
        LostPaper,
        report_no=outcome.report_no,
        copy_no=outcome.copy_no,
        terminal_id=terminal_id,
        outcome=outcome.outcome,
        reason=outcome.reason,
        printed_at=outcome.at,
        received_at=now,
    )
    tell(session, Matter.PAPER_UNKNOWN, terminal_id, outcome.report_no, now)
