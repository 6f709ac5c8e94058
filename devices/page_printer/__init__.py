"""The A4 printer.

Drivers: `ipp_printer.py` (IPP/2.0 straight to the printer, RFC 8010/8011), `cups_queue.py` (through a queue of a local cupsd, the
machine behind it asked as well). What is left of toner and paper: `stock.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from devices.state import DeviceState

__all__ = ["PagePrinter", "Progress", "SheetsOut"]


@dataclass(frozen=True)
class Progress:
    """Where the job is: pages the printer says it has completed, and why it is not going on, if it is not."""

    pages_done: int
    pages_asked: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetsOut:
    """How a job ended, by the printer's own evidence (job-state, job-impressions-completed)."""

    pages_asked: int
    pages_printed: int


class PagePrinter(Protocol):
    """A page printer on a wire. Calls block; one thread of its own."""

    def print_pages(
        self, pdf: bytes, *, job_name: str, pages: int, on_progress: Callable[[Progress], None], timeout: float
    ) -> SheetsOut:
        """Print one PDF on A4 and follow it to its end. `job_name` carries nothing personal.

        Looks first: a printer that cannot print takes no job. If the paper runs out in the middle the wait goes on (the
        printer goes on by itself once refilled) and `on_progress` says so; at `timeout` seconds, or on `cancel`, the job is
        cancelled at the printer, so that no page comes out later for somebody else.
        Raises MediaEmpty, MediaJam, CoverOpen, PrinterFault, DeviceAbsent, DeviceSilent (no page printed), Cancelled (ended at
        the printer; `args` hold a SheetsOut: pages may have come out before), OutcomeUnknown (pages may have come out; `args`
        hold a SheetsOut with what is known).
        """
        ...

    def settle(self, job_name: str, pages: int) -> SheetsOut:
        """After a crash: what became of the job of this name. One that is still there is cancelled first, so that nothing comes out
        for nobody.

        Raises OutcomeUnknown (the printer knows no such job, or does not say how many sheets; `args` hold a SheetsOut where
        something is known), DeviceAbsent, DeviceSilent (nobody to ask: ask again later).
        """
        ...

    def state(self) -> DeviceState: ...

    def cancel(self) -> None:
        """From any thread: cancel the job under way, at the printer too."""
        ...

    def close(self) -> None: ...
