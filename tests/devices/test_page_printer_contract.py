"""What every A4 printer promises, told once: our simulator, `ippeveprinter` straight, and `ippeveprinter` behind a real CUPS queue."""

import contextlib
import io
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from independent_printers import NEEDS_CUPS, NEEDS_IPPEVEPRINTER, Bus, Cups, IppEvePrinter, until
from reportlab.pdfgen.canvas import Canvas

from devices.errors import Cancelled, DeviceAbsent, MediaEmpty, MediaJam, OutcomeUnknown, PrinterFault
from devices.page_printer import SheetsOut
from devices.page_printer.cups_queue import CupsQueuePrinter
from devices.page_printer.ipp_printer import IppPagePrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.state import Condition

QUICK = {"between_looks": 0.05, "patience": 0.8}
SOON = 2.0
"""Seconds within which a fault must have been seen."""


def pdf(pages):
    octets = io.BytesIO()
    canvas = Canvas(octets, pagesize=(595.28, 841.89), invariant=True)
    for number in range(pages):
        canvas.drawString(100, 700, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return octets.getvalue()


class Simulated:
    """Our own other end."""

    through_a_queue = False

    def __init__(self, folder):
        self._printer = IppPrinter(folder / "printed", seconds_per_page=0.05)
        self._printer.start()

    def driver(self, **options):
        return IppPagePrinter(f"ipp://127.0.0.1:{self._printer.start()}/ipp/print", **{**QUICK, **options})

    def do(self, what, **directions):
        assert self._printer.direct({"do": what, **directions})["ok"]

    def empty(self):
        self.do("paper", sheets=0)

    def refill(self):
        self.do("paper", sheets=250)

    def toner(self, percent):
        self.do("toner", percent=percent)

    def open_cover(self):
        self.do("cover", open=True)

    def close_cover(self):
        self.do("cover", open=False)

    def jam(self, after):
        self.do("jam", after=after)

    def hold(self, before_page):
        self.do("hold", before_page=before_page)

    def go_on(self):
        self.do("hold")

    def kill(self):
        self.do("unplug")

    def start(self):
        self.do("plug")

    @property
    def papers(self):
        return [path.read_bytes() for path in sorted(self._printer._printed.glob("*.pdf"))]

    def end(self):
        self._printer.stop()


class Straight:
    """`ippeveprinter`, nothing between."""

    through_a_queue = False

    def __init__(self, folder, bus):
        self.printer = IppEvePrinter(folder, bus)
        self.empty, self.refill = lambda: self.printer.paper(0), lambda: self.printer.paper(250)
        self.open_cover, self.close_cover = lambda: self.printer.fault("cover-open-error"), self.printer.no_fault
        self.toner, self.jam, self.hold, self.go_on = (
            self.printer.toner,
            self.printer.jam,
            self.printer.hold,
            self.printer.go_on,
        )
        self.kill, self.start = self.printer.kill, self.printer.start

    def driver(self, **options):
        return IppPagePrinter(self.printer.url, **{**QUICK, **options})

    @property
    def papers(self):
        return self.printer.papers

    def end(self):
        self.printer.end()


class Queued(Straight):
    """The same behind a queue."""

    through_a_queue = True

    def __init__(self, folder, bus, cups):
        super().__init__(folder, bus)
        self.cups, self.name = cups, f"A4-{self.printer.port}"
        cups.queue(self.name, self.printer.url)

    def driver(self, **options):
        return CupsQueuePrinter(self.name, self.cups.server, **{**QUICK, **options})

    def end(self):
        super().end()
        self.cups.admin("lpadmin", "-x", self.name)


@pytest.fixture(scope="module")
def bus(tmp_path_factory):
    bus = Bus(tmp_path_factory.mktemp("bus"))
    yield bus
    bus.end()


@pytest.fixture(scope="module")
def cups():
    cups = Cups()
    yield cups
    cups.end()


@pytest.fixture(params=["simulated", "straight", "queued"])
def hall(request, tmp_path):
    """A printer, and whatever stands before it."""
    if request.param == "simulated":
        end = Simulated(tmp_path)
    else:
        missing = NEEDS_IPPEVEPRINTER if request.param == "straight" else NEEDS_CUPS
        if missing:
            pytest.skip(missing)
        bus = request.getfixturevalue("bus")
        if request.param == "straight":
            end = Straight(tmp_path / "printer", bus)
        else:
            end = Queued(tmp_path / "printer", bus, request.getfixturevalue("cups"))
    yield end
    end.end()


def send(driver, pages=2, on_progress=lambda _: None, timeout=20.0, job_name="report"):
    return driver.print_pages(pdf(pages), job_name=job_name, pages=pages, on_progress=on_progress, timeout=timeout)


@contextlib.contextmanager
def printing(driver, **options):
    """A job under way on a thread of its own. Gives what will become of it, and what is told of it meanwhile."""
    told = []
    with ThreadPoolExecutor(1) as elsewhere:
        yield elsewhere.submit(send, driver, on_progress=told.append, **options), told
        driver.cancel()


def soon(condition):
    """It comes to pass within two seconds, counted from now."""
    return until(condition, SOON, "it was not seen within two seconds")


def reasons(driver):
    return driver.state().reasons


def test_pages_come_out_and_are_counted_by_the_printer_itself(hall):
    told = []

    out = send(hall.driver(), 3, told.append)

    assert out == SheetsOut(3, 3)
    assert [progress.pages_done for progress in told] == sorted(progress.pages_done for progress in told)
    assert {0, 3} <= {progress.pages_done for progress in told}
    assert len(hall.papers) == 1
    assert hall.through_a_queue or hall.papers == [pdf(3)]


def test_a_printer_that_is_well_is_ready(hall):
    state = hall.driver().state()

    assert (state.device, state.condition, state.reasons, state.warnings) == ("page-printer", Condition.READY, (), ())


def test_a_printer_at_work_is_busy(hall):
    driver = hall.driver()
    hall.hold(0)

    with printing(driver):
        soon(lambda: driver.state().condition is Condition.BUSY)


def test_paper_out_is_seen_and_takes_no_job_until_the_refill(hall):
    driver = hall.driver()
    hall.empty()

    soon(lambda: reasons(driver)[:1] == ("media-empty",))
    with pytest.raises(MediaEmpty):
        send(driver)
    detail = driver.state().detail
    hall.refill()

    soon(lambda: driver.state().condition is Condition.READY)
    assert "main 0/250" in detail
    assert send(driver) == SheetsOut(2, 2)


def test_toner_is_a_warning_with_its_name_when_low_and_a_reason_when_empty(hall):
    driver = hall.driver()

    hall.toner(5)
    low = soon(lambda: (state := driver.state()).warnings == ("toner-low",) and state)
    hall.toner(0)
    empty = soon(lambda: (state := driver.state()).reasons == ("toner-empty",) and state)
    with pytest.raises(PrinterFault, match="toner-empty"):
        send(driver)
    hall.toner(80)

    soon(lambda: driver.state().condition is Condition.READY)
    assert low.condition is Condition.READY
    assert low.detail.lower() == "black toner 5 %"
    assert empty.condition is Condition.NEEDS_STAFF
    assert empty.detail.lower() == "black toner 0 %"


def test_what_is_left_is_told_by_supply_and_by_tray(hall):
    stock = hall.driver().stock()

    assert [supply.kind for supply in stock.supplies if not supply.is_waste] == ["toner"]
    assert {(tray.name, tray.capacity) for tray in stock.trays if tray.level and tray.level > 100} == {("main", 250)}


def test_a_cover_opened_in_the_middle_is_told_and_the_job_goes_on_when_it_is_closed(hall):
    driver = hall.driver()
    hall.hold(0)

    with printing(driver) as (outcome, told):
        until(lambda: told)
        hall.open_cover()
        soon(lambda: any("cover-open" in progress.reasons for progress in told))
        seen = reasons(driver)
        hall.go_on()
        hall.close_cover()
        out = outcome.result(20)

    assert seen[:1] == ("cover-open",)
    assert out == SheetsOut(2, 2)
    soon(lambda: driver.state().condition is Condition.READY)


@pytest.mark.parametrize(
    "reason", ["input-tray-missing", "marker-supply-empty", "toner-empty", "paused", "spool-area-full"]
)
def test_whatever_else_stops_an_independent_printer_in_the_middle_is_told_until_it_is_mended(hall, reason):
    if isinstance(hall, Simulated):
        pytest.skip("our own printer breaks in other ways, which the tests above show")
    driver = hall.driver()
    hall.hold(0)

    with printing(driver) as (outcome, told):
        until(lambda: told)
        hall.printer.fault(f"{reason}-error")
        soon(lambda: reason in told[-1].reasons)
        seen = driver.state()
        hall.printer.no_fault()
        hall.go_on()
        out = outcome.result(20)

    assert (seen.condition, seen.reasons) == (Condition.NEEDS_STAFF, (reason,))
    assert out == SheetsOut(2, 2)


def test_a_jam_after_the_first_page_says_how_far_it_came(hall):
    driver = hall.driver()
    hall.jam(after=1)

    with pytest.raises(OutcomeUnknown) as outcome:
        send(driver, 3)

    assert outcome.value.args == (SheetsOut(3, 1),)
    assert isinstance(outcome.value.__cause__, MediaJam)
    assert reasons(driver)[:1] == ("media-jam",)


def test_a_cancel_ends_the_job_at_the_printer_and_says_how_far_it_came(hall):
    driver = hall.driver()
    hall.hold(1)

    with printing(driver, pages=30) as (outcome, told):
        until(lambda: any(progress.pages_done for progress in told))
        driver.cancel()
        time_of_cancel = time.monotonic()
        hall.go_on()
        with pytest.raises((Cancelled, OutcomeUnknown)) as end:
            outcome.result(20)

    assert time.monotonic() - time_of_cancel < 5
    assert end.value.args[0].pages_printed >= 1


def test_a_printer_killed_is_absent_and_ready_again_after_its_start(hall):
    driver = hall.driver()
    before = driver.state().condition
    hall.kill()

    soon(lambda: driver.state().condition is Condition.ABSENT)
    absent = reasons(driver)
    with pytest.raises(DeviceAbsent):
        send(driver)
    hall.start()

    until(lambda: driver.state().condition is Condition.READY, 3)
    assert before is Condition.READY
    assert absent == ("device-absent",)
    assert send(driver) == SheetsOut(2, 2)


def test_a_printer_killed_in_the_middle_is_told_at_once_and_its_job_never_comes_out_later(hall):
    driver = hall.driver()
    hall.hold(1)

    with printing(driver, pages=3) as (outcome, told):
        until(lambda: any(progress.pages_done == 1 for progress in told))
        hall.kill()
        soon(lambda: told[-1].reasons == ("device-absent",))
        with pytest.raises(OutcomeUnknown) as end:
            outcome.result(20)
    hall.go_on()
    hall.start()
    until(lambda: driver.state().condition is Condition.READY, 3)
    received = len(hall.papers)
    out = send(driver, 1, job_name="another")

    assert end.value.args == (SheetsOut(3, 1),)
    assert out == SheetsOut(1, 1)
    assert len(hall.papers) == received + 1


def test_what_a_crash_has_left_is_cancelled_by_the_first_look_of_the_next_run(hall):
    hall.hold(0)
    dead = hall.driver()
    with printing(dead, pages=2) as (outcome, told):
        until(lambda: told)

        hall.driver(clears_at_start=True).state()

        hall.go_on()
        with pytest.raises((PrinterFault, OutcomeUnknown)):
            outcome.result(20)


def test_another_who_looks_leaves_jobs_be(hall):
    hall.hold(0)
    driver = hall.driver()
    with printing(driver) as (outcome, told):
        until(lambda: told)

        hall.driver().state()
        hall.go_on()

        assert outcome.result(20) == SheetsOut(2, 2)


def test_after_a_crash_a_job_is_settled_by_its_name(hall):
    driver = hall.driver()
    with pytest.raises(OutcomeUnknown):
        driver.settle("never sent", 2)

    send(driver, job_name="report 1")

    assert hall.driver().settle("report 1", 2) == SheetsOut(2, 2)


def open_files():
    return len(os.listdir("/proc/self/fd"))


def kill_and_start(hall, driver, times):
    """Gives the longest it took from the start to be ready again; no thread and no file is left over, ours or the simulator's."""
    driver.state()
    files, threads, longest = open_files(), threading.active_count(), 0.0
    for _ in range(times):
        hall.kill()
        until(lambda: driver.state().condition is Condition.ABSENT, SOON)
        started = time.monotonic()
        hall.start()
        until(lambda: driver.state().condition is Condition.READY, 3)
        longest = max(longest, time.monotonic() - started)
    until(lambda: open_files() <= files and threading.active_count() <= threads, 2, "something was left behind")
    return longest


def test_killed_and_started_thrice_it_is_ready_and_leaves_nothing_behind(hall):
    longest = kill_and_start(hall, hall.driver(), 3)

    assert longest <= 3


@pytest.mark.soak
def test_killed_and_started_fifty_times_it_is_ready_and_leaves_nothing_behind(hall, capsys):
    longest = kill_and_start(hall, hall.driver(), 50)

    with capsys.disabled():
        sys.stdout.write(f"\n{type(hall).__name__}: 50 times killed; ready again within {longest * 1000:.0f} ms\n")
    assert longest <= 3
