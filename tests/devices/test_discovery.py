"""What is plugged in is found, and the lines that are suggested for it make a configuration that loads."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sysfs_tree import Tree

from app.config import load
from devices.discovery import Discovered, discover
from devices.ports import Subsystem
from devices.simulators.sam_module import SamModule


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture
def module(tmp_path: Path) -> Iterator[SamModule]:
    module = SamModule(tmp_path / "card-reader", paced=False)
    module.start()
    yield module
    module.stop()


def found(tree: Tree, *ports: str) -> dict[str, Discovered]:
    """Without what this very machine may have: its queues, its players, its smart cards."""
    rows = discover(ports or ["no-port"], tree.sysfs, tree.dev)
    return {
        row.at: row for row in rows if row.at != "no-port" and row.device not in {"page-printer", "sound", "smart-card"}
    }


def loads(lines: tuple[str, ...], folder: Path) -> dict[str, str]:
    """The one section that `lines` are, after the terminal has taken them for its configuration."""
    file = folder / "terminal.toml"
    file.write_text("\n".join(lines), "utf-8")
    load(file)
    ((_, section),) = tomllib.loads("\n".join(lines))["devices"].items()
    return dict(section)


@pytest.mark.parametrize("rate", [115_200, 57_600, 38_400, 19_200, 9600])
def test_a_card_reader_on_a_serial_port_is_found_at_each_of_its_rates(tree: Tree, tmp_path: Path, rate: int) -> None:
    module = SamModule(tmp_path / "set-otherwise", baud_rate=rate)
    module.start()
    port = str(module.wire.link)

    reader = found(tree, port)[port]
    module.stop()

    assert (reader.device, reader.label) == ("card-reader", f"SAM_V, {rate} baud")
    assert loads(reader.lines, tmp_path) == {"connection": "serial", "port": port, "baud_rate": rate}


def test_a_silent_port_may_be_a_scanner_and_a_missing_one_is_absent(tree: Tree, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    silent, missing = os.ttyname(theirs), str(tmp_path / "missing")

    rows = found(tree, silent, missing)

    assert (rows[silent].device, rows[silent].label) == ("serial-port", "silent")
    assert loads(rows[silent].lines, tmp_path) == {"connection": "serial", "port": silent}
    assert (rows[missing].label, rows[missing].lines) == ("port-missing", ())
    for end in (ours, theirs):
        os.close(end)


def test_what_is_on_usb_is_found_by_its_kind_and_named_by_its_id(tree: Tree, tmp_path: Path) -> None:
    tree.plug(Subsystem.PRINTER, "usb/lp0", "0483:5743", at="1-1", product="USB Receipt Printer")
    tree.plug(
        Subsystem.INPUT, "input/event4", "0c2e:0b61", at="1-2", product="2D Barcode Scanner", keys="ffffffffffffffff"
    )
    tree.plug(Subsystem.INPUT, "input/event5", "1234:0001", at="1-3", serial="K1", product="Keypad", keys="f00f")
    tree.plug(Subsystem.INPUT, "input/event6", "1234:0002", at="1-4", product="Proximity", keys="0")
    tree.plug(Subsystem.INPUT, "input/event7", "046d:c31c", at="1-5", product="USB Keyboard", keys="ffffffffffffffff")
    tree.plug_device("0400:c35a", at="1-6", product="IDR")

    rows = found(tree)

    assert {at.rpartition("/")[2]: row.device for at, row in rows.items()} == {
        "lp0": "receipt-printer",
        "event4": "code-scanner",
        "event5": "keypad",
        "event6": "presence-sensor",
        "event7": "input-device",
        "0400:c35a": "card-reader",
    }
    sections = {row.device: loads(row.lines, tmp_path) for row in rows.values() if row.lines}
    assert sections["receipt-printer"] == {"connection": "usb", "port": "usb:0483:5743"}
    assert sections["code-scanner"] == {"connection": "keyboard", "input": "usb:0c2e:0b61"}
    assert sections["keypad"] == {"connection": "evdev", "input": "usb:1234:0001:K1"}
    assert sections["presence-sensor"] == {"connection": "evdev", "input": "usb:1234:0002"}
    assert sections["card-reader"] == {"connection": "usb", "usb_id": "0400:c35a"}


def test_a_light_that_nothing_else_drives_may_be_a_lamp(tree: Tree, tmp_path: Path) -> None:
    tree.light("guanjia:green", trigger="[none] timer heartbeat")
    tree.light("input3::capslock", trigger="none [kbd-capslock]")

    (lamp,) = found(tree).values()

    assert lamp.device == "lamp"
    assert loads(lamp.lines, tmp_path) == {"connection": "led", "free": str(tree.sysfs / "class/leds/guanjia:green")}


def test_probe_says_so_on_the_command_line(module: SamModule) -> None:
    port = str(module.wire.link)
    command = [sys.executable, "-m", "kiosk.command_line", "devices", "probe", "--port", port]

    in_json = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=60, check=True).stdout
    in_words = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    rows = {row["at"]: row for row in json.loads(in_json)["discovered"]}
    assert rows[port]["device"] == "card-reader"
    assert f'[devices.card_reader]\nconnection = "serial"\nport = "{port}"\nbaud_rate = 115200' in in_words
