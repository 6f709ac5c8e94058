"""The receipt printer on each of its wires when things go wrong: at a chosen byte, in the power supply, in the answers."""

import contextlib
import os
import pty
import socket
import termios
import threading
import time
import tty
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from receipt_printer_ends import OurPrinter, receipt, until

from devices.errors import DeviceAbsent, DeviceError, DeviceSilent, LineNoise, MediaEmpty, OutcomeUnknown, PrinterFault
from devices.receipt_printer.escpos_printer import EscPosPrinter
from devices.receipt_printer.pieces import pieces
from devices.receipt_printer.profiles import EPSON_80, GENERIC_80, PROFILES, EndProof
from devices.receipt_printer.serial_line import SerialLine
from devices.receipt_printer.tcp_wire import TcpWire
from devices.receipt_printer.usb_wire import UsbWire
from devices.serial_wire import Flow
from devices.simulators import escpos_ports
from devices.simulators.escpos_commands import take_command
from devices.simulators.escpos_printer import EscPosPrinter as Simulator
from devices.state import Condition
from printing.document import Code, Document, Paragraph
from printing.receipt import render

WIRES = ("tcp", "serial", "usb")
SEEN_WITHIN = 5.0
"""Seconds. A quiet machine takes milliseconds, and 1.5 s where silence is the sign; the rest is room for a busy one."""
WORDS = receipt(lines=40)


@pytest.fixture(params=WIRES)
def end(request, tmp_path):
    end = OurPrinter(tmp_path, request.param)
    end.start()
    yield end
    end.stop()


@pytest.fixture
def driver(end):
    driver = end.driver()
    yield driver
    driver.close()


def ending(driver, octets):
    """What became of a receipt, and how long it took to know."""
    started = time.monotonic()
    try:
        driver.print_receipt(octets)
    except DeviceError as error:
        return error, time.monotonic() - started
    return None, time.monotonic() - started


# --- at a chosen byte -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("octet", [0, 5, 500, len(WORDS) - 4, len(WORDS)])
def test_paper_that_ends_at_any_byte_is_told_from_a_whole_receipt(end, driver, octet):
    end.printer.direct({"do": "paper", "sheets": 0, "after": octet})

    error, took = ending(driver, WORDS)

    whole = end.receipts() == ["".join(f"莞家自助 受理回执 {n}\n" for n in range(1, 41))]
    assert isinstance(error, OutcomeUnknown), (
        "also where the paper ends right behind the cut, nobody is told all is well"
    )
    assert isinstance(error.__cause__, MediaEmpty)
    assert whole == (octet == len(WORDS))
    assert took < SEEN_WITHIN


@pytest.mark.parametrize("direction", ["power", "unplug"])
@pytest.mark.parametrize("octet", [0, 400])
def test_a_plug_pulled_at_any_byte_leaves_the_outcome_unknown_and_the_next_receipt_whole(end, driver, direction, octet):
    end.printer.direct({"do": direction, "on": False, "after": octet})

    error, took = ending(driver, WORDS)
    end.printer.direct({"do": "plug"})
    until(lambda: driver.state().condition is Condition.READY, 3)
    driver.print_receipt(receipt(words="后"))

    assert isinstance(error, OutcomeUnknown)
    assert isinstance(error.__cause__, DeviceAbsent | DeviceSilent)
    assert took < SEEN_WITHIN
    assert end.receipts()[-1].split() == ["后", "1", "后", "2", "后", "3"]


@pytest.mark.parametrize("direction", ["mute", "deaf"])
def test_silence_in_the_middle_leaves_the_outcome_unknown(end, direction):
    driver = end.driver(answer_timeout=0.4)
    end.printer.direct({"do": direction, "after": 400})

    error, took = ending(driver, WORDS)
    driver.close()

    assert isinstance(error, OutcomeUnknown)
    assert isinstance(error.__cause__, DeviceSilent)
    assert took < 1.0


@pytest.mark.parametrize("direction", ["mute", "deaf"])
def test_silence_at_rest_is_a_fault_and_nothing_is_sent(end, direction):
    driver = end.driver(answer_timeout=0.2)
    end.printer.direct({"do": direction})

    state = driver.state()
    error, _ = ending(driver, WORDS)
    driver.close()

    assert (state.condition, state.reasons) == (Condition.BROKEN, ("device-silent",))
    assert isinstance(error, DeviceSilent)
    assert end.receipts() == []


