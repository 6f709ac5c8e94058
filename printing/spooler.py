"""THE PAPER: print jobs and what became of them, by the printers' own evidence. Papers live in memory; the ledger knows numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from devices.errors import Cancelled, DeviceAbsent, DeviceError, DeviceSilent, OutcomeUnknown, PrinterError, Who
from devices.page_printer import PagePrinter, Progress, SheetsOut
from devices.receipt_printer import ReceiptPrinter
from printing.ledger import MOST_COPIES, CopiesUsedUp, CopyNotDue, Ledger, LedgerError, LedgerUnusable, Row, Stage

if TYPE_CHECKING:
    from printing.document import Document

__all__ = ["AGAIN", "MOST_COPIES", "Fate", "PagesOutcome", "ReceiptOutcome", "Recovered", "Spooler"]

AGAIN = "补打"
SLIP = "slip "
"""Before a slip's number in the ledger: a slip and a report may carry the same number."""
FORM = "F-"
"""Before the number of a form or letter that the terminal lays out itself."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
BY = {"visitor": "本人办理", "staff": "工作人员办理"}
PAGES_TIMEOUT = 240.0
"""Seconds for a whole job, a refill of paper included."""


class Fate(StrEnum):
    """What became of the paper. The words are the contract's (`PrintOutcome.outcome`)."""

    PRINTED = "printed"
    PARTIAL = "partial"
    FAILED = "failed"
    UNKNOWN = "unknown"


_STAGE = {
    Fate.PRINTED: Stage.OUT,
    Fate.PARTIAL: Stage.PARTIAL,
    Fate.FAILED: Stage.FAILED,
    Fate.UNKNOWN: Stage.UNKNOWN,
}


@dataclass(frozen=True)
class PagesOutcome:
    """`failed` is claimed only where no sheet came out; `code` and `who` say why and who can act (see `devices.errors`).

    Besides the devices' codes: `copy-not-due` (this copy is out already, or one before it is not), `copies-used-up`,
    `ledger-unusable` (without its row no copy is begun).
    """

    fate: Fate
    pages_asked: int
    pages_printed: int
    copy_no: int
    code: str = ""
    who: Who = "nobody"


@dataclass(frozen=True)
class ReceiptOutcome:
    """`unknown`: bytes went out and the printer then fell silent; the visitor looks whether a slip came."""

    fate: Fate
    copy_no: int = 1
    code: str = ""
    who: Who = "nobody"


@dataclass(frozen=True)
class Recovered:
    """What became of a copy that the last run was torn away from."""

    row: Row
    fate: Fate
    pages_printed: int

    @property
    def is_slip(self) -> bool:
        """A slip of the terminal's own, of which the centre knows nothing."""
        return self.row.number.startswith(SLIP)

    @property
    def is_known_to_the_centre(self) -> bool:
        """Whether its number is the centre's: slips and forms are the terminal's own."""
        return not self.row.number.startswith((SLIP, FORM))


