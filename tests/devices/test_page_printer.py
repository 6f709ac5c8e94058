"""The A4 printer's driver with a printer at the other end of a real TCP line."""

import contextlib
import http.server
import io
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from reportlab.pdfgen.canvas import Canvas

from devices.advice import advices
from devices.errors import (
    Cancelled,
    CoverOpen,
    DeviceAbsent,
    DeviceSilent,
    MediaEmpty,
    MediaJam,
    OutcomeUnknown,
    PrinterFault,
)
from devices.page_printer import Progress, SheetsOut
from devices.page_printer.ipp import Operation
from devices.page_printer.ipp_printer import IppPagePrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.state import Condition

A4_POINTS = (595.28, 841.89)


def pdf(pages):
    octets = io.BytesIO()
    canvas = Canvas(octets, pagesize=A4_POINTS, invariant=True)
    for number in range(pages):
        canvas.drawString(100, 700, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return octets.getvalue()


def until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.002)


@pytest.fixture
def hall(tmp_path):
    printer = IppPrinter(tmp_path / "printed", seconds_per_page=0.03)
    printer.start()
    yield printer
    printer.stop()


def at(hall, **options):
    return IppPagePrinter(
        f"ipp://127.0.0.1:{hall.start()}/ipp/print",
        **{"answer_timeout": 1.0, "between_looks": 0.01, "patience": 1.0, **options},
    )


@pytest.fixture
def driver(hall):
    return at(hall)


def send(driver, pages=3, on_progress=lambda _: None, timeout=10.0):
    return driver.print_pages(pdf(pages), job_name="report", pages=pages, on_progress=on_progress, timeout=timeout)


def last_job(hall):
    return hall.look()["jobs"][-1]


def test_pages_come_out_whole_and_are_counted(hall, driver):
    told = []

    out = send(driver, 3, told.append)

    assert out == SheetsOut(pages_asked=3, pages_printed=3)
    assert told[0].pages_done < told[-1].pages_done == 3
    assert told == sorted(told, key=lambda progress: progress.pages_done)
    assert (hall._printed / "page-0001.pdf").read_bytes() == pdf(3)


def test_a_job_asks_for_a4_and_names_nobody(hall, driver):
    send(driver, 1)

    job = last_job(hall)
    assert job["media"] == "iso_a4_210x297mm"
    assert (job["name"], job["user"]) == ("report", "kiosk")


def test_a_job_asks_for_one_copy_on_one_side_and_leaves_the_colour_to_the_printer(hall, driver):
    send(driver, 1)

    assert last_job(hall)["asked"] == {"sides": "one-sided", "copies": "1"}


def test_sides_and_colour_are_asked_for_where_the_hall_wants_them(hall):
    driver = at(hall, sides="two-sided-long-edge", color_mode="monochrome")

    out = send(driver, 2)

    assert out == SheetsOut(2, 2)
    assert last_job(hall)["asked"] == {"sides": "two-sided-long-edge", "copies": "1", "print-color-mode": "monochrome"}


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"sides": "two-sided-short-edge"}, "sides-unsupported"), ({"color_mode": "color"}, "color-mode-unsupported")],
)
def test_what_the_printer_cannot_do_is_said_and_takes_no_job(hall, options, reason):
    driver = at(hall, **options)

    state = driver.state()
    with pytest.raises(PrinterFault, match=reason):
        send(driver)

    assert (state.condition, state.reasons) == (Condition.NEEDS_STAFF, (reason,))
    assert hall.look()["jobs"] == []


def test_a_job_carries_the_name_of_its_terminal(hall):
    send(at(hall, user="kiosk-03"), 1)

    assert last_job(hall)["user"] == "kiosk-03"


def test_a_terminal_that_starts_leaves_the_jobs_of_another_be(hall):
    hall.direct({"do": "hold", "before_page": 0})
    with ThreadPoolExecutor(1) as elsewhere:
        theirs = elsewhere.submit(send, at(hall, user="kiosk-03"), 2)
        until(lambda: hall.look()["jobs"])

        at(hall, user="kiosk-04", clears_at_start=True).state()
        hall.direct({"do": "hold"})

        assert theirs.result(10) == SheetsOut(2, 2)


