"""The receipt printer's driver with a printer at the other end of a real TCP line."""

import contextlib
import gc
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from devices.errors import CoverOpen, CutterFault, DeviceAbsent, DeviceSilent, MediaEmpty, OutcomeUnknown, PrinterFault
from devices.receipt_printer.escpos_tcp import EndProof, EscPosTcpPrinter
from devices.receipt_printer.text import encode
from devices.simulators.escpos_printer import EscPosPrinter
from devices.state import Condition

TEN_LINES_MM = 38


def receipt(lines=3, words="莞家自助 受理回执"):
    return (
        b"\x1b@\x1c&" + b"".join(encode(f"{words} {number}") + b"\n" for number in range(1, lines + 1)) + b"\x1dVB\x00"
    )


def until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.002)


@pytest.fixture
def hall(tmp_path):
    printer = EscPosPrinter(tmp_path / "printed", millimetres_per_second=5000)
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def driver(hall):
    return at(hall)


def at(hall, **options):
    return EscPosTcpPrinter("127.0.0.1", hall.start(), **{"answer_timeout": 2.0, "finish_timeout": 5.0, **options})


def printed(hall, number):
    return (hall.printed / f"receipt-{number:04d}.txt").read_text("utf-8")


@pytest.mark.parametrize("end_proof", EndProof)
def test_a_receipt_comes_out_whole(hall, end_proof):
    driver = at(hall, end_proof=end_proof)

    driver.print_receipt(receipt(lines=2))

    assert printed(hall, 1) == "莞家自助 受理回执 1\n莞家自助 受理回执 2\n"
    assert (hall.printed / "receipt-0001.bin").read_bytes() == receipt(lines=2)
    assert hall.look()["unknown_commands"] == []


def test_it_returns_only_when_the_paper_is_out(tmp_path):
    slow = EscPosPrinter(tmp_path, millimetres_per_second=250)
    driver = at(slow)

    driver.print_receipt(receipt(lines=20))

    assert slow.look()["idle"]
    assert printed(slow, 1).count("\n") == 20
    slow.stop()


def test_two_receipts_are_two_pieces_of_paper(hall, driver):
    driver.print_receipt(receipt(words="甲"))
    driver.print_receipt(receipt(words="乙"))

    assert "乙" not in printed(hall, 1)
    assert "甲" not in printed(hall, 2)


def test_a_printer_that_is_well_is_ready(driver):
    state = driver.state()

    assert state.condition is Condition.READY
    assert state.reasons == state.warnings == ()
    assert state.checked_at is not None


def test_the_rolls_near_end_is_a_warning(hall, driver):
    hall.direct({"do": "paper", "sheets": 3})

    state = driver.state()
    driver.print_receipt(receipt())

    assert state.condition is Condition.READY
    assert state.warnings == ("media-low",)


@pytest.mark.parametrize(
    ("direction", "error", "reason", "cure"),
    [
        ({"do": "paper", "sheets": 0}, MediaEmpty, "media-empty", {"do": "paper"}),
        ({"do": "cover", "open": True}, CoverOpen, "cover-open", {"do": "cover", "open": False}),
        ({"do": "offline", "on": True}, PrinterFault, "offline", {"do": "offline", "on": False}),
    ],
)
def test_a_printer_that_cannot_print_takes_no_bytes_until_it_is_cured(hall, driver, direction, error, reason, cure):
    hall.direct(direction)

    with pytest.raises(error) as refusal:
        driver.print_receipt(receipt())
    state = driver.state()
    hall.direct(cure)
    driver.print_receipt(receipt(words="后"))

    assert type(refusal.value) is error
    assert state.condition is Condition.NEEDS_STAFF
    assert state.reasons[0] == reason
    assert printed(hall, 1).startswith("后 1")
    assert driver.state().condition is Condition.READY


def test_paper_that_runs_out_in_the_middle_leaves_the_outcome_unknown(hall, driver):
    hall.direct({"do": "paper", "millimetres": TEN_LINES_MM})

    with pytest.raises(OutcomeUnknown) as outcome:
        driver.print_receipt(receipt(lines=40))

    assert isinstance(outcome.value.__cause__, MediaEmpty)
    assert driver.state().reasons[0] == "media-empty"


def test_what_was_not_printed_does_not_come_out_after_the_refill(hall, driver):
    hall.direct({"do": "paper", "millimetres": TEN_LINES_MM})
    with pytest.raises(OutcomeUnknown):
        driver.print_receipt(receipt(lines=40, words="甲"))

    hall.direct({"do": "paper"})
    driver.print_receipt(receipt(words="乙"))

    assert hall.look()["unfinished_mm"] == 0
    assert printed(hall, 1).count("甲") == 10
    assert printed(hall, 2) == "乙 1\n乙 2\n乙 3\n"


def test_a_knife_that_sticks_leaves_the_outcome_unknown_and_the_next_receipt_refused(hall, driver):
    hall.direct({"do": "cutter", "stuck": True})

    with pytest.raises(OutcomeUnknown) as outcome:
        driver.print_receipt(receipt())
    with pytest.raises(CutterFault):
        driver.print_receipt(receipt())
    condition = driver.state().condition
    hall.direct({"do": "cutter", "stuck": False})
    driver.print_receipt(receipt(words="后"))

    assert isinstance(outcome.value.__cause__, CutterFault)
    assert condition is Condition.BROKEN
    assert printed(hall, 2).startswith("后 1")


