"""The A4 printer's driver: IPP straight to the printer, no queue in between that would print later."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from devices.errors import Cancelled, DeviceAbsent, DeviceError, DeviceSilent, LineNoise, PrinterFault, WaitExpired
from devices.page_printer import Progress, SheetsOut, reasons
from devices.page_printer.ipp import Asked, Attributes, JobState, Operation, Tag
from devices.page_printer.ipp_line import IppLine
from devices.page_printer.print_job import JobLook, PrintJob, plain, verdict
from devices.state import Condition, DeviceState

NAME = "page-printer"
A4 = "iso_a4_210x297mm"
PDF = "application/pdf"
SETTLING = 1.0
"""Seconds that a printer may take to count the last page after it has called the job completed."""

_LOOKED_AT = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "operations-supported")
_ASKED_BEFORE = (*_LOOKED_AT, "media-supported", "document-format-supported")
_STOPPED = 5


class IppPagePrinter:
    """An IPP printer at its url (`ipp://host:port/path`). `answer_timeout` bounds each answer; `patience` is how long a broken line may
    stay broken under a running job, and how long a cancelled job may take to end; seconds all."""

    def __init__(
        self,
        url: str,
        *,
        answer_timeout: float = 5.0,
        between_looks: float = 0.25,
        patience: float = 5.0,
    ) -> None:
        self._line = IppLine(url, answer_timeout)
        self._between_looks = between_looks
        self._patience = patience
        self._cancel_wanted = threading.Event()

    def print_pages(
        self, pdf: bytes, *, job_name: str, pages: int, on_progress: Callable[[Progress], None], timeout: float
    ) -> SheetsOut:
        """As `PagePrinter.print_pages` promises. Cancelled, too, holds a SheetsOut: pages may have come out before it."""
        self._cancel_wanted.clear()
        deadline = time.monotonic() + timeout
        job = PrintJob(job_name, pages)
        trouble: DeviceError | None = None
        try:
            self._hand_over(job, pdf, self._refuse_if_unable())
            self._follow(job, on_progress, deadline)
        except DeviceError as error:
            trouble = plain(error)
        if trouble and job.id is None and not job.may_exist:
            raise trouble
        if trouble:
            self._withdraw(job)
        return verdict(job, trouble)

    def state(self) -> DeviceState:
        """One look, now. Never raises for the printer's sake."""
        try:
            attributes = self._printer_attributes(_LOOKED_AT)
        except DeviceAbsent as error:
            return _state(Condition.ABSENT, (error.code,))
        except DeviceError as error:
            return _state(Condition.BROKEN, (error.code,))
        found, asides = _faults(attributes), reasons.warnings(_words(attributes, "printer-state-reasons"))
        if found:
            return _state(Condition.NEEDS_STAFF, found, asides)
        at_work = attributes.get("printer-state") == (4,)
        return _state(Condition.BUSY if at_work else Condition.READY, (), asides)

    def cancel(self) -> None:
        """From any thread. The thread that prints notices within one look and cancels the job at the printer."""
        self._cancel_wanted.set()

    def close(self) -> None:
        """Nothing is held between calls."""

    # --- before ---------------------------------------------------------------------------------------------------------------

    def _refuse_if_unable(self) -> Attributes:
        attributes = self._printer_attributes(_ASKED_BEFORE)
        if error := reasons.error(_faults(attributes)):
            raise error
        for name, wanted in (("media-supported", A4), ("document-format-supported", PDF)):
            if name in attributes and wanted not in attributes[name]:
                raise PrinterFault(f"{wanted} not in {name}")
        return attributes

    def _printer_attributes(self, names: tuple[str, ...]) -> Attributes:
        asked = Asked("requested-attributes", Tag.KEYWORD, names)
        attributes = self._line.ask(Operation.GET_PRINTER_ATTRIBUTES, [asked]).attributes(Tag.PRINTER_ATTRIBUTES)
        if "printer-state" not in attributes:
            raise LineNoise("a printer without a printer-state")
        return attributes

    def _hand_over(self, job: PrintJob, pdf: bytes, printer: Attributes) -> None:
        """Create-Job and Send-Document where the printer has them: then the job's id is known before a page can come out, and
        whatever goes wrong from there on can be cancelled."""
        named = [Asked("job-name", Tag.NAME, (job.name,))]
        form = [Asked("document-format", Tag.MIME_MEDIA_TYPE, (PDF,))]
        template = [
            Asked("media", Tag.KEYWORD, (A4,)),
            Asked("sides", Tag.KEYWORD, ("one-sided",)),
            Asked("copies", Tag.INTEGER, (1,)),
        ]
        if {Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= {*printer.get("operations-supported", ())}:
            job.id = self._new_job(Operation.CREATE_JOB, named, template)
            last = Asked("last-document", Tag.BOOLEAN, (True,))
            self._line.ask(Operation.SEND_DOCUMENT, [_job_id(job.id), *form, last], document=pdf)
            return
        try:
            job.id = self._new_job(Operation.PRINT_JOB, named + form, template, pdf)
        except (DeviceSilent, DeviceAbsent, LineNoise):
            job.may_exist = True
            raise

    def _new_job(self, operation: Operation, asked: list[Asked], template: list[Asked], document: bytes = b"") -> int:
        response = self._line.ask(operation, asked, template, document)
        number = _number(response.attributes(Tag.JOB_ATTRIBUTES), "job-id")
        if number is None:
            raise LineNoise("a job without a job-id")
        return number

    # --- during ---------------------------------------------------------------------------------------------------------------

    def _follow(self, job: PrintJob, on_progress: Callable[[Progress], None], deadline: float) -> None:
        """Look until the job has ended. Raises Cancelled, WaitExpired, or what kept us from looking for longer than patience."""
        told: Progress | None = None
        completed_at = None
        while True:
            self._look_with_patience(job)
            progress = Progress(job.out.pages_printed, job.pages, job.seen.faults)
            if progress != told:
                on_progress(told := progress)
            if job.seen.ended:
                completed_at = completed_at or time.monotonic()
                miscounted = job.seen.state == JobState.COMPLETED and not job.seen.is_whole(job.pages)
                if not miscounted or time.monotonic() > completed_at + SETTLING:
                    return
            self._pause(deadline)

    def _pause(self, deadline: float) -> None:
        if self._cancel_wanted.wait(self._between_looks):
            raise Cancelled
        if time.monotonic() > deadline:
            raise WaitExpired

    def _look_with_patience(self, job: PrintJob) -> None:
        until = time.monotonic() + self._patience
        while True:
            try:
                job.seen = self._look(job)
                return
            except (DeviceAbsent, DeviceSilent, LineNoise):
                if time.monotonic() > until or self._cancel_wanted.wait(self._between_looks):
                    raise

    def _look(self, job: PrintJob) -> JobLook:
        """The job's state, and the printer's own: a job that waits for paper stays `processing` and says nothing of it."""
        asked = Asked("requested-attributes", Tag.KEYWORD, ("job-state", "job-impressions-completed"))
        answer = self._line.ask(Operation.GET_JOB_ATTRIBUTES, [_job_id(job.id or 0), asked]).attributes(
            Tag.JOB_ATTRIBUTES
        )
        state = _number(answer, "job-state")
        if state is None:
            raise LineNoise("a job without a job-state")
        return JobLook(
            state, _number(answer, "job-impressions-completed"), _faults(self._printer_attributes(_LOOKED_AT))
        )

    # --- after ----------------------------------------------------------------------------------------------------------------

    def _withdraw(self, job: PrintJob) -> None:
        """Cancel at the printer, and look until it has ended, as far as the printer can still be reached."""
        until = time.monotonic() + self._patience
        while not job.seen.ended and time.monotonic() < until:
            with contextlib.suppress(DeviceError):
                job.id = job.id or self._find(job.name)
                with contextlib.suppress(PrinterFault):  # "not possible": it has ended by itself, as the look will tell
                    self._line.ask(Operation.CANCEL_JOB, [_job_id(job.id)])
                job.seen = self._look(job)
            time.sleep(self._between_looks)

    def _find(self, name: str) -> int:
        """A job whose hand-over got no answer, by its name."""
        asked = Asked("requested-attributes", Tag.KEYWORD, ("job-id", "job-name"))
        for tag, attributes in self._line.ask(Operation.GET_JOBS, [asked]).groups:
            number = _number(attributes, "job-id")
            if tag == Tag.JOB_ATTRIBUTES and attributes.get("job-name") == (name,) and number is not None:
                return number
        raise PrinterFault("no such job")


def _faults(printer: Attributes) -> tuple[str, ...]:
    found = reasons.faults(_words(printer, "printer-state-reasons"))
    if not found and printer.get("printer-state") == (_STOPPED,):
        return ("stopped",)
    return found if found or printer.get("printer-is-accepting-jobs") != (False,) else ("not-accepting-jobs",)


def _words(attributes: Attributes, name: str) -> list[str]:
    return [value for value in attributes.get(name, ()) if isinstance(value, str)]


def _number(attributes: Attributes, name: str) -> int | None:
    value = next(iter(attributes.get(name, ())), None)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _job_id(number: int) -> Asked:
    return Asked("job-id", Tag.INTEGER, (number,))


def _state(condition: Condition, found: tuple[str, ...], warnings: tuple[str, ...] = ()) -> DeviceState:
    return DeviceState(NAME, condition, found, warnings, datetime.now(UTC))
