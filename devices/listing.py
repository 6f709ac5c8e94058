"""Asks devices how they are: those that a terminal's configuration names, all at the same time."""

import os
import threading
import time
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from devices.errors import DeviceError
from devices.serial_wire import condition_of
from devices.state import Condition, DeviceState
from devices.supervisor import Supervised
from devices.wiring import KINDS, ConfigUnreadable, connect, not_among, place_of

Row = dict[str, Any]

PATIENCE: Final = 10.0
"""Seconds after which a device that has not answered counts as silent. The drivers' own time-outs are shorter."""


def devices_of(config: Path) -> list[Row]:
    """One row for each device that `config` (a terminal.toml) names, asked just now. Raises ConfigUnreadable."""
    sections = sections_of(config)
    drivers = drivers_of(sections)
    states = ask_all(drivers)
    for driver in drivers.values():
        driver.close()
    return [row(states[name], sections[name]) for name in drivers]


def sections_of(config: Path) -> dict[str, dict[str, Any]]:
    """What `config` says of each device, by the device's name; paths start at the file. Raises ConfigUnreadable."""
    try:
        named = tomllib.loads(config.read_text("utf-8")).get("devices", {})
        sections = {name.replace("_", "-"): _whole(section, config.parent) for name, section in named.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        sections = None
    if sections is None:
        raise ConfigUnreadable
    if strangers := sorted(sections.keys() - KINDS.keys()):
        raise ConfigUnreadable(f"devices: {not_among(strangers[0], KINDS)}")
    return {name: {"connection": KINDS[name].usual, **sections[name]} for name in KINDS if name in sections}


def drivers_of(sections: Mapping[str, Mapping[str, object]]) -> dict[str, Supervised]:
    """A driver for each device that is there. Raises ConfigUnreadable."""
    connected = {name: connect(name, section) for name, section in sections.items()}
    return {name: driver for name, driver in connected.items() if driver is not None}


def ask_all(drivers: Mapping[str, Supervised], patience: float = PATIENCE) -> dict[str, DeviceState]:
    """How each device is. All are asked at the same time: the silent ones cost their time-out once.

    Never raises for a device's sake; what has not answered after `patience` seconds is silent.
    """
    states: dict[str, DeviceState] = {}

    def ask(name: str, driver: Supervised) -> None:
        states[name] = _asked(name, driver)

    # Daemons, so that a driver that hangs for ever does not keep the one who asks.
    threads = [threading.Thread(target=ask, args=asked, daemon=True) for asked in drivers.items()]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + patience
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    silent = Condition.NEEDS_STAFF, ("device-silent",)
    return {name: states.get(name) or DeviceState(name, *silent, checked_at=datetime.now(UTC)) for name in drivers}


def row(state: DeviceState, settings: Mapping[str, object]) -> Row:
    return {
        "device": state.device,
        "connection": settings["connection"],
        "at": place_of(settings),
        "condition": state.condition.value,
        "reasons": list(state.reasons),
        "warnings": list(state.warnings),
        "detail": state.detail,
    }


def _asked(name: str, driver: Supervised) -> DeviceState:
    try:
        return driver.state()
    except DeviceError as error:
        return DeviceState(name, condition_of(error), (error.code,), checked_at=datetime.now(UTC))
    except Exception:
        return DeviceState(name, Condition.BROKEN, ("device-defect",), checked_at=datetime.now(UTC))


def _whole(section: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """As the terminal reads it: a relative path starts at the configuration's own folder."""
    return {option: _from(folder, value) for option, value in section.items()}


def _from(folder: Path, value: Any) -> Any:
    is_path = isinstance(value, str) and "/" in value and "://" not in value and not value.lower().startswith("usb:")
    return os.path.normpath(folder / value) if is_path else value


def serial_ports() -> list[Row]:
    """One row for each serial port of this machine; where a security module answers, it is a card reader."""
    from serial.tools.list_ports import comports

    drivers = {port: KINDS["card-reader"].drivers["serial"](port) for port in (found.device for found in comports())}
    states = ask_all(drivers)
    rows = [row(state, {"connection": "serial", "port": port}) for port, state in states.items()]
    for driver in drivers.values():
        driver.close()
    return [found if found["condition"] in (Condition.READY, Condition.BROKEN) else _unknown(found) for found in rows]


def _unknown(found: Row) -> Row:
    """Nothing answered as a card reader: what is there, if anything, is not for us to say."""
    condition = Condition.ABSENT if found["condition"] == Condition.ABSENT else Condition.UNKNOWN
    return found | {"device": "serial-port", "condition": condition.value}
