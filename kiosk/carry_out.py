"""Promise, then print: the one place that acts on a decision, in one order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.outbox import FiledJob, Outbox
    from kiosk.service import JobDraft, Outcome
    from printing.spooler import ReceiptOutcome, Spooler


def promise(outbox: Outbox, jobs: Sequence[JobDraft], now: datetime) -> list[FiledJob]:
    """File the jobs in one transaction. When this returns they survive the plug being pulled. Blocks; not for the GUI thread."""
    return outbox.file(jobs, now) if jobs else []


def carry_out(
    outcome: Outcome, outbox: Outbox, spooler: Spooler, now: datetime, promised: Callable[[list[FiledJob]], None]
) -> ReceiptOutcome | None:
    """First the promise, then, and only then, the slip that speaks of it.

    `promised` is called between the two, so that the screen may say so before the paper does. Paper that fails does not undo
    the promise: the outcome says what became of it.
    """
    promised(promise(outbox, outcome.jobs, now))
    return spooler.print_receipt(outcome.receipt) if outcome.receipt else None
