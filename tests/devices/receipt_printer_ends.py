"""Receipt printers to test the driver against: ours on each of the three wires, and emupos, which nobody here wrote, on two."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import ClassVar

from devices.receipt_printer.escpos_printer import EscPosPrinter as Driver
from devices.receipt_printer.profiles import EPSON_80, GENERIC_80
from devices.receipt_printer.serial_line import SerialLine
from devices.receipt_printer.tcp_wire import TcpWire
from devices.receipt_printer.usb_wire import UsbWire
from devices.receipt_printer.wire import Wire
from devices.simulators import escpos_ports
from devices.simulators.escpos_printer import EscPosPrinter as Simulator

ROOT = Path(__file__).resolve().parents[2]
EMUPOS = ROOT / "build" / "emupos" / "bin" / "emupos"
FAST = 5000
"""Millimetres a second."""


def until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.002)


def receipt(lines=3, words="莞家自助 受理回执", cut=GENERIC_80.feed_and_cut):
    text = "".join(f"{words} {number}\n" for number in range(1, lines + 1))
    return b"\x1b@\x1c&" + text.encode("gb18030") + cut


def why_there_is_no_emupos():
    if EMUPOS.exists():
        return ""
    return "emupos is not in build/emupos: it needs Python 3.13 or newer, and `scripts/set-up development` installs it there"


class StopsInTheMiddle:
    """The wire itself, except that after `octets` of a receipt `happens` is called, and what comes of it is waited for."""

    stays_open = property(lambda self: self._wire.stays_open)
    octets_per_second = property(lambda self: self._wire.octets_per_second)

    def __init__(self, wire: Wire, octets: int, happens) -> None:
        self._wire = wire
        self._left = octets
        self._happens = happens
        self.open, self.receive = wire.open, wire.receive
        self.abandon, self.close = wire.abandon, wire.close

    def send(self, octets, timeout):
        if len(octets) > 3 and self._left is not None:
            self._wire.send(octets[: self._left], timeout)
            octets, self._left = octets[self._left :], self._left - len(octets)
            if self._left > 0:
                return
            self._left = None
            self._happens()
        self._wire.send(octets, timeout)


class OurPrinter:
    """Our simulator on one wire."""

    faults: ClassVar = {
        "paper-out": ({"do": "paper", "sheets": 0}, {"do": "paper"}),
        "paper-near-end": ({"do": "paper", "sheets": 5}, {"do": "paper"}),
        "cover-open": ({"do": "cover", "open": True}, {"do": "cover", "open": False}),
        "offline": ({"do": "offline"}, {"do": "offline", "on": False}),
        "recoverable": ({"do": "error", "kind": "recoverable"}, {"do": "error", "kind": "recoverable", "on": False}),
        "unrecoverable": (
            {"do": "error", "kind": "unrecoverable"},
            {"do": "error", "kind": "unrecoverable", "on": False},
        ),
        "head-hot": ({"do": "error", "kind": "head-hot"}, {"do": "error", "kind": "head-hot", "on": False}),
    }
    profile = EPSON_80

    def __init__(self, home: Path, connection: str, **options) -> None:
        self._connection = connection
        self._link = home / "printer"
        outlet = {
            "tcp": escpos_ports.tcp(),
            "serial": escpos_ports.serial(self._link),
            "usb": escpos_ports.usb(self._link),
        }[connection]
        self.printer = Simulator(home / "printed", outlet=outlet, **{"millimetres_per_second": FAST, **options})

    def start(self):
        self._port = self.printer.start()

    def stop(self):
        self.printer.stop()

    def wire(self) -> Wire:
        if self._connection == "tcp":
            return TcpWire("127.0.0.1", self._port)
        return SerialLine(str(self._link), 115_200) if self._connection == "serial" else UsbWire(str(self._link))

    def driver(self, **options) -> Driver:
        return Driver(self.wire(), self.profile, **{"finish_timeout": 5.0, **options})

    def fail(self, fault):
        assert self.printer.direct(self.faults[fault][0])["ok"]

    def cure(self, fault):
        assert self.printer.direct(self.faults[fault][1])["ok"]

    def kill(self):
        self.printer.direct({"do": "unplug"})

    def revive(self):
        self.printer.direct({"do": "plug"})

    def receipts(self):
        """The words of each receipt that has come out, in order."""
        return [path.read_text("utf-8") for path in sorted(self.printer.printed.glob("*.txt"))]


class Emupos:
    """emupos on one wire, a process of its own."""

    faults = ("paper-out", "paper-near-end", "cover-open", "offline")
    profile = GENERIC_80

    def __init__(self, home: Path, connection: str) -> None:
        self.home = home
        self._connection = connection
        self._process = None
        self._api, self._port = _free_port(), _free_port()
        line = f"tcp: {{ port: {self._port} }}" if connection == "tcp" else "serial: { pty: true }"
        (home / "emupos.yaml").write_text(
            f"schema: 1\napi: {{ host: 127.0.0.1, port: {self._api} }}\n"
            f"devices: [{{ id: front, type: printer, profile: epson-tm-t20iii, connections: [{{ {line} }}] }}]\n"
        )

    def start(self):
        environment = {**os.environ, "TMPDIR": str(self.home)}
        with open(self.home / "log", "ab") as log:
            words = ["setpriv", "--pdeathsig", "TERM", EMUPOS, "run", "--config", "emupos.yaml"]
            self._process = subprocess.Popen(words, cwd=self.home, env=environment, stdout=log, stderr=log)
        until(self._is_up, 20)

    def stop(self):
        if self._process:
            self._process.terminate()
            self._process.wait(10)
        self._process = None

    def wire(self) -> Wire:
        if self._connection == "tcp":
            return TcpWire("127.0.0.1", self._port)
        return SerialLine(str(self.home / "emupos" / "front"))

    def driver(self, **options) -> Driver:
        return Driver(self.wire(), self.profile, **{"finish_timeout": 5.0, **options})

    def fail(self, fault):
        self._ask("PUT", f"faults/{fault}")

    def cure(self, fault):
        self._ask("DELETE", f"faults/{fault}")

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)
        self._process = None

    def revive(self):
        self.start()

    def receipts(self):
        """emupos dumps the bytes of Hanzi as letters of code page 437. What was left of a broken job it keeps as a receipt too."""
        papers = sorted((self.home / "receipts").glob("*.txt"), key=lambda path: path.name)
        return [paper.read_text("utf-8").encode("cp437").decode("gb18030", "replace") for paper in papers]

    def _is_up(self):
        assert self._process.poll() is None, (self.home / "log").read_text()
        with contextlib.suppress(OSError):
            self._ask("GET", "receipts")
            return True
        return False

    def _ask(self, method, what):
        request = urllib.request.Request(f"http://127.0.0.1:{self._api}/api/v1/devices/front/{what}", method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.read()


def our_printer_as_a_process(home: Path, connection: str) -> subprocess.Popen:
    """Our simulator with nobody around it, to be killed; prints its port when it is ready."""
    program = (
        "import signal, sys; from pathlib import Path; from devices.simulators import escpos_ports as ports;"
        "from devices.simulators.escpos_printer import EscPosPrinter;"
        "home, kind, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]);"
        "outlet = {'tcp': lambda: ports.tcp(number), 'serial': lambda: ports.serial(home / 'printer'),"
        " 'usb': lambda: ports.usb(home / 'printer')}[kind]();"
        "print(EscPosPrinter(home / 'printed', outlet=outlet).start(), flush=True); signal.pause()"
    )
    port = home / "port"
    number = port.read_text() if port.exists() else "0"
    words = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-c", program, home, connection, number]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    port.write_text(process.stdout.readline().decode().strip())
    process.stdout.close()
    return process


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]
