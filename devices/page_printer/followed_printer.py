"""How a job is followed to its last sheet, whatever stands between us and the paper."""

from __future__ import annotations

import contextlib
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from devices.errors import (
    Cancelled,
    DeviceAbsent,
    DeviceError,
    DeviceSilent,
    LineNoise,
    OutcomeUnknown,
    PrinterFault,
    WaitExpired,
)
from devices.page_printer import Progress, SheetsOut
from devices.page_printer.ipp import JobState
from devices.page_printer.outlook import Outlook, out_of_sight
from devices.page_printer.print_job import JobLook, PrintJob, plain, verdict
from devices.page_printer.printer_object import PrinterObject
from devices.page_printer.stock import Stock
from devices.state import DeviceState

SETTLING = 1.0
"""Seconds that a printer may take to count the last page after it has called the job completed."""


@dataclass(frozen=True)
class Patience:
    """Seconds all. `answer` bounds each answer during a job, `state` a whole look for `state()`; `broken_line` is how long a line may
    stay broken under a running job, and how long a cancelled job may take to end."""

    answer: float = 5.0
    state: float = 1.5
    between_looks: float = 0.25
    broken_line: float = 5.0


class FollowedPrinter(ABC):
    """A page printer as `PagePrinter` promises it. What differs from line to line are the few questions at the end.

    With `clears_at_start` the first look that reaches the printer cancels every job of our user that is still there: a crash left
    it. That is for the terminal alone; whoever else looks (the doctor, a listing) leaves jobs be. What could not be cancelled in
    its time, because the line was broken, is cancelled in any case as soon as it is back.
    """

    def __init__(self, patience: Patience, clears_at_start: bool) -> None:
        self._patience = patience
        self._cancel_wanted = threading.Event()
        self._turn = threading.Lock()
        self._clears_all = clears_at_start
        self._left_over: set[str] = set()

    def print_pages(
        self, pdf: bytes, *, job_name: str, pages: int, on_progress: Callable[[Progress], None], timeout: float
    ) -> SheetsOut:
        """As `PagePrinter.print_pages` promises. Cancelled, too, holds a SheetsOut: pages may have come out before it."""
        self._cancel_wanted.clear()
        deadline = time.monotonic() + timeout
        job = PrintJob(job_name, pages)
        with self._turn:
            trouble: DeviceError | None = None
            try:
                self._clear_left_over()
                self._hand_over(job, pdf, timeout)
                self._follow(job, on_progress, deadline)
            except DeviceError as error:
                trouble = plain(error)
            if trouble and job.id is None and not job.may_exist:
                raise trouble
            return self._concluded(job, trouble)

    def settle(self, job_name: str, pages: int) -> SheetsOut:
        """As `PagePrinter.settle` promises."""
        job = PrintJob(job_name, pages)
        with self._turn:
            try:
                job.id = self._find(job_name)
                job.seen = self._look_at_job(job)
            except (LineNoise, PrinterFault) as unclear:
                raise OutcomeUnknown(job.out) from unclear
            try:
                return self._concluded(job, None)
            except PrinterFault:  # it has counted, and no page came out
                return SheetsOut(pages, 0)

    def state(self) -> DeviceState:
        """One look, now. Never raises for the printer's sake."""
        try:
            seen = self._look_at_printer(self._patience.state)
        except DeviceError as error:
            return out_of_sight(error)
        if not self._turn.acquire(blocking=False):
            return replace(seen, at_work=True).state()
        try:
            with contextlib.suppress(DeviceError):
                self._clear_left_over()
        finally:
            self._turn.release()
        return seen.state()

    def stock(self) -> Stock:
        """What it has left, now: supplies, and paper in each tray. Raises DeviceError."""
        return self._look_at_printer(self._patience.state).stock

    def cancel(self) -> None:
        """From any thread. The thread that prints notices within one look and cancels the job at the printer."""
        self._cancel_wanted.set()

    def close(self) -> None:  # noqa: B027  # a line is opened for each question, so nothing is held between calls
        """Nothing is held between calls."""

    # --- during ---------------------------------------------------------------------------------------------------------------

    def _follow(self, job: PrintJob, on_progress: Callable[[Progress], None], deadline: float) -> None:
        """Look until the job has ended. Raises Cancelled, WaitExpired, or what kept us from looking for longer than patience."""
        told: Progress | None = None
        completed_at = None
        for reasons in self._looks(job):
            progress = Progress(job.out.pages_printed, job.pages, reasons)
            if progress != told:
                on_progress(told := progress)
            if job.seen.ended:
                completed_at = completed_at or time.monotonic()
                miscounted = job.seen.state == JobState.COMPLETED and not job.seen.is_whole(job.pages)
                if not miscounted or time.monotonic() > completed_at + SETTLING:
                    return
            self._pause(deadline)

    def _looks(self, job: PrintJob) -> Iterator[tuple[str, ...]]:
        """Look again and again, and say each time what is the matter. A line that is broken is looked at for as long as patience has
        it, then its error is raised."""
        broken_since: float | None = None
        while True:
            try:
                job.seen = self._look_at_job(job)
            except (DeviceAbsent, DeviceSilent, LineNoise) as error:
                broken_since = broken_since or time.monotonic()
                if self._is_final(error) or time.monotonic() > broken_since + self._patience.broken_line:
                    raise
                yield out_of_sight(error).reasons
            else:
                broken_since = None
                yield job.seen.faults

    def _pause(self, deadline: float) -> None:
        if self._cancel_wanted.wait(self._patience.between_looks):
            raise Cancelled
        if time.monotonic() > deadline:
            raise WaitExpired

    # --- after ----------------------------------------------------------------------------------------------------------------

    def _concluded(self, job: PrintJob, trouble: DeviceError | None) -> SheetsOut:
        """What became of the job, once nothing more can come of it."""
        if not job.seen.ended:
            self._withdraw(job)
        try:
            self._forget(job)
        except DeviceError:
            self._left_over.add(job.name)
        return verdict(job, trouble)

    def _withdraw(self, job: PrintJob) -> None:
        """Cancel, and look until it has ended, as far as the printer can still be reached."""
        until = time.monotonic() + self._patience.broken_line
        while not job.seen.ended and time.monotonic() < until:
            with contextlib.suppress(DeviceError):
                job.id = job.id or self._find(job.name)
                self._cancel(job)
                job.seen = self._look_at_job(job)
            time.sleep(self._patience.between_looks)
        if not job.seen.ended:
            self._left_over.add(job.name)

    def _clear_left_over(self) -> None:
        """Cancel what should not be there any more: after a start everything of ours, later what a broken line kept us from."""
        if not (self._clears_all or self._left_over):
            return
        for printer in self._printers():
            for id, name in printer.jobs(within=self._patience.state).items():
                if self._clears_all or name in self._left_over:
                    with contextlib.suppress(PrinterFault):  # "not possible": it has ended meanwhile
                        printer.cancel(id)
        self._clears_all = False
        self._left_over.clear()

    # --- what differs from line to line -----------------------------------------------------------------------------------------

    @abstractmethod
    def _look_at_printer(self, within: float) -> Outlook:
        """One look, done in `within` seconds. Raises DeviceError."""

    @abstractmethod
    def _hand_over(self, job: PrintJob, pdf: bytes, timeout: float) -> None:
        """Look whether the printer can print, then give it the job and write its id into `job`; at `timeout` it will be cancelled.
        Raises DeviceError."""

    @abstractmethod
    def _look_at_job(self, job: PrintJob) -> JobLook:
        """The job's state, and the printer's own: a job that waits for paper stays `processing` and says nothing of it."""

    @abstractmethod
    def _cancel(self, job: PrintJob) -> None:
        """Ask once that it be cancelled; one that has ended already is no matter. Raises DeviceError."""

    @abstractmethod
    def _printers(self) -> list[PrinterObject]:
        """Everywhere that a job of ours may lie, where it was handed in first. Raises DeviceError."""

    def _find(self, name: str) -> int:
        """The newest job of this name, under way or ended. Raises DeviceError, PrinterFault where there is none."""
        found = self._printers()[0].ids(name)
        if not found:
            raise PrinterFault("no such job")
        return found[0]

    def _forget(self, job: PrintJob) -> None:  # noqa: B027  # most printers forget by themselves
        """Let nothing of a job that has ended lie about. Raises DeviceError."""

    def _is_final(self, error: DeviceError) -> bool:  # noqa: ARG002  # for those who know better
        """Whether it is no use to wait for a broken line to be whole again."""
        return False
