"""The A4 printer behind a real CUPS queue: what a queue says that is not so, and what becomes of paper when cupsd dies."""

import contextlib
import io
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from independent_printers import NEEDS_CUPS, Bus, Cups, IppEvePrinter, free_port, until
from reportlab.pdfgen.canvas import Canvas

from devices.errors import DeviceAbsent, OutcomeUnknown, PrinterError, PrinterFault
from devices.page_printer import SheetsOut
from devices.page_printer.cups_queue import CupsQueuePrinter
from devices.page_printer.cups_server import Queue, queue_url, queues
from devices.page_printer.ipp_printer import IppPagePrinter
from devices.page_printer.outlook import number, words
from devices.page_printer.printer_object import PrinterObject
from devices.state import Condition

pytestmark = pytest.mark.skipif(bool(NEEDS_CUPS), reason=NEEDS_CUPS or "cupsd is here")

QUICK = {"between_looks": 0.05, "patience": 0.8}


def pdf(pages):
    octets = io.BytesIO()
    canvas = Canvas(octets, pagesize=(595.28, 841.89), invariant=True)
    for page in range(pages):
        canvas.drawString(100, 700, f"page {page + 1}")
        canvas.showPage()
    canvas.save()
    return octets.getvalue()


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


@pytest.fixture
def printer(tmp_path, bus):
    printer = IppEvePrinter(tmp_path / "printer", bus)
    yield printer
    printer.end()


@pytest.fixture
def queue(cups, printer):
    """Its name; it sends to `printer` and aborts what fails."""
    name = f"A4-{printer.port}"
    cups.queue(name, printer.url)
    yield name
    cups.admin("lpadmin", "-x", name)


@pytest.fixture
def driver(queue, cups):
    return CupsQueuePrinter(queue, cups.server, **QUICK)


def send(driver, pages=2, on_progress=lambda _: None, timeout=20.0, job_name="report"):
    return driver.print_pages(pdf(pages), job_name=job_name, pages=pages, on_progress=on_progress, timeout=timeout)


@contextlib.contextmanager
def printing(driver, **options):
    told = []
    with ThreadPoolExecutor(1) as elsewhere:
        yield elsewhere.submit(send, driver, on_progress=told.append, **options), told
        driver.cancel()


def at_the_queue(queue, cups):
    return PrinterObject(queue_url(queue, cups.server), 5.0)


def test_queues_are_found_with_what_they_do_when_a_job_fails(queue, cups, printer):
    found = {queue.name: queue for queue in queues(cups.server)}

    assert found[queue].device_uri == printer.url
    assert found[queue].askable
    assert not found[queue].retries


def test_a_server_without_queues_has_none():
    cups = Cups()
    try:
        assert queues(cups.server) == ()
    finally:
        cups.end()


def test_nobody_at_the_servers_port_is_absent():
    with pytest.raises(DeviceAbsent):
        queues(f"127.0.0.1:{free_port()}")


@pytest.mark.parametrize("device_uri", ["usb://HP/Laser", "socket://10.0.0.9:9100", "dnssd://A4._ipp._tcp.local/", ""])
def test_what_is_no_ipp_cannot_be_asked(device_uri):
    assert not Queue("Q", device_uri, "abort-job", "").askable


def test_a_queue_that_retries_takes_no_job_until_it_aborts(queue, cups, printer, driver):
    cups.admin("lpadmin", "-p", queue, "-o", "printer-error-policy=retry-job")

    state = driver.state()
    with pytest.raises(PrinterFault, match="queue-retries"):
        send(driver)
    cups.admin("lpadmin", "-p", queue, "-o", "printer-error-policy=abort-job")
    out = send(driver)

    assert (state.condition, state.reasons) == (Condition.NEEDS_STAFF, ("queue-retries",))
    assert out == SheetsOut(2, 2)
    assert len(printer.papers) == 1


@pytest.mark.parametrize(
    ("hurt", "reason", "cure"),
    [("cupsdisable", "queue-stopped", "cupsenable"), ("cupsreject", "not-accepting-jobs", "cupsaccept")],
)
def test_a_queue_that_is_closed_says_so_until_it_is_opened(queue, cups, driver, hurt, reason, cure):
    cups.admin(hurt, queue)

    state = driver.state()
    with pytest.raises(PrinterFault, match=reason):
        send(driver)
    cups.admin(cure, queue)

    assert (state.condition, state.reasons) == (Condition.NEEDS_STAFF, (reason,))
    assert driver.state().condition is Condition.READY


