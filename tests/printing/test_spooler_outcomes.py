"""What became of the paper: by the printers' own evidence, once for each copy, and nothing left behind at goodbye."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from paper_samples import page_texts

from devices.errors import (
    Cancelled,
    CoverOpen,
    DeviceAbsent,
    DeviceError,
    DeviceSilent,
    MediaEmpty,
    MediaJam,
    OutcomeUnknown,
)
from devices.page_printer import PagePrinter, Progress, SheetsOut
from devices.receipt_printer import ReceiptPrinter
from devices.receipt_printer.profiles import EPSON_80
from devices.state import Condition, DeviceState
from printing.document import Document, Facts, Paragraph
from printing.ledger import Ledger
from printing.spooler import Fate, PagesOutcome, ReceiptOutcome, Spooler

NUMBER = "DGXY20221123T00030002146"
SLIP = Document("回执", (Paragraph("已暂存，尚未受理"),))


class PagesInMemory:
    """A page printer that ends each job as it is told to, and keeps what it was given."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, bytes]] = []
        self.ending: SheetsOut | DeviceError | None = None
        self.waits: Event | None = None
        self.begun, self.cancelled = Event(), Event()

    def print_pages(
        self, pdf: bytes, *, job_name: str, pages: int, on_progress: Callable[[Progress], None], timeout: float
    ) -> SheetsOut:
        self.cancelled.clear()
        self.jobs.append((job_name, pdf))
        on_progress(Progress(0, pages))
        self.begun.set()
        if self.waits:
            self.waits.wait(timeout)
            on_progress(Progress(1, pages))
            if self.cancelled.is_set():
                raise Cancelled(SheetsOut(pages, 1))
        if isinstance(self.ending, DeviceError):
            raise self.ending
        return self.ending or SheetsOut(pages, pages)

    def settle(self, job_name: str, pages: int) -> SheetsOut:
        raise OutcomeUnknown(SheetsOut(pages, 0))

    def state(self) -> DeviceState:
        return DeviceState("page-printer", Condition.READY)

    def cancel(self) -> None:
        self.cancelled.set()
        if self.waits:
            self.waits.set()

    def close(self) -> None: ...


class ReceiptsInMemory:
    profile = EPSON_80

    def __init__(self) -> None:
        self.slips: list[bytes] = []
        self.ending: DeviceError | None = None

    def print_receipt(self, receipt: bytes) -> None:
        self.slips.append(receipt)
        if self.ending:
            raise self.ending

    def state(self) -> DeviceState:
        return DeviceState("receipt-printer", Condition.READY)

    def close(self) -> None: ...


def _because(error: DeviceError, reason: DeviceError) -> DeviceError:
    error.__cause__ = reason
    return error


def clock() -> datetime:
    return datetime(2022, 11, 23, 2, 22, tzinfo=UTC)


@pytest.fixture
def pages() -> PagesInMemory:
    return PagesInMemory()


@pytest.fixture
def receipts() -> ReceiptsInMemory:
    return ReceiptsInMemory()


@pytest.fixture
def spooler(pages: PagesInMemory, receipts: ReceiptsInMemory) -> Spooler:
    as_page_printer: PagePrinter = pages
    as_receipt_printer: ReceiptPrinter = receipts
    return Spooler(as_page_printer, as_receipt_printer, Ledger(":memory:", clock), terminal="03", now=clock)


ENDINGS = [
    (SheetsOut(3, 3), Fate.PRINTED, 3, "", "nobody"),
    (SheetsOut(3, 2), Fate.PARTIAL, 2, "pages-missing", "staff"),
    (SheetsOut(3, 0), Fate.FAILED, 0, "pages-missing", "staff"),
    (MediaEmpty(), Fate.FAILED, 0, "media-empty", "staff"),
    (CoverOpen(), Fate.FAILED, 0, "cover-open", "staff"),
    (DeviceAbsent(), Fate.FAILED, 0, "device-absent", "staff"),
    (_because(OutcomeUnknown(SheetsOut(3, 1)), MediaJam()), Fate.PARTIAL, 1, "media-jam", "staff"),
    (_because(OutcomeUnknown(SheetsOut(3, 0)), MediaJam()), Fate.UNKNOWN, 0, "outcome-unknown", "staff"),
    (_because(OutcomeUnknown(SheetsOut(3, 1)), DeviceSilent()), Fate.UNKNOWN, 1, "outcome-unknown", "staff"),
    (OutcomeUnknown(), Fate.UNKNOWN, 0, "outcome-unknown", "staff"),
    (OutcomeUnknown(SheetsOut(3, 3)), Fate.UNKNOWN, 3, "outcome-unknown", "staff"),
    (Cancelled(SheetsOut(3, 2)), Fate.PARTIAL, 2, "cancelled", "visitor"),
    (Cancelled(SheetsOut(3, 0)), Fate.UNKNOWN, 0, "cancelled", "visitor"),
]