def test_a_cover_opened_in_the_middle_leaves_the_outcome_unknown(tmp_path):
    slow = EscPosPrinter(tmp_path, millimetres_per_second=100)
    driver = at(slow, finish_timeout=10)
    with ThreadPoolExecutor(1) as elsewhere:
        printing = elsewhere.submit(driver.print_receipt, receipt(lines=200))
        until(lambda: slow.look()["unfinished_mm"] > 5)

        slow.direct({"do": "cover", "open": True})

        with pytest.raises(OutcomeUnknown) as outcome:
            printing.result(5)
    assert isinstance(outcome.value.__cause__, CoverOpen)
    slow.stop()


def test_a_printer_that_never_answers_is_silent_and_not_adequate(hall):
    driver = at(hall, answer_timeout=0.2)
    hall.direct({"do": "mute", "on": True})

    with pytest.raises(DeviceSilent):
        driver.print_receipt(receipt())
    state = driver.state()

    assert state.condition is Condition.BROKEN
    assert state.reasons == ("device-silent",)
    assert hall.look()["printed"] == []


def test_a_printer_that_falls_silent_in_the_middle_leaves_the_outcome_unknown(tmp_path):
    slow = EscPosPrinter(tmp_path, millimetres_per_second=100)
    driver = at(slow, answer_timeout=1.0, finish_timeout=10)
    with ThreadPoolExecutor(1) as elsewhere:
        printing = elsewhere.submit(driver.print_receipt, receipt(lines=200))
        until(lambda: slow.look()["unfinished_mm"] > 5)

        slow.direct({"do": "mute", "on": True})

        with pytest.raises(OutcomeUnknown) as outcome:
            printing.result(5)
    assert isinstance(outcome.value.__cause__, DeviceSilent)
    slow.stop()


def test_a_printer_slower_than_the_bound_leaves_the_outcome_unknown(tmp_path):
    slow = EscPosPrinter(tmp_path, millimetres_per_second=20)
    driver = at(slow, finish_timeout=0.3)

    with pytest.raises(OutcomeUnknown) as outcome:
        driver.print_receipt(receipt(lines=200))

    until(lambda: slow.look()["idle"])
    assert isinstance(outcome.value.__cause__, DeviceSilent)
    assert slow.look()["printed"] == []
    slow.stop()


def test_an_unplugged_printer_is_absent_and_comes_back(hall, driver):
    hall.direct({"do": "unplug"})

    with pytest.raises(DeviceAbsent):
        driver.print_receipt(receipt())
    state = driver.state()
    hall.direct({"do": "plug"})
    driver.print_receipt(receipt())

    assert state.condition is Condition.ABSENT
    assert hall.look()["plugged"]


def test_a_refused_connection_leaks_no_socket(hall, driver):
    hall.direct({"do": "unplug"})

    with pytest.raises(DeviceAbsent):
        driver.print_receipt(receipt())

    gc.collect()  # a socket nobody closed would warn here, and warnings are errors


def test_a_plug_pulled_in_the_middle_leaves_the_outcome_unknown(tmp_path):
    slow = EscPosPrinter(tmp_path, millimetres_per_second=100)
    driver = at(slow, finish_timeout=10)
    with ThreadPoolExecutor(1) as elsewhere:
        printing = elsewhere.submit(driver.print_receipt, receipt(lines=200))
        until(lambda: slow.look()["unfinished_mm"] > 5)

        slow.direct({"do": "unplug"})

        with pytest.raises(OutcomeUnknown) as outcome:
            printing.result(5)
    slow.direct({"do": "plug"})
    driver.print_receipt(receipt(words="后"))
    assert isinstance(outcome.value.__cause__, (DeviceAbsent, DeviceSilent))
    assert printed(slow, 2).startswith("后 1")
    slow.stop()


@contextlib.contextmanager
def a_stranger(*answers):
    """Something at the port that is no printer: it answers each request with the next of these bytes."""

    def serve():
        line, _ = door.accept()
        with line, contextlib.suppress(OSError):
            for answer in answers:
                line.recv(4096)
                line.sendall(answer)
            while line.recv(4096):
                pass

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve)
        thread.start()
        yield door.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    "answers",
    [
        (b"HTTP/1.0 400 Bad Request\r\n\r\n",),
        (b"\x00" * 100,),
        (b"\xff",),
        (b"\x37" * 100,),
        (b"\x12", b"\x12", b"\x12", b"\x93"),
    ],
)
def test_a_stranger_at_the_port_is_never_ready(answers):
    with a_stranger(*answers) as port:
        state = EscPosTcpPrinter("127.0.0.1", port, answer_timeout=0.1).state()

    assert state.condition is Condition.BROKEN


def test_noise_before_the_receipt_is_a_fault_and_nothing_is_sent():
    with a_stranger(b"\x00" * 100) as port:
        driver = EscPosTcpPrinter("127.0.0.1", port, answer_timeout=0.1)

        with pytest.raises(PrinterFault):
            driver.print_receipt(receipt())


def test_an_automatic_status_in_between_is_not_taken_for_an_answer():
    with a_stranger(b"\x10\x00\x00\x00\x12", b"\x12", b"\x18\x00\x00\x0f\x12", b"\x12") as port:
        state = EscPosTcpPrinter("127.0.0.1", port, answer_timeout=0.5).state()

    assert state.condition is Condition.READY
