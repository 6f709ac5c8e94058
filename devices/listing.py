"""What is plugged in: the devices that a terminal's configuration names, or the serial ports that this machine has."""

import os
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from devices.state import Condition, DeviceState
from devices.wiring import ConfigUnreadable

Row = dict[str, Any]


class _Device(Protocol):
    def state(self) -> DeviceState: ...

    def close(self) -> None: ...


def devices_of(config: Path) -> list[Row]:
    """One row for each device that `config` (a terminal.toml) names, asked just now. Raises ConfigUnreadable."""
    try:
        named = tomllib.loads(config.read_text("utf-8")).get("devices", {})
        devices = list(_named(named, config.parent))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        devices = None
    if devices is None:
        raise ConfigUnreadable
    return _rows(devices)


def serial_ports() -> list[Row]:
    """One row for each serial port of this machine; where a security module answers, it is a card reader."""
    from serial.tools.list_ports import comports

    from devices.card_reader.sam_v_serial import SamVSerialReader

    rows = _rows([(port.device, SamVSerialReader(port.device)) for port in comports()])
    return [row if row["condition"] in (Condition.READY, Condition.BROKEN) else _unknown(row) for row in rows]


def _named(devices: dict[str, Any], folder: Path) -> Iterator[tuple[str, _Device]]:
    """A driver is imported only for what is named."""
    if (serial := devices.get("card_reader")) is not None:
        from devices.card_reader.sam_v_serial import SamVSerialReader

        port = _port(serial["port"], folder)
        yield port, SamVSerialReader(port)
    if (serial := devices.get("code_scanner")) is not None:
        from devices.code_scanner.serial_scanner import SerialScanner

        port = _port(serial["port"], folder)
        yield port, SerialScanner(port)
    if (printer := devices.get("receipt_printer")) is not None:
        from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter

        host, number = str(printer["host"]), int(printer.get("port", 9100))
        yield f"{host}:{number}", EscPosTcpPrinter(host, number)
    if (printer := devices.get("page_printer")) is not None:
        from devices.page_printer.ipp_printer import IppPagePrinter

        yield str(printer["url"]), IppPagePrinter(str(printer["url"]))


def _port(name: str, folder: Path) -> str:
    """As the terminal reads it: a relative path starts at the configuration's own folder."""
    return os.path.normpath(folder / name) if "/" in name else name


def _rows(devices: Sequence[tuple[str, _Device]]) -> list[Row]:
    """All are asked at the same time: the silent ones cost their time-out once."""
    with ThreadPoolExecutor(max_workers=max(1, len(devices))) as pool:
        return list(pool.map(lambda found: _row(*found), devices))


def _unknown(row: Row) -> Row:
    """Nothing answered as a card reader: what is there, if anything, is not for us to say."""
    condition = Condition.ABSENT if row["condition"] == Condition.ABSENT else Condition.UNKNOWN
    return row | {"device": "serial-port", "condition": condition.value}


def _row(at: str, device: _Device) -> Row:
    try:
        state = device.state()
    finally:
        device.close()
    return {
        "device": state.device,
        "at": at,
        "condition": state.condition.value,
        "reasons": list(state.reasons),
        "warnings": list(state.warnings),
        "detail": state.detail,
    }
