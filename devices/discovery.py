"""What is plugged into this machine, and the lines of a terminal.toml that would make use of it.

Looks into sysfs and at what answers; nothing is guessed from a number. A printer or a centre on the network is not looked for:
nobody may ask a hall's whole network who is there. Roots are arguments: a test makes a tree of its own.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devices.errors import DeviceAbsent, DeviceError, DeviceSilent, LineNoise
from devices.ports import DEV, SYSFS, Subsystem, UsbNode, usb_devices, usb_nodes

SAM_USB_IDS: Final = {("0400", "c35a")}
SCANNER_WORDS: Final = ("scan", "barcode", "bar code", "2d", "reader", "imager")
ANSWERS_WITHIN: Final = 0.4
"""Seconds in which a security module answers, at its slowest rate too."""
MOST_KEYPAD_KEYS: Final = 40
"""An input device with more keys is a whole keyboard: a person's, or a scanner that plays one."""


@dataclass(frozen=True)
class Discovered:
    """One thing that is plugged in. `device` says what it is for, as far as that is known: a device's name, or what it is
    otherwise (serial-port, input-device). `lines` go into a terminal.toml."""

    device: str
    at: str
    label: str
    lines: tuple[str, ...] = ()


def discover(ports: Sequence[str] = (), sysfs: Path = SYSFS, dev: Path = DEV) -> list[Discovered]:
    """Everything that is found; `ports` limits the serial ports that are asked. All silent ones cost their time-outs once."""
    asked = ports or _serial_ports()
    named = {node.path: node.name for node in usb_nodes(Subsystem.TTY, sysfs, dev)}

    def ask(port: str) -> Discovered:
        return _on_serial_port(port, named.get(port, port))

    with ThreadPoolExecutor(max_workers=max(1, len(asked))) as pool:
        found = list(pool.map(ask, asked))
    found += _usb_card_readers(sysfs)
    found += map(_printer, usb_nodes(Subsystem.PRINTER, sysfs, dev))
    found += map(_input, usb_nodes(Subsystem.INPUT, sysfs, dev))
    found += _lights(sysfs)
    return [*found, *_smart_card_readers(), *_print_queues(), *_players()]


def _serial_ports() -> list[str]:
    from serial.tools.list_ports import comports

    return [str(port.device) for port in comports()]


def _on_serial_port(port: str, name: str) -> Discovered:
    """A security module answers at one of its five rates, or something else is there, or nothing."""
    from devices.card_reader.sam_v_serial import BAUD_RATES

    try:
        rate = next((rate for rate in BAUD_RATES if _module_answers(port, rate)), None)
    except DeviceAbsent as absent:
        return Discovered("serial-port", port, next(iter(absent.args), absent.code))
    if rate is None:
        return Discovered("serial-port", port, "silent", _section("code_scanner", connection="serial", port=name))
    lines = _section("card_reader", connection="serial", port=name, baud_rate=rate)
    return Discovered("card-reader", port, f"SAM_V, {rate} baud", lines)


def _module_answers(port: str, rate: int) -> bool:
    """Raises DeviceAbsent."""
    from devices.card_reader.questions import STATUS
    from devices.card_reader.sam_link import SamLink
    from devices.serial_wire import SerialWire

    link = SamLink((SerialWire(port, rate),), ANSWERS_WITHIN)
    try:
        link.open()
        link.ask_once(STATUS, ANSWERS_WITHIN)
    except (DeviceSilent, LineNoise):
        return False
    finally:
        link.close()
    return True


def _usb_card_readers(sysfs: Path) -> Iterator[Discovered]:
    for device in usb_devices(sysfs):
        if (device.vendor, device.product) in SAM_USB_IDS:
            usb_id = f"{device.vendor}:{device.product}"
            yield Discovered(
                "card-reader", usb_id, device.label, _section("card_reader", connection="usb", usb_id=usb_id)
            )


def _printer(node: UsbNode) -> Discovered:
    lines = _section("receipt_printer", connection="usb", port=node.name)
    return Discovered("receipt-printer", node.path, node.label, lines)


def _input(node: UsbNode) -> Discovered:
    """By what it calls itself and how many keys it has; which of them a hall means is for a person to say."""
    if any(word in node.label.lower() for word in SCANNER_WORDS):
        lines = _section("code_scanner", connection="keyboard", input=node.name)
        return Discovered("code-scanner", node.path, node.label, lines)
    if 0 < node.keys <= MOST_KEYPAD_KEYS:
        return Discovered("keypad", node.path, node.label, _section("keypad", connection="evdev", input=node.name))
    if node.keys == 0:
        lines = _section("presence_sensor", connection="evdev", input=node.name)
        return Discovered("presence-sensor", node.path, node.label, lines)
    return Discovered("input-device", node.path, f"{node.label} ({node.keys} keys)")


def _smart_card_readers() -> Iterator[Discovered]:
    try:
        from devices.smart_card.pcsc_lite import PcscFailure, context, readers
    except ImportError:
        return
    try:
        with context() as line:
            names = readers(line)
    except PcscFailure:
        return
    for name in names:
        yield Discovered("smart-card", name, "PC/SC", _section("smart_card", connection="pcsc", reader=name))


def _print_queues() -> Iterator[Discovered]:
    from devices.page_printer.cups_server import queues

    try:
        known = queues()
    except DeviceError:
        return
    for queue in known:
        yield Discovered(
            "page-printer", queue.name, queue.make, _section("page_printer", connection="cups", queue=queue.name)
        )


def _players() -> Iterator[Discovered]:
    for connection, program in (("pipewire", "pw-play"), ("alsa", "aplay")):
        if path := shutil.which(program):
            yield Discovered("sound", path, program, _section("sound", connection=connection))


def _lights(sysfs: Path) -> Iterator[Discovered]:
    """Lights that nothing else drives (a keyboard's and a network card's are somebody's already)."""
    folder = sysfs / "class" / "leds"
    for name in sorted(os.listdir(folder)) if folder.is_dir() else []:
        if "[none]" in _read(folder / name / "trigger"):
            yield Discovered(
                "lamp", str(folder / name), name, _section("lamp", connection="led", free=str(folder / name))
            )


def _section(name: str, **options: str | int) -> tuple[str, ...]:
    from json import dumps

    return (f"[devices.{name}]", *(f"{option} = {dumps(value)}" for option, value in options.items()))


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""