def test_a_job_that_a_broken_line_has_left_is_cancelled_as_soon_as_the_line_is_back(hall):
    driver = at(hall, patience=0.2, answer_timeout=0.2, state_timeout=0.2)
    hall.direct({"do": "hold", "before_page": 1})
    with ThreadPoolExecutor(1) as elsewhere:
        printing = elsewhere.submit(send, driver, 3)
        until(lambda: hall.look()["sheets_out"] == 1)
        hall.direct({"do": "mute", "on": True})
        with pytest.raises(OutcomeUnknown):
            printing.result(5)
    hall.direct({"do": "mute", "on": False})
    unended = last_job(hall)["state"]

    driver.state()

    assert unended == 5
    assert last_job(hall)["state"] == 7


@pytest.mark.parametrize("trouble", [{"do": "mute", "on": True}, {"do": "slow", "seconds": 30}])
def test_a_printer_that_keeps_silent_is_told_of_within_two_seconds(hall, trouble):
    driver = IppPagePrinter(f"ipp://127.0.0.1:{hall.start()}/ipp/print")
    hall.direct(trouble)
    asked_at = time.monotonic()

    state = driver.state()

    assert time.monotonic() - asked_at < 2
    assert (state.condition, state.reasons) == (Condition.BROKEN, ("device-silent",))


@contextlib.contextmanager
def a_dripping_tap():
    """A printer that answers one octet after the other, never late for the next and never done. Gives its port."""
    over = threading.Event()

    def drip():
        with door, contextlib.suppress(OSError):
            while not over.is_set():
                line, _ = door.accept()
                with line, contextlib.suppress(OSError):
                    for octet in b"HTTP/1.1 200 OK\r\nX-Endless: " + b"x" * 10_000:
                        if over.wait(0.02):
                            break
                        line.send(bytes((octet,)))

    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]
    thread = threading.Thread(target=drip)
    thread.start()
    yield port
    over.set()
    with contextlib.suppress(OSError):
        door.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_an_answer_that_drips_is_late():
    with a_dripping_tap() as port:
        driver = IppPagePrinter(f"ipp://127.0.0.1:{port}/ipp/print", state_timeout=0.4)
        asked_at = time.monotonic()

        state = driver.state()

    assert time.monotonic() - asked_at < 2
    assert (state.condition, state.reasons) == (Condition.BROKEN, ("device-silent",))


def test_a_printer_that_is_well_is_ready(driver):
    state = driver.state()

    assert state.condition is Condition.READY
    assert state.reasons == state.warnings == ()
    assert state.checked_at is not None


def test_a_low_tray_is_a_warning(hall, driver):
    hall.direct({"do": "paper", "sheets": 5})

    state = driver.state()

    assert state.condition is Condition.READY
    assert state.warnings == ("media-low",)


def test_a_printer_at_work_is_busy(hall, driver):
    seen = []

    send(driver, 2, lambda progress: seen.append(driver.state().condition) if progress.pages_done == 0 else None)

    assert seen == [Condition.BUSY]


@pytest.mark.parametrize(
    ("direction", "error", "cure"),
    [
        ({"do": "paper", "sheets": 0}, MediaEmpty, {"do": "paper", "sheets": 100}),
        ({"do": "cover", "open": True}, CoverOpen, {"do": "cover", "open": False}),
    ],
)
def test_a_printer_that_cannot_print_takes_no_job_until_it_is_cured(hall, driver, direction, error, cure):
    hall.direct(direction)

    with pytest.raises(error) as refusal:
        send(driver)
    condition, jobs = driver.state().condition, hall.look()["jobs"]
    hall.direct(cure)
    out = send(driver)

    assert type(refusal.value) is error
    assert condition is Condition.NEEDS_STAFF
    assert jobs == []
    assert out.pages_printed == 3