@pytest.mark.parametrize(("ending", "fate", "printed", "code", "who"), ENDINGS)
def test_outcome_claims_no_more_than_the_printer_proves(
    spooler: Spooler,
    pages: PagesInMemory,
    ending: SheetsOut | DeviceError,
    fate: Fate,
    printed: int,
    code: str,
    who: str,
) -> None:
    pages.ending = ending

    assert spooler.print_pages(b"%PDF-", number=NUMBER, pages=3) == PagesOutcome(fate, 3, printed, 1, code, who)  # type: ignore[arg-type]


def test_first_copy_is_the_sealed_bytes(spooler: Spooler, pages: PagesInMemory, sealed: bytes) -> None:
    spooler.print_pages(sealed, number=NUMBER, pages=2)

    assert pages.jobs == [(NUMBER, sealed)]


def test_progress_is_passed_on(spooler: Spooler) -> None:
    seen: list[Progress] = []

    spooler.print_pages(b"%PDF-", number=NUMBER, pages=2, on_progress=seen.append)

    assert seen == [Progress(0, 2)]


def test_double_tap_prints_once(spooler: Spooler, pages: PagesInMemory) -> None:
    spooler.print_pages(b"%PDF-", number=NUMBER, pages=2)

    again = spooler.print_pages(b"%PDF-", number=NUMBER, pages=2)

    assert (again.fate, again.code) == (Fate.FAILED, "copy-not-due")
    assert len(pages.jobs) == 1


def test_second_copy_says_so_on_every_sheet(spooler: Spooler, pages: PagesInMemory, sealed: bytes) -> None:
    pages.ending = _because(OutcomeUnknown(SheetsOut(2, 1)), MediaJam())
    spooler.print_pages(sealed, number=NUMBER, pages=2)
    pages.ending = None

    again = spooler.print_pages(sealed, number=NUMBER, pages=2, copy_no=2)

    assert again == PagesOutcome(Fate.PRINTED, 2, 2, 2)
    name, sheets = pages.jobs[1]
    assert name == f"{NUMBER} 补打"
    said = "补打第2份终端03本人办理2022-11-2310:22"
    assert all(said in page for page in page_texts(sheets))
    assert [page.replace(said, "") for page in page_texts(sheets)] == page_texts(sealed)


def test_there_is_no_third_copy(spooler: Spooler, pages: PagesInMemory, sealed: bytes) -> None:
    for copy_no in (1, 2):
        spooler.print_pages(sealed, number=NUMBER, pages=2, copy_no=copy_no)

    third = spooler.print_pages(sealed, number=NUMBER, pages=2, copy_no=3)

    assert (third.fate, third.code, third.who) == (Fate.FAILED, "copies-used-up", "staff")
    assert len(pages.jobs) == 2


def test_copy_that_never_came_out_is_no_copy(spooler: Spooler, pages: PagesInMemory) -> None:
    pages.ending = MediaEmpty()
    spooler.print_pages(b"%PDF-", number=NUMBER, pages=2)
    pages.ending = None

    assert spooler.print_pages(b"%PDF-", number=NUMBER, pages=2, copy_no=2).code == "copy-not-due"
    assert spooler.print_pages(b"%PDF-", number=NUMBER, pages=2, copy_no=1).fate is Fate.PRINTED


def test_goodbye_cancels_what_is_under_way(spooler: Spooler, pages: PagesInMemory) -> None:
    pages.waits = Event()
    outcomes: list[PagesOutcome] = []
    job = Thread(target=lambda: outcomes.append(spooler.print_pages(b"%PDF-", number=NUMBER, pages=3)), daemon=True)
    job.start()
    assert pages.begun.wait(10)

    spooler.wipe()
    job.join(10)

    assert (outcomes[0].fate, outcomes[0].code) == (Fate.PARTIAL, "cancelled")


