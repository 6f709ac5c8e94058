"""The simulated A4 printer by itself, in IPP's own words."""

import http.client
import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from devices.simulators.ipp_engine import Engine
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.ipp_wire import (
    CHARSET,
    INTEGER,
    JOB,
    KEYWORD,
    LANGUAGE,
    PRINTER,
    UNSUPPORTED,
    URI,
    attribute,
    read_request,
)

OPENING = attribute("attributes-charset", CHARSET, "utf-8") + attribute("attributes-natural-language", LANGUAGE, "en")
WHOLE_OPENING = OPENING + attribute("printer-uri", URI, "ipp://printer/ipp/print")
PRINT_JOB, VALIDATE_JOB, CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB, GET_JOB, GET_JOBS, GET_PRINTER = (
    2,
    4,
    5,
    6,
    8,
    9,
    10,
    11,
)


def pdf(pages):
    octets = io.BytesIO()
    canvas = Canvas(octets)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return octets.getvalue()


@pytest.fixture
def printer(tmp_path):
    printer = IppPrinter(tmp_path, seconds_per_page=30)
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def ask(printer):
    """Ask one operation over HTTP. Gives the status and the groups."""

    def post(
        operation,
        attributes=b"",
        job=b"",
        document=b"",
        opening=WHOLE_OPENING,
    ):
        groups = b"\x01" + opening + attributes + (b"\x02" + job if job else b"") + b"\x03"
        connection = http.client.HTTPConnection("127.0.0.1", printer.start(), timeout=5)
        body = b"\x02\x00" + operation.to_bytes(2, "big") + b"\x00\x00\x00\x2a" + groups + document
        connection.request("POST", "/ipp/print", body, {"Content-Type": "application/ipp"})
        answer = read_request(connection.getresponse().read())
        connection.close()
        assert answer.request_id == 42
        return answer.operation, answer.group

    return post


def job_id(number):
    return attribute("job-id", INTEGER, number)


def test_it_says_what_it_is(ask):
    status, group = ask(GET_PRINTER)

    assert status == 0
    assert group(PRINTER).number("printer-state") == 3
    assert group(PRINTER).text("media-default") == "na_letter_8.5x11in"
    assert "iso_a4_210x297mm" in group(PRINTER).texts("media-supported")


def test_only_requested_attributes_come_back(ask):
    _, group = ask(GET_PRINTER, attribute("requested-attributes", KEYWORD, "printer-state"))

    assert list(group(PRINTER).attributes) == ["printer-state"]


def test_a_job_without_media_comes_out_on_letter(printer, ask):
    ask(PRINT_JOB, document=pdf(1))

    assert printer.look()["jobs"][0]["media"] == "na_letter_8.5x11in"


def test_media_it_does_not_have_is_substituted_and_said(ask):
    status, group = ask(VALIDATE_JOB, job=attribute("media", KEYWORD, "iso_a3_297x420mm"))

    assert status == 1
    assert group(UNSUPPORTED).text("media") == "iso_a3_297x420mm"


def test_a_job_is_created_filled_listed_and_cancelled(ask):
    _, created = ask(CREATE_JOB)
    number = created(JOB).number("job-id")

    sent, _ = ask(SEND_DOCUMENT, job_id(number), document=pdf(2))
    _, listed = ask(GET_JOBS)
    _, looked = ask(GET_JOB, job_id(number))
    cancelled, _ = ask(CANCEL_JOB, job_id(number))
    again, _ = ask(CANCEL_JOB, job_id(number))
    _, left = ask(GET_JOBS)

    assert (sent, cancelled, again) == (0, 0, 0x0404)
    assert listed(JOB).number("job-id") == number
    assert looked(JOB).number("job-impressions") == 2
    assert left(JOB).attributes == {}


@pytest.mark.parametrize("operation", [SEND_DOCUMENT, CANCEL_JOB, GET_JOB])
def test_a_job_it_does_not_have_is_not_found(ask, operation):
    status, _ = ask(operation, job_id(99))

    assert status == 0x0406


def test_an_empty_tray_is_a_report_when_idle_and_a_warning_when_needed(printer, ask):
    printer.direct({"do": "paper", "sheets": 0})

    _, idle = ask(GET_PRINTER)
    ask(PRINT_JOB, document=pdf(1))
    reasons = None
    while reasons != ["media-empty-warning", "media-needed-warning"]:
        _, needed = ask(GET_PRINTER)
        reasons = needed(PRINTER).texts("printer-state-reasons")

    assert idle(PRINTER).texts("printer-state-reasons") == ["media-empty-report"]
    assert needed(PRINTER).number("printer-state") == 4


def test_an_operation_it_does_not_have_is_refused(ask):
    status, _ = ask(0x0012)

    assert status == 0x0501


@pytest.mark.parametrize("opening", [b"", OPENING, attribute("printer-uri", URI, "ipp://printer/") + OPENING])
def test_a_request_without_its_opening_attributes_is_bad(ask, opening):
    status, _ = ask(GET_PRINTER, opening=opening)

    assert status == 0x0400


def test_a_direction_it_does_not_know_is_refused(printer):
    assert printer.direct({"do": "dance"})["ok"] is False


def test_numbers_go_on_after_a_restart(tmp_path):
    for pages in (1, 2):
        printer = IppPrinter(tmp_path, seconds_per_page=0)
        printer.start()
        printer._engine.queue(printer._engine.accept("report", "kiosk", "iso_a4_210x297mm"), pdf(pages))
        while printer.look()["jobs"][-1]["state"] != 9:
            pass
        printer.stop()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["page-0001.pdf", "page-0002.pdf"]


def test_a_cancelled_job_takes_no_document(tmp_path):
    engine = Engine(tmp_path, seconds_per_page=0)
    job = engine.accept("A", "kiosk", "iso_a4_210x297mm", {})
    engine.cancel(job)

    taken = engine.queue(job, pdf(1))

    assert not taken
    assert job.ended
