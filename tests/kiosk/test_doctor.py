"""`guanjia doctor`: everything at once, in words of both languages, with what to do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config import write_default
from devices import listing, wiring
from devices.simulators.escpos_printer import EscPosPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.sam_module import SamModule
from devices.simulators.scanner import Scanner
from devices.state import Condition, DeviceState
from kiosk.doctor import PARTS, look
from kiosk.findings import Finding
from kiosk.machine_findings import clock, clock_against, disk, network

CHINESE_AND_ENGLISH = re.compile(r"[\u4e00-\u9fff].*/.*[A-Za-z]", re.DOTALL)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class SmallHall:
    """The four devices that every hall has, and a terminal's folder that names them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.home = folder / "terminal"
        self.home.mkdir()
        self.reader = SamModule(folder / "card-reader", paced=False)
        self.scanner = Scanner(folder / "code-scanner", paced=False)
        self.receipts = EscPosPrinter(folder / "printed")
        self.pages = IppPrinter(folder / "printed")
        self.reader.start()
        self.scanner.start()
        self.ports = self.receipts.start(), self.pages.start()
        for simulator in (self.reader, self.scanner, self.receipts, self.pages):
            stack.callback(simulator.stop)
        self.configure()

    def configure(self, **overrides: object) -> None:
        named = {
            "central_url": "http://127.0.0.1:9",
            "devices_card_reader_port": "../card-reader",
            "devices_code_scanner_port": "../code-scanner",
            "devices_receipt_printer_port": self.ports[0],
            "devices_page_printer_url": f"ipp://127.0.0.1:{self.ports[1]}/ipp/print",
        }
        write_default(self.home / "terminal.toml", **{**named, **overrides})

    def look(self) -> dict[str, Finding]:
        return {finding.part: finding for finding in look(self.home)}

    def device(self, name: str) -> Finding:
        return self.look()[PARTS[name]]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SmallHall]:
    with ExitStack() as stack:
        yield SmallHall(tmp_path, stack)


def test_every_device_is_named_with_its_connection_and_how_it_is(hall: SmallHall, tmp_path: Path) -> None:
    found = hall.look()

    assert [part for part in found if part in PARTS.values()] == list(PARTS.values())
    assert found[PARTS["card-reader"]] == Finding(
        PARTS["card-reader"], True, f"serial {tmp_path}/card-reader: 正常 / ready"
    )
    assert found[PARTS["receipt-printer"]].found == f"tcp 127.0.0.1:{hall.ports[0]}: 正常 / ready"
    assert found[PARTS["lamp"]] == Finding(PARTS["lamp"], True, "本厅没有配 / this hall has none")


@pytest.mark.parametrize(
    ("device", "trouble", "code", "words"),
    [
        (
            "receipt-printer",
            {"do": "paper", "sheets": 0},
            "media-empty",
            ["没纸", "out of paper", "加纸", "load paper"],
        ),
        ("receipt-printer", {"do": "cover", "open": True}, "cover-open", ["盖子", "cover is open", "close"]),
        ("receipt-printer", {"do": "mute", "on": True}, "device-silent", ["不回答", "does not answer"]),
        ("receipt-printer", {"do": "unplug"}, "device-absent", ["没有接上", "check power"]),
        ("page-printer", {"do": "paper", "sheets": 0}, "media-empty", ["没纸", "out of paper"]),
        ("page-printer", {"do": "cover", "open": True}, "cover-open", ["cover is open", "合上"]),
        ("card-reader", {"do": "unplug"}, "device-absent", ["没有这个端口", "There is no such port", "查电源"]),
        ("code-scanner", {"do": "unplug"}, "device-absent", ["没有这个端口", "check power"]),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    hall: SmallHall, device: str, trouble: dict[str, object], code: str, words: list[str]
) -> None:
    simulators = dict(zip(PARTS, [hall.reader, None, hall.scanner, hall.receipts, hall.pages], strict=False))
    simulators[device].direct(trouble)  # type: ignore[union-attr]  # the four that there are

    finding = hall.device(device)

    assert not finding.well
    assert finding.code == code
    said = f"{finding.found}\n{finding.act}"
    assert all(word in said for word in words), said
    assert CHINESE_AND_ENGLISH.search(finding.found)
    assert CHINESE_AND_ENGLISH.search(finding.act)


def test_a_device_that_the_running_terminal_has_is_no_fault_and_no_well_working_one(hall: SmallHall) -> None:
    terminal = wiring.connect("card-reader", {"connection": "serial", "port": str(hall.home.parent / "card-reader")})
    assert terminal is not None
    assert terminal.state().condition is Condition.READY

    finding = hall.device("card-reader")
    terminal.close()

    assert finding.well
    assert finding.found.endswith("正在使用 / in use")
    assert "设备状态" in finding.warnings[0]
    assert "Get help → Device status" in finding.warnings[0]


def test_a_supply_that_runs_low_is_a_warning_and_no_fault(hall: SmallHall) -> None:
    hall.receipts.direct({"do": "paper", "sheets": 1})

    finding = hall.device("receipt-printer")

    assert finding.well
    assert finding.warnings == (
        "纸快用完了：备好纸，闲的时候换上 / paper is running low: have paper ready and load it in a quiet moment",
    )


def test_a_section_that_no_driver_takes_is_told_beside_the_others(hall: SmallHall) -> None:
    hall.configure(
        devices_keypad_connection="evdev",
        devices_keypad_input="usb:1234:0001",
        devices_keypad_keys={"KEY_NOSUCH": "help"},
    )

    found = hall.look()

    keypad = found[PARTS["keypad"]]
    assert (keypad.well, keypad.code) == (False, "config-unreadable")
    assert "KEY_NOSUCH" in keypad.found
    assert found[PARTS["card-reader"]].well


def test_a_photo_decoder_that_is_named_must_be_there(hall: SmallHall, tmp_path: Path) -> None:
    part = "照片解码库 photo decoder"
    none_named = hall.look()
    hall.configure(photo_decoder_library="../vendor/libWltRS.so")
    missing = hall.look()[part]
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "libWltRS.so").touch()

    assert part not in none_named
    assert (missing.well, missing.code) == (False, "config-unreadable")
    assert hall.look()[part].well


