"""THE PAPER: this visit's print jobs and what became of them, by the printers' own evidence. Nothing is kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING

from devices.errors import Cancelled, DeviceError, OutcomeUnknown, PrinterError, Who
from devices.page_printer import PagePrinter, Progress, SheetsOut
from devices.receipt_printer import ReceiptPrinter

if TYPE_CHECKING:
    from printing.document import Document

MOST_COPIES = 2
"""A number is printed once, and once more where the first copy came out spoiled or not at all (同号补打)."""
AGAIN = "补打"
PAGES_TIMEOUT = 240.0
"""Seconds for a whole job, a refill of paper included."""


class Fate(StrEnum):
    """What became of the paper. The words are the contract's (`PrintOutcome.outcome`)."""

    PRINTED = "printed"
    PARTIAL = "partial"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PagesOutcome:
    """`failed` is claimed only where no sheet came out; `code` and `who` say why and who can act (see `devices.errors`).

    Besides the devices' codes: `copy-not-due` (this copy is out already, or one before it is not), `copies-used-up`.
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


class Spooler:
    """One job at a time on each printer. Calls block: one thread for pages, one for receipts. Thread-safe."""

    def __init__(self, page_printer: PagePrinter, receipt_printer: ReceiptPrinter) -> None:
        self._page_printer, self._receipt_printer = page_printer, receipt_printer
        self._at_page_printer, self._at_receipt_printer = Lock(), Lock()
        self._memory = Lock()
        self._copies: dict[str, int] = {}
        self._visit = 0
        """Counts goodbyes, so that a job of the visit before never prints nor leaves a trace in this one."""

    def print_pages(
        self,
        pdf: bytes,
        *,
        number: str,
        pages: int,
        copy_no: int = 1,
        on_progress: Callable[[Progress], None] = lambda _: None,
        timeout: float = PAGES_TIMEOUT,
    ) -> PagesOutcome:
        """Print a paper and follow it to its end. `number` is the paper's; it names the job, so it must hold nothing personal.

        A copy follows the one before it: 1, then 2, which says 补打 on every sheet. A copy of which no sheet came out may be
        asked for again. `on_progress` is called on the calling thread.
        """
        visit = self._visit
        with self._at_page_printer:
            refused = self._refusal(f"pages:{number}", copy_no, visit)
            if refused:
                return PagesOutcome(Fate.FAILED, pages, 0, copy_no, *refused)
            outcome = self._send_pages(_PageJob(pdf, number, pages, copy_no, timeout), on_progress, visit)
            self._count(f"pages:{number}", copy_no, outcome.fate, visit)
        return outcome

    def print_receipt(self, receipt: Document, *, number: str = "", copy_no: int = 1) -> ReceiptOutcome:
        """Print a slip. With a `number` its copies are counted like a paper's; the second says 补打.

        A slip with a character that the printer does not have is refused whole: `unprintable-character`.
        """
        visit = self._visit
        key = f"receipt:{number}" if number else ""
        with self._at_receipt_printer:
            refused = self._refusal(key, copy_no, visit)
            if refused:
                return ReceiptOutcome(Fate.FAILED, copy_no, *refused)
            outcome = self._send_receipt(_said_again(receipt) if copy_no > 1 else receipt, copy_no)
            self._count(key, copy_no, outcome.fate, visit)
        return outcome

    def wipe(self) -> None:
        """Goodbye: forget every number, let nothing more come out, at the printer too. From any thread; does not wait."""
        with self._memory:
            self._visit += 1
            self._copies.clear()
        self._page_printer.cancel()

    def _refusal(self, key: str, copy_no: int, visit: int) -> tuple[str, Who] | None:
        with self._memory:
            if visit != self._visit:
                return Cancelled.code, Cancelled.who
            if copy_no > MOST_COPIES:
                return "copies-used-up", "staff"
            if key and copy_no != self._copies.get(key, 0) + 1:
                return "copy-not-due", "nobody"
        return None

    def _count(self, key: str, copy_no: int, fate: Fate, visit: int) -> None:
        with self._memory:
            if key and fate is not Fate.FAILED and visit == self._visit:
                self._copies[key] = copy_no

    def _send_pages(self, job: _PageJob, on_progress: Callable[[Progress], None], visit: int) -> PagesOutcome:
        seen = Progress(0, job.pages)

        def follow(progress: Progress) -> None:
            nonlocal seen
            seen = progress
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
            self._receipt_printer.print_receipt(render(receipt))
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

    def __repr__(self) -> str:
        return f"_PageJob({self.number}, {self.pages} pages, copy {self.copy_no})"

    def name(self) -> str:
        return self.number if self.copy_no == 1 else f"{self.number} {AGAIN}"

    def sheets(self) -> bytes:
        """The first copy as it was sealed, byte for byte; a further one with 补打 at its head."""
        if self.copy_no == 1:
            return self.pdf
        from printing.reprint import marked

        return marked(self.pdf, f"{AGAIN}（第 {self.copy_no} 份）")

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


def _said_again(receipt: Document) -> Document:
    subtitle = f"{receipt.subtitle}\n{AGAIN}" if receipt.subtitle else AGAIN
    return replace(receipt, subtitle=subtitle)
