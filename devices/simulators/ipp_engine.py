"""A page printer's engine: a tray of sheets, one paper path, jobs one after the other. No wire."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

PENDING, HELD, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 3, 4, 5, 6, 7, 8, 9
FULL_TRAY = 250
FULL_CARTRIDGE = 100
LOW_TONER = 10
LETTER = "na_letter_8.5x11in"


@dataclass
class Job:
    """One print job. `document` is forgotten when the job ends: what a printer keeps, somebody else may find."""

    id: int
    name: str
    user: str
    media: str
    asked: dict[str, str]
    state: int = HELD
    reason: str = "job-incoming"
    pages: int = 0
    impressions: int = 0
    jam_after: int | None = None
    document: bytes = b""
    created_at: float = 0.0

    @property
    def ended(self) -> bool:
        return self.state >= CANCELED

    def end(self, state: int, reason: str) -> None:
        self.state, self.reason, self.document = state, reason, b""


class Engine:
    """Prints queued jobs on its own thread, a page every `seconds_per_page`. All of it is guarded by `changed`."""

    def __init__(self, printed: Path, seconds_per_page: float) -> None:
        self.changed = threading.Condition()
        self.jobs: dict[int, Job] = {}
        self.sheets = FULL_TRAY
        self.toner = FULL_CARTRIDGE
        self.cover_open = self.jammed = False
        self.jam_next_after: int | None = None
        self.hold_before: int | None = None
        self.sheets_out = 0
        self.seconds_per_page = seconds_per_page
        self._printed = printed
        self._powered = False
        self._thread: threading.Thread | None = None

    def switch_on(self) -> None:
        self._printed.mkdir(parents=True, exist_ok=True)
        self._powered = True
        self._thread = threading.Thread(target=self._work, name="page printer's engine", daemon=True)
        self._thread.start()

    def switch_off(self) -> None:
        """Its memory is gone: a job under way is known to nobody any more."""
        with self.changed:
            self._powered = False
            self.jobs.clear()
            self.changed.notify_all()
        if self._thread:
            self._thread.join()
        self._thread = None

    def accept(self, name: str, user: str, media: str, asked: dict[str, str] | None = None) -> Job:
        """`asked` is what else the job wants of the paper: sides, copies, color mode."""
        with self.changed:
            number = max(self.jobs, default=0) + 1
            job = self.jobs[number] = Job(number, name, user, media, asked or {}, created_at=time.monotonic())
            job.jam_after, self.jam_next_after = self.jam_next_after, None
            return job

    def queue(self, job: Job, document: bytes) -> bool:
        """Take the document; one that is no PDF aborts the job at once. False for a job that takes none: it has one, or it was
        cancelled while this one was still being read."""
        pages = count_pages(document)
        with self.changed:
            if job.state != HELD:
                return False
            if pages is None:
                job.end(ABORTED, "document-format-error")
            else:
                job.document, job.pages, job.state, job.reason = document, pages, PENDING, "none"
            self.changed.notify_all()
            return True

    def cancel(self, job: Job) -> bool:
        """Stop before the next page. False where it has ended already."""
        with self.changed:
            if job.ended:
                return False
            job.end(CANCELED, "job-canceled-by-user")
            self.changed.notify_all()
            return True

    @property
    def current(self) -> Job | None:
        return next((job for job in self.jobs.values() if job.state in (PROCESSING, STOPPED)), None)

    def reasons(self) -> list[str]:
        """`printer-state-reasons`: with a job that needs paper, media-empty is a warning and joined by media-needed."""
        waiting = self.current is not None and self.sheets <= 0
        empty = (["media-empty-warning", "media-needed-warning"] if waiting else ["media-empty-report"]) * (
            self.sheets <= 0
        )
        low = ["media-low-report"] * (0 < self.sheets < 20)
        toner = ["toner-empty-error"] * (self.toner <= 0) + ["toner-low-warning"] * (0 < self.toner <= LOW_TONER)
        stuck = ["media-jam-error"] * self.jammed + ["cover-open-error"] * self.cover_open
        return [*stuck, *empty, *low, *toner] or ["none"]

    @property
    def halted(self) -> bool:
        """It stands still and says so; out of paper it only waits."""
        return self.cover_open or self.jammed or self.toner <= 0

    def _work(self) -> None:
        with self.changed:
            while self._powered:
                job = next((job for job in self.jobs.values() if job.state == PENDING), None)
                if job is None:
                    self.changed.wait()
                else:
                    self._print(job)

    def _print(self, job: Job) -> None:
        job.state, job.reason = PROCESSING, "job-printing"
        document = job.document
        while job.impressions < job.pages:
            if not self._print_page(job):
                return
        number = sum(1 for _ in self._printed.glob("page-*.pdf")) + 1
        (self._printed / f"page-{number:04d}.pdf").write_bytes(document)
        job.end(COMPLETED, "job-completed-successfully")

    def _print_page(self, job: Job) -> bool:
        """Pick one sheet and take it through the path; one that is stopped on its way is waste, and the page is printed anew.
        False where the job has ended instead."""
        if job.jam_after is not None and job.impressions >= job.jam_after:
            self.jammed = True
            job.end(ABORTED, "aborted-by-system")
            return False
        self._wait_until_able(job)
        if self._is_over(job):
            return False
        self.sheets -= 1
        self.changed.wait_for(lambda: self._is_over(job) or self.cover_open, self.seconds_per_page)
        if not self._is_over(job) and not self.cover_open:
            self.sheets_out += 1
            job.impressions += 1
        return not self._is_over(job)

    def _wait_until_able(self, job: Job) -> None:
        """Out of paper the job stays `processing`; an open cover, a jam or empty toner stops it. Either way it goes on by itself."""
        while not self._is_over(job) and (self.halted or self.sheets <= 0 or self._holds(job)):
            job.state = STOPPED if self.halted else PROCESSING
            self.changed.wait()
        if not job.ended:
            job.state = PROCESSING

    def _holds(self, job: Job) -> bool:
        """It warms up, or thinks, for as long as it is told to."""
        return self.hold_before is not None and job.impressions >= self.hold_before

    def _is_over(self, job: Job) -> bool:
        return job.ended or not self._powered


def count_pages(document: bytes) -> int | None:
    """Pages in a PDF; None where it is none."""
    try:
        return int(PdfFileReader(BytesIO(document), strict=False).root["/Pages"]["/Count"])
    except (PdfError, KeyError, TypeError, ValueError, OSError):
        return None