class Spooler:
    """One job at a time on each printer, each copy's row in the ledger before its first byte. Calls block: one thread for pages, one
    for receipts. Thread-safe. `terminal` is named on a further copy; `now` is aware."""

    def __init__(
        self,
        page_printer: PagePrinter,
        receipt_printer: ReceiptPrinter,
        ledger: Ledger,
        *,
        terminal: str,
        now: Callable[[], datetime],
    ) -> None:
        self._page_printer, self._receipt_printer = page_printer, receipt_printer
        self._ledger, self._terminal, self._now = ledger, terminal, now
        self._at_page_printer, self._at_receipt_printer = Lock(), Lock()
        self._torn = ledger.under_way()
        self._visit = 0
        """Counts goodbyes, so that a job of the visit before never prints in this one."""

    def print_pages(
        self,
        pdf: bytes,
        *,
        number: str,
        pages: int,
        copy_no: int = 1,
        by: str = "visitor",
        on_progress: Callable[[Progress], None] = lambda _: None,
        timeout: float = PAGES_TIMEOUT,
    ) -> PagesOutcome:
        """Print a paper and follow it to its end. `number` is the paper's; it names the job, so it must hold nothing personal.

        A copy follows the one before it: 1, then 2, which says on every sheet that it is 补打, who asked for it and when. A copy
        of which no sheet came out may be asked for again. `on_progress` is called on the calling thread.
        """
        visit = self._visit
        with self._at_page_printer:
            job = _PageJob(pdf, number, pages, copy_no, timeout, self._said_of(copy_no, by))
            refused = self._refusal(visit) or self._begin(number, copy_no, pages, pdf, by)
            if refused:
                return PagesOutcome(Fate.FAILED, pages, 0, copy_no, *refused)
            outcome = self._send_pages(job, on_progress, visit)
            self._ended(number, copy_no, outcome.fate, outcome.pages_printed, outcome.code)
        return outcome

    def print_receipt(
        self, receipt: Document, *, number: str = "", copy_no: int = 1, by: str = "visitor"
    ) -> ReceiptOutcome:
        """Print a slip. With a `number` its copies are counted like a paper's; the second says 补打, by whom and when.

        A slip with a character that the printer does not have is refused whole: `unprintable-character`.
        """
        visit = self._visit
        with self._at_receipt_printer:
            said = receipt if copy_no == 1 else _said_again(receipt, self._said_of(copy_no, by))
            refused = self._refusal(visit) or self._begin_slip(number, copy_no, repr(said).encode(), by)
            if refused:
                return ReceiptOutcome(Fate.FAILED, copy_no, *refused)
            outcome = self._send_receipt(said, copy_no)
            if number:
                printed = 1 if outcome.fate is Fate.PRINTED else 0
                self._ended(SLIP + number, copy_no, outcome.fate, printed, outcome.code)
        return outcome

    def taken(self, number: str, copy_no: int) -> None:
        """The visitor has the paper in hand: by a sensor, or by his own word."""
        self._note(number, copy_no, Stage.TAKEN)

    def left(self, number: str, copy_no: int) -> None:
        """The paper came out and the visitor went without it."""
        self._note(number, copy_no, Stage.LEFT)

    @property
    def has_torn_papers(self) -> bool:
        """Whether the last run was torn away from papers that nobody has asked about yet."""
        return bool(self._torn)

    def recover(self) -> tuple[Recovered, ...]:
        """After a start, on the pages' thread: ask the printer about the copies that the last run was torn away from. What cannot be
        asked yet waits for the next call. Nothing is printed."""
        with self._at_page_printer:
            told = [self._recovered(row) for row in self._torn]
            settled = [recovered for recovered in told if recovered is not None]
            done = {(recovered.row.number, recovered.row.copy_no) for recovered in settled}
            self._torn = tuple(row for row in self._torn if (row.number, row.copy_no) not in done)
        return tuple(settled)

    def draw_form_number(self) -> str:
        """A number for a form of the terminal's own, such as F-03-20261123-0001: durable, no official one. Raises LedgerUnusable."""
        return self._ledger.draw(f"{FORM}{self._terminal}-{self._now().astimezone(SHANGHAI):%Y%m%d}")

    def for_a_person(self) -> tuple[Row, ...]:
        """Copies that somebody has to look at. Raises LedgerUnusable."""
        return self._ledger.for_a_person()

    def wipe(self) -> None:
        """Goodbye: let nothing more come out, at the printer too. From any thread; does not wait."""
        self._visit += 1
        self._page_printer.cancel()

    def _refusal(self, visit: int) -> tuple[str, Who] | None:
        return (Cancelled.code, Cancelled.who) if visit != self._visit else None

    def _begin_slip(self, number: str, copy_no: int, said: bytes, by: str) -> tuple[str, Who] | None:
        return self._begin(SLIP + number, copy_no, 1, said, by) if number else None

    def _begin(self, number: str, copy_no: int, pages: int, content: bytes, by: str) -> tuple[str, Who] | None:
        """The row first, durable, as sent: whatever happens from here on, the copy is known to have been begun."""
        try:
            self._ledger.begin(number, copy_no, pages=pages, sha256=hashlib.sha256(content).hexdigest(), by=by)
            self._ledger.move(number, copy_no, Stage.SENT)
        except CopiesUsedUp as used_up:
            return used_up.code, "staff"
        except CopyNotDue as not_due:
            return not_due.code, "nobody"
        except LedgerUnusable as unusable:
            return unusable.code, "staff"
        return None

    def _ended(self, number: str, copy_no: int, fate: Fate, pages_out: int, reason: str) -> None:
        self._note(number, copy_no, _STAGE[fate], pages_out, reason)

    def _note(self, number: str, copy_no: int, stage: Stage, pages_out: int = 0, reason: str = "") -> None:
        """What the ledger cannot take now (the disk is full) stays under way there: after a start the printer is asked."""
        with suppress(LedgerError):
            self._ledger.move(number, copy_no, stage, pages_out=pages_out, reason=reason)

    def _recovered(self, row: Row) -> Recovered | None:
        fate, sheets, reason = Fate.UNKNOWN, row.pages_out, "torn-away"
        if row.stage in (Stage.RENDERED, Stage.SEALED):
            fate, reason = Fate.FAILED, "never-sent"
        elif not row.number.startswith(SLIP):
            try:
                out = self._page_printer.settle(_job_name(row.number, row.copy_no), row.pages)
            except (DeviceAbsent, DeviceSilent):
                return None
            except DeviceError as error:
                sheets = max(sheets, _sheets_known(error, Progress(0, row.pages)))
            else:
                sheets = max(sheets, out.pages_printed)
                fate = Fate.PRINTED if out.pages_printed >= row.pages else Fate.PARTIAL if sheets else Fate.FAILED
        self._ended(row.number, row.copy_no, fate, sheets, reason)
        return Recovered(row, fate, sheets)

    def _said_of(self, copy_no: int, by: str) -> str:
        at = self._now().astimezone(SHANGHAI)
        return f"{AGAIN} 第{copy_no}份  终端{self._terminal}  {BY.get(by, by)}  {at:%Y-%m-%d %H:%M}"

    def _send_pages(self, job: _PageJob, on_progress: Callable[[Progress], None], visit: int) -> PagesOutcome:
        seen = Progress(0, job.pages)

        def follow(progress: Progress) -> None:
            nonlocal seen
            seen = progress
            self._note(job.number, job.copy_no, Stage.PRINTING, progress.pages_done)
            if visit != self._visit:  # goodbye was said before the job had reached the printer: cancel it there now
                self._page_printer.cancel()
            on_progress(progress)

        try:
            out = self._page_printer.print_pages(
                job.sheets(), job_name=job.name(), pages=job.pages, on_progress=follow, timeout=job.timeout
            )
        except (OutcomeUnknown, Cancelled) as error:
            return job.left_open(_sheets_known(error, seen), error)
        except DeviceError as error:
            return job.ended(Fate.FAILED, 0, error)
        return job.delivered(out)

    def _send_receipt(self, receipt: Document, copy_no: int) -> ReceiptOutcome:
        from printing.receipt import (  # a paper's libraries are loaded when a paper is wanted
            UnprintableCharacter,
            render,
        )

        try:
            self._receipt_printer.print_receipt(render(receipt, self._receipt_printer.profile))
        except UnprintableCharacter:
            return ReceiptOutcome(Fate.FAILED, copy_no, "unprintable-character", "staff")
        except OutcomeUnknown as unknown:
            return ReceiptOutcome(Fate.UNKNOWN, copy_no, unknown.code, unknown.who)
        except DeviceError as error:
            return ReceiptOutcome(Fate.FAILED, copy_no, error.code, error.who)
        return ReceiptOutcome(Fate.PRINTED, copy_no)


