"""A job at the printer as we have seen it, and what that proves about paper. Pure."""

from dataclasses import dataclass

from devices.errors import Cancelled, DeviceError, DeviceSilent, LineNoise, OutcomeUnknown, PrinterFault, WaitExpired
from devices.page_printer import SheetsOut, reasons
from devices.page_printer.ipp import Attributes, JobState
from devices.page_printer.outlook import number


@dataclass(frozen=True)
class JobLook:
    """One look at a job: its state, the pages that the printer says are out (None: it does not say), and the printer's faults."""

    state: int
    impressions: int | None
    faults: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        return self.state in (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)

    def is_whole(self, pages: int) -> bool:
        """Printed is only what the printer calls completed and has counted to the last page."""
        return self.state == JobState.COMPLETED and self.impressions is not None and self.impressions >= pages


@dataclass
class PrintJob:
    """A job under way. `id` is None until the printer has given one; `seen` is the last look at it.

    `may_exist` without an id: it was handed over and the answer with its id was lost. Where a queue stands in between,
    `device_id` is the job's id at the machine behind it, once it is there; `device_ids_before` are older ones of the same name.
    """

    name: str
    pages: int
    id: int | None = None
    may_exist: bool = False
    seen: JobLook = JobLook(JobState.PENDING, 0)
    device_id: int | None = None
    device_ids_before: frozenset[int] = frozenset()

    @property
    def out(self) -> SheetsOut:
        return SheetsOut(self.pages, min(self.pages, self.seen.impressions or 0))


def job_look(job: Attributes, sides: str, faults: tuple[str, ...]) -> JobLook:
    """What a printer's own attributes say of a job. Not every printer counts impressions; on one side a sheet is as good."""
    counted = number(job, "job-impressions-completed")
    if counted is None and sides == "one-sided":
        counted = number(job, "job-media-sheets-completed")
    return JobLook(number(job, "job-state") or 0, counted, faults)


def verdict(job: PrintJob, trouble: DeviceError | None) -> SheetsOut:
    """What the last look proves. `trouble` is what ended the wait before the job had ended by itself.

    Raises Cancelled and OutcomeUnknown, both with a SheetsOut; or, where the printer's count proves that no page came out,
    the reason for that.
    """
    look = job.seen
    if look.is_whole(job.pages):
        return job.out
    if not look.ended or look.state == JobState.COMPLETED:
        raise OutcomeUnknown(job.out) from trouble
    if isinstance(trouble, Cancelled):
        raise Cancelled(job.out) from trouble
    reason = _reason(look, trouble)
    if look.impressions != 0:
        raise OutcomeUnknown(job.out) from reason
    raise reason


def plain(error: DeviceError) -> DeviceError:
    """To the spooler a printer that talks nonsense is a printer with a fault."""
    if not isinstance(error, LineNoise):
        return error
    fault = PrinterFault(error.code)
    fault.__cause__ = error
    return fault


def _reason(look: JobLook, trouble: DeviceError | None) -> DeviceError:
    """The trouble itself; where that was only our own patience, what the printer complained of meanwhile."""
    if trouble and not isinstance(trouble, WaitExpired):
        return trouble
    late = DeviceSilent("not printed in time") if trouble else PrinterFault(f"job-{JobState(look.state).name.lower()}")
    return reasons.error(look.faults) or late
