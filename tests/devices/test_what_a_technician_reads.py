"""Faults made on programs that nobody here wrote (pcscd, CUPS's ippeveprinter and cupsd), as doctor and probe tell a technician."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from independent_printers import NEEDS_CUPS, NEEDS_IPPEVEPRINTER, Bus, Cups, IppEvePrinter

from app.config import write_default
from devices.simulators.pcscd_room import READER, PcscdRoom, why_not

NO_DEVICE = {
    f"devices_{kind}_connection": "none" for kind in ("card_reader", "code_scanner", "receipt_printer", "page_printer")
}


class Desk:
    """A technician's: a terminal's folder, and the command."""

    def __init__(self, folder: Path) -> None:
        self.home = folder
        self.environment = dict(os.environ)

    def configure(self, **overrides: object) -> None:
        write_default(self.home / "terminal.toml", **{**NO_DEVICE, **overrides}, central_url="http://127.0.0.1:9")

    def asks(self, *words: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "kiosk.command_line", *words, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=self.environment)
        assert done.stdout, f"{words} ended with {done.returncode}: {done.stderr}"
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def reads_of(self, part: str) -> dict[str, Any]:
        """What the doctor says of the one part whose name has `part` in it."""
        findings = self.asks("doctor", "--home", str(self.home))["findings"]
        (found,) = (finding for finding in findings if part in finding["part"])
        return dict(found)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def room() -> Iterator[PcscdRoom]:
    folder = Path(tempfile.mkdtemp(prefix="guanjia-pcsc-"))
    room = PcscdRoom(folder)
    room.start()
    yield room
    room.stop()
    shutil.rmtree(folder)


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_smart_card_reader_is_found_and_its_service_is_missed_when_it_stops(desk: Desk, room: PcscdRoom) -> None:
    desk.environment["PCSCLITE_CSOCK_NAME"] = str(room.socket_path)
    desk.configure(devices_smart_card_connection="pcsc", devices_smart_card_reader="Virtual PCD")

    probed = desk.asks("devices", "probe", "--port", "none")["discovered"]
    ready = desk.reads_of("smart-card")
    room.stop_pcscd()
    gone = desk.reads_of("smart-card")
    room.start_pcscd(with_reader=False)
    pulled_out = desk.reads_of("smart-card")

    readers = {found["at"]: found["lines"] for found in probed if found["device"] == "smart-card"}
    assert readers[READER] == ["[devices.smart_card]", 'connection = "pcsc"', f'reader = "{READER}"']
    assert (ready["well"], ready["found"]) == (True, "pcsc Virtual PCD: 正常 / ready")
    assert not gone["well"]
    assert "pcscd 没有运行" in gone["found"]
    assert "systemctl enable --now pcscd" in gone["act"]
    assert not pulled_out["well"]
    assert pulled_out["found"] != gone["found"]


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[IppEvePrinter]:
    bus = Bus(tmp_path)
    printer = IppEvePrinter(tmp_path / "printer", bus)
    yield printer
    printer.end()
    bus.end()


@pytest.mark.skipif(bool(NEEDS_IPPEVEPRINTER), reason=NEEDS_IPPEVEPRINTER)
def test_an_a4_printer_tells_of_paper_toner_and_the_plug(desk: Desk, printer: IppEvePrinter) -> None:
    desk.configure(devices_page_printer_connection="ipp", devices_page_printer_url=printer.url)

    well = desk.reads_of("page printer")
    printer.toner(5)
    low = desk.reads_of("page printer")
    printer.paper(0)
    empty = desk.reads_of("page printer")
    printer.kill()
    gone = desk.reads_of("page printer")

    assert well["well"]
    assert low["well"]
    assert any("toner is running low" in warning and "墨粉" in warning for warning in low["warnings"])
    assert (empty["well"], empty["code"]) == (False, "media-empty")
    assert ("没纸" in empty["found"], "load paper" in empty["act"]) == (True, True)
    assert (gone["well"], gone["code"]) == (False, "device-absent")


@pytest.fixture
def cups() -> Iterator[Cups]:
    cups = Cups()
    yield cups
    cups.end()


@pytest.mark.skipif(bool(NEEDS_CUPS), reason=NEEDS_CUPS)
def test_a_queue_that_would_print_later_is_refused_and_a_dead_cupsd_named(
    desk: Desk, printer: IppEvePrinter, cups: Cups
) -> None:
    cups.queue("Hall", printer.url)
    cups.queue("Careless", printer.url, policy="retry-job")

    said = {}
    for queue in ("Hall", "Careless", "Nowhere"):
        desk.configure(
            devices_page_printer_connection="cups",
            devices_page_printer_queue=queue,
            devices_page_printer_server=cups.server,
        )
        said[queue] = desk.reads_of("page printer")
    cups.kill()
    dead = desk.reads_of("page printer")

    assert said["Hall"]["well"], said["Hall"]
    assert said["Careless"]["code"] == "queue-retries"
    assert "printer-error-policy=abort-job" in said["Careless"]["act"]
    assert said["Nowhere"]["code"] == "queue-missing"
    assert dead["code"] == "cups-absent"
    assert "cupsd" in dead["found"]