def test_a_queue_that_is_not_there_is_absent(cups):
    driver = CupsQueuePrinter("Nobody", cups.server)

    assert driver.state().condition is Condition.ABSENT
    assert driver.state().reasons == ("queue-missing",)


def test_without_cupsd_the_reason_is_cupsd_and_not_the_printer():
    driver = CupsQueuePrinter("A4", f"127.0.0.1:{free_port()}")

    assert driver.state().reasons == ("cups-absent",)
    with pytest.raises(DeviceAbsent, match="cups-absent"):
        send(driver)


def test_a_queue_taken_for_a_printer_is_refused(queue, cups, printer):
    driver = IppPagePrinter(queue_url(queue, cups.server))

    assert driver.state().reasons == ("is-a-queue",)
    with pytest.raises(PrinterFault, match="is-a-queue"):
        send(driver)
    assert printer.papers == []


def test_the_queues_count_of_pages_is_not_taken_for_paper(queue, cups, printer, driver):
    printer.hold(0)
    with printing(driver) as (outcome, told):
        until(lambda: told)
        asked = at_the_queue(queue, cups)
        (id,) = asked.jobs()

        until(lambda: number(asked.job(id), "job-impressions-completed") == 2)
        ours = told[-1].pages_done
        printer.go_on()

        assert outcome.result(20) == SheetsOut(2, 2)
    assert ours == 0


def test_of_a_dead_printer_the_queue_says_nothing_and_the_driver_says_absent(queue, cups, printer, driver):
    printer.hold(0)
    with printing(driver) as (outcome, told):
        until(lambda: told)
        printer.kill()
        until(lambda: told[-1].reasons == ("device-absent",), 2)

        said = at_the_queue(queue, cups).attributes(("printer-state", "printer-state-reasons"))
        state = driver.state()

        assert "offline" not in " ".join(words(said, "printer-state-reasons"))
        assert number(said, "printer-state") == 4
        assert (state.condition, state.reasons) == (Condition.ABSENT, ("device-absent",))
        with pytest.raises(OutcomeUnknown):
            outcome.result(20)
    assert at_the_queue(queue, cups).jobs() == {}


def test_no_copy_of_a_paper_stays_in_the_spool(cups, driver):
    send(driver)

    until(lambda: cups.documents == [])


def test_a_paper_asks_for_a4_on_one_side_and_once(queue, cups, printer, driver):
    send(driver)

    asked = dict(line.split("=", 1) for line in (printer.folder / "asked").read_text().splitlines() if "=" in line)
    assert "media-size={x-dimension=21000 y-dimension=29700}" in asked["IPP_MEDIA_COL"]
    assert asked["IPP_SIDES"] == "one-sided"
    assert asked.get("IPP_COPIES", "1") == "1"


def test_a_printer_that_takes_no_pdf_prints_through_a_queue_all_the_same(cups, bus, tmp_path):
    printer = IppEvePrinter(tmp_path / "printer", bus, formats="image/pwg-raster")
    cups.queue("Raster", printer.url)
    driver = CupsQueuePrinter("Raster", cups.server, **QUICK)

    straight = IppPagePrinter(printer.url).state()
    out = send(driver)

    assert (straight.condition, straight.reasons) == (Condition.NEEDS_STAFF, ("pdf-unsupported",))
    assert out == SheetsOut(2, 2)
    printer.end()
    cups.admin("lpadmin", "-x", "Raster")


@pytest.fixture
def raw_printer(cups):
    """A printer that takes bytes and says nothing, behind a queue. Gives the queue's name and what came."""
    came = []
    door = socket.create_server(("127.0.0.1", 0))

    def swallow():
        with contextlib.suppress(OSError):
            while True:
                line, _ = door.accept()
                with line:
                    while octets := line.recv(65_536):
                        came.append(octets)

    thread = threading.Thread(target=swallow)
    thread.start()
    name = f"Raw-{door.getsockname()[1]}"
    uri = f"socket://127.0.0.1:{door.getsockname()[1]}"
    cups.admin("lpadmin", "-p", name, "-E", "-v", uri, "-m", "raw", "-o", "printer-error-policy=abort-job")
    yield name, came
    door.shutdown(socket.SHUT_RDWR)
    thread.join()
    door.close()
    cups.admin("lpadmin", "-x", name)


