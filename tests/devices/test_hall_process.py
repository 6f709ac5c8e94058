"""The simulated hall as a process of its own, moved by stage directions, with the real drivers on its wires."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from devices.card_reader.sam_v_serial import SamVSerialReader
from devices.code_scanner.evdev_scanner import EvdevScanner
from devices.code_scanner.serial_scanner import SerialScanner
from devices.errors import DeviceAbsent, SuspectCard
from devices.keypad import Key, KeyPressed, PlugMoved
from devices.keypad.evdev_keypad import EvdevKeypad
from devices.lamp import Light
from devices.lamp.led_lamp import LedLamp
from devices.presence_sensor.evdev_presence_sensor import EvdevPresenceSensor
from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter
from devices.simulators.card_chip import sample_cards
from devices.simulators.hall_client import HallClient, HallRefused, short_name
from devices.simulators.pcscd_room import why_not
from devices.sound import Outlet
from devices.sound.player_process import PlayerProcess
from devices.sound.wave import Wave, written
from devices.state import Condition

SHORT_SOUND = written(Wave(bytes(range(256)) * 4, 1, 16_000))


class LicenceSystem(BaseHTTPRequestHandler):
    """The centre's place, as far as the hall needs one: it gives codes to phones."""

    def do_GET(self) -> None:
        self._answer(200, {"centre": "here"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/licence-system/codes" or asked["uscc"] == "unknown":
            self._answer(404, {})
        else:
            self._answer(200, {"code": f"LIC-{asked['holder_number'][-4:]}-{asked['uscc']}-{asked['age_seconds']}"})

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def centre_port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), LicenceSystem)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def started(home: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kiosk.command_line", "hall", "--home", str(home), "--no-pace", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def running(home: Path, centre_port: int) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    process = started(home, "--central-port", str(centre_port))
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, centre_port: int) -> Iterator[dict[str, Any]]:
    home = tmp_path_factory.mktemp(
        "a-hall-in-a-folder-with-a-name-that-is-far-too-long-for-the-address-of-a-unix-socket"
    )
    with running(home, centre_port) as (_, places):
        yield places


@pytest.fixture
def hall(places: dict[str, Any]) -> Iterator[HallClient]:
    hall = HallClient(places["control"])
    yield hall
    hall.direct(do="take-card")
    hall.direct(do="wire", state="whole")


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(0.01)
    return False


def test_the_ready_line_says_where_everything_is(places: dict[str, Any]) -> None:
    home = Path(places["control"]).parent

    assert json.loads((home / "hall.json").read_text("utf-8")) == places
    assert Path(places["card_reader"]) == home / "card-reader"
    assert Path(places["code_scanner"]).is_char_device()
    assert all(places[port] > 0 for port in ("road_port", "receipt_printer_port", "page_printer_port"))
    assert all(Path(places[line]).is_char_device() for line in ("wedge_scanner", "keypad", "presence_sensor"))
    assert Path(places["lamp"], "needs-staff", "max_brightness").read_text() == "255"
    assert os.access(places["player"], os.X_OK)
    assert (home / "control.sock").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_smart_card_reader_comes_and_goes_although_the_hall_waits_for_its_signal(
    hall: HallClient, places: dict[str, Any]
) -> None:
    reader = ["devices", "list", "--json", "--config", str(_terminal_with_the_halls_reader(places))]

    hall.direct(do="unplug", device="smart-card")
    gone = _asked(reader)["devices"][0]
    hall.direct(do="plug", device="smart-card")
    back = _asked(reader)["devices"][0]

    assert (gone["condition"], gone["detail"]) == ("absent", "no-reader")
    assert back["condition"] == "ready"


def _terminal_with_the_halls_reader(places: dict[str, Any]) -> Path:
    config = Path(places["control"]).parent / "smart-card.toml"
    service = Path(places["smart_card"]) / "run" / "pcscd.comm"
    config.write_text(f'[devices.smart_card]\nconnection = "pcsc"\nservice = "{service}"\n', "utf-8")
    return config