@pytest.mark.parametrize(
    ("hurt", "reason", "cure"),
    [
        ({"do": "paper", "sheets": 1}, "media-empty", {"do": "paper", "sheets": 100}),
        ({"do": "paper", "sheets": 2}, "media-empty", {"do": "paper", "sheets": 100}),
    ],
)
def test_paper_that_runs_out_in_the_middle_is_told_and_the_job_goes_on_after_the_refill(
    hall, driver, hurt, reason, cure
):
    told = []

    def watch(progress):
        told.append(progress)
        if progress.reasons:
            hall.direct(cure)

    hall.direct(hurt)
    out = send(driver, 3, watch)

    assert out == SheetsOut(3, 3)
    assert reason in {reason for progress in told for reason in progress.reasons}
    assert told[-1] == Progress(3, 3)


def test_a_cover_opened_in_the_middle_stops_the_job_until_it_is_closed(hall, driver):
    told = []

    def watch(progress):
        told.append(progress.reasons)
        if progress.pages_done == 1 and ("cover-open",) not in told:
            hall.direct({"do": "cover", "open": True})
        if "cover-open" in progress.reasons:
            hall.direct({"do": "cover", "open": False})

    out = send(driver, 4, watch)

    assert out.pages_printed == 4
    assert ("cover-open",) in told


def test_a_refill_that_does_not_come_cancels_the_job_and_says_how_far_it_came(hall, driver):
    hall.direct({"do": "paper", "sheets": 2})

    with pytest.raises(OutcomeUnknown) as outcome:
        send(driver, 3, timeout=0.4)
    hall.direct({"do": "paper", "sheets": 100})
    send(driver, 1)

    assert outcome.value.args == (SheetsOut(pages_asked=3, pages_printed=2),)
    assert isinstance(outcome.value.__cause__, MediaEmpty)
    assert [job["state"] for job in hall.look()["jobs"]] == [7, 9]
    assert hall.look()["sheets_out"] == 2 + 1


def test_a_tray_that_another_desk_empties_before_our_first_page_ends_as_out_of_paper(tmp_path):
    slow = IppPrinter(tmp_path, seconds_per_page=0.2)
    ours, theirs = at(slow), at(slow)
    slow.direct({"do": "paper", "sheets": 2})
    with ThreadPoolExecutor(1) as elsewhere:
        printing = elsewhere.submit(send, theirs, 2)
        until(lambda: slow.look()["sheets"] == 1)

        with pytest.raises(MediaEmpty):
            send(ours, 2, timeout=1.0)

        assert printing.result(5) == SheetsOut(2, 2)
    assert last_job(slow)["state"] == 7
    slow.stop()


@pytest.mark.parametrize("after", [1, 2])
def test_a_jam_in_the_middle_says_how_many_pages_came_out(hall, driver, after):
    hall.direct({"do": "jam", "after": after})

    with pytest.raises(OutcomeUnknown) as outcome:
        send(driver, 3)

    assert outcome.value.args == (SheetsOut(3, after),)
    assert isinstance(outcome.value.__cause__, MediaJam)
    assert last_job(hall)["state"] == 8
    assert driver.state().reasons == ("media-jam",)


def test_a_jam_before_the_first_page_printed_nothing(hall, driver):
    hall.direct({"do": "jam", "after": 0})

    with pytest.raises(MediaJam):
        send(driver, 3)

    assert hall.look()["sheets_out"] == 0


def test_a_cleared_jam_lets_the_next_job_through_and_not_the_old_one(hall, driver):
    hall.direct({"do": "jam", "after": 1})
    with pytest.raises(OutcomeUnknown):
        send(driver, 3)

    hall.direct({"do": "cover", "open": True})
    hall.direct({"do": "cover", "open": False})
    send(driver, 2)

    assert hall.look()["sheets_out"] == 1 + 2