@dataclass(frozen=True)
class _PageJob:
    pdf: bytes
    number: str
    pages: int
    copy_no: int
    timeout: float
    said: str

    def __repr__(self) -> str:
        return f"_PageJob({self.number}, {self.pages} pages, copy {self.copy_no})"

    def name(self) -> str:
        return _job_name(self.number, self.copy_no)

    def sheets(self) -> bytes:
        """The first copy as it was sealed, byte for byte; a further one with 补打 at its head."""
        if self.copy_no == 1:
            return self.pdf
        from printing.reprint import marked

        return marked(self.pdf, self.said)

    def delivered(self, out: SheetsOut) -> PagesOutcome:
        if out.pages_printed >= self.pages:
            return PagesOutcome(Fate.PRINTED, self.pages, out.pages_printed, self.copy_no)
        fate = Fate.PARTIAL if out.pages_printed else Fate.FAILED
        return PagesOutcome(fate, self.pages, out.pages_printed, self.copy_no, "pages-missing", "staff")

    def left_open(self, sheets: int, error: DeviceError) -> PagesOutcome:
        """Stopped on the way. Some sheets and a printer that says why it stopped: a part. Else nobody knows, and none seen
        is no proof of none."""
        reason = error if isinstance(error, Cancelled) else error.__cause__
        told = isinstance(reason, PrinterError | Cancelled) and not isinstance(reason, OutcomeUnknown)
        if told and isinstance(reason, DeviceError) and 0 < sheets < self.pages:
            return self.ended(Fate.PARTIAL, sheets, reason)
        return self.ended(Fate.UNKNOWN, sheets, error)

    def ended(self, fate: Fate, sheets: int, error: DeviceError) -> PagesOutcome:
        return PagesOutcome(fate, self.pages, sheets, self.copy_no, error.code, error.who)


def _sheets_known(error: DeviceError, seen: Progress) -> int:
    """What the printer said of sheets: in the error itself, or on the way there."""
    known = [part.pages_printed for part in error.args if isinstance(part, SheetsOut)]
    return max([seen.pages_done, *known])


def _job_name(number: str, copy_no: int) -> str:
    return number if copy_no == 1 else f"{number} {AGAIN}"


def _said_again(receipt: Document, said: str) -> Document:
    words = said.replace("  ", "\n")
    return replace(receipt, subtitle=f"{receipt.subtitle}\n{words}" if receipt.subtitle else words)