def _asked(words: list[str]) -> dict[str, Any]:
    """As a technician beside the hall asks: in a process that has never heard of the hall's own PC/SC service."""
    environment = {name: value for name, value in os.environ.items() if name != "PCSCLITE_CSOCK_NAME"}
    command = [sys.executable, "-m", "kiosk.command_line", *words]
    asked = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    return dict(json.loads(asked.stdout))


def test_a_placed_card_is_read(hall: HallClient, places: dict[str, Any]) -> None:
    reader = SamVSerialReader(places["card_reader"], poll_interval=0.02)
    hall.direct(do="place-card", card="zhang")

    card = reader.read_card(10)

    assert card.number == sample_cards()["zhang"]["number"]
    assert hall.direct(do="look")["card-reader"]["read"] is True
    reader.close()


def test_a_card_with_its_own_fields_and_a_fault(hall: HallClient, places: dict[str, Any]) -> None:
    reader = SamVSerialReader(places["card_reader"], poll_interval=0.02)
    hall.direct(do="place-card", card={**sample_cards()["li"], "name": "钱测试"})
    own = reader.read_card(10)
    hall.direct(do="place-card", card="li", fault="suspect")

    with pytest.raises(SuspectCard):
        reader.read_card(10)

    assert own.name == "钱测试"
    reader.close()


def test_noise_and_unplugging_reach_the_reader(hall: HallClient, places: dict[str, Any]) -> None:
    reader = SamVSerialReader(places["card_reader"], poll_interval=0.02)
    hall.direct(do="noise", device="card-reader", kind="flip", stage="read")
    hall.direct(do="place-card", card="zhang")
    noisy = reader.read_card(10)
    hall.direct(do="unplug", device="card-reader")
    absent = reader.state()
    hall.direct(do="plug", device="card-reader")

    assert noisy.number == sample_cards()["zhang"]["number"]
    assert absent.condition is Condition.ABSENT
    assert reader.state().condition is Condition.READY
    reader.close()


def test_the_phones_code_is_scanned(hall: HallClient, places: dict[str, Any]) -> None:
    scanner = SerialScanner(places["code_scanner"])
    scans = []
    scanning = threading.Thread(target=lambda: scans.append(scanner.scan(10).text))
    scanning.start()
    answers: list[dict[str, Any]] = []

    def show() -> bool:
        answers.append(hall.direct(do="phone-code", holder="zhang", uscc="91441900MA0000007J", age=400))
        return eventually(lambda: bool(scans), 0.5)

    assert eventually(show)
    scanning.join()
    assert scans == [answers[-1]["code"]] == ["LIC-9992-91441900MA0000007J-400"]
    scanner.close()


@pytest.mark.parametrize(
    "directions",
    [
        {},
        {"do": "dance"},
        {"do": "place-card"},
        {"do": "place-card", "card": "nobody"},
        {"do": "place-card", "card": "zhang", "fault": "bored"},
        {"do": "place-card", "card": {"card_type": "library"}},
        {"do": "place-card", "card": 7},
        {"do": "wire", "state": "wet"},
        {"do": "noise", "device": "card-reader", "kind": "music"},
        {"do": "noise", "device": "code-scanner", "kind": "music"},
        {"do": "press", "key": "any"},
        {"do": "insert-card", "card": "nobody"},
        {"do": "press", "device": "lamp", "key": "ok"},
        {"do": "fault", "device": "lamp", "kind": "sulking"},
        {"do": "fault", "device": "sound", "kind": "out-of-tune"},
        {"do": "headphones"},
        {"do": "presence"},
        {"do": "unplug", "device": "coffee-machine"},
        {"do": "paper", "printer": "coffee"},
        {"do": "phone-code", "holder": "nobody", "uscc": "x"},
        {"do": "phone-code", "holder": "zhang", "uscc": "unknown"},
    ],
    ids=str,
)
def test_a_direction_that_makes_no_sense_is_refused_and_the_hall_goes_on(
    hall: HallClient, directions: dict[str, Any]
) -> None:
    with pytest.raises(HallRefused):
        hall.direct(**directions)

    assert hall.direct(do="look")["ok"] is True