def test_a_time_out_cancels_at_the_printer_so_that_no_page_comes_out_later(tmp_path):
    slow = IppPrinter(tmp_path, seconds_per_page=0.2)
    driver = at(slow)

    with pytest.raises(OutcomeUnknown) as outcome:
        send(driver, 50, timeout=0.5)
    sheets = slow.look()["sheets_out"]
    send(driver, 1)

    assert outcome.value.args == (SheetsOut(50, sheets),)
    assert 1 <= sheets <= 3
    assert slow.look()["sheets_out"] == sheets + 1
    slow.stop()


def test_a_time_out_before_the_first_page_printed_nothing(tmp_path):
    slow = IppPrinter(tmp_path, seconds_per_page=30)
    driver = at(slow)

    with pytest.raises(DeviceSilent):
        send(driver, 2, timeout=0.2)

    assert last_job(slow)["state"] == 7
    slow.stop()


def test_cancel_from_another_thread_cancels_at_the_printer(tmp_path):
    slow = IppPrinter(tmp_path, seconds_per_page=0.1)
    driver = at(slow)
    with ThreadPoolExecutor(1) as elsewhere:
        printing = elsewhere.submit(send, driver, 50)
        until(lambda: slow.look()["sheets_out"] >= 1)

        driver.cancel()

        with pytest.raises(Cancelled) as end:
            printing.result(5)
    assert end.value.args[0].pages_printed == slow.look()["sheets_out"] < 50
    assert last_job(slow)["state"] == 7
    slow.stop()


def test_a_cancel_that_comes_after_the_end_changes_nothing(hall, driver):
    send(driver, 1)

    driver.cancel()
    out = send(driver, 2)

    assert out.pages_printed == 2


def test_a_job_cancelled_at_the_printers_own_panel_is_a_fault(hall, driver):
    hall._engine.seconds_per_page = 30

    def panel(_):
        hall._engine.cancel(hall._engine.jobs[1])

    with pytest.raises(PrinterFault, match="job-canceled"):
        send(driver, 2, panel)


def test_an_unplugged_printer_is_absent_and_comes_back(hall, driver):
    hall.direct({"do": "unplug"})

    with pytest.raises(DeviceAbsent):
        send(driver)
    condition = driver.state().condition
    hall.direct({"do": "plug"})
    out = send(driver)

    assert condition is Condition.ABSENT
    assert out.pages_printed == 3


def test_a_plug_pulled_in_the_middle_leaves_the_outcome_unknown(hall):
    driver = at(hall, patience=0.2)

    with pytest.raises(OutcomeUnknown) as outcome:
        send(driver, 50, lambda progress: hall.direct({"do": "unplug"}) if progress.pages_done == 2 else None)

    assert outcome.value.args == (SheetsOut(50, 2),)
    assert isinstance(outcome.value.__cause__, DeviceAbsent)


def test_a_printer_that_was_switched_off_and_on_in_the_middle_has_forgotten_the_job(hall):
    driver = at(hall, patience=0.2)

    def blink(progress):
        if progress.pages_done == 1:
            hall.direct({"do": "unplug"})
            hall.direct({"do": "plug"})

    with pytest.raises(OutcomeUnknown) as outcome:
        send(driver, 50, blink)

    assert outcome.value.args == (SheetsOut(50, 1),)


def test_a_line_that_stumbles_does_not_lose_the_job(hall, driver):
    def stumble(progress):
        if progress.pages_done == 1:
            hall.direct({"do": "garbage", "hex": "3c68746d6c3e", "answers": 5})

    out = send(driver, 3, stumble)

    assert out.pages_printed == 3


def test_a_printer_that_never_answers_is_silent(hall):
    driver = at(hall, answer_timeout=0.1)
    hall.direct({"do": "mute", "on": True})

    with pytest.raises(DeviceSilent):
        send(driver)
    state = driver.state()

    assert state.condition is Condition.BROKEN
    assert state.reasons == ("device-silent",)
    assert hall.look()["jobs"] == []


def test_a_slow_printer_is_waited_for(hall, driver):
    hall.direct({"do": "slow", "seconds": 0.1})

    out = send(driver, 1)

    assert out.pages_printed == 1


