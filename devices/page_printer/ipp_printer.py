"""The A4 printer's driver: IPP straight to the printer, no queue in between that would print later."""

import contextlib

from devices.errors import PrinterFault
from devices.page_printer import reasons
from devices.page_printer.followed_printer import FollowedPrinter, Patience
from devices.page_printer.ipp import Attributes
from devices.page_printer.ipp_line import USER
from devices.page_printer.outlook import ASKED, Outlook, outlook
from devices.page_printer.print_job import JobLook, PrintJob, job_look
from devices.page_printer.printer_object import PrinterObject
from devices.page_printer.ticket import ColorMode, Sides, Ticket


class IppPagePrinter(FollowedPrinter):
    """An IPP printer at its url (`ipp://host:port/path`). All times are in seconds, see `Patience`.

    `user` is the name that the jobs carry, nobody's own: two terminals at one printer need two, where one `clears_at_start`.
    A url that leads to a CUPS queue is refused (`is-a-queue`): what a queue says of paper proves nothing, see `cups_queue`.
    """

    def __init__(
        self,
        url: str,
        *,
        user: str = USER,
        sides: Sides = "one-sided",
        color_mode: ColorMode = "",
        clears_at_start: bool = False,
        answer_timeout: float = 5.0,
        state_timeout: float = 1.5,
        between_looks: float = 0.25,
        patience: float = 5.0,
    ) -> None:
        super().__init__(Patience(answer_timeout, state_timeout, between_looks, patience), clears_at_start)
        self._printer = PrinterObject(url, answer_timeout, user)
        self._ticket = Ticket(sides, color_mode)

    def _look_at_printer(self, within: float) -> Outlook:
        return self._seen(self._printer.attributes(ASKED, within))

    def _hand_over(self, job: PrintJob, pdf: bytes, timeout: float) -> None:  # noqa: ARG002  # nobody but us ends a job here
        printer = self._printer.attributes(ASKED)
        if error := reasons.error(self._seen(printer).faults):
            raise error
        self._printer.create(job, pdf, self._ticket.template(), printer)

    def _look_at_job(self, job: PrintJob) -> JobLook:
        seen = self._printer.job(job.id)  # first the job, then why: what stopped it is said until it is mended
        faults = self._seen(self._printer.attributes(ASKED)).faults
        return job_look(seen, self._ticket.sides, faults)

    def _cancel(self, job: PrintJob) -> None:
        with contextlib.suppress(PrinterFault):  # "not possible": it has ended by itself, as the next look will tell
            self._printer.cancel(job.id or 0)

    def _printers(self) -> list[PrinterObject]:
        return [self._printer]

    def _seen(self, printer: Attributes) -> Outlook:
        seen = outlook(printer, self._ticket)
        if "printer-error-policy" not in printer:
            return seen
        return Outlook(faults=("is-a-queue",))
