"""Scanners to test the drivers against: ours on a serial line and as a keyboard, and emupos, which nobody here wrote."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from devices.code_scanner import Scan
from devices.code_scanner.evdev_scanner import EvdevScanner
from devices.code_scanner.serial_scanner import SerialScanner
from devices.simulators.scanner import Scanner
from devices.simulators.wedge_scanner import WedgeScanner
from devices.state import Condition

EMUPOS = Path(__file__).parents[2] / "build" / "emupos" / "bin" / "emupos"


def why_there_is_no_emupos() -> str:
    if EMUPOS.exists():
        return ""
    return "emupos is not in build/emupos: it needs Python 3.13 or newer, and `scripts/set-up development` installs it there"


def until(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(0.01)
    return False


def scan_while(driver, deed: Callable[[], object], timeout: float = 10.0) -> Scan:
    """What the terminal scans while a visitor does `deed`, and does it again as long as nothing happens."""
    done = threading.Event()

    def visitor() -> None:
        while driver.state().condition is not Condition.BUSY and not done.is_set():
            done.wait(0.002)
        while not done.is_set():
            deed()
            done.wait(0.2)

    thread = threading.Thread(target=visitor)
    thread.start()
    try:
        return driver.scan(timeout)
    finally:
        done.set()
        thread.join()


class SerialEnd:
    """Our scanner on a serial line."""

    def __init__(self, home: Path) -> None:
        self.scanner = Scanner(home / "code-scanner", paced=False)
        self.link = self.scanner.wire.link

    def start(self) -> None:
        self.scanner.start()

    def stop(self) -> None:
        self.scanner.stop()

    def show(self, text: str) -> None:
        self.scanner.show(text)

    def show_control_code(self) -> None:
        self.scanner.type_bytes(b"LIC\x1b[2J\r")

    def unplug(self) -> None:
        self.scanner.wire.unplug()

    def plug(self) -> None:
        self.scanner.wire.plug()

    def driver(self, **options):
        return SerialScanner(str(self.link), **options)

    def raw(self, octets: bytes) -> None:
        self.scanner.wire.push(octets)


class WedgeEnd:
    """Our scanner as a keyboard."""

    def __init__(self, home: Path) -> None:
        self.scanner = WedgeScanner(home / "wedge-scanner")
        self.link = self.scanner.line.wire.link

    def start(self) -> None:
        self.scanner.start()

    def stop(self) -> None:
        self.scanner.stop()

    def show(self, text: str) -> None:
        self.scanner.show(text)

    def show_control_code(self) -> None:
        self.scanner.direct({"do": "show-code", "keys": [30, 1, 48, 28]})

    def unplug(self) -> None:
        self.scanner.line.wire.unplug()

    def plug(self) -> None:
        self.scanner.line.wire.plug()

    def driver(self, **options):
        return EvdevScanner(str(self.link), **options)

    def raw(self, octets: bytes) -> None:
        self.scanner.line.wire.push(octets)


class EmuposEnd:
    """emupos on a serial line, a process of its own: it has no switch for its plug, so it is ended and begun."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._api = probe.getsockname()[1]
        self.link = home / "emupos" / "lane"
        (home / "emupos.yaml").write_text(
            f"schema: 1\napi: {{ host: 127.0.0.1, port: {self._api} }}\n"
            "devices: [{ id: lane, type: scanner, mode: serial, connections: [{ serial: { pty: true } }] }]\n"
        )

    def start(self) -> None:
        environment = {**os.environ, "TMPDIR": str(self._home)}
        with open(self._home / "log", "ab") as log:
            words = ["setpriv", "--pdeathsig", "TERM", EMUPOS, "run", "--config", "emupos.yaml"]
            self._process = subprocess.Popen(words, cwd=self._home, env=environment, stdout=log, stderr=log)
        assert until(lambda: self._answers() and self.link.exists(), 30), (self._home / "log").read_text()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
        self._process = None

    def show(self, text: str) -> None:
        self._ask("devices/lane/scans", {"data": text, "countdown_seconds": 0})

    def unplug(self) -> None:
        self.stop()

    def plug(self) -> None:
        self.start()

    def driver(self, **options):
        return SerialScanner(str(self.link), **options)

    def _answers(self) -> bool:
        with suppress(OSError):
            return bool(self._ask("devices"))
        return False

    def _ask(self, what: str, said: dict[str, object] | None = None) -> bytes:
        body = json.dumps(said).encode() if said is not None else None
        url = f"http://127.0.0.1:{self._api}/api/v1/{what}"
        request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.read()


class OtherEndAsAProcess:
    """One of our simulators with nobody around it, to be killed. It shows the code GOOD ten times a second."""

    def __init__(self, program: str, link: Path) -> None:
        self._words = [sys.executable, "-c", program, str(link)]
        self._process: subprocess.Popen[bytes] | None = None

    def revive(self) -> None:
        self._process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *self._words], stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def kill(self) -> None:
        if self._process is not None and self._process.stdout is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self._process.stdout.close()
        self._process = None


SERIAL_PROGRAM = """
import sys, time
from pathlib import Path
from devices.simulators.scanner import Scanner
scanner = Scanner(Path(sys.argv[1]), paced=False)
scanner.start()
print("ready", flush=True)
while True:
    scanner.show("GOOD")
    time.sleep(0.1)
"""
WEDGE_PROGRAM = SERIAL_PROGRAM.replace("devices.simulators.scanner", "devices.simulators.wedge_scanner").replace(
    "import Scanner\nscanner = Scanner(Path(sys.argv[1]), paced=False)",
    "import WedgeScanner\nscanner = WedgeScanner(Path(sys.argv[1]))",
)


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))