@pytest.mark.parametrize("end", ["serial"], indirect=True)
def test_silence_is_noticed_within_two_seconds_without_being_told_how_long_to_wait(end, driver):
    end.printer.direct({"do": "mute", "after": 400})

    error, took = ending(driver, WORDS)
    started = time.monotonic()
    state = driver.state()

    assert isinstance(error, OutcomeUnknown)
    assert state.reasons == ("device-silent",)
    assert took < SEEN_WITHIN
    assert time.monotonic() - started < SEEN_WITHIN


# --- answers that are wrong, late, or unasked -----------------------------------------------------------------------------------


@pytest.mark.parametrize("garbage", ["ff", "48656c6c6f", "37", "10ff", "00"])
def test_garbage_is_noise_and_nothing_is_sent(end, garbage):
    driver = end.driver(answer_timeout=0.08)
    end.printer.direct({"do": "garbage", "hex": garbage})

    state = driver.state()
    error, _ = ending(driver, WORDS)
    end.printer.direct({"do": "garbage"})
    until(lambda: driver.state().condition is Condition.READY, 3)
    driver.close()

    assert (state.condition, state.reasons) == (Condition.BROKEN, ("line-noise",))
    assert isinstance(error, PrinterFault)
    assert isinstance(error.__cause__, LineNoise)
    assert end.receipts() == []


@pytest.mark.parametrize("answer", ["10000000", "372200"])
def test_answers_to_other_questions_are_silence(end, answer):
    driver = end.driver(answer_timeout=0.08)
    end.printer.direct({"do": "garbage", "hex": answer})

    state = driver.state()
    driver.close()

    assert (state.condition, state.reasons) == (Condition.BROKEN, ("device-silent",))


@pytest.mark.parametrize("end", ["serial", "usb"], indirect=True)
def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_ones(end):
    driver = end.driver(answer_timeout=0.2)
    end.printer.direct({"do": "slow", "seconds": 0.5})
    told = [driver.state()]

    end.fail("cover-open")
    end.printer.direct({"do": "slow", "seconds": 0})
    until(lambda: told.append(driver.state()) or told[-1].condition is not Condition.BROKEN)
    driver.close()

    assert {state.reasons for state in told} == {("device-silent",), ("cover-open",)}


@pytest.mark.parametrize("end", ["serial"], indirect=True)
def test_a_printer_that_answers_slowly_is_ready_all_the_same(end, driver):
    end.printer.direct({"do": "slow", "seconds": 0.15})

    assert driver.state().condition is Condition.READY


@pytest.mark.parametrize("end_proof", EndProof)
def test_a_printer_that_tells_unasked_how_it_is_confuses_nobody(end, end_proof):
    driver = end.driver(end_proof=end_proof)
    end.printer.direct({"do": "unasked"})
    for octet in range(0, 1200, 100):
        end.printer.direct({"do": "offline", "on": False, "after": octet})

    driver.print_receipt(WORDS)
    end.printer.direct({"do": "cover", "open": True})
    state = driver.state()
    driver.close()

    assert len(end.receipts()) == 1
    assert state.reasons == ("cover-open",)


# --- being held back ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(tmp_path):
    """A printer with a small buffer that prints more slowly than the line delivers."""
    outlet = escpos_ports.serial(tmp_path / "port", baud_rate=115_200, paced=True)
    printer = Simulator(tmp_path / "printed", outlet=outlet, millimetres_per_second=400, buffer=128)
    printer.start()
    yield printer, str(tmp_path / "port")
    printer.stop()


@pytest.mark.parametrize("flow", [Flow.SOFTWARE, Flow.HARDWARE])
def test_a_slow_printer_that_holds_us_back_is_not_overrun(busy, flow):
    printer, port = busy
    driver = EscPosPrinter(SerialLine(port, 115_200, flow=flow), EPSON_80)

    driver.print_receipt(WORDS)
    driver.close()

    assert printer.look()["overrun"] == 0
    assert (printer.printed / "receipt-0001.txt").read_text("utf-8").count("\n") == 40


def test_without_flow_control_it_would_be(busy):
    printer, port = busy
    driver = EscPosPrinter(SerialLine(port, 115_200, flow=Flow.NONE), EPSON_80, finish_timeout=1.0)

    ending(driver, WORDS)
    driver.close()

    assert printer.look()["overrun"] > 0


@pytest.mark.parametrize(
    ("flow", "software", "hardware"), [(Flow.NONE, 0, 0), (Flow.SOFTWARE, 1, 0), (Flow.HARDWARE, 0, 1)]
)
def test_the_port_is_set_as_the_flow_says(flow, software, hardware):
    master, slave = os.openpty()
    line = SerialLine(os.ttyname(slave), 19_200, flow=flow)

    line.open()
    settings = termios.tcgetattr(slave)
    line.close()

    os.close(master)
    os.close(slave)
    assert bool(settings[0] & termios.IXON) == bool(software)
    assert bool(settings[2] & termios.CRTSCTS) == bool(hardware)
    assert settings[5] == termios.B19200
    assert line.octets_per_second == 1920