def test_several_directions_in_one_connection_and_one_that_is_no_json(hall: HallClient, places: dict[str, Any]) -> None:
    with short_name(Path(places["control"])) as name, socket.socket(socket.AF_UNIX) as line:
        line.settimeout(10)
        line.connect(name)
        line.sendall(b'{"do": "look"}\nno json\n[]\n{"do": "take-card"}\n')
        with line.makefile("rb") as heard:
            answers = [json.loads(heard.readline())["ok"] for _ in range(4)]

    assert answers == [True, False, False, True]


def test_keys_headphones_and_somebody_are_felt(hall: HallClient, places: dict[str, Any]) -> None:
    keypad, sensor = EvdevKeypad(places["keypad"]), EvdevPresenceSensor(places["presence_sensor"])
    felt: list[object] = []
    keypad.listen(felt.append)
    sensor.listen(felt.append)
    assert eventually(lambda: len(felt) == 2)
    felt.clear()

    hall.direct(do="press", key="ok")
    hall.direct(do="headphones", inserted=True)
    assert eventually(lambda: len(felt) == 2)
    hall.direct(do="presence", near=True)
    assert eventually(lambda: len(felt) == 3)
    hall.direct(do="unplug", device="keypad")
    absent = keypad.state().condition
    hall.direct(do="plug", device="keypad")
    hall.direct(do="presence", near=False)

    assert felt[:3] == [KeyPressed(Key.OK), PlugMoved(True), True]
    assert absent is Condition.ABSENT
    assert eventually(lambda: keypad.state().condition is Condition.READY, 3)
    assert eventually(lambda: felt[-1] is False or felt[-2] is False)
    hall.direct(do="headphones", inserted=False)
    keypad.close()
    sensor.close()


def test_the_lamp_and_the_sound_are_seen_in_the_hall(hall: HallClient, places: dict[str, Any]) -> None:
    lamp = LedLamp({light: Path(places["lamp"], light) for light in ("free", "in-use", "needs-staff")})
    sound = PlayerProcess([places["player"], "{sink}"], headphones="socket")
    lamp.show(Light.NEEDS_STAFF)
    sound.play(SHORT_SOUND, Outlet.HEADPHONES)
    seen = hall.direct(do="look")
    hall.direct(do="fault", device="lamp", kind="dead")
    hall.direct(do="unplug", device="sound")
    states = lamp.state().condition, sound.state().condition
    hall.direct(do="fault", device="lamp", kind="none")
    hall.direct(do="plug", device="sound")

    assert seen["lamp"]["lit"] == ["needs-staff"]
    assert [(played["sink"], played["whole"]) for played in seen["sound"]["played"]] == [("socket", True)]
    assert seen["sound"]["played"][0]["sha256"] == hashlib.sha256(SHORT_SOUND).hexdigest()
    assert states == (Condition.BROKEN, Condition.ABSENT)
    assert (lamp.state().condition, sound.state().condition) == (Condition.READY, Condition.READY)
    lamp.close()


def test_a_smart_card_is_in_until_it_is_taken_out(hall: HallClient) -> None:
    hall.direct(do="insert-card", card="bank-card")
    inside = hall.direct(do="look")["smart-card"]["card"]
    hall.direct(do="remove-card")

    assert inside is not None
    assert hall.direct(do="look")["smart-card"]["card"] is None


def test_a_code_is_shown_to_the_scanner_that_is_a_keyboard(hall: HallClient, places: dict[str, Any]) -> None:
    scanner = EvdevScanner(places["wedge_scanner"])
    assert (
        scanner.state().condition is Condition.READY
    )  # the node is open: what it types is heard from the first key on
    with ThreadPoolExecutor(1) as pool:
        scanning = pool.submit(scanner.scan, 10)

        def show() -> bool:
            hall.direct(do="show-code", device="wedge-scanner", text="LIC-东莞-1")
            return eventually(scanning.done, 0.5)

        assert eventually(show)
        assert scanning.result().text == "LIC-东莞-1"
    scanner.close()


