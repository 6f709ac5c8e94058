"""The sections [devices.…]: one shape for each connection, and words for every option in the wrong place."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import TerminalConfig, load, write_default
from app.errors import ConfigRefused
from app.hardware import (
    Devices,
    EvdevKeypad,
    KeyboardScanner,
    NotHere,
    SerialCardReader,
    TcpReceiptPrinter,
    UsbCardReader,
    UsbReceiptPrinter,
)


def written(folder: Path, text: str) -> Path:
    path = folder / "terminal.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigRefused) as refused:
        load(written(folder, text))
    return str(refused.value)


def test_a_file_of_the_first_version_still_loads(tmp_path: Path) -> None:
    text = """
        [devices.card_reader]
        port = "/dev/guanjia/card-reader"
        [devices.code_scanner]
        port = "./code-scanner"
        [devices.receipt_printer]
        host = "192.0.2.7"
        port = 9101
        [devices.page_printer]
        url = "ipp://192.0.2.8/ipp/print"
    """

    devices = load(written(tmp_path, text)).devices

    assert devices.card_reader == SerialCardReader("/dev/guanjia/card-reader")
    assert isinstance(devices.receipt_printer, TcpReceiptPrinter)
    assert (devices.receipt_printer.host, devices.receipt_printer.port) == ("192.0.2.7", 9101)
    assert devices.keypad == NotHere()


def test_each_connection_has_options_of_its_own(tmp_path: Path) -> None:
    text = """
        [devices.card_reader]
        connection = "usb"
        usb_id = "0400:C35A"
        [devices.code_scanner]
        connection = "keyboard"
        input = "usb:0c2e:0b61"
        [devices.receipt_printer]
        connection = "usb"
        port = "usb:0483:5743"
        model = "pos-5890"
        [devices.page_printer]
        connection = "none"
        [devices.keypad]
        connection = "evdev"
        input = "by-id/keypad/event"
        keys = { KEY_F13 = "help" }
    """

    devices = load(written(tmp_path, text)).devices

    assert devices.card_reader == UsbCardReader(usb_id="0400:C35A")
    assert devices.code_scanner == KeyboardScanner("usb:0c2e:0b61")
    assert devices.receipt_printer == UsbReceiptPrinter("usb:0483:5743", model="pos-5890")
    assert devices.page_printer == NotHere()
    assert devices.keypad == EvdevKeypad(str(tmp_path / "by-id/keypad/event"), keys={"KEY_F13": "help"})


@pytest.mark.parametrize(
    "name", ["usb:1a86:7523", "usb:1a86:7523:A1/1", "USB:1A86:7523/0", "usb-Hall_Scanner-if00", "COM3"]
)
def test_names_of_ports_are_no_paths(tmp_path: Path, name: str) -> None:
    devices = load(written(tmp_path, f'[devices.card_reader]\nport = "{name}"\n')).devices

    assert devices.card_reader == SerialCardReader(name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[devices.card_reader]\nconnection = "usb"\nbaud_rate = 9600',
            ["devices.card_reader.baud_rate: ", 'belongs to connection = "serial"', 'here it is "usb"'],
        ),
        (
            '[devices.receipt_printer]\nport = 9100\nflow = "none"',
            ["devices.receipt_printer.flow: ", 'belongs to connection = "serial"', 'here it is "tcp"'],
        ),
        (
            '[devices.keypad]\ninput = "usb:1234:5678"',
            ["devices.keypad.input: ", 'belongs to connection = "evdev"', 'here it is "none"'],
        ),
        (
            '[devices.card_reader]\nconnection = "usb"\nusbid = "0400:c35a"',
            ["devices.card_reader.usbid: ", "did you mean usb_id?"],
        ),
        (
            '[devices.code_scanner]\nconnection = "keyboard"\ninput = "usb:1:2"\nbaudrate = 9600',
            ["devices.code_scanner.baudrate: ", "did you mean baud_rate?"],
        ),
        ('[devices.card_reader]\nconnection = "usbb"', ['"serial", "usb" or "none"', "did you mean usb?"]),
        ("[devices.card_reader]\nconnection = 5", ["devices.card_reader.connection", '"serial", "usb" or "none"']),
        ('[devices]\ncard_reader = "/dev/ttyUSB0"', ["devices.card_reader: ", "a section [devices.card_reader]"]),
        ('[devices.card_reder]\nport = "x"', ["devices.card_reder: ", "did you mean card_reader?"]),
        ('[devices.card_reader]\nport = "x"\nbaud_rate = 14400', ["devices.card_reader.baud_rate", '"auto"']),
        ('[devices.card_reader]\nconnection = "usb"\nusb_id = "400:c35a"', ["usb_id", "as lsusb shows them"]),
        ('[devices.receipt_printer]\nmodel = "typewriter"', ["devices.receipt_printer.model", "epson-tm-t82"]),
        ('[devices.receipt_printer]\nconnection = "serial"', ["devices.receipt_printer.port", "missing"]),
        ('[devices.page_printer]\nurl = "192.0.2.8"', ["devices.page_printer.url", "ipp://"]),
        (
            '[devices.keypad]\nconnection = "evdev"\ninput = "x"\nkeys = { KEY_F1 = "sideways" }',
            ["devices.keypad.keys.KEY_F1", "language or voice"],
        ),
        (
            '[devices.presence_sensor]\nconnection = "evdev"\ninput = "x"\nnear = 90\nfar = 10',
            ["devices.presence_sensor", "near <= far"],
        ),
        ('[devices.lamp]\nconnection = "led"', ["devices.lamp", "free, in_use, needs_staff"]),
        ('[devices.sound]\nconnection = "player"\ncommand = []', ["devices.sound.command", "a WAV"]),
        (
            '[devices.sound]\nconnection = "alsa"\nloudest_speaker_db = 3',
            ["devices.sound.loudest_speaker_db", "0 or less"],
        ),
    ],
)
def test_a_slip_in_a_section_is_answered_with_key_and_expectation(tmp_path: Path, text: str, words: list[str]) -> None:
    refused = refusal(tmp_path, text)

    assert all(word in refused for word in words), refused
    assert len(refused.splitlines()) == 1


def test_a_file_is_written_for_another_connection(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"

    config = write_default(
        path,
        devices_card_reader_connection="usb",
        devices_page_printer_connection="none",
        devices_keypad_connection="evdev",
        devices_keypad_input="usb:1234:5678",
        devices_keypad_keys={"KEY_F1": "help"},
        devices_sound_connection="player",
        devices_sound_command=["play", "{sink}"],
    )

    assert load(path) == config
    assert config.devices.card_reader == UsbCardReader()
    assert config.devices.page_printer == NotHere()
    assert config.devices.keypad == EvdevKeypad("usb:1234:5678", keys={"KEY_F1": "help"})


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"devices_card_reader_usb_id": "0400:c35a"}, 'belongs to connection = "usb"'),
        ({"devices_card_reader_connection": "telepathy"}, '"serial", "usb" or "none"'),
        ({"devices_keypad_connection": "evdev"}, r"devices\.keypad\.input: .*missing"),
        ({"devices_card_reader_prot": "x"}, "did you mean devices_card_reader_port"),
    ],
)
def test_what_has_no_place_is_not_written(tmp_path: Path, overrides: dict[str, object], words: str) -> None:
    path = tmp_path / "terminal.toml"

    with pytest.raises(ConfigRefused, match=words):
        write_default(path, **overrides)

    assert not path.exists()


def test_the_default_file_says_what_else_each_section_could_be(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"

    config = write_default(path)
    text = path.read_text("utf-8")

    assert config == TerminalConfig()
    assert config.devices == Devices()
    for alternative in (
        '"usb" with usb_id',
        '"keyboard" with input',
        '"evdev" with input, keys',
        '"led" with free',
        '"none"',
    ):
        assert f"# or connection = {alternative}" in text