@pytest.mark.parametrize("garbage", ["3c68746d6c3e", "00" * 40, "ff" * 40, "0200000000000001", "02000000000000010403"])
def test_a_printer_that_talks_nonsense_takes_no_job(hall, driver, garbage):
    hall.direct({"do": "garbage", "hex": garbage})

    with pytest.raises(PrinterFault):
        send(driver)

    assert driver.state().condition is Condition.BROKEN
    assert hall.look()["jobs"] == []


def test_a_document_that_is_no_pdf_is_aborted(hall, driver):
    with pytest.raises(PrinterFault, match="job-aborted"):
        driver.print_pages(b"no PDF", job_name="report", pages=1, on_progress=lambda _: None, timeout=5)

    assert hall.look()["sheets_out"] == 0


def test_fewer_pages_than_asked_are_not_called_printed(hall, driver):
    with pytest.raises(OutcomeUnknown) as outcome:
        driver.print_pages(pdf(2), job_name="report", pages=3, on_progress=lambda _: None, timeout=5)

    assert outcome.value.args == (SheetsOut(3, 2),)


@pytest.fixture
def old_hall(tmp_path):
    """A printer without Create-Job: the whole job goes over in one request."""
    printer = IppPrinter(tmp_path / "printed", seconds_per_page=0.03, without=frozenset({"create_job"}))
    printer.start()
    yield printer
    printer.stop()


def test_a_printer_without_create_job_prints_all_the_same(old_hall):
    out = send(at(old_hall), 2)

    assert out == SheetsOut(2, 2)
    assert last_job(old_hall)["media"] == "iso_a4_210x297mm"


def test_a_handed_over_job_whose_answer_is_lost_is_found_by_its_name_and_cancelled(tmp_path):
    slow = IppPrinter(tmp_path, seconds_per_page=30, without=frozenset({"create_job"}))
    driver = at(slow, answer_timeout=0.2)
    slow.direct({"do": "slow", "seconds": 0.3, "operation": Operation.PRINT_JOB})

    with pytest.raises(DeviceSilent):
        send(driver, 2)

    assert last_job(slow)["state"] == 7
    assert slow.look()["sheets_out"] == 0
    slow.stop()


@contextlib.contextmanager
def a_stranger(status, body):
    """A web server at the port, and no printer."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that signs for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A4 printer")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "printer.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


@contextlib.contextmanager
def over_tls(hall, certificate):
    """The simulated printer behind a TLS door. Gives its url."""

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            answer = hall.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with http.server.HTTPServer(("127.0.0.1", 0), Door) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"ipps://127.0.0.1:{server.server_address[1]}/ipp/print"
        server.shutdown()
        thread.join()


def test_pages_travel_over_tls_to_a_printer_that_is_trusted(hall, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with over_tls(hall, certificate) as url:
        out = send(IppPagePrinter(url, between_looks=0.01), 2)

    assert out == SheetsOut(2, 2)


def test_a_printer_that_is_not_trusted_takes_no_job(hall, certificate):
    with over_tls(hall, certificate) as url, pytest.raises(PrinterFault, match="tls"):
        send(IppPagePrinter(url), 2)

    assert hall.look()["jobs"] == []


def test_a_printer_that_is_not_trusted_says_that_it_is_the_certificate(hall, certificate):
    with over_tls(hall, certificate) as url:
        (told,) = advices(IppPagePrinter(url).state())

    assert "certificate" in told.what.en
    assert "证书" in told.act.zh


@pytest.mark.parametrize(
    ("status", "body"), [(200, b"<html>login</html>"), (404, b""), (426, b""), (500, b""), (200, b"\x02" * (2 << 20))]
)
def test_a_web_page_at_the_port_is_no_printer(status, body):
    with a_stranger(status, body) as port:
        driver = IppPagePrinter(f"ipp://127.0.0.1:{port}/ipp/print", answer_timeout=2)

        condition = driver.state().condition
        with pytest.raises(PrinterFault):
            send(driver)

    assert condition is Condition.BROKEN