def test_the_wire_to_the_centre_is_cut_and_mended(hall: HallClient, places: dict[str, Any]) -> None:
    session = requests.Session()
    session.trust_env = False
    url = f"http://127.0.0.1:{places['road_port']}/"
    whole = session.get(url, timeout=5).json()
    hall.direct(do="wire", state="cut")
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=5)
    hall.direct(do="wire", state="error")
    error = session.get(url, timeout=5).status_code
    hall.direct(do="wire", state="whole")

    assert (whole, error, session.get(url, timeout=5).json()) == ({"centre": "here"}, 500, {"centre": "here"})
    session.close()


def test_printers_take_directions(hall: HallClient, places: dict[str, Any]) -> None:
    hall.direct(do="paper", printer="page", sheets=3)
    hall.direct(do="jam", printer="page", after=1)
    hall.direct(do="cover", printer="receipt", open=True)
    hall.direct(do="cutter", stuck=True)
    seen = hall.direct(do="look")
    by_driver = EscPosTcpPrinter("127.0.0.1", places["receipt_printer_port"]).state()
    hall.direct(do="unplug", device="receipt-printer")
    unplugged = EscPosTcpPrinter("127.0.0.1", places["receipt_printer_port"]).state()
    hall.direct(do="plug", device="receipt-printer")
    hall.direct(do="cutter", stuck=False)
    hall.direct(do="cover", printer="receipt", open=False)

    assert seen["page-printer"]["sheets"] == 3
    assert seen["receipt-printer"]["cutter_stuck"] is True
    assert by_driver.reasons[:1] == ("cover-open",)
    assert unplugged.condition is Condition.ABSENT
    assert EscPosTcpPrinter("127.0.0.1", places["receipt_printer_port"]).state().condition is Condition.READY


def test_told_to_end_it_leaves_no_name_behind(tmp_path: Path, centre_port: int) -> None:
    with running(tmp_path, centre_port) as (process, places):
        reader = SamVSerialReader(places["card_reader"])
        reader.sam_id()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)

    assert (process.returncode, errors) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["printed"]
    with pytest.raises(DeviceAbsent):
        reader.sam_id()
    with pytest.raises(HallRefused):
        HallClient(tmp_path / "control.sock").direct(do="look")


def test_it_heals_after_a_predecessor_that_was_killed(tmp_path: Path, centre_port: int) -> None:
    with running(tmp_path, centre_port) as (killed, _):
        killed.kill()
        killed.wait()
        left = {path.name for path in tmp_path.iterdir()}
        with running(tmp_path, centre_port) as (_, places):
            number = SamVSerialReader(places["card_reader"]).sam_id()
            look = HallClient(tmp_path).direct(do="look")

    assert {"control.sock", "card-reader", "code-scanner"} <= left
    assert number.startswith("05.03")
    assert look["card-reader"]["plugged"]


def test_a_second_hall_in_the_same_folder_is_refused_in_words(tmp_path: Path, centre_port: int) -> None:
    with running(tmp_path, centre_port):
        second = started(tmp_path, "--central-port", str(centre_port))
        _, words = second.communicate(timeout=20)
        still_there = HallClient(tmp_path).direct(do="look")["ok"]

    assert second.returncode == 1
    assert "already running" in words
    assert still_there


def test_a_road_port_that_is_taken_is_refused_in_words(tmp_path: Path, centre_port: int) -> None:
    process = started(tmp_path, "--central-port", str(centre_port), "--road-port", str(centre_port))

    _, words = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "cannot be set up" in words
    assert "Traceback" not in words


def test_its_road_can_have_a_number_of_its_own(tmp_path: Path, centre_port: int) -> None:
    process = started(tmp_path, "--central-port", str(centre_port), "--road-port", "0")
    assert process.stdout is not None
    number = json.loads(process.stdout.readline())["road_port"]
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)

    again = started(tmp_path, "--central-port", str(centre_port), "--road-port", str(number))
    assert again.stdout is not None
    same = json.loads(again.stdout.readline())["road_port"]
    again.terminate()
    again.communicate(timeout=20)

    assert same == number
