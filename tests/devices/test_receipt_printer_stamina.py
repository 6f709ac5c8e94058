"""The receipt printer over years: its other end killed again and again, and whatever bytes a line may bring."""

import contextlib
import os
import random
import signal
import socket
import threading
import time

import pytest
from receipt_printer_ends import Emupos, OurPrinter, our_printer_as_a_process, receipt, until, why_there_is_no_emupos

from devices.errors import DeviceError
from devices.receipt_printer.escpos_printer import EscPosPrinter
from devices.receipt_printer.profiles import EPSON_80
from devices.receipt_printer.serial_line import SerialLine
from devices.receipt_printer.status import Look, is_status, take_reply
from devices.receipt_printer.tcp_wire import TcpWire
from devices.receipt_printer.usb_wire import UsbWire
from devices.state import Condition

READY_WITHIN = 3.0
WIRES = ("tcp", "serial", "usb")


def held_by_us():
    return threading.active_count(), len(os.listdir("/proc/self/fd"))


def ready_after(driver, revive):
    """Seconds from the other end's return to a printer that is ready."""
    revive()
    started = time.monotonic()
    until(lambda: driver.state().condition is Condition.READY, READY_WITHIN)
    return time.monotonic() - started


@pytest.mark.parametrize("wire", WIRES)
def test_fifty_unpluggings_later_it_is_ready_as_before_and_holds_no_more(tmp_path, wire):
    end = OurPrinter(tmp_path, wire)
    end.start()
    driver = end.driver()
    driver.print_receipt(receipt())
    before = held_by_us()

    slowest = 0.0
    for _ in range(50):
        end.kill()
        assert driver.state().condition is Condition.ABSENT
        slowest = max(slowest, ready_after(driver, end.revive))
    driver.print_receipt(receipt(words="后"))

    until(lambda: held_by_us() <= before)
    assert slowest < READY_WITHIN
    assert len(end.receipts()) == 2
    driver.close()
    end.stop()


def killed_as_a_process(tmp_path, kind, times):
    """The slowest return of a driver whose other end's process was killed so many times, every other time in mid-receipt."""
    process = our_printer_as_a_process(tmp_path, kind)
    port = str(tmp_path / "printer")
    wire = {
        "tcp": lambda: TcpWire("127.0.0.1", int((tmp_path / "port").read_text())),
        "serial": lambda: SerialLine(port, 115_200),
        "usb": lambda: UsbWire(port),
    }[kind]()
    driver = EscPosPrinter(wire, EPSON_80, finish_timeout=5.0)
    slowest, before = 0.0, (0, 0)
    for turn in range(times):
        until(lambda: driver.state().condition is Condition.READY, READY_WITHIN)
        before = before if turn else held_by_us()
        killer = threading.Timer(0.05, process.send_signal, (signal.SIGKILL,))
        killer.start()
        while turn % 2 and killer.is_alive():
            try:
                driver.print_receipt(receipt(lines=200))
            except DeviceError:
                break
        killer.join()
        process.wait(5)
        assert driver.state().condition is Condition.ABSENT
        process = our_printer_as_a_process(tmp_path, kind)
        slowest = max(slowest, ready_after(driver, lambda: None))
    driver.print_receipt(receipt())
    until(lambda: held_by_us() <= before)
    driver.close()
    process.kill()
    process.wait(5)
    return slowest


@pytest.mark.parametrize("wire", WIRES)
def test_its_other_end_killed_as_a_process_comes_back(tmp_path, wire):
    assert killed_as_a_process(tmp_path, wire, 2) < READY_WITHIN


@pytest.mark.soak
@pytest.mark.parametrize("wire", WIRES)
def test_its_other_end_killed_fifty_times_comes_back(tmp_path, wire):
    assert killed_as_a_process(tmp_path, wire, 50) < READY_WITHIN


def killed_emupos(tmp_path, wire, times):
    if reason := why_there_is_no_emupos():
        pytest.skip(reason)
    end = Emupos(tmp_path, wire)
    end.start()
    driver = end.driver()
    slowest, before = 0.0, (0, 0)
    for turn in range(times):
        until(lambda: driver.state().condition is Condition.READY, READY_WITHIN)
        before = before if turn else held_by_us()
        end.kill()
        assert driver.state().condition is Condition.ABSENT
        slowest = max(slowest, ready_after(driver, end.revive))
    driver.print_receipt(receipt())
    until(lambda: held_by_us() <= before)
    driver.close()
    end.stop()
    return slowest


@pytest.mark.soak
@pytest.mark.parametrize("wire", ["tcp", "serial"])
def test_emupos_killed_fifty_times_comes_back(tmp_path, wire):
    assert killed_emupos(tmp_path, wire, 50) < READY_WITHIN


# --- whatever comes over the line -----------------------------------------------------------------------------------------------


def test_any_four_bytes_are_all_well_only_where_every_bit_says_so():
    chance = random.Random(20_261_123)
    for _ in range(20_000):
        answers = tuple(chance.randbytes(4))

        faults = answers[0] & 0x28 or answers[1] & 0x64 or answers[2] & 0x6C or answers[3] & 0x60
        assert bool(Look(answers).error()) == bool(faults)
        assert all(is_status(bytes((octet,))) == (f"{octet:08b}"[::3] == "011" and not octet & 1) for octet in answers)


def test_twenty_thousand_streams_are_cut_into_replies_without_loss():
    chance = random.Random(20_261_123)
    for _ in range(20_000):
        octets = chance.randbytes(chance.randrange(40))
        received, replies = bytearray(octets), []

        while reply := take_reply(received):
            replies.append(reply)

        assert b"".join(replies) + received == octets


class Babbler:
    """A port that answers the first question with bytes of chance, and hangs up. What it sent last is kept for the judge."""

    LIKELY = (
        0x12,
        0x12,
        0x12,
        0x12,
        0x16,
        0x1A,
        0x1E,
        0x32,
        0x52,
        0x72,
        0x7E,
        0x10,
        0x00,
        0x37,
        0x22,
        0x25,
        0xFF,
        0x93,
    )

    def __init__(self, seed):
        self._chance = random.Random(seed)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.sent = b""
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                self.sent = self._octets()
                line.recv(4096)
                line.sendall(self.sent)
                line.shutdown(socket.SHUT_WR)
                while line.recv(4096):
                    pass

    def _octets(self):
        likely = self._chance.random() < 0.7
        length = self._chance.randrange(12)
        return bytes(self._chance.choice(self.LIKELY) if likely else self._chance.randrange(256) for _ in range(length))

    def close(self):
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()


def listened_to(calls):
    """So many looks and receipts over the wire at a port that babbles: nothing but states and our own errors comes of it."""
    babbler = Babbler(seed=calls)
    driver = EscPosPrinter(TcpWire("127.0.0.1", babbler.port), EPSON_80, answer_timeout=1.0)
    conditions: dict[Condition, int] = {}
    for call in range(calls):
        if call % 4:
            state = driver.state()
            conditions[state.condition] = conditions.get(state.condition, 0) + 1
            assert state.condition is not Condition.READY or sum(octet & 0x93 == 0x12 for octet in babbler.sent) >= 4
        else:
            with pytest.raises(DeviceError):
                driver.print_receipt(b"x\n")
    babbler.close()
    return conditions


def test_twenty_thousand_answers_of_a_babbling_port_bring_nothing_down():
    assert {Condition.READY, Condition.NEEDS_STAFF, Condition.BROKEN, Condition.ABSENT} == {*listened_to(20_000)}
