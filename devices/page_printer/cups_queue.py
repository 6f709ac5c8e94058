"""The A4 printer's driver where paper goes through a CUPS queue: for printers that take no PDF, or are not on the network.

A queue is not a printer, and three things that it says are not so:

* *How many pages are out.* `job-impressions-completed` of a queue counts pages that its filters have passed on, before the first
  sheet has moved; and a job whose printer died under it is called completed.
* *How the printer is.* It asks only while it prints. Before and after, its reasons are those of the last job; and with a printer
  that is dead it says `processing`, reasons `none`, for as long as nobody ends it.
* *That a job has ended.* Unless told to abort, it keeps one that failed and prints it when the printer is back.

So the machine behind the queue (its `device-uri`) is asked itself, wherever that speaks IPP: for its state, and for our job there,
sheet by sheet. Where it does not (USB, LPD, a raw socket) no sheet can be proved: a job that went well ends as OutcomeUnknown, and
`sheets-uncounted` warns of it beforehand. The PDF is not what reaches the printer: CUPS's filters write it anew.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from dataclasses import replace

from devices.errors import DeviceAbsent, DeviceError, DeviceSilent, PrinterFault
from devices.page_printer import reasons
from devices.page_printer.cups_server import ERROR_POLICY, LOCAL, is_askable, is_missing, queue_url
from devices.page_printer.followed_printer import SETTLING, FollowedPrinter, Patience
from devices.page_printer.ipp import Asked, Attributes, JobState, Tag
from devices.page_printer.ipp_line import USER
from devices.page_printer.outlook import ASKED, Outlook, merged, outlook, words
from devices.page_printer.print_job import JobLook, PrintJob, job_look
from devices.page_printer.printer_object import PrinterObject
from devices.page_printer.ticket import ColorMode, Sides, Ticket

_STOPPED = 5
_PURGED = 0
"""In place of an id: CUPS counts its jobs from 1."""
_QUEUE_ASKED = (*ASKED, "device-uri")


class CupsQueuePrinter(FollowedPrinter):
    """The printer behind `queue` of the cupsd at `server` (host:port, on this machine). Options as `IppPagePrinter` has them.

    A queue whose `printer-error-policy` is not abort-job is refused: `queue-retries`. Each job carries `job-cancel-after`, so that
    cupsd itself ends it should this terminal be gone; one that has ended is purged, so that no copy of it stays in the spool.
    """

    def __init__(
        self,
        queue: str,
        server: str = LOCAL,
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
        self._user, self._ticket = user, Ticket(sides, color_mode)
        self._queue = PrinterObject(queue_url(queue, server), answer_timeout, user)
        self._device: PrinterObject | None = None
        self._device_uri = ""
        self._queue_ended: tuple[int, float] | None = None
        """Which job the queue has ended, and since when, of which the device knows nothing."""

    def _look_at_printer(self, within: float) -> Outlook:
        until = time.monotonic() + within
        queue = self._attributes_of_the_queue(within)
        return self._seen(queue, max(0.1, until - time.monotonic()))

    def _hand_over(self, job: PrintJob, pdf: bytes, timeout: float) -> None:
        queue = self._attributes_of_the_queue(self._patience.answer)
        if error := reasons.error(self._seen(queue, self._patience.answer).faults):
            raise error
        if self._device:
            job.device_ids_before = frozenset(self._device.ids(job.name))
        last_moment = math.ceil(timeout + self._patience.broken_line)
        after = Asked("job-cancel-after", Tag.INTEGER, (last_moment,))
        with _through_the_queue():
            self._queue.create(job, pdf, [*self._ticket.template(), after], queue)

    def _look_at_job(self, job: PrintJob) -> JobLook:
        queued = self._look_at_the_queues_job(job)
        seen = self._look_at_the_devices_job(self._device, job, queued) if self._device else JobLook(queued.state, None)
        return replace(seen, faults=self._look_at_printer(self._patience.answer).faults)

    def _look_at_the_queues_job(self, job: PrintJob) -> JobLook:
        if job.id == _PURGED:
            return JobLook(JobState.COMPLETED, None)
        with _through_the_queue():
            return job_look(self._queue.job(job.id), self._ticket.sides, ())

    def _look_at_the_devices_job(self, device: PrinterObject, job: PrintJob, queued: JobLook) -> JobLook:
        """As far as the machine has it, what the machine says. It may still be at work when the queue has done with it."""
        job.device_id = job.device_id or self._id_at(device, job)
        if job.device_id is None:
            return self._not_there_yet(job, queued)
        seen = job_look(device.job(job.device_id), self._ticket.sides, ())
        return seen if seen.ended else JobLook(JobState.PROCESSING, seen.impressions)

    def _not_there_yet(self, job: PrintJob, queued: JobLook) -> JobLook:
        """The queue is at work on it, or gave it up before; that is believed when for a while nothing has come to the machine."""
        if not queued.ended:
            return JobLook(JobState.PROCESSING, 0)
        if self._queue_ended is None or self._queue_ended[0] != job.id:
            self._queue_ended = (job.id or 0, time.monotonic())
        if time.monotonic() < self._queue_ended[1] + SETTLING:
            return JobLook(JobState.PROCESSING, 0)
        return JobLook(queued.state, None if queued.state == JobState.COMPLETED else 0)

    def _cancel(self, job: PrintJob) -> None:
        """At both ends, whichever can be reached: a cupsd that died has left its hands at work on the device."""
        if self._device:
            with contextlib.suppress(DeviceError):
                job.device_id = job.device_id or self._id_at(self._device, job)
        for printer, id in ((self._queue, job.id), (self._device, job.device_id)):
            if printer and id:
                with contextlib.suppress(DeviceError):
                    printer.cancel(id)

    def _printers(self) -> list[PrinterObject]:
        if not self._device_uri:
            self._attributes_of_the_queue(self._patience.answer)
        return [self._queue, self._device] if self._device else [self._queue]

    def _find(self, name: str) -> int:
        """What the queue has purged may still be known to the machine."""
        try:
            return super()._find(name)
        except PrinterFault:
            if self._device and self._device.ids(name):
                return _PURGED
            raise

    def _forget(self, job: PrintJob) -> None:
        """Purging also ends a job that cupsd has begun anew, after a restart in the middle."""
        if job.id:
            with _through_the_queue(), contextlib.suppress(PrinterFault):  # it is not there any more
                self._queue.cancel(job.id, purge=True)

    def _is_final(self, error: DeviceError) -> bool:
        """A cupsd that comes back begins its jobs anew: what it had is cancelled, at once."""
        return isinstance(error, DeviceAbsent) and "cups-absent" in error.args

    def _attributes_of_the_queue(self, within: float) -> Attributes:
        try:
            with _through_the_queue():
                queue = self._queue.attributes(_QUEUE_ASKED, within)
        except PrinterFault as refused:
            if is_missing(refused):
                raise DeviceAbsent("queue-missing") from refused
            raise
        self._meet_the_device(next(iter(words(queue, "device-uri")), ""))
        return queue

    def _meet_the_device(self, uri: str) -> None:
        if uri != self._device_uri:
            self._device_uri = uri
            self._device = PrinterObject(uri, self._patience.answer, self._user) if is_askable(uri) else None

    def _seen(self, queue: Attributes, within: float) -> Outlook:
        """The queue for what it is itself, the machine for all that is of paper."""
        own = _queue_faults(queue, self._ticket)
        if self._device is None:
            told = outlook(queue, self._ticket)
            faults = merged(own, tuple(fault for fault in told.faults if fault not in ("paused", "stopped")))
            return Outlook(told.at_work, faults, merged(told.warnings, ("sheets-uncounted",)), told.detail, told.stock)
        told = outlook(self._device.attributes(ASKED, within), self._ticket, as_pdf=False)
        return Outlook(told.at_work, merged(own, told.faults), told.warnings, told.detail, told.stock)

    def _id_at(self, device: PrinterObject, job: PrintJob) -> int | None:
        """The job there that bears our name and was not there before; the newest, under way before ended."""
        return next((id for id in device.ids(job.name) if id not in job.device_ids_before), None)


def _queue_faults(queue: Attributes, ticket: Ticket) -> tuple[str, ...]:
    found = {
        "queue-retries": queue.get("printer-error-policy") != (ERROR_POLICY,),
        "queue-stopped": queue.get("printer-state") == (_STOPPED,),
        "not-accepting-jobs": queue.get("printer-is-accepting-jobs") == (False,),
    }
    return (*(fault for fault, is_so in found.items() if is_so), *ticket.unmet(queue))


@contextlib.contextmanager
def _through_the_queue() -> Iterator[None]:
    """Who is not there is cupsd, not the printer."""
    try:
        yield
    except DeviceAbsent as error:
        raise DeviceAbsent("cups-absent") from error
    except DeviceSilent as error:
        raise DeviceSilent("cups-silent") from error