def test_goodbye_before_the_job_reached_the_printer_cancels_it_there(spooler: Spooler, pages: PagesInMemory) -> None:
    pages.waits = Event()
    outcomes: list[PagesOutcome] = []

    def say_goodbye_just_now(progress: Progress) -> None:
        """The printer forgets a cancel that came before the job; the next look repeats it."""
        if progress.pages_done == 0:
            spooler.wipe()
            pages.cancelled.clear()

    outcomes.append(spooler.print_pages(b"%PDF-", number=NUMBER, pages=3, on_progress=say_goodbye_just_now))

    assert outcomes[0].code == "cancelled"


def test_goodbye_does_not_make_a_printed_number_new(spooler: Spooler, pages: PagesInMemory) -> None:
    spooler.print_pages(b"%PDF-", number=NUMBER, pages=2)
    spooler.wipe()

    again = spooler.print_pages(b"%PDF-", number=NUMBER, pages=2)

    assert again.code == "copy-not-due"
    assert len(pages.jobs) == 1


def test_job_of_the_visit_before_never_prints(spooler: Spooler, pages: PagesInMemory) -> None:
    pages.waits = Event()
    outcomes: list[PagesOutcome] = []
    first = Thread(target=lambda: outcomes.append(spooler.print_pages(b"%PDF-", number="A", pages=1)), daemon=True)
    first.start()
    assert pages.begun.wait(10)
    second = Thread(target=lambda: outcomes.append(spooler.print_pages(b"%PDF-", number="B", pages=1)), daemon=True)
    second.start()
    _until(lambda: _waits_for_the_printer(second))
    spooler.wipe()
    first.join(10)
    second.join(10)

    assert [name for name, _ in pages.jobs] == ["A"]
    assert {outcome.code for outcome in outcomes} == {"cancelled"}


def _waits_for_the_printer(thread: Thread) -> bool:
    """It has been asked, in its own visit, and stands behind the job before it."""
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and frame.f_code.co_name == "print_pages" and "visit" in frame.f_locals


def _until(holds: Callable[[], bool]) -> None:
    deadline = Event()
    for _ in range(1_000):
        if holds():
            return
        deadline.wait(0.01)
    raise AssertionError("never came to hold")


RECEIPT_ENDINGS = [
    (None, ReceiptOutcome(Fate.PRINTED)),
    (MediaEmpty(), ReceiptOutcome(Fate.FAILED, 1, "media-empty", "staff")),
    (DeviceAbsent(), ReceiptOutcome(Fate.FAILED, 1, "device-absent", "staff")),
    (OutcomeUnknown("device-silent"), ReceiptOutcome(Fate.UNKNOWN, 1, "outcome-unknown", "staff")),
]


@pytest.mark.parametrize(("ending", "outcome"), RECEIPT_ENDINGS)
def test_receipt_is_printed_only_when_the_printer_says_so(
    spooler: Spooler, receipts: ReceiptsInMemory, ending: DeviceError | None, outcome: ReceiptOutcome
) -> None:
    receipts.ending = ending

    assert spooler.print_receipt(SLIP) == outcome


def test_second_slip_says_so(spooler: Spooler, receipts: ReceiptsInMemory) -> None:
    spooler.print_receipt(SLIP, number="T03-017")

    assert spooler.print_receipt(SLIP, number="T03-017").code == "copy-not-due"
    assert spooler.print_receipt(SLIP, number="T03-017", copy_no=2).fate is Fate.PRINTED

    first, second = receipts.slips
    assert "补打".encode("gb18030") not in first
    assert "补打".encode("gb18030") in second


def test_slip_without_a_number_is_not_counted(spooler: Spooler, receipts: ReceiptsInMemory) -> None:
    assert [spooler.print_receipt(SLIP).fate for _ in range(3)] == [Fate.PRINTED] * 3


def test_slip_that_cannot_be_written_is_not_sent(spooler: Spooler, receipts: ReceiptsInMemory) -> None:
    outcome = spooler.print_receipt(Document("回执", (Facts((("经办人", "😀"),)),)))

    assert (outcome.fate, outcome.code, outcome.who) == (Fate.FAILED, "unprintable-character", "staff")
    assert receipts.slips == []
