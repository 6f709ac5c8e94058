"""Finds what is plugged in by who it is, not by the number it happened to get: a port named by path, by-id name, or USB id.

    /dev/ttyUSB0, /dev/serial/by-id/…       a path stays what it is
    usb-Hall_Scanner_0001-if00              a name of /dev/serial/by-id or /dev/input/by-id
    usb:1a86:7523                           the one device with this vendor and product, wherever it is plugged in
    usb:1a86:7523:0001                      the one of several that has this serial number
    usb:1a86:7523/1, usb:1a86:7523:0001/1   the node on its interface 1, where the device has several

Looked up in sysfs at every opening, so that a replug under another number is found. Both roots are arguments: a test makes
a tree of its own.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from devices.errors import DeviceAbsent

SYSFS: Final = Path("/sys")
DEV: Final = Path("/dev")

_USB_ID: Final = re.compile(
    r"usb:(?P<vendor>[0-9a-f]{4}):(?P<product>[0-9a-f]{4})(?::(?P<serial>[^:/\s]+))?(?:/(?P<interface>[0-9]{1,2}))?",
    re.IGNORECASE,
)


class Subsystem(StrEnum):
    """Which kind of node is looked for, by the kernel's own word."""

    TTY = "tty"
    INPUT = "input"
    HIDRAW = "hidraw"
    PRINTER = "usbmisc"


@dataclass(frozen=True)
class UsbName:
    """`usb:VID:PID[:SERIAL][/INTERFACE]`, taken apart; hexadecimal in lower case."""

    vendor: str
    product: str
    serial: str | None = None
    interface: int | None = None

    def means(self, node: "UsbNode") -> bool:
        return (
            (self.vendor, self.product) == (node.vendor, node.product)
            and self.serial in (None, node.serial)
            and self.interface in (None, node.interface)
        )


@dataclass(frozen=True)
class UsbDevice:
    """One device that is plugged in. `device` is where, in sysfs; `label` is what it calls itself."""

    vendor: str
    product: str
    serial: str
    device: str
    label: str

    @property
    def name(self) -> str:
        """As a configuration names it: by serial number where it has one."""
        named = f"usb:{self.vendor}:{self.product}"
        return f"{named}:{self.serial}" if re.fullmatch(r"[^:/\s]+", self.serial) else named


@dataclass(frozen=True)
class UsbNode(UsbDevice):
    """One node of a USB device; `keys` counts the keys of an input node."""

    path: str
    interface: int
    keys: int


def is_usb_name(name: str) -> bool:
    return name.lower().startswith("usb:")


def usb_name(name: str) -> UsbName:
    """`name` taken apart. Raises DeviceAbsent("not-a-usb-id")."""
    found = _USB_ID.fullmatch(name)
    if found is None:
        raise DeviceAbsent("not-a-usb-id")
    interface = found["interface"]
    return UsbName(
        found["vendor"].lower(),
        found["product"].lower(),
        found["serial"],
        None if interface is None else int(interface),
    )


def node_of(name: str, subsystem: Subsystem, sysfs: Path = SYSFS, dev: Path = DEV) -> str:
    """The path of the node that `name` means now; a path is given back as it is.

    Of one device's several nodes the first interface's is meant, and of an interface's several input nodes the one with most
    keys. Raises DeviceAbsent: port-missing, port-ambiguous (two such devices are plugged in), not-a-usb-id.
    """
    if is_usb_name(name):
        wanted = usb_name(name)
        return _the_one([node for node in usb_nodes(subsystem, sysfs, dev) if wanted.means(node)]).path
    return next((link for link in _by_id(name, dev) if os.path.exists(link)), name)


def usb_nodes(subsystem: Subsystem, sysfs: Path = SYSFS, dev: Path = DEV) -> Iterator[UsbNode]:
    """Every node of `subsystem` that belongs to a USB device which is plugged in now."""
    for entry in _listed(sysfs / "class" / subsystem):
        node = _usb_node(entry, dev)
        if node is not None and not (subsystem is Subsystem.INPUT and "/event" not in node.path):
            yield node


def usb_devices(sysfs: Path = SYSFS) -> Iterator[UsbDevice]:
    """Every USB device that is plugged in now, hubs too."""
    for place in _listed(sysfs / "bus" / "usb" / "devices"):
        if _word(place / "idVendor"):
            yield UsbDevice(**_device(place.resolve()))


def _the_one(nodes: list[UsbNode]) -> UsbNode:
    if not nodes:
        raise DeviceAbsent("port-missing")
    first, *others = sorted(nodes, key=_order)
    if any(other.device != first.device or _order(other) == _order(first) for other in others):
        raise DeviceAbsent("port-ambiguous")
    return first


def _order(node: UsbNode) -> tuple[int, int]:
    return node.interface, -node.keys


def _by_id(name: str, dev: Path) -> list[str]:
    """Where a name without a folder may be found."""
    return [f"{dev}/{folder}/by-id/{name}" for folder in ("serial", "input")] if name and "/" not in name else []


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _usb_node(entry: Path, dev: Path) -> UsbNode | None:
    """None for what is on no USB bus, and for what was pulled out while we looked."""
    if not (entry / "device").exists():  # a console and its sixty sisters, told apart without following them
        return None
    interface = 0
    for place in entry.resolve().parents:
        if number := _word(place / "bInterfaceNumber"):
            interface = int(number, 16)
        if _word(place / "idVendor"):
            path = str(dev / _node_name(entry))
            return UsbNode(**_device(place), path=path, interface=interface, keys=_keys(entry))
    return None


def _device(place: Path) -> dict[str, str]:
    return {
        "vendor": _word(place / "idVendor").lower(),
        "product": _word(place / "idProduct").lower(),
        "serial": _word(place / "serial"),
        "device": str(place),
        "label": " ".join(filter(None, (_word(place / "manufacturer"), _word(place / "product")))),
    }


def _node_name(entry: Path) -> str:
    told = re.search(r"^DEVNAME=(.+)$", _word(entry / "uevent"), re.MULTILINE)
    return told[1] if told else entry.name


def _keys(entry: Path) -> int:
    """How many keys an input node can press: the bits of its EV_KEY map, words of hexadecimal."""
    return sum(int(word, 16).bit_count() for word in _word(entry / "device" / "capabilities" / "key").split())


def _word(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
