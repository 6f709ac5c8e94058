"""A Printer and its Jobs as RFC 8011, 2 has them, at the end of a line: one question each."""

from __future__ import annotations

from collections.abc import Sequence

from devices.errors import DeviceAbsent, DeviceSilent, LineNoise, PrinterFault
from devices.page_printer.ipp import Asked, Attributes, JobState, Operation, Tag
from devices.page_printer.ipp_line import USER, IppLine
from devices.page_printer.outlook import number, words
from devices.page_printer.print_job import PrintJob
from devices.page_printer.ticket import PDF

_OF_A_JOB = ("job-id", "job-name", "job-originating-user-name")
_LOOKED_AT = ("job-state", "job-impressions-completed", "job-media-sheets-completed")


class PrinterObject:
    """What may be asked of a printer, be it the machine itself or a queue. Errors are those of `IppLine.ask`. Threads may share it."""

    def __init__(self, url: str, timeout: float, user: str = USER) -> None:
        self._line, self._user = IppLine(url, timeout, user), user

    def attributes(self, names: Sequence[str], within: float | None = None) -> Attributes:
        asked = Asked("requested-attributes", Tag.KEYWORD, tuple(names))
        answer = self._line.ask(Operation.GET_PRINTER_ATTRIBUTES, [asked], within=within)
        attributes = answer.attributes(Tag.PRINTER_ATTRIBUTES)
        if "printer-state" not in attributes:
            raise LineNoise("a printer without a printer-state")
        return attributes

    def create(self, job: PrintJob, pdf: bytes, template: list[Asked], printer: Attributes) -> None:
        """Create-Job and Send-Document where the printer has them: then the job's id is known before a page can come out, and
        whatever goes wrong from there on can be cancelled."""
        named = [Asked("job-name", Tag.NAME, (job.name,))]
        form = [Asked("document-format", Tag.MIME_MEDIA_TYPE, (PDF,))]
        if {Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= {*printer.get("operations-supported", ())}:
            self._new_job(job, Operation.CREATE_JOB, named, template)
            last = Asked("last-document", Tag.BOOLEAN, (True,))
            self._line.ask(Operation.SEND_DOCUMENT, [_job_id(job.id), *form, last], document=pdf)
            return
        try:
            self._new_job(job, Operation.PRINT_JOB, named + form, template, pdf)
        except (DeviceSilent, DeviceAbsent, LineNoise):
            job.may_exist = job.id is None
            raise

    def job(self, id: int | None) -> Attributes:
        """A job's state and its counts."""
        asked = Asked("requested-attributes", Tag.KEYWORD, _LOOKED_AT)
        attributes = self._line.ask(Operation.GET_JOB_ATTRIBUTES, [_job_id(id), asked]).attributes(Tag.JOB_ATTRIBUTES)
        if number(attributes, "job-state") not in set(JobState):
            raise LineNoise("a job without a job-state")
        return attributes

    def cancel(self, id: int, *, purge: bool = False) -> None:
        """`purge`: and keep nothing of it, a word of CUPS's own. Raises PrinterFault, too, where it has ended already."""
        asked = [Asked("purge-job", Tag.BOOLEAN, (True,))] if purge else []
        self._line.ask(Operation.CANCEL_JOB, [_job_id(id), *asked])

    def jobs(self, *, ended: bool = False, within: float | None = None) -> dict[int, str]:
        """The names of our own jobs by their id, as far as the printer tells whose a job is."""
        which = [Asked("which-jobs", Tag.KEYWORD, ("completed",))] if ended else []
        mine = Asked("my-jobs", Tag.BOOLEAN, (True,))
        asked = Asked("requested-attributes", Tag.KEYWORD, _OF_A_JOB)
        answer = self._line.ask(Operation.GET_JOBS, [*which, asked, mine], within=within)
        rows = [attributes for tag, attributes in answer.groups if tag == Tag.JOB_ATTRIBUTES]
        ours = [row for row in rows if row.get("job-originating-user-name", (self._user,)) == (self._user,)]
        found = ((number(row, "job-id"), words(row, "job-name")) for row in ours)
        return {id: names[0] if names else "" for id, names in found if id is not None}

    def ids(self, name: str) -> list[int]:
        """Our jobs of this name, those under way first, the newest of them first, then those that have ended as far back as the
        printer remembers."""
        under_way = [id for id, called in self.jobs().items() if called == name]
        ended = [id for id, called in self.jobs(ended=True).items() if called == name]
        return sorted(under_way, reverse=True) + sorted(ended, reverse=True)

    def _new_job(
        self, job: PrintJob, operation: Operation, asked: list[Asked], template: list[Asked], document: bytes = b""
    ) -> None:
        response = self._line.ask(operation, asked, template, document)
        job.id = number(response.attributes(Tag.JOB_ATTRIBUTES), "job-id")
        if job.id is None:
            raise LineNoise("a job without a job-id")
        if "media" in response.attributes(Tag.UNSUPPORTED_ATTRIBUTES):
            raise PrinterFault("a4-unsupported")


def _job_id(number: int | None) -> Asked:
    return Asked("job-id", Tag.INTEGER, (number or 0,))