def test_a_wrong_configuration_is_told_with_file_key_and_expectation(hall: SmallHall) -> None:
    file = hall.home / "terminal.toml"
    file.write_text('[devices.card_reader]\nport = "x"\nbaudrate = 9600\n[idle]\nwarn_seconds = 1\n', "utf-8")

    finding = hall.look()["配置 configuration"]

    assert (finding.well, finding.code) == (False, "config-refused")
    assert f"{file}: devices.card_reader.baudrate: " in finding.found
    assert "did you mean baud_rate?" in finding.found
    assert "5 to 600" in finding.found
    assert "resources/configurations/" in finding.act


def test_a_terminal_that_is_not_enrolled_says_how(hall: SmallHall) -> None:
    centre = hall.look()["市里系统 centre"]

    assert (centre.well, centre.code) == (False, "not-enrolled")
    assert "guanjia enrol" in centre.act


def test_the_command_answers_in_words_and_in_json(hall: SmallHall) -> None:
    hall.pages.direct({"do": "paper", "sheets": 0})
    command = [sys.executable, "-m", "kiosk.command_line", "doctor", "--home", str(hall.home)]

    in_words = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    in_json = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=60, check=False)

    assert (in_words.returncode, in_words.stderr) == (1, "")
    assert f"正常  ok   {PARTS['card-reader']}: " in in_words.stdout
    assert f"要处理 !!  {PARTS['page-printer']}: " in in_words.stdout
    answer = json.loads(in_json.stdout)
    assert answer["well"] is False
    by_part = {finding["part"]: finding for finding in answer["findings"]}
    assert {"part", "well", "found", "act"} <= set(by_part[PARTS["page-printer"]])
    assert by_part[PARTS["page-printer"]]["code"] == "media-empty"


class OneOfMany:
    """Answers only once all the others have been asked too."""

    def __init__(self, all_asked: threading.Barrier) -> None:
        self._all_asked = all_asked

    def state(self) -> DeviceState:
        self._all_asked.wait(timeout=20)
        return DeviceState("lamp", Condition.READY)

    def close(self) -> None: ...


class NeverAnswers(OneOfMany):
    def state(self) -> DeviceState:
        self._all_asked.wait()
        raise AssertionError


class Defective(OneOfMany):
    def state(self) -> DeviceState:
        raise ZeroDivisionError("secret")


def test_all_devices_are_asked_at_the_same_time() -> None:
    together = threading.Barrier(9)

    states = listing.ask_all({str(number): OneOfMany(together) for number in range(9)})

    assert {state.condition for state in states.values()} == {Condition.READY}


def test_one_that_never_answers_is_silent_and_keeps_nobody() -> None:
    never = threading.Barrier(2)

    states = listing.ask_all({"hangs": NeverAnswers(never), "fails": Defective(never)}, patience=0.2)
    never.abort()

    assert states["hangs"].reasons == ("device-silent",)
    assert (states["fails"].condition, states["fails"].reasons) == (Condition.BROKEN, ("device-defect",))
    assert "secret" not in repr(states)


def test_a_clock_that_was_set_back_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").touch()
    written = datetime.fromtimestamp((tmp_path / "audit.jsonl").stat().st_mtime, UTC)

    assert clock(tmp_path, written).well
    assert clock(tmp_path, written - timedelta(days=400)).code == "clock-went-back"
    assert clock(tmp_path / "nothing-yet", NOW).well


def test_a_clock_far_from_the_centres_is_noticed() -> None:
    assert clock_against(NOW + timedelta(seconds=20), NOW).well
    assert clock_against(NOW - timedelta(minutes=10), NOW).code == "clock-skew"


def test_the_disk_is_looked_at_where_the_terminal_will_be(tmp_path: Path) -> None:
    finding = disk(tmp_path / "not" / "there" / "yet")

    assert finding.part == "磁盘 disk"
    assert re.search(r"\d GiB", finding.found)


def card(sysfs: Path, name: str, carrier: str) -> None:
    folder = sysfs / "class" / "net" / name
    folder.mkdir(parents=True)
    (folder / "carrier").write_text(carrier + "\n")


def test_a_pulled_cable_is_noticed_unless_the_centre_is_on_this_machine(tmp_path: Path) -> None:
    card(tmp_path, "eth0", "0")
    card(tmp_path, "lo", "1")

    assert network("https://centre.example", tmp_path).code == "no-carrier"
    assert network("http://127.0.0.1:8420", tmp_path).well


def test_a_name_that_cannot_be_looked_up_is_noticed(tmp_path: Path) -> None:
    card(tmp_path, "eth0", "1")

    assert network("https://centre..example", tmp_path).code == "name-unknown"
    assert network("http://[::1]:8420", tmp_path).well