def test_of_a_printer_that_cannot_be_asked_no_sheet_is_claimed(raw_printer, cups):
    queue, came = raw_printer
    driver = CupsQueuePrinter(queue, cups.server, **QUICK)

    state = driver.state()
    with pytest.raises(OutcomeUnknown) as outcome:
        send(driver)

    assert (state.condition, state.warnings) == (Condition.READY, ("sheets-uncounted",))
    assert outcome.value.args == (SheetsOut(2, 0),)
    assert b"".join(came).startswith(b"%PDF")


TERMINAL = """
import sys
from devices.page_printer.cups_queue import CupsQueuePrinter
driver = CupsQueuePrinter(sys.argv[1], sys.argv[2], between_looks=0.05, patience=0.5)
say = lambda progress: print("printing", flush=True)
driver.print_pages(open(sys.argv[3], "rb").read(), job_name="report", pages=2, on_progress=say, timeout=1.0)
"""


def test_a_job_whose_terminal_has_died_is_ended_by_cupsd_itself(queue, cups, printer, tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(pdf(2))
    printer.hold(0)
    words = [sys.executable, "-c", TERMINAL, queue, cups.server, str(paper)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as terminal:
        assert terminal.stdout.readline() == "printing\n"
        terminal.kill()

    asked = at_the_queue(queue, cups)

    assert asked.jobs() != {}
    until(lambda: asked.jobs() == {}, 15)


def test_what_a_dead_terminal_has_left_is_cancelled_by_the_next_ones_first_look(queue, cups, printer, tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(pdf(2))
    printer.hold(0)
    words = [sys.executable, "-c", TERMINAL.replace("timeout=1.0", "timeout=60"), queue, cups.server, str(paper)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as terminal:
        assert terminal.stdout.readline() == "printing\n"
        terminal.kill()
    asked = at_the_queue(queue, cups)
    left = asked.jobs()

    state = CupsQueuePrinter(queue, cups.server, clears_at_start=True, **QUICK).state()
    printer.go_on()

    assert list(left.values()) == ["report"]
    assert state.condition in (Condition.READY, Condition.BUSY)
    until(lambda: asked.jobs() == {}, 2)


def open_files():
    return len(os.listdir("/proc/self/fd"))


def kill_and_start(cups, driver, times):
    """Gives the longest it took from the start to be ready again; no thread and no file is left over."""
    driver.state()
    files, threads, longest = open_files(), threading.active_count(), 0.0
    for _ in range(times):
        cups.kill()
        until(lambda: driver.state().reasons == ("cups-absent",), 2)
        started = time.monotonic()
        cups.start()
        until(lambda: driver.state().condition is Condition.READY, 3)
        longest = max(longest, time.monotonic() - started)
    until(lambda: open_files() <= files and threading.active_count() <= threads, 2, "something was left behind")
    return longest


def test_cupsd_killed_and_started_thrice_the_printer_is_ready_and_nothing_is_left_behind(cups, driver):
    longest = kill_and_start(cups, driver, 3)

    assert longest <= 3


@pytest.mark.soak
def test_cupsd_killed_and_started_fifty_times_the_printer_is_ready_and_nothing_is_left_behind(cups, driver, capsys):
    longest = kill_and_start(cups, driver, 50)

    with capsys.disabled():
        sys.stdout.write(f"\ncupsd: 50 times killed; ready again within {longest * 1000:.0f} ms\n")
    assert longest <= 3


def lose_cupsd_in_the_middle(cups, printer, driver):
    """cupsd dies under a job and comes back; it would begin the job anew. Gives what was said of it, and papers received after."""
    printer.hold(1)
    with printing(driver, pages=3) as (outcome, told):
        until(lambda: any(progress.pages_done == 1 for progress in told))
        cups.kill()
        with pytest.raises((OutcomeUnknown, PrinterError)) as end:
            outcome.result(20)
    cups.start()
    printer.go_on()
    until(lambda: driver.state().condition is Condition.READY, 10)
    return end.value


def test_a_job_that_cupsd_died_under_does_not_come_out_when_it_is_back(queue, cups, printer, driver):
    end = lose_cupsd_in_the_middle(cups, printer, driver)
    asked = at_the_queue(queue, cups)
    until(lambda: asked.jobs() == {}, 5)
    received = len(printer.papers)

    out = send(driver, 1, job_name="another")

    assert end.args == (SheetsOut(3, 1),)
    assert out == SheetsOut(1, 1)
    assert len(printer.papers) == received + 1