# --- what has not left must not come out later ----------------------------------------------------------------------------------


HELD_BY_THE_OTHER_END = 4096
"""What a pty's other end has in its own hands is out of ours, as on a real line."""


@pytest.mark.parametrize("leave", ["abandon", "close"])
def test_what_a_serial_line_still_holds_is_taken_back_when_it_is_abandoned(leave):
    master, slave = os.openpty()
    tty.setraw(slave)
    line = SerialLine(os.ttyname(slave), 4_000_000)
    line.open()
    with pytest.raises(DeviceSilent):
        line.send(b"A" * 40_000, 0.1)

    started = time.monotonic()
    getattr(line, leave)()

    assert time.monotonic() - started < 1, "nothing is waited for"
    assert (len(all_from(master)) <= HELD_BY_THE_OTHER_END) == (leave == "abandon")
    os.close(master)
    os.close(slave)


def all_from(master):
    os.set_blocking(master, False)
    octets = b""
    with contextlib.suppress(BlockingIOError):
        while True:
            octets += os.read(master, 4096)
    return octets


def test_what_a_tcp_connection_still_holds_is_taken_back():
    with socket.create_server(("127.0.0.1", 0)) as door:
        wire = TcpWire(*door.getsockname())
        wire.open()
        printer, _ = door.accept()
        with printer:
            with pytest.raises(DeviceSilent):
                wire.send(b"A" * 100_000_000, 0.2)

            wire.abandon()

            with pytest.raises(ConnectionResetError):
                until(lambda: printer.recv(1_000_000) == b"")


# --- the USB node ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [("/dev/usb/lp-none", "port-missing"), (__file__, "not-a-printer-port"), ("usb:zz", "not-a-usb-id")],
)
def test_a_usb_port_that_cannot_be_had_says_why(name, reason):
    state = EscPosPrinter(UsbWire(name)).state()

    assert (state.condition, state.detail) == (Condition.ABSENT, reason)


def test_a_usb_node_is_let_go_between_two_conversations(tmp_path):
    end = OurPrinter(tmp_path, "usb")
    end.start()
    wire = end.wire()
    driver = EscPosPrinter(wire)

    driver.state()

    assert wire._node is None
    end.stop()


def test_a_usb_printer_that_takes_little_by_little_is_not_silent():
    master, slave = pty.openpty()
    tty.setraw(slave)
    wire = UsbWire(os.ttyname(slave))
    wire.open()
    taken = bytearray()

    def fetch():
        while len(taken) < 30_000:
            time.sleep(0.01)
            taken.extend(os.read(master, 1500))

    thread = threading.Thread(target=fetch)
    thread.start()
    wire.send(b"A" * 30_000, 0.15)
    thread.join()

    wire.close()
    os.close(master)
    os.close(slave)
    assert taken == b"A" * 30_000


# --- where a question may stand -------------------------------------------------------------------------------------------------

LONG = Document("回执", (*(Paragraph(f"东莞市样例企业䶮 {n}") for n in range(20)), Code("GJQ:481209375516")))


def ends_of_commands(octets):
    received, at, found = bytearray(octets), 0, {0}
    while command := take_command(received):
        at += len(command.octets)
        found.add(at)
    return found


@pytest.mark.parametrize(
    "profile", [*PROFILES.values(), replace(GENERIC_80, name="graphics", raster="GS ( L")], ids=lambda p: p.name
)
def test_no_question_stands_inside_a_command(profile):
    octets = render(LONG, profile)

    cut = list(pieces(octets, 256))

    assert b"".join(cut) == octets
    at = 0
    for piece in cut:
        at += len(piece)
        assert at in ends_of_commands(octets)
        assert len(piece) < 256 + 2000


def test_behind_a_command_it_does_not_know_there_is_no_question():
    octets = b"one\n" * 100 + b"\x1bz\x0a\x0a" + b"two\n" * 100

    cut = list(pieces(octets, 64))

    assert b"".join(cut) == octets
    assert cut[-1].startswith(b"\x1bz") or b"\x1bz" in cut[-1]


@given(st.binary(max_size=600), st.integers(1, 64))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_octets_are_sent_once_and_in_order(octets, size):
    assert b"".join(pieces(octets, size)) == octets
