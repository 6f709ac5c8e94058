"""After a start: what became of the papers that the last run was torn away from. The printer is asked, and the centre is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.contract.jobs import JobKind, PrintOutcome
from kiosk.service import JobDraft

if TYPE_CHECKING:
    from kiosk.background import Worker
    from kiosk.promises import Promises
    from printing.spooler import Recovered, Spooler

TORN_AWAY = "torn-away"


@dataclass(frozen=True)
class TornPapers:
    """GUI thread. `note` writes into the terminal's diary."""

    spooler: Spooler
    pages: Worker
    promises: Promises
    note: Callable[..., None]
    now: Callable[[], datetime]

    def ask(self) -> None:
        """Ask the printer, as far as there is something to ask; call it whenever the printer has come back."""
        if self.spooler.has_torn_papers:
            self.pages.do(self.spooler.recover, self._tell)

    def _tell(self, told: tuple[Recovered, ...]) -> None:
        for paper in told:
            self.note("paper-recovered", actor="page-printer", object=f"copy-{paper.row.copy_no}", result=paper.fate)
            if paper.is_known_to_the_centre:
                self.promises.file(owed_for(paper, self.now()))


def owed_for(paper: Recovered, at: datetime) -> JobDraft:
    """The centre hears of every copy of a report's paper, also of one whose visit a power cut has ended."""
    row = paper.row
    told = PrintOutcome(
        report_no=row.number,
        pages_asked=row.pages,
        pages_printed=paper.pages_printed,
        outcome=paper.fate,
        reason=TORN_AWAY,
        copy_no=row.copy_no,
        at=at,
    )
    return JobDraft(JobKind.PRINT_OUTCOME, f"report:{row.number}", told)
